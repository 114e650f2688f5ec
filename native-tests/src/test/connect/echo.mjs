// Calls a server that writes down what it was asked and answers what it was told to: every field of
// every message there and back, every code.   node echo.mjs SOCKET SCHEMA DIRECTORY
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { create, equals, fromJsonString, toJsonString, ScalarType } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { compressionGzip, createConnectTransport } from "@connectrpc/connect-node";
import { schema, services } from "./schema.mjs";

const [socketPath, file, directory] = process.argv.slice(2);
const registry = schema(file);

const EXTREMES = {
  [ScalarType.INT32]: [2147483647, -2147483648],
  [ScalarType.UINT32]: [4294967295, 1],
  [ScalarType.INT64]: [9223372036854775807n, -9223372036854775808n],
  [ScalarType.UINT64]: [18446744073709551615n, 9007199254740993n],
};

let seed = 0;
function scalar(type) {
  seed++;
  switch (type) {
    case ScalarType.STRING: return `${seed} \u00fc\u{1f40b}\u2028 "\\/\u0001</script>`;
    case ScalarType.BOOL: return true;
    case ScalarType.DOUBLE: return seed + 1 / 3;
    case ScalarType.BYTES: return Uint8Array.from([seed & 255, 255, 0, 251, 254]);
    default: return EXTREMES[type][seed % 2];
  }
}

function full(desc) {
  const values = {};
  for (const field of desc.fields) {
    const one = () =>
      field.message ? full(field.message) : field.enum ? field.enum.values.at(-1).number : scalar(field.scalar);
    if (field.fieldKind === "map") values[field.localName] = { "": "empty key", ["k" + ++seed]: scalar(ScalarType.STRING) };
    else if (field.fieldKind === "list")
      values[field.localName] = [1, 2].map(() =>
        field.listKind === "message" ? full(field.message) : field.listKind === "enum" ? 1 : scalar(field.scalar));
    else values[field.localName] = one();
  }
  return create(desc, values);
}

function transport(options) {
  return createConnectTransport({
    httpVersion: "1.1",
    baseUrl: "http://localhost",
    useBinaryFormat: false,
    nodeOptions: { socketPath },
    ...options,
  });
}

const transports = {
  plain: transport({}),
  "names of protobuf, numbers for enumerations, compressed": transport({
    jsonOptions: { useProtoFieldName: true, enumAsInteger: true },
    sendCompression: compressionGzip,
    compressMinBytes: 1,
  }),
  "defaults written out": transport({ jsonOptions: { alwaysEmitImplicit: true } }),
};

let calls = 0, fields = 0;
for (const [how, over] of Object.entries(transports)) {
  for (const service of services(registry)) {
    const client = createClient(service, over);
    for (const method of service.methods) {
      for (const make of [full, (d) => create(d)]) {
        const request = make(method.input), response = make(method.output);
        fields += method.input.fields.length + method.output.fields.length;
        const asked = `${directory}/${method.name}.request`, told = `${directory}/${method.name}.response`;
        writeFileSync(told, toJsonString(method.output, response, { registry }));
        const got = [];
        if (method.methodKind === "server_streaming")
          for await (const each of client[method.localName](request)) got.push(each);
        else got.push(await client[method.localName](request));
        assert.equal(got.length, method.methodKind === "server_streaming" ? 3 : 1, method.name);
        for (const each of got) assert.ok(equals(method.output, each, response), `${how}: ${method.name}: answer`);
        const seen = fromJsonString(method.input, readFileSync(asked, "utf8"));
        assert.ok(equals(method.input, seen, request), `${how}: ${method.name}: request`);
        calls++;
      }
    }
  }
}

const [runtime] = services(registry);
const client = createClient(runtime, transports.plain);
const codes = Object.values(Code).filter((c) => typeof c === "number");
for (const code of codes) {
  const name = Code[code].replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
  writeFileSync(`${directory}/fail`, name);
  const check = (e) => {
    assert.ok(e instanceof ConnectError, String(e));
    assert.equal(e.code, code, name);
    assert.equal(e.rawMessage, `as asked: "${name}" \u00fc`);
    return true;
  };
  await assert.rejects(() => client.version({}), check);
  await assert.rejects(async () => { for await (const _ of client.streamContainers({})); }, check);
}
rmSync(`${directory}/fail`);

console.log(`${calls} calls, ${fields} fields, ${codes.length} codes`);
