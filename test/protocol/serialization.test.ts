import { describe, expect, it } from "vitest";
import { AwsError } from "../../emulator/errors.ts";
import { createEmulator } from "../../emulator/index.ts";
import { operationCodec } from "../../emulator/protocol/operation.ts";
import type { ServiceName } from "../../emulator/services.ts";
import { httpRequest } from "./requests.ts";

type Options = Parameters<typeof httpRequest>[2];

function read(service: ServiceName, operation: string, options: Options, labels: Record<string, string> = {}) {
  return operationCodec(service, operation).read(httpRequest("POST", "/", options), labels);
}

const readConverse = (body: unknown) => read("bedrock-runtime", "Converse", { body }, { modelId: "m" });

/** What is said of an input that cannot be read. */
function complaint(reading: () => unknown): string {
  try {
    reading();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    expect(error.code).toBe("SerializationException");
    return error.message;
  }
  return "(read)";
}

describe("a wrong JSON type is refused in the words of Bedrock's framework (captures of Athena and SES v2, 2026):", () => {
  it.each([
    ["a list for a body", [], "Start of list found where not expected"],
    ["a list for a text", { messages: [{ role: [] }] }, "Start of list found where not expected"],
    ["a list for a structure", { inferenceConfig: [] }, "Start of list found where not expected"],
    ["a list for a number", { inferenceConfig: { maxTokens: [1] } }, "Start of list found where not expected"],
    ["an object for a text", { messages: [{ role: {} }] }, "Start of structure or map found where not expected."],
    [
      "an object for a number",
      { inferenceConfig: { topP: {} } },
      "Start of structure or map found where not expected.",
    ],
    ["a number for a text", { messages: [{ role: 1 }] }, "NUMBER_VALUE can not be converted to a String"],
    [
      "a number in a list of texts",
      { inferenceConfig: { stopSequences: ["a", 1] } },
      "NUMBER_VALUE can not be converted to a String",
    ],
    ["a number in a map of texts", { requestMetadata: { a: 1 } }, "NUMBER_VALUE can not be converted to a String"],
    ["true for a text", { messages: [{ role: true }] }, "TRUE_VALUE can not be converted to a String"],
    ["false for a text", { messages: [{ role: false }] }, "FALSE_VALUE can not be converted to a String"],
    [
      "a text for an integer",
      { inferenceConfig: { maxTokens: "1" } },
      "STRING_VALUE can not be converted to an Integer",
    ],
    ["true for an integer", { inferenceConfig: { maxTokens: true } }, "TRUE_VALUE can not be converted to an Integer"],
    ["a text for a list", { messages: "hi" }, "Expected list or null"],
    ["a text for a structure", { inferenceConfig: "hi" }, "Expected null"],
    ["a number for a map", { requestMetadata: 1 }, "Expected null"],
  ])("%s", (_what, body, message) => {
    expect(complaint(() => readConverse(body))).toBe(message);
  });

  it("what is no text of a boolean, for a boolean; the captured words are taken", () => {
    const readFlag = (typeEquals: unknown) =>
      read("bedrock-agent", "CreateAgentActionGroup", {
        body: { functionSchema: { functions: [{ parameters: { p: { required: typeEquals } } }] } },
      });
    const flag = (value: unknown) =>
      (readFlag(value).functionSchema as { functions: { parameters: { p: { required: boolean } } }[] }).functions[0]
        ?.parameters.p.required;
    expect(["true", "Yes", "y", "T", "1", true].map(flag)).toEqual(Array(6).fill(true));
    expect(["false", "NO", "n", "f", "0", false].map(flag)).toEqual(Array(6).fill(false));
    expect(complaint(() => flag("maybe"))).toBe("STRING_VALUE can not be converted to an Boolean");
    expect(complaint(() => flag(1))).toBe("NUMBER_VALUE can not be converted to a Boolean");
  });

  it.each([
    ["a fraction for an integer", 1.5, "DECIMAL_VALUE can not be converted to an Integer"],
    ["an integer of more than 32 bits", 2 ** 31, "NUMBER_VALUE can not be converted to an Integer"],
  ])("%s (assumed)", (_what, maxTokens, message) => {
    expect(complaint(() => readConverse({ inferenceConfig: { maxTokens } }))).toBe(message);
  });
});

