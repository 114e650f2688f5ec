// Every call of the CRI, by a client that is not Davit's, on a daemon that runs containers.
//   node calls.mjs SOCKET SCHEMA IMAGE LOGS
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { schema, services } from "./schema.mjs";
import { until } from "./until.mjs";

const [socketPath, file, image, logs] = process.argv.slice(2);
const transport = createConnectTransport({
  httpVersion: "1.1", baseUrl: "http://localhost", useBinaryFormat: false, nodeOptions: { socketPath },
});
const called = new Set();
const client = {};
let total = 0;
for (const service of services(schema(file))) {
  const raw = createClient(service, transport);
  for (const method of service.methods) {
    total++;
    client[method.localName] = (request = {}, options) => {
      called.add(method.name);
      return raw[method.localName](request, options);
    };
  }
}
const all = async (stream) => { const got = []; for await (const each of stream) got.push(each); return got; };
const fails = (call, code) =>
  assert.rejects(call, (e) => { assert.ok(e instanceof ConnectError); assert.equal(Code[e.code], Code[code], e.message); return true; });

const version = await client.version();
assert.equal(version.runtimeName, "davit");
assert.equal(version.runtimeApiVersion, "v1");
const status = await client.status({ verbose: true });
assert.ok(status.status.conditions.find((c) => c.type === "RuntimeReady").status);
assert.ok(status.info.runtime);
assert.equal((await client.runtimeConfig()).linux.cgroupDriver, 1);
await client.updateRuntimeConfig({ runtimeConfig: {} });

const abort = new AbortController();
const events = [];
let listens = false;
const watching = (async () => {
  const options = { signal: abort.signal, onHeader: () => { listens = true; } };
  try { for await (const e of client.getContainerEvents({}, options)) events.push(e); }
  catch (e) { if (e.code !== Code.Canceled) throw e; }
})();
await until("the stream of events begins", () => listens);

const found = (await client.listImages({ filter: { image: { image } } })).images;
assert.equal(found.length, 1);
assert.ok(found[0].size > 0n);
assert.deepEqual((await all(client.streamImages())).flatMap((r) => r.images).map((i) => i.id).includes(found[0].id), true);
assert.equal((await client.imageStatus({ image: { image }, verbose: true })).image.id, found[0].id);
assert.equal((await client.imageStatus({ image: { image: "nobody/nothing:1" } })).image, undefined);
assert.ok((await client.imageFsInfo()).imageFilesystems[0].usedBytes.value > 0n);
await client.removeImage({ image: { image: "nobody/nothing:1" } });
await assert.rejects(() => client.pullImage({ image: { image: "127.0.0.1:9/nothing:1" } }), ConnectError);

const config = {
  metadata: { name: "node", uid: "1-2", namespace: "test", attempt: 3 },
  hostname: "node", logDirectory: logs, labels: { app: "x" }, annotations: { note: "\u00fc" },
};
const { podSandboxId } = await client.runPodSandbox({ config });
assert.equal((await client.runPodSandbox({ config })).podSandboxId, podSandboxId, "a retry joins");
await fails(() => client.runPodSandbox({ config, runtimeHandler: "other" }), Code.InvalidArgument);
const filter = { labelSelector: { app: "x" } };
assert.deepEqual((await client.listPodSandbox({ filter })).items.map((p) => p.id), [podSandboxId]);
assert.deepEqual((await all(client.streamPodSandboxes({ filter }))).flatMap((r) => r.podSandboxes).map((p) => p.id), [podSandboxId]);
assert.deepEqual((await client.listPodSandbox({ filter: { labelSelector: { app: "y" } } })).items, []);

const { containerId } = await client.createContainer({
  podSandboxId,
  sandboxConfig: config,
  config: {
    metadata: { name: "c" }, image: { image }, command: ["sh", "-c", "echo begun; exec sleep 1000"],
    envs: [{ key: "GREETING", value: "hello" }], logPath: "c.log", labels: { app: "x" },
    linux: { resources: { cpuShares: 512n } },
  },
});
await client.startContainer({ containerId });
await fails(() => client.startContainer({ containerId }), Code.FailedPrecondition);
const running = (await client.containerStatus({ containerId, verbose: true }));
assert.equal(running.status.state, 1);
assert.ok(JSON.parse(running.info.info).pid > 1);
assert.equal((await client.podSandboxStatus({ podSandboxId, verbose: true })).containersStatuses[0].id, containerId);
assert.deepEqual((await client.listContainers({ filter: { podSandboxId } })).containers.map((c) => c.id), [containerId]);
assert.equal((await all(client.streamContainers({ filter: { podSandboxId } }))).length, 1);

