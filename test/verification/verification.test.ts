import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, onTestFinished, test } from "vitest";
import { createEmulator, type Scenario } from "../../emulator/index.ts";
import { NOVA_LITE, US_NOVA_LITE } from "../emulator/callers.ts";

type Expectations = NonNullable<Scenario["expect"]>;

const PROFILE = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";
const base: Scenario = {
  clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
  profiles: [
    {
      id: "abcdefghijkl",
      name: "team-a",
      copyFrom: "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0",
      tags: { team: "a" },
    },
  ],
};

function expecting(expectations: Expectations, more: Scenario = {}) {
  const emulator = createEmulator({ scenario: { ...base, ...more, expect: expectations } });
  const client = (maxAttempts = 1) =>
    new BedrockRuntimeClient({
      region: "us-east-1",
      credentials: { accessKeyId: "111122223333", secretAccessKey: "x" },
      requestHandler: emulator.requestHandler(),
      maxAttempts,
    });
  const input = (text: string, over: Partial<ConverseCommandInput> = {}): ConverseCommandInput => ({
    modelId: PROFILE,
    messages: [{ role: "user", content: [{ text }] }],
    ...over,
  });
  const say = (text: string, over?: Partial<ConverseCommandInput>) =>
    client().send(new ConverseCommand(input(text, over)));
  const stream = (text: string) => client().send(new ConverseStreamCommand(input(text)));
  const verdicts = () => emulator.verification.expectations.map(({ ok, message }) => [ok, message]);
  return { emulator, client, say, stream, verdicts };
}

const failing = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    () => undefined,
  );

test("calls are counted by operation, profile and outcome, and the report says how many came", async () => {
  const { emulator, say, verdicts } = expecting([
    { name: "asks twice", calls: { operation: "Converse", profile: "team-a", times: 2 } },
    { calls: { operation: "ConverseStream" } },
    { calls: { model: "amazon.nova-*", atLeast: 1, atMost: 2 } },
    { noCalls: { outcome: "error" } },
  ]);
  await say("a");
  expect(verdicts()).toEqual([
    [false, "1 such request, expected 2"],
    [false, "0 such requests, expected 1 or more"],
    [true, "1 such request, expected 1 to 2"],
    [true, "0 such requests, expected 0"],
  ]);
  await say("b");
  expect(verdicts()[0]).toEqual([true, "2 such requests, expected 2"]);
  expect(emulator.verification.ok).toBe(false);
  expect(emulator.verification.expectations[0]).toEqual({
    name: "asks twice",
    ok: true,
    message: "2 such requests, expected 2",
    requests: emulator.journal.entries.map(({ id }) => id),
  });
  await failing(say("c", { modelId: "no-such-model" }));
  expect(verdicts()[3]).toEqual([false, "1 such request, expected 0"]);
});

test("steps are to come in order, whatever comes between", async () => {
  const order = [{ text: { equals: "one" } }, { text: { equals: "two" } }];
  const good = expecting([{ order }]);
  for (const text of ["zero", "one", "between", "two"]) await good.say(text);
  expect(good.verdicts()).toEqual([[true, "all steps came in this order"]]);
  const bad = expecting([{ order }]);
  for (const text of ["two", "one"]) await bad.say(text);
  expect(bad.verdicts()).toEqual([[false, "step 2 of 2 has not come after the ones before it"]]);
});

test("retries are judged by the attempts of one call and the waits between them", async () => {
  const faults: Scenario["faults"] = [{ when: { call: { to: 2 } }, then: { error: "ThrottlingException" } }];
  const expectations: Expectations = [
    { retries: { of: { operation: "Converse" }, attemptsAtMost: 3, waitAtLeast: "PT0.1S", growing: true } },
    { retries: { of: { operation: "Converse" }, attemptsAtMost: 2 } },
  ];
  const emulator = createEmulator({ scenario: { ...base, faults, expect: expectations } });
  const send = async (waits: readonly number[]) => {
    for (const [at, wait] of [0, ...waits].entries()) {
      emulator.clock.advance(wait);
      await emulator.handle(
        new Request("http://localhost/model/amazon.nova-lite-v1%3A0/converse", {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "amz-sdk-invocation-id": "one-call",
            "amz-sdk-request": `attempt=${at + 1}; max=3`,
          },
          body: JSON.stringify({ messages: [{ role: "user", content: [{ text: "x" }] }] }),
        }),
      );
    }
  };
  await send([200, 500]);
  expect(emulator.verification.expectations.map(({ ok, message }) => [ok, message])).toEqual([
    [true, "1 call in 3 attempts"],
    [false, "3 attempts of one call, at most 2 expected"],
  ]);
  await emulator.reset();
  await send([50, 40]);
  expect(emulator.verification.expectations[0]).toMatchObject({
    ok: false,
    message: "an attempt came 40 ms after the one before, at least 100 ms expected",
  });
});

