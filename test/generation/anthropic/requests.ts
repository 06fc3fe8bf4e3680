import { expect } from "vitest";
import type { FoundationModel } from "../../../emulator/catalog/index.ts";
import { NotEmulatedError } from "../../../emulator/errors.ts";
import { anthropicMessages } from "../../../emulator/generation/anthropic/family.ts";
import type { Conversation } from "../../../emulator/generation/conversation.ts";
import { modelOf } from "../../operations/bedrock-runtime/handlers.ts";

export const haiku3 = modelOf("anthropic.claude-3-haiku-20240307-v1:0");
export const sonnet35v2 = modelOf("anthropic.claude-3-5-sonnet-20241022-v2:0");
export const sonnet37 = modelOf("anthropic.claude-3-7-sonnet-20250219-v1:0");
export const sonnet4 = modelOf("anthropic.claude-sonnet-4-20250514-v1:0");
export const sonnet45 = modelOf("anthropic.claude-sonnet-4-5-20250929-v1:0");
export const opus45 = modelOf("anthropic.claude-opus-4-5-20251101-v1:0");
export const sonnet46 = modelOf("anthropic.claude-sonnet-4-6");
export const opus47 = modelOf("anthropic.claude-opus-4-7");
export const opus48 = modelOf("anthropic.claude-opus-4-8");
export const opus5 = modelOf("anthropic.claude-opus-5");
export const sonnet5 = modelOf("anthropic.claude-sonnet-5");
export const fable5 = modelOf("anthropic.claude-fable-5");

/** A Messages body that asks `content`, as it comes out of JSON. */
export function body(rest: object = {}, content: unknown = "Hello") {
  const messages = [{ role: "user", content }];
  return JSON.parse(JSON.stringify({ anthropic_version: "bedrock-2023-05-31", max_tokens: 4_096, messages, ...rest }));
}

export function read(model: FoundationModel, asked: unknown): Conversation {
  return anthropicMessages.read(asked, model);
}

/** What Claude answers to a body, `undefined` when it takes it. */
export function refusal(model: FoundationModel, asked: unknown): string | undefined {
  try {
    read(model, asked);
    return undefined;
  } catch (error) {
    if (error instanceof NotEmulatedError) return `501: ${error.message}`;
    if (error instanceof Error && "code" in error) {
      expect(error.code).toBe("ValidationException");
      return error.message;
    }
    throw error;
  }
}

/** As much of a PNG as tells its size. */
export function png(width = 16, height = 16, padding = 0): string {
  const bytes = Buffer.alloc(33 + padding);
  bytes.write("\x89PNG\r\n\x1a\n", "latin1");
  bytes.writeUInt32BE(13, 8);
  bytes.write("IHDR", 12, "latin1");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes.toString("base64");
}

export const image = (data = png(), media_type = "image/png") => ({
  type: "image",
  source: { type: "base64", media_type, data },
});

export const PDF = Buffer.from("%PDF-1.4\n1 0 obj << /Type /Page >> endobj\n%%EOF").toString("base64");

export const weather = {
  name: "get_weather",
  description: "Tells the weather of a city.",
  input_schema: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
};

export const toolUse = (id = "toolu_bdrk_01A") => ({
  type: "tool_use",
  id,
  name: "get_weather",
  input: { city: "Rome" },
});
export const toolResult = (id = "toolu_bdrk_01A", rest: object = { content: "Sunny" }) => ({
  type: "tool_result",
  tool_use_id: id,
  ...rest,
});

/** A recorded signature, shortened (test cassette test_bedrock_model_thinking_part_anthropic_adaptive_effort of pydantic-ai). */
export const SIGNATURE =
  "EpMCCl0IDRABGAIqQKKoiSM9th3pXQzQrsz0ZcQjlrg2iabjpumhEdQX0w2TEb0V+F5mJE0+z7yU5gpGPCuMEAKzDSdxZWM3dvps";
export const thinking = (text = "Let me see.", signature = SIGNATURE) => ({
  type: "thinking",
  thinking: text,
  signature,
});