const exec = await client.execSync({ containerId, cmd: ["sh", "-c", "echo $GREETING; echo no >&2; exit 9"] });
assert.equal(Buffer.from(exec.stdout).toString(), "hello\n");
assert.equal(Buffer.from(exec.stderr).toString(), "no\n");
assert.equal(exec.exitCode, 9);
await fails(() => client.execSync({ containerId, cmd: ["sleep", "100"], timeout: 1n }), Code.DeadlineExceeded);
await fails(() => client.execSync({ containerId, cmd: [] }), Code.InvalidArgument);
for (const [call, request] of [
  ["exec", { containerId, cmd: ["true"], stdout: true }],
  ["attach", { containerId, stdout: true }],
  ["portForward", { podSandboxId, port: [80] }],
]) assert.match((await client[call](request)).url, /^ws\+unix:\/\/.*:\/[a-z]+\/[0-9a-f]{32}$/);
await fails(() => client.exec({ containerId, cmd: ["true"] }), Code.InvalidArgument);

assert.ok((await client.containerStats({ containerId })).stats.memory.workingSetBytes.value > 0n);
assert.equal((await client.listContainerStats({ filter: { podSandboxId } })).stats.length, 1);
assert.equal((await all(client.streamContainerStats({ filter: { podSandboxId } })))[0].containerStats.length, 1);
assert.equal((await client.podSandboxStats({ podSandboxId })).stats.linux.containers.length, 1);
assert.equal((await client.listPodSandboxStats({ filter: { id: podSandboxId } })).stats.length, 1);
assert.equal((await all(client.streamPodSandboxStats({ filter: { id: podSandboxId } })))[0].podSandboxStats.length, 1);
const names = new Set((await client.listMetricDescriptors()).descriptors.map((d) => d.name));
const metrics = (await client.listPodSandboxMetrics()).podMetrics.find((m) => m.podSandboxId === podSandboxId);
for (const metric of metrics.containerMetrics[0].metrics) assert.ok(names.has(metric.name), metric.name);
assert.ok((await all(client.streamPodSandboxMetrics())).length > 0);

await client.updateContainerResources({ containerId, linux: { cpuShares: 256n } });
assert.equal((await client.containerStatus({ containerId })).status.resources.linux.cpuShares, 256n);
await client.updatePodSandboxResources({ podSandboxId, resources: { cpuShares: 512n } });
await until("the container has a log", () => existsSync(`${logs}/c.log`) && readFileSync(`${logs}/c.log`, "utf8").length > 0);
renameSync(`${logs}/c.log`, `${logs}/c.log.1`);
await client.reopenContainerLog({ containerId });
assert.match(readFileSync(`${logs}/c.log.1`, "utf8"), /stdout F begun\n$/);

// Each of these is refused for what it is, not by accident.
await fails(() => client.checkpointContainer({ containerId, location: `${logs}/c.tar` }), Code.Unimplemented);
await fails(() => client.checkpointPod({ podSandboxId, outputPath: logs }), Code.Unimplemented);
await fails(() => client.restorePod({ checkpointPath: logs }), Code.Unimplemented);
for (const id of ["0".repeat(64), "../../etc", "x"]) {
  await fails(() => client.containerStatus({ containerId: id }), Code.NotFound);
  await fails(() => client.podSandboxStatus({ podSandboxId: id }), Code.NotFound);
  await client.stopContainer({ containerId: id });
  await client.removeContainer({ containerId: id });
  await client.stopPodSandbox({ podSandboxId: id });
  await client.removePodSandbox({ podSandboxId: id });
}
await fails(() => client.containerStatus({}), Code.InvalidArgument);

await client.stopContainer({ containerId, timeout: 0n });
await client.stopContainer({ containerId, timeout: 0n });
const ended = (await client.containerStatus({ containerId })).status;
assert.equal(ended.state, 2);
assert.equal(ended.exitCode, 137);
await client.removeContainer({ containerId });
await fails(() => client.containerStatus({ containerId }), Code.NotFound);
await client.stopPodSandbox({ podSandboxId });
assert.equal((await client.podSandboxStatus({ podSandboxId })).status.state, 1);
await client.removePodSandbox({ podSandboxId });

await until("the pod has four events", () => events.filter((e) => e.containerId === podSandboxId).length >= 4);
abort.abort();
await watching;
const kinds = (id) => events.filter((e) => e.containerId === id).map((e) => e.containerEventType).join();
assert.equal(kinds(containerId), "0,1,2,3");
assert.equal(kinds(podSandboxId), "0,1,2,3");
assert.equal(called.size, total);
console.log(`${total} calls`);