test.each([
  [
    "that all wait equally long are told so",
    [200, 204, 199],
    false,
    "no jitter: the first waits of 3 calls are 199, 200, 204 ms",
  ],
  ["that wait at random are as they should be", [120, 204, 160], true, "3 calls in 6 attempts"],
  [
    "that are too few to tell are no evidence",
    [120, 204],
    false,
    "jitter shows when 3 calls are tried again, and 2 were",
  ],
])("retries of calls %s", async (_, waits, ok, message) => {
  const expectations: Expectations = [{ retries: { of: { operation: "Converse" }, jitter: true } }];
  const faults: Scenario["faults"] = [{ then: { error: "ThrottlingException" } }];
  const emulator = createEmulator({ scenario: { ...base, faults, expect: expectations } });
  for (const [call, wait] of waits.entries()) {
    for (const advance of [0, wait]) {
      emulator.clock.advance(advance);
      await emulator.handle(
        new Request("http://localhost/model/amazon.nova-lite-v1%3A0/converse", {
          method: "POST",
          headers: { "content-type": "application/json", "amz-sdk-invocation-id": `call-${call}` },
          body: JSON.stringify({ messages: [{ role: "user", content: [{ text: "x" }] }] }),
        }),
      );
    }
  }
  expect(emulator.verification.expectations[0]).toMatchObject({ ok, message });
});

test("a fallback may go to another Region", async () => {
  const down: Scenario = {
    faults: [{ when: { source: "us-east-1" }, then: { error: "ServiceUnavailableException" } }],
  };
  const expectations: Expectations = [{ fallback: { from: { source: "us-east-1" }, to: { source: "us-west-2" } } }];
  const verdictAfter = async (regions: readonly string[]) => {
    const emulator = createEmulator({ scenario: { ...base, ...down, expect: expectations } });
    for (const region of regions) {
      const client = new BedrockRuntimeClient({ ...emulator.clientConfig(), region, maxAttempts: 1 });
      const messages = [{ role: "user" as const, content: [{ text: "x" }] }];
      await client.send(new ConverseCommand({ modelId: "us.amazon.nova-lite-v1:0", messages })).catch(() => undefined);
    }
    return emulator.verification.ok;
  };
  expect(await verdictAfter(["us-east-1", "us-west-2"])).toBe(true);
  expect(await verdictAfter(["us-east-1", "us-east-1"])).toBe(false);
});

test("an app that gives up too early, or does not fall back, is told so", async () => {
  const down: Scenario = { faults: [{ when: { profile: "team-a" }, then: { error: "ServiceUnavailableException" } }] };
  const expectations: Expectations = [
    { retries: { of: { profile: "team-a" }, attemptsAtLeast: 2 } },
    { fallback: { from: { profile: "team-a" }, to: { profile: US_NOVA_LITE } } },
  ];
  const { emulator, say, verdicts } = expecting(expectations, down);
  expect(verdicts()[1]).toEqual([false, "no failure to fall back from was seen"]);
  await failing(say("x"));
  expect(verdicts()).toEqual([
    [false, "a call was given up after 1 attempt, at least 2 expected"],
    [false, "a request failed and nothing came after it"],
  ]);
  await say("x", { modelId: US_NOVA_LITE });
  expect(verdicts()[1]).toEqual([true, "1 failure fell back"]);
  await emulator.reset();
  await failing(say("x"));
  await say("x", { modelId: NOVA_LITE });
  expect(verdicts()[1]).toEqual([false, "a request that followed a failure was not the fallback"]);
});

test("bare model ids, missing tags and missing metadata are found", async () => {
  const { say, verdicts } = expecting([
    { profilesOnly: true },
    { profileTags: ["team"] },
    { requestMetadata: ["user"] },
  ]);
  await say("x", { requestMetadata: { user: "al" } });
  expect(verdicts().map(([ok]) => ok)).toEqual([true, true, true]);
  await say("x", { modelId: NOVA_LITE });
  expect(verdicts()).toEqual([
    [false, "amazon.nova-lite-v1:0 was called without a profile"],
    [false, "amazon.nova-lite-v1:0 has no tag team"],
    [false, "a request has no metadata user"],
  ]);
});

test("what must not stand in prompts is found in every text of them, and not repeated in the report", async () => {
  const { say, verdicts, emulator } = expecting([
    { noPersonalData: ["email", "credit-card", "us-social-security-number", "ip-address", "aws-access-key", "phone"] },
    { noTextInPrompts: ["secret-\\d+"] },
  ]);
  await say("Nothing here, room 12, 2026-01-01, 3.14");
  expect(verdicts().map(([ok]) => ok)).toEqual([true, true]);
  await say("x", { system: [{ text: "Write to al@example.com" }] });
  expect(verdicts()[0]).toEqual([false, "a prompt holds personal data (email)"]);
  await say("the secret-123");
  expect(verdicts()[1]).toEqual([false, "a prompt holds what /secret-\\d+/ finds"]);
  expect(JSON.stringify(emulator.verification)).not.toContain("al@example.com");
});

