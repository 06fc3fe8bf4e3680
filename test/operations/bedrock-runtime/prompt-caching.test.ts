import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import { beforeEach, expect, test } from "vitest";
import { createPromptCache } from "../../../emulator/caching/prompt-cache.ts";
import { createClock } from "../../../emulator/clock.ts";
import { converse } from "../../../emulator/operations/bedrock-runtime/converse.ts";
import { converseStream } from "../../../emulator/operations/bedrock-runtime/converse-stream.ts";
import { countTokens } from "../../../emulator/operations/bedrock-runtime/count-tokens.ts";
import { invokeModel } from "../../../emulator/operations/bedrock-runtime/invoke-model.ts";
import { invokeModelWithResponseStream } from "../../../emulator/operations/bedrock-runtime/invoke-model-with-response-stream.ts";
import { createQuotas } from "../../../emulator/quotas/index.ts";
import { fc } from "../../generation/property.ts";
import { bytes, collect, errorOf, newCall, parse, parts as shared } from "./handlers.ts";

// Rules: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html

const sonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const sonnet4 = "us.anthropic.claude-sonnet-4-20250514-v1:0";
const opus48 = "us.anthropic.claude-opus-4-8";
const haiku3 = "anthropic.claude-3-haiku-20240307-v1:0";
const novaLite = "amazon.nova-lite-v1:0";
const llama = "us.meta.llama3-3-70b-instruct-v1:0";

const clock = createClock({ start: new Date("2026-01-01T00:00:00Z"), mode: "frozen" });
let parts: typeof shared;
beforeEach(() => {
  parts = { ...shared, clock, promptCache: createPromptCache(clock) };
});

/** A text of that many tokens. */
const long = (tokens: number, word = "stone") => ` ${word}`.repeat(tokens);
const text = (said: string) => ({ text: said });
const cachePoint = (ttl?: "5m" | "1h") => ({ cachePoint: { type: "default" as const, ...(ttl && { ttl }) } });
const user = (...content: NonNullable<NonNullable<ConverseCommandInput["messages"]>[number]["content"]>) => ({
  role: "user" as const,
  content,
});
const system = [text(long(1500)), cachePoint()];
const question = { system, messages: [user(text("What is granite?"))] };

const ask = async (modelId: string, rest: Partial<ConverseCommandInput> = question, call = newCall()) =>
  (await converse.handler(parts)({ modelId, ...rest }, call)).usage;
const stream = async (modelId: string, rest: Partial<ConverseCommandInput> = question) =>
  collect((await converseStream.handler(parts)({ modelId, ...rest }, newCall())).stream);

const control = (ttl?: string) => ({ cache_control: { type: "ephemeral", ...(ttl && { ttl }) } });
const claudeBody = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 1000,
  system: [{ type: "text", text: long(1500), ...control() }],
  messages: [{ role: "user", content: "What is granite?" }] as object[],
};
const invoke = async (modelId: string, body: object) =>
  parse((await invokeModel.handler(parts)({ modelId, body: bytes(body) }, newCall())).body);
const invokeStream = async (modelId: string, body: object) => {
  const output = await invokeModelWithResponseStream.handler(parts)({ modelId, body: bytes(body) }, newCall());
  return (await collect(output.body)).map(({ chunk }) => parse(chunk?.bytes));
};

test("a cached prompt is written once and read from then on; totalTokens counts it", async () => {
  // 3 tokens a request and 4 a system text belong to the beginning of the prompt.
  const written = await ask(sonnet45);
  expect(written).toMatchObject({ cacheReadInputTokens: 0, cacheWriteInputTokens: 1507 });
  expect(written?.cacheDetails).toEqual([{ ttl: "5m", inputTokens: 1507 }]);
  const read = await ask(sonnet45);
  expect(read).toMatchObject({ inputTokens: written?.inputTokens, cacheReadInputTokens: 1507 });
  expect(read).toMatchObject({ cacheWriteInputTokens: 0 });
  expect(read?.cacheDetails).toBeUndefined();
  // Recorded: 11 + 1028 written + 236 = 1275 (test bedrock_converse_stream_prompt_caching of dd-trace-py).
  for (const usage of [written, read]) {
    expect(usage?.totalTokens).toBe((usage?.inputTokens ?? 0) + 1507 + (usage?.outputTokens ?? 0));
  }
});

