import { describe, expect, test } from "vitest";
import { AwsError } from "../../emulator/errors.ts";
import { familyOf } from "../../emulator/generation/families.ts";
import { modelOf } from "../operations/bedrock-runtime/handlers.ts";

const user = { role: "user", content: "Hello" };

/** What a model answers to a body of some version, `undefined` when it takes it. */
function refusal(modelId: string, version: string, rest: object = {}): string | undefined {
  const model = modelOf(modelId);
  try {
    familyOf(model).read({ anthropic_version: version, max_tokens: 100, messages: [user], ...rest }, model);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const older = [
  "anthropic.claude-3-haiku-20240307-v1:0",
  "anthropic.claude-sonnet-4-5-20250929-v1:0",
  "anthropic.claude-opus-4-6-v1",
];
const newer = ["anthropic.claude-opus-4-7", "anthropic.claude-opus-4-8", "anthropic.claude-sonnet-5"];

test.each([...older, ...newer])("%s takes Bedrock's version of the API", (modelId) => {
  expect(refusal(modelId, "bedrock-2023-05-31")).toBeUndefined();
});

test.each(newer)("%s takes the version of October 2026", (modelId) => {
  expect(refusal(modelId, "2026-10-21")).toBeUndefined();
});

// https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy
test.each(older)("%s refuses the version of October 2026, which the newest SDKs send", (modelId) => {
  expect(refusal(modelId, "2026-10-21")).toBe("ValidationException: Invalid API version: 2026-10-21");
});

test.each([...older, ...newer])("%s refuses the version of Anthropic's own API of 2023", (modelId) => {
  expect(refusal(modelId, "2023-06-01")).toBe("ValidationException: Invalid API version: 2023-06-01");
});

describe("under the version of October 2026", () => {
  const opus = "anthropic.claude-opus-4-8";

  test.each([{ temperature: 0.5 }, { top_p: 0.5 }, { top_k: 5 }])("there is no %o", (rest) => {
    const [name] = Object.keys(rest);
    expect(refusal(opus, "2026-10-21", rest)).toBe(`ValidationException: ${name}: Extra inputs are not permitted`);
  });

  test("a text of the user has no citations", () => {
    const content = [{ type: "text", text: "Hello", citations: [{ type: "char_location" }] }];
    expect(refusal(opus, "2026-10-21", { messages: [{ role: "user", content }] })).toBe(
      "ValidationException: messages.0.content.0.text.citations: Extra inputs are not permitted",
    );
  });

  test("an assistant's message has no document", () => {
    const content = [{ type: "document", source: { type: "text", media_type: "text/plain", data: "x" } }];
    expect(refusal(opus, "2026-10-21", { messages: [user, { role: "assistant", content }, user] })).toMatch(
      /^ValidationException: messages\.1\.content\.0: Input tag 'document' found using 'type' does not match/,
    );
  });
});