describe("a body that is no JSON object", () => {
  const malformed = "The request body is not valid JSON.";

  it.each(["{", '{"messages":[],}', "nothing", "null", '"x"', "1", "true", "\u0000", '{"a":"\n"}', "{}{}", "﻿{}x"])(
    "such as %j is malformed",
    (body) => {
      expect(complaint(() => readConverse(body))).toBe(malformed);
    },
  );

  it("because it is not UTF-8 is malformed", () => {
    expect(complaint(() => readConverse(Buffer.from('{"a":"\xff"}', "latin1")))).toBe(malformed);
  });

  it("because it is empty is taken for an empty object", () => {
    expect(readConverse("")).toEqual({ modelId: "m" });
  });

  it("is not looked at where the operation defines no body", () => {
    expect(read("bedrock", "GetInferenceProfile", { body: "{" }, { inferenceProfileIdentifier: "a" })).toEqual({
      inferenceProfileIdentifier: "a",
    });
  });
});

describe("JSON that is nested", () => {
  const document = (levels: number) => ({
    additionalModelRequestFields: JSON.parse("[".repeat(levels) + "]".repeat(levels)),
  });
  const tooDeep = "The request body is nested more than 1000 levels deep.";

  it("a thousand levels deep is read, and not one more", () => {
    expect(complaint(() => readConverse(document(999)))).toBe("(read)");
    expect(complaint(() => readConverse(document(1000)))).toBe(tooDeep);
  });

  it("a hundred thousand levels deep is refused and costs no stack", () => {
    const filter = '{"andAll":['.repeat(50_000) + "]}".repeat(50_000);
    const body = `{"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":${filter}}}}`;
    expect(complaint(() => read("bedrock-agent-runtime", "Retrieve", { body }))).toBe(tooDeep);
    expect(complaint(() => readConverse(`{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`))).toBe(tooDeep);
  });

  it("only in the look of a text is read", () => {
    expect(readConverse({ messages: [], x: `"\\${"[{".repeat(5000)}` })).toEqual({ modelId: "m", messages: [] });
    expect(readConverse({ messages: Array(5000).fill({ role: "user" }) }).messages).toHaveLength(5000);
  });
});

