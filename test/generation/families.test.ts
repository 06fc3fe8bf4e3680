import { expect, test } from "vitest";
import type { FoundationModel } from "../../emulator/catalog/index.ts";
import type { Answer } from "../../emulator/generation/answer.ts";
import { familyOf } from "../../emulator/generation/families.ts";
import { createRandom } from "../../emulator/random.ts";
import { catalog, modelOf } from "../operations/bedrock-runtime/handlers.ts";

// The exact bodies and chunks below have the members and the order of recorded answers: test cassettes of
// opentelemetry-python-contrib (2025-02, 2025-03), openllmetry (2024-06 to 2025-08) and pydantic-ai (2025 to 2026-07).

const answer: Answer = {
  blocks: [{ type: "text", text: "Granite is old.", pieces: ["Granit", "e", " is", " old", "."] }],
  stopReason: "end_turn",
  usage: { inputTokens: 12, outputTokens: 5 },
  latencyMs: 300,
  firstByteLatencyMs: 200,
};
const stopped: Answer = { ...answer, stopReason: "stop_sequence", stopSequence: "END" };
const cut: Answer = { ...answer, stopReason: "max_tokens" };

const claude3 = modelOf("anthropic.claude-3-haiku-20240307-v1:0");
const nova = modelOf("amazon.nova-lite-v1:0");
// Titan text has left the catalogue's Regions; its family stays for what is to come back with a scenario.
const titan = { ...nova, modelId: "amazon.titan-text-express-v1" } as FoundationModel;

const write = (model: FoundationModel, given = answer) =>
  JSON.stringify(familyOf(model).write(given, model, createRandom(1)));
const chunks = (model: FoundationModel, given = answer) =>
  [...familyOf(model).chunks(given, model, createRandom(1))].map((chunk) => JSON.stringify(chunk));

test("Claude 3 answers with the plain Messages body", () => {
  expect(write(claude3)).toMatch(
    /^\{"id":"msg_bdrk_01[1-9A-HJ-NP-Za-km-z]{22}","type":"message","role":"assistant","model":"claude-3-haiku-20240307","content":\[\{"type":"text","text":"Granite is old\."\}\],"stop_reason":"end_turn","stop_sequence":null,"usage":\{"input_tokens":12,"output_tokens":5\}\}$/,
  );
});

test("Claude 3.5 Haiku and Claude 4 count the cache before the output", () => {
  for (const id of ["anthropic.claude-3-5-haiku-20241022-v1:0", "anthropic.claude-sonnet-4-20250514-v1:0"]) {
    expect(write(modelOf(id))).toContain(
      '"stop_sequence":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":5}}',
    );
  }
});