test("the answer's text depends neither on cache points nor on the cache", async () => {
  const plain = { ...question, system: [text(long(1500))] };
  const say = async (rest: Partial<ConverseCommandInput>) =>
    (await converse.handler(parts)({ modelId: sonnet45, ...rest }, newCall())).output;
  const said = await say(plain);
  expect([await say(question), await say(question)]).toEqual([said, said]);
});

test("what is read from the cache takes no time to read", async () => {
  const late = async () => (await converse.handler(parts)({ modelId: sonnet45, ...question }, newCall())).metrics;
  const before = (await late())?.latencyMs ?? 0;
  expect((await late())?.latencyMs).toBeLessThan(before - 100);
});

test("the cache expires five minutes after the last hit, or an hour where that was asked for", async () => {
  const hour = { ...question, system: [text(long(1500)), cachePoint("1h")] };
  for (const [request, minutes] of [
    [question, 5],
    [hour, 60],
  ] as const) {
    parts.promptCache.clear();
    await ask(sonnet45, request);
    clock.advance(minutes * 60_000 - 1);
    expect(await ask(sonnet45, request)).toMatchObject({ cacheReadInputTokens: 1507 });
    clock.advance(minutes * 60_000 - 1);
    expect(await ask(sonnet45, request)).toMatchObject({ cacheReadInputTokens: 1507 });
    clock.advance(minutes * 60_000);
    expect(await ask(sonnet45, request)).toMatchObject({ cacheReadInputTokens: 0, cacheWriteInputTokens: 1507 });
  }
});

test("usage tells what is kept for an hour from what is kept for five minutes", async () => {
  const messages = [user(text(long(200)), cachePoint("5m"))];
  const both = { system: [text(long(1500)), cachePoint("1h")], messages };
  expect((await ask(sonnet45, both))?.cacheDetails).toEqual([
    { ttl: "1h", inputTokens: 1507 },
    { ttl: "5m", inputTokens: 204 },
  ]);
  parts.promptCache.clear();
  const native = await invoke(sonnet45, {
    ...claudeBody,
    system: [{ type: "text", text: long(1500), ...control("1h") }],
    messages: [{ role: "user", content: [{ type: "text", text: long(200), ...control("5m") }] }],
  });
  expect(native.usage).toMatchObject({
    cache_creation_input_tokens: 1711,
    cache_creation: { ephemeral_5m_input_tokens: 204, ephemeral_1h_input_tokens: 1507 },
  });
});

test("an account and a source Region have their own cache; a profile shares that of its model", async () => {
  await ask(sonnet45);
  const read = async (modelId: string, call = newCall()) => (await ask(modelId, question, call))?.cacheReadInputTokens;
  expect(await read("global.anthropic.claude-sonnet-4-5-20250929-v1:0")).toBe(1507);
  expect(await read(sonnet45, newCall("us-west-2"))).toBe(0);
  expect(await read(sonnet45, { ...newCall(), account: "999988887777" })).toBe(0);
  expect(await read(opus48)).toBe(0);
});

test("what differs before the cache point is not found, what differs after it is", async () => {
  await ask(sonnet45);
  expect(await ask(sonnet45, { ...question, messages: [user(text("And basalt?"))] })).toMatchObject({
    cacheReadInputTokens: 1507,
  });
  const other = [text(long(1500, "stony")), cachePoint()];
  expect(await ask(sonnet45, { ...question, system: other })).toMatchObject({ cacheReadInputTokens: 0 });
});

test("texts are cached as they are divided, not as they read in one", async () => {
  await ask(sonnet45, { messages: [user(text(`${long(1500)}a`), text("b"), cachePoint())] });
  const usage = await ask(sonnet45, { messages: [user(text(long(1500)), text("ab"), cachePoint())] });
  expect(usage).toMatchObject({ cacheReadInputTokens: 0 });
});

test.each([
  // The minimum is of the whole beginning of the prompt: 3 tokens a request and 4 a system text are part of it.
  [sonnet45, 1024],
  [opus48, 1024],
  ["us.anthropic.claude-haiku-4-5-20251001-v1:0", 4096],
  ["us.anthropic.claude-opus-4-6-v1", 4096],
  ["us.anthropic.claude-opus-5", 512],
  ["us.anthropic.claude-sonnet-5", 1024],
  [sonnet4, 1024],
  [novaLite, 1000],
])("%s caches nothing below %i tokens, and that is no error", async (modelId, minimum) => {
  const of = (tokens: number) => ({ ...question, system: [text(long(tokens - 7)), cachePoint()] });
  await ask(modelId, of(minimum - 1));
  expect((await ask(modelId, of(minimum - 1)))?.cacheReadInputTokens).toBe(0);
  await ask(modelId, of(minimum));
  expect((await ask(modelId, of(minimum)))?.cacheReadInputTokens).toBe(minimum);
});

