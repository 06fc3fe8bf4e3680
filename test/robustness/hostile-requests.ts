import fc from "fast-check";
import type { HttpRequest } from "../../emulator/protocol/http.ts";

/** Requests that the emulator answers well, to be spoilt: method, path, body. */
const GOOD: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  [
    "POST",
    "/model/amazon.nova-lite-v1:0/converse",
    { messages: [{ role: "user", content: [{ text: "What is granite?" }] }] },
  ],
  [
    "POST",
    "/model/us.amazon.nova-lite-v1%3A0/converse-stream",
    {
      messages: [{ role: "user", content: [{ text: "Use a tool." }] }],
      system: [{ text: "Be brief." }],
      inferenceConfig: { maxTokens: 5, temperature: 0.5, topP: 0.5, stopSequences: ["x"] },
      toolConfig: {
        tools: [
          { toolSpec: { name: "t", inputSchema: { json: { type: "object", properties: { a: { type: "string" } } } } } },
        ],
      },
    },
  ],
  [
    "POST",
    "/model/us.anthropic.claude-sonnet-4-20250514-v1:0/invoke",
    { anthropic_version: "bedrock-2023-05-31", max_tokens: 9, messages: [{ role: "user", content: "Hello" }] },
  ],
  [
    "POST",
    "/model/amazon.nova-lite-v1:0/invoke-with-response-stream",
    { messages: [{ role: "user", content: [{ text: "Hello" }] }] },
  ],
  [
    "POST",
    "/model/amazon.titan-text-express-v1/invoke",
    { inputText: "Hello", textGenerationConfig: { maxTokenCount: 5 } },
  ],
  [
    "POST",
    "/model/anthropic.claude-3-haiku-20240307-v1:0/count-tokens",
    { input: { converse: { messages: [{ role: "user", content: [{ text: "a" }] }] } } },
  ],
  [
    "POST",
    "/inference-profiles",
    {
      inferenceProfileName: "team-a",
      modelSource: { copyFrom: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0" },
      tags: [{ key: "team", value: "a" }],
    },
  ],
  ["GET", "/inference-profiles"],
  ["GET", "/inference-profiles/us.amazon.nova-lite-v1:0"],
  ["DELETE", "/inference-profiles/abcdefghijkl"],
  [
    "POST",
    "/listTagsForResource",
    { resourceARN: "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl" },
  ],
  [
    "POST",
    "/tagResource",
    {
      resourceARN: "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl",
      tags: [{ key: "a", value: "b" }],
    },
  ],
  ["GET", "/foundation-models"],
  ["GET", "/foundation-models/amazon.nova-lite-v1:0"],
  [
    "POST",
    "/knowledgebases/ABCDEFGHIJ/retrieve",
    {
      retrievalQuery: { text: "a" },
      retrievalConfiguration: {
        vectorSearchConfiguration: { filter: { andAll: [{ equals: { key: "a", value: {} } }] } },
      },
    },
  ],
  ["POST", "/flows/", { name: "f", executionRoleArn: "arn:aws:iam::111122223333:role/r" }],
];

const HOSTILE_TEXTS = [
  "",
  "%",
  "%zz",
  "%00",
  "%2F",
  "%2e%2e",
  "..",
  ".",
  "%FF%FE",
  "%ED%A0%80",
  "%F0%9F%98%80",
  "__proto__",
  "constructor",
  "toString",
  "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl",
  "arn%3Aaws%3Abedrock%3A%3A%3A",
  "a".repeat(9_000),
  "%41".repeat(3_000),
  "-".repeat(2_000),
  "1".repeat(400),
  "\u0000",
  "é",
  "😀",
  "\ud800",
  "<script>",
  "' OR 1=1",
  "*",
  "?",
  "#",
  ":",
];

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  -(2 ** 31) - 1,
  "",
  "a",
  "NaN",
  "\ud800",
  "😀".repeat(300),
  "x".repeat(20_000),
  "-".repeat(5_000),
  [],
  [[]],
  [null],
  {},
  { a: {} },
  { text: null },
  Array(300).fill({}),
  Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n])),
];