test("Claude 4.5 names the model before the id and details the cache", () => {
  const body = write(modelOf("anthropic.claude-haiku-4-5-20251001-v1:0"));
  expect(body).toMatch(/^\{"model":"claude-haiku-4-5-20251001","id":"msg_bdrk_01\w{22}","type":"message",/);
  expect(body).toContain(
    '"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":5}}',
  );
});

test("Claude Opus 4.8 has the long id, stop_details and the newest usage", () => {
  const body = write(modelOf("anthropic.claude-opus-4-8"));
  expect(body).toMatch(/^\{"model":"claude-opus-4-8","id":"msg_bdrk_[a-z2-7]{52}",/);
  expect(body).toContain('"stop_sequence":null,"stop_details":null,"usage":{');
  expect(body).toContain('"output_tokens":5,"output_tokens_details":{"thinking_tokens":0},"service_tier":"standard"}}');
});

test("Claude names the stop sequence that ended its answer", () => {
  expect(write(claude3, stopped)).toContain('"stop_reason":"stop_sequence","stop_sequence":"END"');
  expect(write(claude3, cut)).toContain('"stop_reason":"max_tokens","stop_sequence":null');
});

test("Claude streams from message_start to message_stop, without a ping", () => {
  expect(chunks(claude3).map((chunk) => chunk.replace(/msg_bdrk_01\w{22}/, "ID"))).toEqual([
    '{"type":"message_start","message":{"id":"ID","type":"message","role":"assistant","model":"claude-3-haiku-20240307","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":1}}}',
    '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
    '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Granit"}}',
    '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"e is old"}}',
    '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"."}}',
    '{"type":"content_block_stop","index":0}',
    '{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}',
    '{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":12,"outputTokenCount":5,"invocationLatency":300,"firstByteLatency":200}}',
  ]);
});

test("newer Claude repeats the input in message_delta and counts the cache in the metrics", () => {
  const all = chunks(modelOf("anthropic.claude-sonnet-4-6"));
  expect(all.at(-2)).toContain(
    '"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":5}}',
  );
  expect(all.at(-1)).toContain('"firstByteLatency":200,"cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0}}');
});

test("the newest Claude opens its stream with the details of a stop that is to come, and counts its thoughts at the end", () => {
  // Observed shapes: backend/internal/service/bedrock_response_normalizer_test.go of https://github.com/Rogers-F/sub2api-ab
  const all = chunks(modelOf("anthropic.claude-opus-4-8"));
  expect(all[0]).toContain('"stop_sequence":null,"stop_details":null,"usage":{"input_tokens":12,');
  expect(all[0]).toContain('"output_tokens":1,"service_tier":"standard"}}}');
  expect(all.at(-2)).toContain('"stop_sequence":null,"stop_details":null},"usage":{"input_tokens":12,');
  expect(all.at(-2)).toContain('"output_tokens":5,"output_tokens_details":{"thinking_tokens":0}}}');
});

test("the id of a message is one in the stream and in the body, and another for another request", () => {
  const idOf = (text = "") => /msg_bdrk_\w+/.exec(text)?.[0];
  expect(idOf(chunks(claude3)[0])).toBe(idOf(write(claude3)));
  expect(idOf(JSON.stringify(familyOf(claude3).write(answer, claude3, createRandom(2))))).not.toBe(
    idOf(write(claude3)),
  );
});

test("Nova answers with the Converse-like body and counts the cache under its own names", () => {
  expect(write(nova, cut)).toBe(
    '{"output":{"message":{"content":[{"text":"Granite is old."}],"role":"assistant"}},"stopReason":"max_tokens","usage":{"inputTokens":12,"outputTokens":5,"totalTokens":17,"cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0}}',
  );
});

test("Nova ends a content block after every delta of its stream", () => {
  expect(chunks(nova)).toEqual([
    '{"messageStart":{"role":"assistant"}}',
    '{"contentBlockDelta":{"delta":{"text":"Granit"},"contentBlockIndex":0}}',
    '{"contentBlockStop":{"contentBlockIndex":0}}',
    '{"contentBlockDelta":{"delta":{"text":"e is old"},"contentBlockIndex":1}}',
    '{"contentBlockStop":{"contentBlockIndex":1}}',
    '{"contentBlockDelta":{"delta":{"text":"."},"contentBlockIndex":2}}',
    '{"contentBlockStop":{"contentBlockIndex":2}}',
    '{"messageStop":{"stopReason":"end_turn"}}',
    '{"metadata":{"usage":{"inputTokens":12,"outputTokens":5,"cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0},"metrics":{},"trace":{}},"amazon-bedrock-invocationMetrics":{"inputTokenCount":12,"outputTokenCount":5,"invocationLatency":300,"firstByteLatency":200,"cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0}}',
  ]);
});

test("Titan text answers FINISH, or LENGTH when it was cut", () => {
  expect(write(titan)).toBe(
    '{"inputTextTokenCount":12,"results":[{"tokenCount":5,"outputText":"Granite is old.","completionReason":"FINISH"}]}',
  );
  expect(write(titan, cut)).toContain('"completionReason":"LENGTH"');
});

test("Titan text streams a short answer as one chunk", () => {
  expect(chunks(titan)).toEqual([
    '{"outputText":"Granite is old.","index":0,"totalOutputTextTokenCount":5,"completionReason":"FINISH","inputTextTokenCount":12,"amazon-bedrock-invocationMetrics":{"inputTokenCount":12,"outputTokenCount":5,"invocationLatency":300,"firstByteLatency":200}}',
  ]);
});

test("a model of no family is refused by name", () => {
  expect(() => familyOf(modelOf("amazon.titan-embed-text-v2:0"))).toThrow(
    "Outcrop does not emulate the native body of amazon.titan-embed-text-v2:0 yet.",
  );
});

test("every Claude and every Nova understanding model of the catalogue has its family", () => {
  const understood = catalog.models
    .all()
    .filter(({ modelId, apis }) => /^(anthropic|amazon\.nova)/.test(modelId) && apis.includes("Converse"));
  expect(understood.length).toBeGreaterThan(20);
  for (const model of understood) expect(() => familyOf(model)).not.toThrow();
});
