import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwsError } from "../../emulator/errors.ts";
import { createChecks } from "../../emulator/protocol/constraints.ts";
import type { ApiModel } from "../../emulator/protocol/model.ts";
import { operationCodec } from "../../emulator/protocol/operation.ts";
import type { ServiceName } from "../../emulator/services.ts";

const MODEL_ID = "amazon.nova-lite-v1:0";

/** The message with which an input is refused, or undefined when it is not. */
function refusal(service: ServiceName, operation: string, input: object): string | undefined {
  return messageOf(() => operationCodec(service, operation).check({ ...input }));
}

const refusalOfConverse = (input: object) => refusal("bedrock-runtime", "Converse", { modelId: MODEL_ID, ...input });

function messageOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    expect(error.code).toBe("ValidationException");
    return error.message;
  }
}

const message = (...content: object[]) => ({ role: "user", content });
const tool = (changes: object = {}) => ({ toolSpec: { name: "t", inputSchema: { json: {} }, ...changes } });
const one = (violation: string) => `1 validation error detected: ${violation}`;

describe("Converse refuses, in words that were captured from the live service,", () => {
  it.each<[string, string, object, string]>([
    [
      "an unknown role, by the model's enum (it has grown since), with a 1-based path",
      "https://github.com/continuedev/continue/issues/1938",
      { messages: [{ role: "tool", content: [] }] },
      "Value 'tool' at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant, system]",
    ],
    [
      "an unknown latency, by an enum in another order than the model's",
      "https://github.com/NousResearch/hermes-agent/pull/34476",
      { performanceConfig: { latency: "turbo" } },
      "Value 'turbo' at 'performanceConfig.latency' failed to satisfy constraint: Member must satisfy enum value set: [optimized, standard]",
    ],
    [
      "a cache point of an unknown type in the system prompt, without the value",
      "third-party capture, 2026",
      { system: [{ text: "a" }, { cachePoint: { type: "auto" } }] },
      "Value at 'system.2.member.cachePoint.type' failed to satisfy constraint: Member must satisfy enum value set: [default]",
    ],
    [
      "a cache point of an unknown type among the tools, with the value",
      "third-party capture, 2026",
      { toolConfig: { tools: [tool(), { cachePoint: { type: "auto" } }] } },
      "Value 'auto' at 'toolConfig.tools.2.member.cachePoint.type' failed to satisfy constraint: Member must satisfy enum value set: [default]",
    ],
    [
      "an unknown image format, without the value",
      "https://github.com/NousResearch/hermes-agent/issues/55429",
      { messages: [message({ text: "a" }, { image: { format: "JPEG", source: { bytes: new Uint8Array([1]) } } })] },
      "Value at 'messages.1.member.content.2.member.image.format' failed to satisfy constraint: Member must satisfy enum value set: [png, jpeg, gif, webp]",
    ],
    [
      "too few tokens",
      "third-party capture",
      { inferenceConfig: { maxTokens: 0 } },
      "Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      "too high a temperature, printed as a Java float",
      "third-party capture",
      { inferenceConfig: { temperature: 32424 } },
      "Value '32424.0' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
    ],
    [
      "too many stop sequences, printed as a Java list",
      "https://github.com/continuedev/continue/issues/2296 (when the limit was 4)",
      { inferenceConfig: { stopSequences: Array.from({ length: 2501 }, () => "</CO") } },
      `Value '[${Array.from({ length: 2501 }, () => "</CO").join(", ")}]' at 'inferenceConfig.stopSequences' failed to satisfy constraint: Member must have length less than or equal to 2500`,
    ],
    [
      "an empty list of tools, without the value",
      "https://github.com/Portkey-AI/gateway/issues/1124",
      { toolConfig: { tools: [] } },
      "Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "an empty description of a tool",
      "https://github.com/BerriAI/litellm/issues/19384",
      { toolConfig: { tools: [tool({ description: "" })] } },
      "Value '' at 'toolConfig.tools.1.member.toolSpec.description' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "a tool's name with a space, by the model's own pattern",
      "https://github.com/aws-samples/remote-swe-agents/pull/457",
      { toolConfig: { tools: [tool({ name: "Complete Session" })] } },
      "Value 'Complete Session' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+",
    ],
    [
      "an id of a tool's use that does not match, without the value",
      "https://github.com/tontinton/maki/issues/38",
      { messages: [message({ toolUse: { name: "t", toolUseId: "a b", input: {} } })] },
      "Value at 'messages.1.member.content.1.member.toolUse.toolUseId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.:-]+",
    ],
    [
      "an empty system prompt, without the value",
      "third-party capture, 2026",
      { system: [{ text: "" }] },
      "Value at 'system.1.member.text' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "a message without content, by the word null",
      "https://github.com/maximhq/bifrost (third-party capture)",
      { messages: [{ role: "user" }] },
      "Value null at 'messages.1.member.content' failed to satisfy constraint: Member must not be null",
    ],
    [
      "a reasoning text without text, without the word null",
      "third-party captures, 2026",
      { messages: [message({ reasoningContent: { reasoningText: {} } })] },
      "Value at 'messages.1.member.content.1.member.reasoningContent.reasoningText.text' failed to satisfy constraint: Member must not be null",
    ],
    [
      "a tool without a name",
      "third-party capture (one of 10 in its message)",
      { toolConfig: { tools: [tool(), { toolSpec: { inputSchema: { json: {} } } }] } },
      "Value null at 'toolConfig.tools.2.member.toolSpec.name' failed to satisfy constraint: Member must not be null",
    ],
  ])("%s (%s)", (_what, _source, input, violation) => {
    expect(refusalOfConverse(input)).toBe(one(violation));
  });

  it("several violations, counted in one message, toolConfig before system (third-party capture, 2026)", () => {
    const toolConfig = { tools: [tool({ name: "Count Tool" })] };
    expect(refusalOfConverse({ system: [{ text: "" }], toolConfig })).toBe(
      "2 validation errors detected: Value 'Count Tool' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+; Value at 'system.1.member.text' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  });

  it("per tool the pattern of the name, its length, then the description (https://github.com/BerriAI/litellm/issues/19384)", () => {
    const empty = tool({ name: "", description: "" });
    const paths = [
      ...(refusalOfConverse({ toolConfig: { tools: [empty, empty] } }) ?? "").matchAll(
        /at '([^']*)'[^;]*?: Member must (\w+ \w+)/g,
      ),
    ];
    expect(paths.map(([, path, rule]) => `${path?.replace("toolConfig.tools.", "")} ${rule}`)).toEqual([
      "1.member.toolSpec.name satisfy regular",
      "1.member.toolSpec.name have length",
      "1.member.toolSpec.description have length",
      "2.member.toolSpec.name satisfy regular",
      "2.member.toolSpec.name have length",
      "2.member.toolSpec.description have length",
    ]);
  });

  it("a tool's use by its name before its id (https://github.com/tontinton/maki/issues/38), by the length before the pattern (https://github.com/openclaw/openclaw/issues/12892)", () => {
    const place = "messages.1.member.content.1.member.toolUse";
    const toolUse = { name: `${"a".repeat(64)} `, toolUseId: "", input: {} };
    expect(refusalOfConverse({ messages: [message({ toolUse })] })).toBe(
      `4 validation errors detected: ${[
        `Value at '${place}.name' failed to satisfy constraint: Member must have length less than or equal to 64`,
        `Value at '${place}.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+`,
        `Value at '${place}.toolUseId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.:-]+`,
        `Value at '${place}.toolUseId' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      ].join("; ")}`,
    );
  });

  it("a content block without a member, by the layer behind: 0-based, the keys named (third-party captures, 2025)", () => {
    expect(refusalOfConverse({ messages: [message({ text: "a" }), message({})] })).toMatch(
      /^ContentBlock object at messages\.1\.content\.0 must set one of the following keys: text, image, .*\.$/,
    );
    const document = { format: "pdf", name: "d", source: {} };
    expect(refusalOfConverse({ messages: [message({ document })] })).toMatch(
      /^DocumentSource object at messages\.0\.content\.0\.document\.source must set one of the following keys: bytes, s3Location/,
    );
  });

  it("violations of the framework alone, before it looks at unions (https://github.com/NousResearch/hermes-agent/issues/55429)", () => {
    expect(refusalOfConverse({ messages: [message({})], inferenceConfig: { maxTokens: 0 } })).toMatch(
      /^1 validation error detected: Value '0' at 'inferenceConfig\.maxTokens'/,
    );
  });
});

describe("other operations refuse, in words of AWS,", () => {
  it("a body of InvokeModel of more than 25 MB, without the value (third-party captures)", () => {
    const body = new Uint8Array(25_000_001);
    expect(refusal("bedrock-runtime", "InvokeModel", { modelId: MODEL_ID, body })).toBe(
      one("Value at 'body' failed to satisfy constraint: Member must have length less than or equal to 25000000"),
    );
    expect(refusal("bedrock-runtime", "InvokeModel", { modelId: MODEL_ID, body: body.subarray(1) })).toBeUndefined();
  });

  it("an id of ten characters by its length before its pattern (third-party captures of Retrieve, whose ids are ARNs too by now)", () => {
    const input = { agentId: "placeholder-kb-id", agentAliasId: "a", sessionId: "aa" };
    expect(refusal("bedrock-agent-runtime", "InvokeAgent", input)).toBe(
      "2 validation errors detected: Value 'placeholder-kb-id' at 'agentId' failed to satisfy constraint: Member must have length less than or equal to 10; Value 'placeholder-kb-id' at 'agentId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z]+$",
    );
  });

  it("a member that the public model marks as sensitive, without the value (third-party capture of CreateGuardrail)", () => {
    const topic = { name: "t", type: "DENY", definition: "a".repeat(201) };
    expect(
      refusal("bedrock", "CreateGuardrail", {
        name: "g",
        blockedInputMessaging: "a",
        blockedOutputsMessaging: "a",
        topicPolicyConfig: { topicsConfig: [topic] },
      }),
    ).toBe(
      one(
        "Value at 'topicPolicyConfig.topicsConfig.1.member.definition' failed to satisfy constraint: Member must have length less than or equal to 200",
      ),
    );
  });

  it("a missing member at the top, and a value after its key (wording of the framework; order of SES v2's capture)", () => {
    const tags = [{ key: "", value: "é" }];
    expect(refusal("bedrock", "CreateInferenceProfile", { modelSource: { copyFrom: MODEL_ID }, tags })).toMatch(
      /^4 validation errors detected: .*Value null at 'inferenceProfileName' failed to satisfy constraint: Member must not be null; Value 'é' at 'tags\.1\.member\.value' .*pattern: \S+; Value '' at 'tags\.1\.member\.key' /,
    );
  });

  it("a map by its keys, then by its values, once each and without the values when they are sensitive (wording of EventBridge and DynamoDB)", () => {
    const requestMetadata = { "a|b": "c", "c|d": "e", f: "|" };
    expect(refusalOfConverse({ requestMetadata })).toBe(
      "2 validation errors detected: Value at 'requestMetadata' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-zA-Z0-9\\s:_@$#=/+,-.]{1,256}]; Value at 'requestMetadata' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [a-zA-Z0-9\\s:_@$#=/+,-.]{0,256}]",
    );
  });

  it("a map that is not sensitive with its entries, as Java prints them (wording of AgentCore)", () => {
    const input = {
      resourceArn: "arn:aws:bedrock:us-east-1:111122223333:knowledge-base/ABCDEFGHIJ",
      tags: { a: "é", b: "c" },
    };
    expect(refusal("bedrock-agent", "TagResource", input)).toContain(
      "Value '{a=é, b=c}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0, ",
    );
  });

  it("a list by one sentence that names all rules of its elements (wording of CloudFormation, Lambda and ACM)", () => {
    const resourceARN = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";
    expect(refusal("bedrock", "UntagResource", { resourceARN, tagKeys: ["a", "é", ""] })).toBe(
      one(
        "Value '[a, é, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-zA-Z0-9\\s._:/=+@-]*]",
      ),
    );
  });
});

describe("a model of our own", () => {
  const model = {
    shapes: {
      Input: {
        type: "structure",
        members: {
          names: { shape: "Names" },
          groups: { shape: "Groups" },
          share: { shape: "Share" },
          text: { shape: "Text" },
          flags: { shape: "Flags" },
          tree: { shape: "Tree" },
          choice: { shape: "Choice" },
        },
      },
      Names: { type: "list", member: { shape: "Name" } },
      Name: { type: "string" },
      Groups: { type: "map", key: { shape: "Name" }, value: { shape: "Group" } },
      Group: { type: "structure", required: ["name"], members: { name: { shape: "Name" } } },
      Share: { type: "list", member: { shape: "Ratio" }, max: 2 },
      Ratio: { type: "float", min: 0, max: 1 },
      Text: { type: "string", max: 2 },
      Flags: { type: "list", member: { shape: "Group" } },
      Tree: { type: "structure", members: { next: { shape: "Tree" }, size: { shape: "Size" } } },
      Size: { type: "integer", max: 9 },
      Choice: { type: "structure", union: true, members: { a: { shape: "Name" }, b: { shape: "Name" } } },
    },
  } as unknown as ApiModel;
  const check = createChecks(model)("Input");
  const found = (input: object) => messageOf(() => check(input));

  it("shows that a null in a list is refused: of texts as a whole, of structures by its place (assumed)", () => {
    expect(found({ names: ["a", null] })).toBe(
      one(
        "Value '[a, null]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]",
      ),
    );
    expect(found({ flags: [{ name: "a" }, null] })).toBe(
      one("Value null at 'flags.2.member' failed to satisfy constraint: Member must not be null"),
    );
    expect(found({ groups: { a: null } })).toBe(
      one("Value null at 'groups.a.member' failed to satisfy constraint: Member must not be null"),
    );
  });

  it("shows that the structures of a map are checked by their keys' paths", () => {
    expect(found({ groups: { a: { name: "" }, b: {} } })).toBe(
      one("Value null at 'groups.b.member.name' failed to satisfy constraint: Member must not be null"),
    );
  });

  it("shows that a list of floats is printed as Java prints floats", () => {
    expect(found({ share: [2, 0.5] })).toContain("Value '[2.0, 0.5]' at 'share'");
  });

  it("shows that lengths are counted in characters and not in UTF-16 units", () => {
    expect(found({ text: "😀😀" })).toBeUndefined();
    expect(found({ text: "😀😀😀" })).toBe(
      one("Value '😀😀😀' at 'text' failed to satisfy constraint: Member must have length less than or equal to 2"),
    );
  });

  it("shows that a recursive shape is checked all the way down", () => {
    expect(found({ tree: { next: { next: { size: 10 } } } })).toBe(
      one(
        "Value '10' at 'tree.next.next.size' failed to satisfy constraint: Member must have value less than or equal to 9",
      ),
    );
  });

  it("shows that a union with two members is refused (assumed: SDKs do not send one)", () => {
    expect(found({ choice: { a: "1", b: "2" } })).toBe(
      "Choice object at choice must set only one of the following keys: a, b.",
    );
  });
});

/** Ways to break Converse's input, each of them one constraint; no two touch the same member. */
const BREAKS: Readonly<Record<string, object>> = {
  "inferenceConfig.maxTokens": { inferenceConfig: { maxTokens: 0 } },
  "inferenceConfig.temperature": { inferenceConfig: { temperature: 1.5 } },
  "inferenceConfig.topP": { inferenceConfig: { topP: -1 } },
  "performanceConfig.latency": { performanceConfig: { latency: "x" } },
  "messages.1.member.role": { messages: [{ role: "x", content: [] }] },
  "toolConfig.tools": { toolConfig: { tools: [] } },
  "guardrailConfig.trace": { guardrailConfig: { guardrailIdentifier: "a", guardrailVersion: "1", trace: "x" } },
  "system.1.member.text": { system: [{ text: "" }] },
  additionalModelResponseFieldPaths: { additionalModelResponseFieldPaths: [""] },
};

describe("an input that breaks several constraints", () => {
  it("is refused with exactly as many violations, each at its place", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...Object.keys(BREAKS)), { minLength: 1 }), (places) => {
        const input: Record<string, object> = {};
        for (const place of places) {
          for (const [name, value] of Object.entries(BREAKS[place] ?? {})) {
            input[name] = Array.isArray(value) ? value : { ...input[name], ...value };
          }
        }
        const text = refusalOfConverse(input) ?? "";
        const found = [...text.matchAll(/ at '([^']+)' failed to satisfy constraint: /g)].map(([, place]) => place);
        expect(found.toSorted()).toEqual(places.toSorted());
        const heading = places.length === 1 ? "1 validation error" : `${places.length} validation errors`;
        expect(text.startsWith(`${heading} detected: Value`)).toBe(true);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
