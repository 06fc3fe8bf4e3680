import * as bedrock from "@aws-sdk/client-bedrock";
import * as bedrockAgent from "@aws-sdk/client-bedrock-agent";
import * as bedrockAgentRuntime from "@aws-sdk/client-bedrock-agent-runtime";
import * as bedrockRuntime from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, it } from "vitest";
import { compareBotocore } from "../../contracts/drift/compare-botocore.ts";
import { compareEnums } from "../../contracts/drift/compare-enums.ts";
import { compareSdk } from "../../contracts/drift/compare-sdk.ts";
import knownDifferences from "../../contracts/drift/known-differences.json" with { type: "json" };
import { readModel, SERVICES } from "../../contracts/drift/read-model.ts";
import type { ApiModel } from "../../contracts/model/api-model.ts";

const SDKS = {
  bedrock,
  "bedrock-runtime": bedrockRuntime,
  "bedrock-agent": bedrockAgent,
  "bedrock-agent-runtime": bedrockAgentRuntime,
};

describe.each(SERVICES)("contracts/model/%s.json and the JavaScript SDK", (service) => {
  const model = readModel(service);
  const found = [...compareSdk(service, model, SDKS[service]), ...compareEnums(service, model, SDKS[service])];
  const known = knownDifferences.filter((entry) => entry.service === service).flatMap((entry) => entry.differences);

  it("differ in nothing but the known differences", () => {
    expect(found.filter((difference) => !known.includes(difference))).toEqual([]);
  });

  it("still differ in each known difference", () => {
    expect(known.filter((difference) => !found.includes(difference))).toEqual([]);
  });
});

it("every known difference names a service that is compared", () => {
  expect(knownDifferences.filter(({ service }) => !SERVICES.some((compared) => compared === service))).toEqual([]);
});

/** A change of one fact in the model, by its path, and the sentence that must name it. */
type Change = readonly [path: readonly string[], value: unknown, sentence: string];

const ours = "contracts/model";
const operation = ["operations", "Converse"];
const shape = (name: string, ...path: string[]) => ["shapes", name, ...path];

const CHANGES: readonly Change[] = [
  [[...operation, "http", "method"], "PUT", `operation Converse: the method is PUT in ${ours}, POST in the SDK`],
  [
    [...operation, "http", "requestUri"],
    "/talk",
    `operation Converse: the URI is /talk in ${ours}, /model/{modelId}/converse in the SDK`,
  ],
  [
    [...operation, "http", "responseCode"],
    202,
    `operation Converse: the success status is 202 in ${ours}, 200 in the SDK`,
  ],
  [operation, undefined, `operation Converse: is in the SDK, not in ${ours}`],
  [
    shape("ConverseRequest", "members", "modelId", "location"),
    undefined,
    `ConverseRequest.modelId: the location is body field modelId in ${ours}, URI label modelId in the SDK`,
  ],
  [
    shape("ListAsyncInvokesRequest", "members", "maxResults", "locationName"),
    "max",
    `ListAsyncInvokesRequest.maxResults: the location is query parameter max in ${ours}, query parameter maxResults in the SDK`,
  ],
  [
    shape("InvokeModelRequest", "members", "contentType", "locationName"),
    "Accept",
    `InvokeModelRequest.contentType: the location is header Accept in ${ours}, header Content-Type in the SDK`,
  ],
  [
    shape("InvokeModelRequest", "payload"),
    undefined,
    `InvokeModelRequest.body: the location is body field body in ${ours}, the whole body in the SDK`,
  ],
  [shape("Message", "required"), ["role"], `Message.content: required is false in ${ours}, true in the SDK`],
  [shape("Message", "members", "name"), { shape: "String" }, `Message.name: is in ${ours}, not in the SDK`],
  [shape("ContentBlock", "members", "toolUse"), undefined, `ContentBlock.toolUse: is in the SDK, not in ${ours}`],
  [
    shape("ContentBlock", "union"),
    undefined,
    `ContentBlocks.member: the type is structure in ${ours}, union in the SDK`,
  ],
  [
    shape("ConverseStreamOutput", "eventstream"),
    undefined,
    `ConverseStreamResponse.stream: the type is structure in ${ours}, event stream in the SDK`,
  ],
  [
    shape("ConverseStreamOutput", "members", "messageStop"),
    undefined,
    `ConverseStreamOutput.messageStop: is in the SDK, not in ${ours}`,
  ],
  [shape("PartBody", "type"), "string", `PayloadPart.bytes: the type is string in ${ours}, blob in the SDK`],
  [shape("PartBody", "sensitive"), undefined, `PayloadPart.bytes: sensitive is false in ${ours}, true in the SDK`],
  [
    shape("Document", "document"),
    undefined,
    `ToolUseBlock.input: the type is structure in ${ours}, document in the SDK`,
  ],
  [
    shape("Timestamp", "timestampFormat"),
    undefined,
    `GetAsyncInvokeResponse.submitTime: the type is timestamp as unixTimestamp in ${ours}, timestamp as iso8601 in the SDK`,
  ],
  [shape("Messages", "sparse"), true, `ConverseRequest.messages: the type is sparse list in ${ours}, list in the SDK`],
  [
    shape("StartAsyncInvokeRequest", "members", "clientRequestToken", "idempotencyToken"),
    undefined,
    `StartAsyncInvokeRequest.clientRequestToken: idempotencyToken is false in ${ours}, true in the SDK`,
  ],
  [
    shape("ThrottlingException", "error", "httpStatusCode"),
    400,
    `error ThrottlingException: the status is 400 in ${ours}, 429 in the SDK`,
  ],
  [shape("ModelNotReadyException"), undefined, `error ModelNotReadyException: is in the SDK, not in ${ours}`],
  [
    shape("ModelStreamErrorException", "members", "originalMessage"),
    undefined,
    `ModelStreamErrorException.originalMessage: is in the SDK, not in ${ours}`,
  ],
];