const AUTHORIZATIONS = [
  "",
  " ",
  "AWS4-HMAC-SHA256",
  "AWS4-HMAC-SHA256 Credential=",
  "AWS4-HMAC-SHA256 Credential=////",
  "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, Signature=",
  "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00",
  "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/mars-north-1/bedrock/aws4_request, SignedHeaders=host, Signature=00",
  "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
  "AWS4-ECDSA-P256-SHA256 Credential=a/b/bedrock/aws4_request",
  "Bearer",
  "Bearer ",
  "Bearer bedrock-api-key-%%%",
  "bearer bedrock-api-key-AAAA",
  `Bearer bedrock-api-key-${Buffer.from("https://a/?X-Amz-Credential=a/b/c/d/e").toString("base64")}`,
  "Basic YTpi",
  `Bearer ${"a".repeat(9_000)}`,
];

const nested = (open: string, close: string, levels: number, core = "1") =>
  open.repeat(levels) + core + close.repeat(levels);

const DEEP_BODIES = [100, 1_100, 100_000].flatMap((levels) => [
  nested("[", "]", levels),
  nested('{"a":', "}", levels),
  `{"messages":${nested("[", "]", levels)}}`,
  `{"messages":[{"role":"user","content":[{"text":"a"}]}],"additionalModelRequestFields":${nested('{"a":', "}", levels)}}`,
  `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":${nested("[", "]", levels, "{}")}}]}`,
  `{"messages":[{"role":"user","content":[{"text":"a"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"t","inputSchema":{"json":${nested('{"properties":{"a":', "}}", levels, "{}")}}}}]}}`,
  `{"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":${nested('{"andAll":[', "]}", levels, "{}")}}}}`,
  `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"a"}],"tools":[{"name":"t","input_schema":${nested('{"properties":{"a":', "}}", levels, "{}")}}]}`,
]);

const TEXTUAL_BODIES = [
  "",
  "{",
  "}",
  "null",
  '"',
  "{}{}",
  '{"a":1,}',
  "﻿{}",
  '{"messages":[],"messages":1,"messages":[{"role":"user"}]}',
  '{"__proto__":{"a":1},"constructor":1}',
  '{"inferenceConfig":{"maxTokens":1e999,"temperature":-1e999}}',
  `{"inferenceConfig":{"maxTokens":${"9".repeat(5_000)}}}`,
  '{"messages":"\\ud800"}',
  "[1",
  "\u0000\u0000",
];

/** One good request with one or several parts spoilt, or noise. */
export const hostileRequest: fc.Arbitrary<HttpRequest> = fc.constantFrom(...GOOD).chain(([method, path, body]) =>
  fc.record({
    method: rarely(
      fc.constantFrom(
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "get",
        "",
      ),
      method,
    ),
    path: rarely(hostilePath(path), path),
    query: rarely(hostileQuery(), ""),
    headers: hostileHeaders(),
    body: fc.oneof(
      { arbitrary: fc.constant(jsonBytes(body)), weight: 2 },
      { arbitrary: spoiltJson(body), weight: 8 },
      { arbitrary: spoiltBytes(jsonBytes(body)), weight: 4 },
      { arbitrary: fc.constantFrom(...TEXTUAL_BODIES).map((text) => Buffer.from(text)), weight: 2 },
      { arbitrary: fc.uint8Array({ maxLength: 200 }), weight: 1 },
    ),
  }),
);

/** Requests to each operation that takes a body, nested as deep as 100,000 levels, by path. */
export const deepRequests: ReadonlyMap<string, readonly HttpRequest[]> = new Map(
  GOOD.filter(([method]) => method === "POST").map(([method, path]) => [
    path,
    DEEP_BODIES.map((body) => ({
      method,
      path,
      query: "",
      headers: { "content-type": "application/json" },
      body: Buffer.from(body),
    })),
  ]),
);

function rarely<T>(arbitrary: fc.Arbitrary<T>, usual: T): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary, weight: 1 }, { arbitrary: fc.constant(usual), weight: 3 });
}

const hostileText = () => fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "binary" }));