test("Nova caches no more than 20,000 tokens", async () => {
  // The models' cards: "a maximum of 20K tokens for prompt caching".
  const of = (tokens: number) => ({ ...question, system: [text(long(tokens - 7)), cachePoint()] });
  expect(await ask(novaLite, of(20_000))).toMatchObject({ cacheWriteInputTokens: 20_000 });
  expect(await ask(novaLite, of(20_001))).toMatchObject({ cacheWriteInputTokens: 0 });
});

const growing = (blocks: number) => ({
  messages: [
    user(...Array.from({ length: blocks }, (_, at) => text(at === 0 ? long(1500) : `Stone ${at}.`)), cachePoint()),
  ],
});

test("Claude finds what was cached up to 20 blocks back, one cache point at the end being enough", async () => {
  await ask(sonnet45, growing(1));
  expect(await ask(sonnet45, growing(20))).toMatchObject({ cacheReadInputTokens: 1507 });
  parts.promptCache.clear();
  await ask(sonnet45, growing(1));
  expect(await ask(sonnet45, growing(21))).toMatchObject({ cacheReadInputTokens: 0 });
});

test("both APIs agree, and find what the other has cached", async () => {
  const common = await ask(sonnet45);
  const native = await invoke(sonnet45, claudeBody);
  expect(native.usage).toMatchObject({
    input_tokens: common?.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: common?.cacheWriteInputTokens,
  });
  const body = { system, messages: [{ role: "user", content: [text("What is granite?")] }] };
  const novaWrites = await ask(novaLite);
  expect((await invoke(novaLite, body)).usage).toEqual({
    inputTokens: novaWrites?.inputTokens,
    outputTokens: novaWrites?.outputTokens,
    totalTokens: novaWrites?.totalTokens,
    cacheReadInputTokenCount: 1507,
    cacheWriteInputTokenCount: 0,
  });
});

test("Nova takes its cache point in a block of its own or beside a text", async () => {
  // AWS's example of InvokeModel has it beside the text.
  const messages = [{ role: "user", content: [text("What is granite?")] }];
  await invoke(novaLite, { system: [{ ...text(long(1500)), cachePoint: { type: "default" } }], messages });
  expect((await invoke(novaLite, { system, messages })).usage).toMatchObject({ cacheReadInputTokenCount: 1507 });
});

test("the streams tell the same counts as the answers in one piece", async () => {
  await ask(sonnet45);
  const whole = await ask(sonnet45);
  expect((await stream(sonnet45)).at(-1)?.metadata?.usage).toEqual(whole);

  const chunks = await invokeStream(sonnet45, claudeBody);
  const cached = { input_tokens: whole?.inputTokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 1507 };
  expect(chunks[0].message.usage).toMatchObject(cached);
  expect(chunks.at(-2).usage).toMatchObject(cached);
  const counts = { cacheReadInputTokenCount: 1507, cacheWriteInputTokenCount: 0 };
  expect(chunks.at(-1)["amazon-bedrock-invocationMetrics"]).toMatchObject(counts);

  await ask(novaLite);
  const nova = (await invokeStream(novaLite, question)).at(-1);
  expect(nova.metadata.usage).toMatchObject(counts);
  expect(nova["amazon-bedrock-invocationMetrics"]).toMatchObject(counts);
});

test("a stream without cache points does not name the cache", async () => {
  // Recorded test cassettes of langchain-aws, 2026.
  const plain = { ...question, system: [text(long(1500))] };
  const usage = (await stream(sonnet45, plain)).at(-1)?.metadata?.usage;
  expect(Object.keys(usage ?? {})).toEqual(["inputTokens", "outputTokens", "totalTokens"]);
});

test("CountTokens counts everything", async () => {
  const usage = await ask(sonnet45);
  const input = { converse: question };
  expect(await countTokens.handler(parts)({ modelId: sonnet45.slice(3), input }, newCall())).toEqual({
    inputTokens: (usage?.inputTokens ?? 0) + 1507,
  });
  const native = { invokeModel: { body: bytes(claudeBody) } };
  expect(await countTokens.handler(parts)({ modelId: sonnet45.slice(3), input: native }, newCall())).toEqual({
    inputTokens: (usage?.inputTokens ?? 0) + 1507,
  });
});

