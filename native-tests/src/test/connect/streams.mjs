// Commands, containers and ports over WebSocket.   node streams.mjs SOCKET SCHEMA CONTAINER POD IMAGE
import assert from "node:assert/strict";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import WebSocket from "ws";
import { schema, services } from "./schema.mjs";
import { until } from "./until.mjs";

const [socketPath, file, containerId, podSandboxId, image] = process.argv.slice(2);
const client = createClient(services(schema(file))[0], createConnectTransport({
  httpVersion: "1.1", baseUrl: "http://localhost", useBinaryFormat: false, nodeOptions: { socketPath },
}));

// What came on each channel until the end, and whatever happens on the way.
function talk(url, protocols, onOpen, onData = () => {}) {
  return new Promise((done, failed) => {
    const got = { ended: [] };
    const ws = new WebSocket(url, protocols);
    const send = (channel, data) => ws.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)]));
    ws.on("open", () => onOpen(send, ws));
    ws.on("message", (m) => {
      if (m[0] === 255) got.ended.push(m[1]);
      else { got[m[0]] = (got[m[0]] ?? "") + m.subarray(1).toString("latin1"); onData(got, send, ws); }
    });
    ws.on("unexpected-response", (_, response) => done({ status: response.statusCode }));
    ws.on("close", (code) => done({ ...got, code, protocol: ws.protocol }));
    ws.on("error", failed);
  });
}
const exec = async (cmd, options = {}) =>
  (await client.exec({ containerId, cmd, stdin: true, stdout: true, stderr: true, ...options })).url;
const verdict = (got) => JSON.parse(got[3]);

// Input that ends, both outputs, the exit status.
let url = await exec(["sh", "-c", "cat; echo oops >&2; exit 5"]);
let got = await talk(url, ["v5.channel.k8s.io", "v4.channel.k8s.io"], (send) => {
  send(0, "to be "); send(0, "echoed"); send(255, [0]);
});
assert.equal(got.protocol, "v5.channel.k8s.io");
assert.equal(got[1], "to be echoed");
assert.equal(got[2], "oops\n");
assert.deepEqual(got.ended.sort(), [1, 2]);
assert.equal(verdict(got).reason, "NonZeroExitCode");
assert.equal(verdict(got).details.causes[0].message, "5");
assert.equal(got.code, 1000);

// A URL is good once.
assert.equal((await talk(url, ["v5.channel.k8s.io"], () => {})).status, 404);
// Without a protocol that is known, it is refused, and the URL stays good.
url = await exec(["true"], { stdin: false });
assert.equal((await talk(url, ["v9.channel.k8s.io"], () => {})).status, 400);
got = await talk(url, ["v4.channel.k8s.io"], () => {});
assert.equal(got.protocol, "v4.channel.k8s.io");
assert.equal(verdict(got).status, "Success");
assert.deepEqual(got.ended, []);

// A terminal, and its size.
got = await talk(
  await exec(["sh", "-c", "read x; stty size; echo got $x"], { tty: true, stderr: false }),
  ["v5.channel.k8s.io"],
  (send) => { send(4, '{"Width":101,"Height":43}'); send(0, "it\n"); },
);
assert.match(got[1], /43 101\r\ngot it\r\n/);
assert.equal(verdict(got).status, "Success");

// Much output, byte for byte; and a reader that comes late gets all of it.
got = await talk(
  await exec(["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"], { stdin: false, stderr: false }),
  ["v5.channel.k8s.io"],
  (_, ws) => { ws.pause(); setTimeout(() => ws.resume(), 1500); },
);
assert.equal(got[1].length, 3000000);
assert.ok(/^x+$/.test(got[1]));

// A client that goes takes its command with it.
let leave;
got = await talk(
  await exec(["sh", "-c", "echo $$; sleep 1000"]), ["v5.channel.k8s.io"],
  (_, ws) => { leave = () => ws.terminate(); },
  (seen) => { if (seen[1]?.endsWith("\n")) leave(); },
);
const left = ["sh", "-c", `kill -0 ${Number(got[1])}`];
await until("a command ends with its client",
  async () => (await client.execSync({ containerId, cmd: left })).exitCode !== 0);
// A container's own streams: its input, and its output from then on.
const { containerId: talker } = await client.createContainer({
  podSandboxId,
  config: {
    metadata: { name: "talker" }, image: { image }, stdin: true, stdinOnce: true,
    command: ["sh", "-c", "while read x; do echo heard $x; done; echo over"],
  },
});
await client.startContainer({ containerId: talker });
await assert.rejects(() => client.attach({ containerId: talker, stdout: true, tty: true }), /tty: the container has none/);
let asked = false;
got = await talk(
  (await client.attach({ containerId: talker, stdin: true, stdout: true, stderr: true })).url,
  ["v5.channel.k8s.io"],
  (send) => send(0, "you\n"),
  (seen, send) => { if (!asked && seen[1]?.includes("heard you")) { asked = true; send(255, [0]); } },
);
assert.equal(got[1], "heard you\nover\n");
assert.equal(verdict(got).status, "Success");

// A port of the pod, and one that nobody listens on.
const { containerId: server } = await client.createContainer({
  podSandboxId,
  config: {
    metadata: { name: "server" }, image: { image },
    command: ["sh", "-c", "sleep 1000 | nc -l -p 9000 >/tmp/got; exec sleep 1000"],
  },
});
await client.startContainer({ containerId: server });
const says = async (...cmd) => Buffer.from((await client.execSync({ containerId: server, cmd })).stdout).toString();
await until("somebody listens on 9000", async () => (await says("cat", "/proc/net/tcp", "/proc/net/tcp6")).includes(":2328 "));
const head = Buffer.from([9000 & 255, 9000 >> 8]).toString("latin1");
got = await talk(
  (await client.portForward({ podSandboxId, port: [9000, 9001] })).url,
  ["v4.channel.k8s.io"],
  (send, ws) => { send(0, "question\n"); leave = () => ws.close(); },
  async (seen) => {
    if (seen[0]?.length > 1 && seen[1]?.length > 1 && seen[3]?.length > 2) {
      await until("the question arrives", async () => (await says("cat", "/tmp/got")) === "question\n");
      leave();
    }
  },
);
assert.ok(got[0].startsWith(head) && got[1] === head, JSON.stringify(got));
assert.ok(got[3].length > 2, "the port that nobody listens on has no error");
console.log("streams");
