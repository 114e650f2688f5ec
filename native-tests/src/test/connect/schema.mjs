// The message types of the CRI, from the list of its fields, as descriptors of protobuf.
import { readFileSync } from "node:fs";
import { create, createFileRegistry } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";

const PACKAGE = "runtime.v1";
const SCALARS = {
  string: Type.STRING, bool: Type.BOOL, bytes: Type.BYTES, double: Type.DOUBLE,
  int32: Type.INT32, int64: Type.INT64, uint32: Type.UINT32, uint64: Type.UINT64,
};

function lines(file) {
  const joined = [];
  let service = false;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (!line.startsWith(" ")) service = line.startsWith("service ");
    if (line.startsWith(" ") && !service) joined[joined.length - 1] += " " + line.trim();
    else joined.push(line);
  }
  return joined;
}

const split = (text) => text.split(",").map((s) => s.trim()).filter((s) => s);

/** A registry of all types and services. */
export function schema(file) {
  const messages = [], enums = [], services = [], nested = {}, enumNames = {};
  for (const line of lines(file)) {
    if (line.startsWith("service ")) {
      services.push({ name: line.slice(8).trim(), method: [] });
    } else if (line.startsWith("  ")) {
      const [name, input, stream, last] = line.trim().split(/[() ]+/);
      const streaming = stream === "stream";
      services[services.length - 1].method.push({
        name,
        inputType: `.${PACKAGE}.${input}`,
        outputType: `.${PACKAGE}.${streaming ? last : stream}`,
        serverStreaming: streaming,
      });
    } else if (line.startsWith("enum ")) {
      const [full, values] = line.slice(5).split(":");
      const [outer, inner] = full.trim().split(".");
      const type = {
        name: inner ?? outer,
        value: split(values).map((name, number) => ({ name, number })),
      };
      if (inner) (nested[outer] ??= []).push(type);
      else enums.push(type);
      enumNames[inner ?? outer] = `.${PACKAGE}.${full.trim()}`;
    } else {
      const [name, fields] = [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)];
      messages.push({ name: name.trim(), fields: split(fields) });
    }
  }
  const messageType = messages.map(({ name, fields }) => {
    const nestedType = [], field = [];
    let number = 0;
    for (const text of fields) {
      const [left, type] = text.split(" ");
      const [fieldName, given] = left.split("=");
      number = given ? Number(given) : number + 1;
      const repeated = type.startsWith("[");
      const element = repeated ? type.slice(1, -1) : type;
      // As protoc names it in JSON: the letter after an underscore in upper case.
      const jsonName = fieldName.replace(/_(.)/g, (_, c) => c.toUpperCase());
      const made = { name: fieldName, jsonName, number, label: Label.OPTIONAL };
      if (type === "{}") {
        const entry = fieldName.replace(/(^|_)(.)/g, (_, __, c) => c.toUpperCase()) + "Entry";
        nestedType.push({
          name: entry,
          field: ["key", "value"].map((n, i) => ({
            name: n, number: i + 1, label: Label.OPTIONAL, type: Type.STRING,
          })),
          options: { mapEntry: true },
        });
        Object.assign(made, {
          label: Label.REPEATED, type: Type.MESSAGE, typeName: `.${PACKAGE}.${name}.${entry}`,
        });
      } else {
        if (repeated) made.label = Label.REPEATED;
        if (SCALARS[element]) made.type = SCALARS[element];
        else if (enumNames[element]) Object.assign(made, { type: Type.ENUM, typeName: enumNames[element] });
        else Object.assign(made, { type: Type.MESSAGE, typeName: `.${PACKAGE}.${element}` });
      }
      field.push(made);
    }
    return { name, field, nestedType, enumType: nested[name] ?? [] };
  });
  return createFileRegistry(
    create(FileDescriptorSetSchema, {
      file: [{
        name: "runtime.proto", package: PACKAGE, syntax: "proto3",
        messageType, enumType: enums, service: services,
      }],
    }),
  );
}

/** The services of it. */
export const services = (registry) =>
  ["RuntimeService", "ImageService"].map((n) => registry.getService(`${PACKAGE}.${n}`));