describe("the comparison with the SDK", () => {
  it.each(CHANGES)("names a change of %j to %j", (path, value, sentence) => {
    const differences = compareSdk(
      "bedrock-runtime",
      changed(readModel("bedrock-runtime"), path, value),
      bedrockRuntime,
    );
    expect(differences).toContainEqual(expect.stringContaining(`bedrock-runtime: ${sentence}`));
  });
});

describe("the comparison of enums with the SDK", () => {
  const model = readModel("bedrock-runtime");
  const differences = (path: readonly string[], value: unknown) =>
    compareEnums("bedrock-runtime", changed(model, path, value), bedrockRuntime);

  it("names a value that is new in the SDK, or gone from it, and an enum that only one of them has", () => {
    const place = "bedrock-runtime: enum";
    expect(differences(shape("GuardrailOutputScope", "enum"), ["FULL", "SOME"])).toEqual([
      `${place} GuardrailOutputScope.INTERVENTIONS: is in the SDK, not in ${ours}`,
      `${place} GuardrailOutputScope.SOME: is in ${ours}, not in the SDK`,
    ]);
    expect(differences(shape("GuardrailOutputScope", "enum"), undefined)).toEqual([
      `${place} GuardrailOutputScope: is in the SDK, not in ${ours}`,
    ]);
    expect(differences(shape("Rock"), { type: "string", enum: ["granite"] })).toEqual([
      `${place} Rock: is in ${ours}, not in the SDK`,
    ]);
  });
});

describe("the comparison with botocore", () => {
  const model = readModel("bedrock-runtime");

  it("finds nothing between a model and itself", () => {
    expect(compareBotocore("bedrock-runtime", model, model, "botocore X")).toEqual([]);
  });

  it.each<Change>([
    [
      shape("ConversationRole", "enum"),
      ["user"],
      "shape ConversationRole: enum.assistant is absent in A, present in B",
    ],
    [
      shape("ConverseRequest", "members", "modelId", "location"),
      undefined,
      'shape ConverseRequest: members.modelId.location is absent in A, "uri" in B',
    ],
    [shape("Message"), undefined, "shape Message: is in B, not in A"],
    [shape("Extra"), { type: "string" }, "shape Extra: is in A, not in B"],
    [[...operation, "errors"], [], "operation Converse: errors.ThrottlingException is absent in A, present in B"],
    [["metadata", "signingName"], "other", 'metadata: signingName is "other" in A, "bedrock" in B'],
  ])("names a change of %j to %j", (path, value, sentence) => {
    const named = `bedrock-runtime: ${sentence}`.replace(/\bA\b/, ours).replace(/\bB\b/, "botocore X");
    const differences = compareBotocore("bedrock-runtime", changed(model, path, value), model, "botocore X");
    expect(differences).toContain(named);
  });
});

/** A copy of a model in which one fact is replaced, or removed when `value` is undefined. */
function changed(model: ApiModel, path: readonly string[], value: unknown): ApiModel {
  const copy = structuredClone(model);
  let parent = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  const last = path.at(-1) ?? "";
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