describe("a member", () => {
  it("that the model does not know is dropped, also one with a name of Object's", () => {
    const body = '{"unknown":1,"__proto__":{"polluted":1},"constructor":{"prototype":{}},"toString":1,"messages":null}';
    expect(readConverse(body)).toEqual({ modelId: "m" });
    expect(Object.keys(readConverse(body))).toEqual(["modelId"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("of a map may have any name", () => {
    const { requestMetadata } = readConverse('{"requestMetadata":{"__proto__":"a","constructor":"b"}}');
    expect(Object.entries(requestMetadata as object)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });

  it("that is there twice counts by its last value", () => {
    expect(readConverse('{"messages":[],"messages":[{"role":"user"}]}').messages).toEqual([{ role: "user" }]);
  });

  it("of the path is not taken from the body", () => {
    expect(readConverse({ modelId: "other" })).toEqual({ modelId: "m" });
  });
});

describe("a number", () => {
  const maxTokens = (text: string) =>
    (readConverse(`{"inferenceConfig":{"maxTokens":${text}}}`).inferenceConfig as { maxTokens: number }).maxTokens;

  it("may be written in any way of JSON", () => {
    expect(["1e2", "100.0", "-0", "-2147483648", "2147483647"].map(maxTokens)).toEqual([
      100,
      100,
      0,
      -(2 ** 31),
      2 ** 31 - 1,
    ]);
  });

  it("in a query is an integer of 32 bits", () => {
    const maxResults = (text: string) =>
      read("bedrock", "ListInferenceProfiles", { query: `maxResults=${text}` }).maxResults;
    expect([maxResults("12"), maxResults("-1"), maxResults("007")]).toEqual([12, -1, 7]);
    for (const text of ["", "1.5", "1e3", "x", "2147483648", "9".repeat(400), " 1", "0x10"]) {
      expect(complaint(() => maxResults(encodeURIComponent(text)))).toBe(
        "STRING_VALUE can not be converted to an Integer",
      );
    }
  });

  it("that JSON lacks is written as a text where a float is wanted", () => {
    const topP = (value: unknown) =>
      (readConverse({ inferenceConfig: { topP: value } }).inferenceConfig as { topP: number }).topP;
    expect(["NaN", "Infinity", "-Infinity"].map(topP)).toEqual([Number.NaN, Infinity, -Infinity]);
    expect(complaint(() => topP("1"))).toBe("STRING_VALUE can not be converted to a Float");
  });
});

describe("a point in time", () => {
  const inQuery = (text: string) =>
    (
      read("bedrock", "ListModelCustomizationJobs", { query: `creationTimeAfter=${encodeURIComponent(text)}` })
        .creationTimeAfter as Date
    ).toISOString();

  it.each([
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"],
    ["2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"],
    ["2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05.000Z"],
    ["Fri, 02 Jan 2026 03:04:05 GMT", "2026-01-02T03:04:05.000Z"],
    ["1767323045", "2026-01-02T03:04:05.000Z"],
    ["1767323045.678", "2026-01-02T03:04:05.678Z"],
    ["-1", "1969-12-31T23:59:59.000Z"],
  ])("may be written as %s", (text, instant) => {
    expect(inQuery(text)).toBe(instant);
  });

  it.each(["", "now", "2026-01-02", "page 2", "5 May 2026", "1e300", "2026-13-01T00:00:00Z"])(
    "is not read out of %j",
    (text) => {
      expect(complaint(() => inQuery(text))).toBe("STRING_VALUE can not be converted to a Timestamp");
    },
  );

  it("keeps its milliseconds, though seconds times a thousand lose them", () => {
    for (const milliseconds of [1, 1001, 1767323045001, 1767323045679, -1999]) {
      const { invocationStepTime } = read("bedrock-agent-runtime", "PutInvocationStep", {
        body: { invocationStepTime: milliseconds / 1000 },
      });
      expect((invocationStepTime as Date).getTime()).toBe(milliseconds);
    }
  });
});

describe("bytes", () => {
  const image = (bytes: unknown) => {
    const { messages } = readConverse({
      messages: [{ role: "user", content: [{ image: { format: "png", source: { bytes } } }] }],
    });
    return (messages as { content: { image: { source: { bytes: Uint8Array } } }[] }[])[0]?.content[0]?.image.source
      .bytes;
  };

  it("come in base64 and leave as a plain Uint8Array", () => {
    expect(image("aGk=")).toEqual(new Uint8Array([0x68, 0x69]));
    expect(image("")).toEqual(new Uint8Array());
  });

  it.each(["a", "aGk", "a===", "aG k", "a-_b", "====", "data:image/png;base64,aGk="])(
    "are not read out of %j",
    (text) => {
      expect(complaint(() => image(text))).toBe("STRING_VALUE can not be converted to a Blob");
    },
  );
});

describe("an input that is a stream", () => {
  const codec = operationCodec("bedrock-runtime", "InvokeModelWithBidirectionalStream");
  const labels = { modelId: "amazon.nova-sonic-v1:0" };
  const contentType = { "content-type": "application/vnd.amazon.eventstream" };

  it("is handed over as its events, which are read only when they are asked for", async () => {
    const request = httpRequest("POST", "/", { body: new Uint8Array([0, 0, 0, 16]), headers: contentType });
    const input = codec.read(request, labels);
    expect(input).toEqual({ ...labels, body: expect.anything() });
    expect(() => codec.check(input)).not.toThrow();
    await expect((input.body as AsyncGenerator).next()).rejects.toThrow("Unable to parse input chunk.");
  });

  it("is refused over HTTP/1.1, and with another content type", () => {
    const request = httpRequest("POST", "/", { headers: contentType });
    expect(() => codec.read({ ...request, httpVersion: "1.1" }, labels)).toThrow("requires HTTP/2");
    expect(() => codec.read({ ...request, httpVersion: "2" }, labels)).not.toThrow();
    const json = httpRequest("POST", "/", { headers: { "content-type": "application/json" } });
    expect(() => codec.read(json, labels)).toThrow(expect.objectContaining({ code: "UnsupportedMediaTypeException" }));
  });
});

describe("a body of another content type than JSON is refused with HTTP 415, as Smithy's protocol tests of restJson1 ask:", () => {
  const send = async (headers: Record<string, string>) => {
    const emulator = createEmulator();
    const body = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Hello" }] }] });
    const url = "http://bedrock/model/amazon.nova-lite-v1%3A0/converse";
    const response = await emulator.handle(new Request(url, { method: "POST", headers, body }));
    return { status: response.status, type: response.headers.get("x-amzn-errortype")?.split(":")[0] };
  };

  it.each(["text/xml", "application/x-www-form-urlencoded", "application/jsonp"])("%j", async (contentType) => {
    expect(await send({ "content-type": contentType })).toEqual({ status: 415, type: "UnsupportedMediaTypeException" });
  });

  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "%j is JSON",
    async (contentType) => {
      expect(await send({ "content-type": contentType })).toEqual({ status: 200, type: undefined });
    },
  );
});