test.each([
  ["email", "al@example.com"],
  ["phone", "call +1 (425) 555-0100"],
  ["credit-card", "4111 1111 1111 1111"],
  ["us-social-security-number", "123-45-6789"],
  ["ip-address", "10.0.0.1"],
  ["aws-access-key", "AKIAIOSFODNN7EXAMPLE"],
] as const)("personal data of the kind %s is found", async (kind, text) => {
  const { say, verdicts } = expecting([{ noPersonalData: [kind] }]);
  await say(`It is ${text}.`);
  expect(verdicts()).toEqual([[false, `a prompt holds personal data (${kind})`]]);
});

test("a budget holds requests, tokens and cost", async () => {
  const { say, verdicts } = expecting([{ budget: { requests: 2, usd: 1 } }, { budget: { tokens: 10 } }]);
  await say("x");
  expect(verdicts()[0]?.[0]).toBe(true);
  expect(verdicts()[0]?.[1]).toMatch(/^within the budget: 1 request, \d+ tokens, 0\.0000\d\d USD$/);
  expect(verdicts()[1]?.[1]).toMatch(/^over the budget: \d+ tokens of 10$/);
  await say("x");
  await say("x");
  expect(verdicts()[0]?.[1]).toMatch(/^over the budget: 3 requests of 2$/);
});

test("a use of a tool that nobody answers is found", async () => {
  const { say, verdicts } = expecting([{ toolUsesAnswered: true }]);
  const toolConfig = {
    tools: [{ toolSpec: { name: "weather", inputSchema: { json: { type: "object" } } } }],
    toolChoice: { any: {} },
  };
  const { output } = await say("x", { toolConfig });
  expect(verdicts()).toEqual([[false, "1 use of tools without a result"]]);
  const content = output?.message?.content ?? [];
  const toolUseId = content.find(({ toolUse }) => toolUse)?.toolUse?.toolUseId;
  await say("x", {
    toolConfig: { tools: toolConfig.tools },
    messages: [
      { role: "user", content: [{ text: "x" }] },
      { role: "assistant", content },
      { role: "user", content: [{ toolResult: { toolUseId, content: [{ text: "sunny" }] } }] },
    ],
  });
  expect(verdicts()).toEqual([[true, "1 use of tools answered"]]);
});

test("a stream that is left while it is being sent is found", async () => {
  const slow: Scenario = { answers: [{ when: { lastUserText: "slow" }, then: { stream: { perChunkMs: 1_000 } } }] };
  const { emulator, stream, verdicts } = expecting([{ streamsRead: true }], slow);
  for await (const _ of (await stream("x")).stream ?? []);
  expect(verdicts()).toEqual([[true, "1 stream read to the end"]]);
  const { url } = await emulator.listen();
  onTestFinished(() => emulator.close());
  const credentials = { accessKeyId: "111122223333", secretAccessKey: "x" };
  const slowly = new BedrockRuntimeClient({ region: "us-east-1", credentials, endpoint: url });
  const leaving = new AbortController();
  const { stream: events } = await slowly.send(
    new ConverseStreamCommand({ modelId: PROFILE, messages: [{ role: "user", content: [{ text: "slow" }] }] }),
    { abortSignal: leaving.signal },
  );
  for await (const _ of events ?? []) break;
  leaving.abort();
  slowly.destroy();
  await expect.poll(verdicts).toEqual([[false, "1 stream left before the end"]]);
});

test("requests that no expectation is about are found", async () => {
  const { emulator, say, verdicts } = expecting([{ nothingElse: true }, { calls: { operation: "Converse" } }]);
  await say("x");
  expect(verdicts()[0]).toEqual([true, "no other request was made"]);
  await emulator.handle(new Request("http://localhost/no/such/path"));
  expect(verdicts()[0]).toEqual([false, "a request for no operation of AWS"]);
});

test("a reset and a new scenario begin with nothing seen", async () => {
  const { emulator, say, verdicts } = expecting([{ calls: { times: 1 } }]);
  await say("x");
  await emulator.reset();
  expect(verdicts()).toEqual([[false, "0 such requests, expected 1"]]);
  expect(createEmulator().verification).toEqual({ ok: true, expectations: [] });
});

test.each<[string, unknown, string]>([
  [
    "two forms at once",
    [{ calls: {}, noCalls: {} }],
    "expect[0]: an expectation is of one form, and this is of calls, noCalls",
  ],
  ["no form", [{ name: "x" }], "expect[0]: an expectation is of one form, and this is of none"],
  [
    "an unknown operation",
    [{ calls: { operation: "Convers" } }],
    'expect[0].calls.operation: "Convers" is no operation',
  ],
  ["an unknown key", [{ calls: { operaton: "Converse" } }], 'unknown key "operaton"; did you mean "operation"?'],
  ["a broken pattern", [{ noTextInPrompts: ["("] }], "expect[0].noTextInPrompts[0]"],
  ["a wrong duration", [{ retries: { of: {}, waitAtLeast: "1 second" } }], "expect[0].retries.waitAtLeast"],
  ["times and bounds", [{ calls: { times: 1, atMost: 2 } }], "expect[0].calls.times"],
])("%s is refused with its place", (_, expectations, message) => {
  expect(() => createEmulator({ scenario: { expect: expectations } as Scenario })).toThrow(message);
});