function hostilePath(path: string): fc.Arbitrary<string> {
  const segments = path.split("/");
  const replaced = fc
    .tuple(fc.nat({ max: segments.length - 1 }), hostileText())
    .map(([at, text]) => segments.with(at, text).join("/"));
  const extended = fc.array(hostileText(), { maxLength: 40 }).map((more) => [path, ...more].join("/"));
  return fc.oneof(
    replaced,
    replaced,
    extended,
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "/", "*", "//", "/".repeat(5_000)),
  );
}

function hostileQuery(): fc.Arbitrary<string> {
  const name = fc.constantFrom(
    "maxResults",
    "nextToken",
    "type",
    "byProvider",
    "byOutputModality",
    "creationTimeAfter",
    "tagKeys",
    "X-Amz-Credential",
    "__proto__",
  );
  const pair = fc.tuple(fc.oneof(name, hostileText()), hostileText()).map(([key, value]) => `${key}=${value}`);
  return fc.oneof(
    fc.array(pair, { maxLength: 5 }).map((pairs) => pairs.join("&")),
    fc.string({ unit: "binary" }),
  );
}

function hostileHeaders(): fc.Arbitrary<Record<string, string>> {
  const name = fc.constantFrom(
    "content-type",
    "accept",
    "host",
    ":authority",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "x-amz-region-set",
    "x-amzn-bedrock-trace",
    "x-amzn-bedrock-guardrailidentifier",
    "x-amz-date",
    "content-length",
    "__proto__",
    "constructor",
  );
  const odd = fc.dictionary(
    name,
    fc.oneof(
      fc.constantFrom(
        "text/plain",
        "application/cbor",
        "*/*",
        "[::1]:99",
        "bedrock.mars-north-1.amazonaws.com",
        "x.localhost",
        "attempt=99999999999",
      ),
      fc.string({ unit: "binary" }),
    ),
    { maxKeys: 3 },
  );
  const authorization = fc.option(fc.constantFrom(...AUTHORIZATIONS), { nil: undefined });
  return fc.tuple(rarely(odd, {}), rarely(authorization, undefined)).map(([headers, value]) => ({
    "content-type": "application/json",
    host: "127.0.0.1:4577",
    ...headers,
    ...(value === undefined ? {} : { authorization: value }),
  }));
}

/** Replaces some places of a JSON value by values of other types, or adds members. */
function spoiltJson(body: unknown): fc.Arbitrary<Uint8Array> {
  const places = placesOf(body ?? {});
  const change = fc.tuple(
    fc.constantFrom(...places),
    fc.oneof(fc.constantFrom(...HOSTILE_VALUES), fc.jsonValue({ maxDepth: 2 })),
  );
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const root = { value: structuredClone(body ?? {}) };
    for (const [place, value] of changes) put(root, ["value", ...place], value);
    return jsonBytes(root.value);
  });
}

/** The paths to all values inside `value`, itself first, and one to a member that is not there. */
function placesOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  const below = Object.entries(value).flatMap(([key, inner]) => placesOf(inner).map((place) => [key, ...place]));
  return [[], ["unknown"], ...below];
}

function put(root: object, place: readonly string[], value: unknown): void {
  let parent = root as Record<string, unknown>;
  for (const key of place.slice(0, -1)) {
    const next = parent[key];
    if (typeof next !== "object" || next === null) return;
    parent = next as Record<string, unknown>;
  }
  parent[place.at(-1) ?? ""] = value;
}

/** Cut short, with a byte changed, put in or left out, or said twice. */
function spoiltBytes(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  if (bytes.length === 0) return fc.uint8Array({ minLength: 1, maxLength: 20 });
  const at = fc.nat({ max: bytes.length - 1 });
  const byte = fc.nat({ max: 255 });
  return fc.oneof(
    at.map((end) => bytes.slice(0, end)),
    fc.tuple(at, byte).map(([index, value]) => Buffer.from(bytes).fill(value, index, index + 1)),
    fc
      .tuple(at, byte)
      .map(([index, value]) => Buffer.concat([bytes.subarray(0, index), Buffer.from([value]), bytes.subarray(index)])),
    at.map((index) => Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + 1)])),
    at.map((index) => Buffer.concat([bytes, bytes.subarray(index)])),
  );
}

const jsonBytes = (value: unknown): Uint8Array =>
  value === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(value));