test("the quota holds AWS's worked example: reads are free, writes and max_tokens count, output is settled at its rate", async () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html: input 3,000, cache read 4,000, cache write
  // 1,000, max_tokens 32,000: 36,000 at the start, then 4,000 + 5 × output.
  const rules = [{ model: sonnet45.slice(3), tokensPerMinute: 1_000_000 }];
  const quotas = createQuotas({ clock, settings: { rules } });
  const own = { ...parts, quotas };
  const request = (last: number) => ({
    modelId: sonnet45,
    inferenceConfig: { maxTokens: 32_000 },
    system: [text(long(4000 - 7)), cachePoint()],
    messages: [user(text(long(1000 - 4)), ...(last > 0 ? [cachePoint(), text(long(last))] : [cachePoint()]))],
  });
  await converse.handler(own)({ ...request(0), messages: [user(text("Hello."))] }, newCall());
  clock.advance(60_000);
  const call = newCall();
  const { usage } = await converse.handler(own)(request(3000), call);
  expect(usage).toMatchObject({ inputTokens: 3000, cacheReadInputTokens: 4000, cacheWriteInputTokens: 1000 });
  const outcome = call.report.trail.find(({ step }) => step === "quotas")?.outcome;
  expect(outcome).toBe("36000 tokens reserved (cross-region)");
  expect(quotas.usage().models[0]?.tokensPerMinute?.used).toBe(4000 + 5 * (usage?.outputTokens ?? 0));
});

test("the trail tells what the cache did, and how many cache points were too early", async () => {
  const call = newCall();
  await ask(sonnet45, { ...question, system: [text("Be brief."), cachePoint()] }, call);
  expect(call.report.trail).toContainEqual({
    step: "cache",
    outcome: "0 tokens read, 0 written",
    detail: { cachePoints: 1, cacheable: 0, minimumTokens: 1024 },
  });
});

test.each([llama, haiku3])("%s does not know prompt caching and refuses cache points", async (modelId) => {
  // https://github.com/BerriAI/litellm/pull/39210, https://github.com/strands-agents/harness-sdk/pull/1807
  expect(await errorOf(ask(modelId, { messages: [user(text("Hello."), cachePoint())] }))).toBe(
    "AccessDeniedException: You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.",
  );
});

test("cache_control is refused where the model does not know prompt caching", async () => {
  expect(await errorOf(invoke(haiku3, claudeBody))).toMatch(/^AccessDeniedException: You invoked an unsupported model/);
});

test("a cache point needs something before it in its own list", async () => {
  // https://github.com/strands-agents/harness-sdk/pull/3677: also when earlier messages have content.
  const words =
    "ValidationException: There is nothing available to cache. Please remove the invalid cache point and try again.";
  const say = [user(text("Hello.")), { role: "assistant" as const, content: [cachePoint()] }, user(text("Hello?"))];
  expect(await errorOf(ask(sonnet45, { messages: [user(cachePoint(), text("Hello."))] }))).toBe(words);
  expect(await errorOf(ask(sonnet45, { messages: say }))).toBe(words);
  expect(await errorOf(ask(sonnet45, { ...question, system: [cachePoint()] }))).toBe(words);
  expect(await errorOf(invoke(novaLite, { messages: [user(cachePoint(), text("Hello."))] }))).toBe(words);
});

test("four cache points are taken, the fifth is refused", async () => {
  // https://github.com/Bike4Mind/bike4mind/issues/2208
  const of = (count: number) => ({
    messages: [user(...Array.from({ length: count }, () => [text(long(600)), cachePoint()]).flat())],
  });
  expect(await ask(sonnet45, of(4))).toMatchObject({ cacheWriteInputTokens: 2407 });
  const words = "A maximum of 4 blocks with cache_control may be provided. Found 5.";
  expect(await errorOf(ask(sonnet45, of(5)))).toBe(
    `ValidationException: The model returned the following errors: ${words}`,
  );
  const content = Array.from({ length: 5 }, () => ({ type: "text", text: "Hello.", ...control() }));
  expect(await errorOf(invoke(sonnet45, { ...claudeBody, system: null, messages: [{ role: "user", content }] }))).toBe(
    `ValidationException: ${words}`,
  );
});

