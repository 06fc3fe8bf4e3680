import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { burndownRate } from "../../emulator/quotas/index.ts";

// Source, unless said otherwise: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html, autumn 2026.
test.each([
  ["anthropic.claude-3-7-sonnet-20250219-v1:0", 5],
  ["anthropic.claude-sonnet-4-20250514-v1:0", 5],
  ["anthropic.claude-opus-4-20250514-v1:0", 5],
  ["anthropic.claude-opus-4-1-20250805-v1:0", 5],
  ["anthropic.claude-sonnet-4-5-20250929-v1:0", 5],
  ["anthropic.claude-haiku-4-5-20251001-v1:0", 5],
  ["anthropic.claude-opus-4-6-v1", 5],
  ["anthropic.claude-opus-4-7", 5],
  ["anthropic.claude-opus-4-8", 15],
  ["anthropic.claude-sonnet-5", 10],
  ["anthropic.claude-opus-5", 10],
  ["anthropic.claude-opus-5-5", 10],
  ["anthropic.claude-fable-5-1", 10],
  ["openai.gpt-5.6-sol", 10],
  ["openai.gpt-5.6-terra", 10],
  ["openai.gpt-5.6-luna", 10],
  // https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-openai-gpt-6-1-sol.html:
  // "each output token consumes 10 tokens of quota".
  ["openai.gpt-6.1-sol", 10],
  // The page's earlier form: 5 for "version 3.7 and later", 1 for all others.
  ["anthropic.claude-3-5-sonnet-20241022-v2:0", 1],
  ["anthropic.claude-3-haiku-20240307-v1:0", 1],
  ["anthropic.claude-v2:1", 1],
  ["anthropic.claude-instant-v1", 1],
  ["openai.gpt-oss-120b-1:0", 1],
  ["amazon.nova-lite-v1:0", 1],
  ["meta.llama3-3-70b-instruct-v1:0", 1],
])("an output token of %s costs %i", (modelId, rate) => {
  expect(burndownRate(modelId)).toBe(rate);
});

test("models that the page does not name cost 10 when they are Claude 5 or later, which is assumed", () => {
  expect(burndownRate("anthropic.claude-fable-5")).toBe(10);
  expect(burndownRate("anthropic.claude-mythos-preview")).toBe(10);
});

test("every Claude of the catalogue since 3.7 costs more than one, and no other provider but OpenAI does", () => {
  for (const { modelId } of createCatalog().models.all()) {
    if (burndownRate(modelId) > 1) expect(modelId).toMatch(/^(anthropic|openai)\./);
    else expect(modelId).not.toMatch(/^anthropic\.claude-([a-z]+-[4-9]|3-7)/);
  }
});
