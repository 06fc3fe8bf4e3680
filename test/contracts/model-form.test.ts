import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readModel, SERVICES } from "../../contracts/drift/read-model.ts";
import type { ApiModel } from "../../contracts/model/api-model.ts";
import { formatModel, reachableShapes, stripModel } from "../../contracts/model/strip.ts";

describe.each(SERVICES)("contracts/model/%s.json", (service) => {
  const model = readModel(service);
  const shapes = Object.entries(model.shapes);
  const operations = Object.entries(model.operations);

  it("is written byte for byte as the extraction writes it", () => {
    const file = readFileSync(new URL(`../../contracts/model/${service}.json`, import.meta.url), "utf8");
    expect(formatModel(stripModel(model, model.metadata.source))).toBe(file);
  });

  it("holds operations and shapes by name, so that a renewal reads as a list of changes", () => {
    expect(Object.keys(model.operations)).toEqual(Object.keys(model.operations).toSorted());
    expect(Object.keys(model.shapes)).toEqual(Object.keys(model.shapes).toSorted());
  });

  it("comes from the same release as the other services", () => {
    expect(model.metadata.source).toMatch(/^botocore \d+\.\d+\.\d+$/);
    expect(model.metadata.source).toBe(readModel("bedrock").metadata.source);
  });

  it("has no documentation", () => {
    const prose = [...traitsOf(model)].filter(([key]) => /documentation|deprecatedMessage|deprecatedSince/.test(key));
    expect(prose).toEqual([]);
  });

  it("has each shape that is referred to, and no other", () => {
    expect([...reachableShapes(model)].toSorted()).toEqual(Object.keys(model.shapes));
  });

  it("gives each modelled error an HTTP status", () => {
    const without = operations.flatMap(([operation, { errors = [] }]) =>
      errors
        .filter((error) => model.shapes[error.shape]?.error?.httpStatusCode === undefined)
        .map((error) => `${operation}: ${error.shape}`),
    );
    expect(without).toEqual([]);
  });

  it("has a member for each name in `required` and `payload`", () => {
    const missing = shapes.flatMap(([name, { required = [], payload, members = {} }]) =>
      [...required, ...(payload ? [payload] : [])].filter((member) => !members[member]).map((it) => `${name}.${it}`),
    );
    expect(missing).toEqual([]);
  });

  it("has a required input member for each label of a URI, and a label for each such member", () => {
    for (const [name, { http, input }] of operations) {
      const shape = model.shapes[input?.shape ?? ""];
      const members = Object.entries(shape?.members ?? {}).filter(([, member]) => member.location === "uri");
      const labels = [...http.requestUri.matchAll(/\{([^}+]+)\+?\}/g)].map(([, label]) => label);
      expect(members.map(([, member]) => member.locationName).toSorted(), name).toEqual(labels.toSorted());
      expect(
        members.filter(([member]) => !shape?.required?.includes(member)),
        name,
      ).toEqual([]);
    }
  });
});

describe("the extraction", () => {
  const source = {
    version: "2.0",
    metadata: { uid: "x-2026-01-01", apiVersion: "2026-01-01" },
    documentation: "<p>A service.</p>",
    operations: {
      Get: {
        documentation: "<p>Gets.</p>",
        readonly: true,
        output: { shape: "Answer" },
        http: { responseCode: 200, requestUri: "/", method: "GET" },
        name: "Get",
      },
    },
    shapes: {
      Unused: { type: "string" },
      Text: { type: "string", documentation: "<p>Text.</p>" },
      Answer: {
        members: { documentation: { shape: "Text", documentation: "<p>A member that is called so.</p>" } },
        type: "structure",
      },
    },
  };

  it("keeps the facts in a fixed order, and leaves out documentation and shapes that nothing reaches", () => {
    expect(formatModel(stripModel(source, "botocore 9.9.9"))).toBe(`{
"version":"2.0",
"metadata":{"source":"botocore 9.9.9","apiVersion":"2026-01-01","uid":"x-2026-01-01"},
"operations":{
"Get":{"name":"Get","http":{"method":"GET","requestUri":"/","responseCode":200},"output":{"shape":"Answer"},"readonly":true}
},
"shapes":{
"Answer":{"type":"structure","members":{"documentation":{"shape":"Text"}}},
"Text":{"type":"string"}
}
}
`);
  });

  it("stops at a trait that it does not know, and names the place", () => {
    const shape = { ...source.shapes.Answer, members: { name: { shape: "Text", newTrait: true } } };
    const model = { ...source, shapes: { ...source.shapes, Answer: shape } };
    expect(() => stripModel(model, "botocore 9.9.9")).toThrow("shape Answer, member name has newTrait");
  });

  it("stops at a shape that is referred to but does not exist", () => {
    const model = { ...source, shapes: { Answer: source.shapes.Answer } };
    expect(() => stripModel(model, "botocore 9.9.9")).toThrow("shape Text is referred to but does not exist");
  });
});

/** Every trait of a model with its place; names of operations, shapes and members are places, not traits. */
function* traitsOf(model: ApiModel): Generator<readonly [key: string, place: string]> {
  const entries = { model, ...model.metadata, ...model.operations, ...model.shapes };
  for (const [place, entry] of Object.entries(entries)) {
    if (typeof entry !== "object") continue;
    for (const [key, value] of Object.entries(entry)) {
      yield [key, place];
      const inner = key === "members" ? Object.values(value) : [value];
      for (const item of inner) {
        if (typeof item === "object" && !Array.isArray(item))
          for (const trait of Object.keys(item)) yield [trait, place];
      }
    }
  }
}