test("an hour must not come after five minutes", async () => {
  // https://github.com/Portkey-AI/gateway/issues/1762, https://github.com/strands-agents/harness-sdk/pull/3571
  const sentence = (path: string) =>
    `${path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`;
  const messages = [user(text("Hello.")), { role: "assistant" as const, content: [text("Hi.")] }];
  const late = { system, messages: [...messages, user(text("a"), text("b"), cachePoint("1h"))] };
  expect(await errorOf(ask(sonnet45, late))).toBe(
    `ValidationException: The model returned the following errors: ${sentence("messages.2.content.1")}`,
  );
  const two = [...claudeBody.system, { type: "text", text: "Be brief.", ...control("1h") }];
  expect(await errorOf(invoke(sonnet45, { ...claudeBody, system: two }))).toBe(
    `ValidationException: ${sentence("system.1")}`,
  );
});

test("Nova refuses every time to live, five minutes too", async () => {
  // https://github.com/timothy-agent/timothy/issues/755, https://github.com/maximhq/bifrost/pull/4527
  for (const ttl of ["5m", "1h"] as const) {
    expect(await errorOf(ask(novaLite, { messages: [user(text("Hello."), cachePoint(ttl))] }))).toBe(
      "ValidationException: Extended TTL prompt caching is only supported for Anthropic models",
    );
  }
});

test("Claude before 4.5 keeps for five minutes what Converse asks an hour for", async () => {
  const hour = { ...question, system: [text(long(1500)), cachePoint("1h")] };
  expect((await ask(sonnet4, hour))?.cacheDetails).toEqual([{ ttl: "5m", inputTokens: 1507 }]);
});

test.each([
  // https://github.com/BerriAI/litellm/issues/15880
  [sonnet4, control("1h").cache_control, "system.0.cache_control.ephemeral.ttl: Extra inputs are not permitted"],
  [
    sonnet45,
    { ...control().cache_control, scope: "all" },
    "system.0.cache_control.ephemeral.scope: Extra inputs are not permitted",
  ],
  [sonnet45, control("2h").cache_control, "system.0.cache_control.ephemeral.ttl: Input should be '5m' or '1h'"],
  [
    sonnet45,
    { type: "lasting" },
    "system.0.cache_control: Input tag 'lasting' found using 'type' does not match any of the expected tags: 'ephemeral'",
  ],
])("%s refuses the cache_control %j", async (modelId, cache_control, message) => {
  const body = { ...claudeBody, system: [{ type: "text", text: "Be brief.", cache_control }] };
  expect(await errorOf(invoke(modelId, body))).toBe(`ValidationException: ${message}`);
});

test("an absent cache_control may be null", async () => {
  const body = { ...claudeBody, system: [{ type: "text", text: long(1500), cache_control: null }] };
  expect((await invoke(sonnet45, body)).usage).toMatchObject({ cache_creation_input_tokens: 0 });
});

test("Claude after 4.6 names the writes only when there are some", async () => {
  expect(await ask(opus48)).toMatchObject({ cacheReadInputTokens: 0, cacheWriteInputTokens: 1507 });
  expect(Object.keys((await ask(opus48)) ?? {}).slice(3)).toEqual(["cacheReadInputTokens"]);
});

test("whatever is cached, input, reads and writes are the tokens of the prompt", async () => {
  const block = fc.record({ tokens: fc.integer({ min: 1, max: 700 }), marked: fc.boolean(), hour: fc.boolean() });
  const prompt = fc.record({
    system: fc.array(block, { maxLength: 3 }),
    user: fc.array(block, { minLength: 1, maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(prompt, { minLength: 1, maxLength: 4 }), async (prompts) => {
      parts.promptCache.clear();
      for (const { system, user: said } of prompts) {
        let marks = 0;
        const blocks = (list: typeof said) =>
          list.flatMap(({ tokens, marked }) => [text(long(tokens)), ...(marked && marks++ < 4 ? [cachePoint()] : [])]);
        const request = { system: blocks(system), messages: [user(...blocks(said))] };
        const usage = await ask(sonnet45, request);
        const input = { converse: request };
        const counted = await countTokens.handler(parts)({ modelId: sonnet45.slice(3), input }, newCall());
        const { inputTokens = 0, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage ?? {};
        expect(inputTokens + cacheReadInputTokens + cacheWriteInputTokens).toBe(counted.inputTokens);
      }
    }),
    { numRuns: 60 },
  );
});
