import { GetInferenceProfileCommand, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { CountTokensCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario } from "../../emulator/index.ts";
import {
  type ClientOf,
  controlOf,
  converse,
  converseStream,
  failureOf,
  frozen,
  GLOBAL_NOVA,
  lastOf,
  messages,
  NOVA,
  NOVA_2,
  readStream,
  runtimeOf,
  serve,
  stepOf,
  US_NOVA,
} from "./world.ts";

const REQUESTS = "Too many requests, please wait before trying again.";
const TOKENS = "Too many tokens, please wait before trying again.";
const TOKENS_PER_DAY = "Too many tokens per day, please wait before trying again.";
const CONTROL_PLANE = `${REQUESTS} You have sent too many requests.  Wait before trying again.`;

const throttled = (message: string) => ({ name: "ThrottlingException", message, status: 429, attempts: 1 });

type Rule = NonNullable<NonNullable<Scenario["quotas"]>["rules"]>[number];

const limited = (...rules: readonly Rule[]) =>
  createEmulator({ scenario: { clock: frozen, quotas: { rules: [...rules] } } });

/** `ok`, or the message of what a call was refused with. */
const outcome = (
  emulator: Emulator,
  { modelId = US_NOVA, maxTokens, ...client }: ClientOf & { modelId?: string; maxTokens?: number } = {},
) =>
  runtimeOf(emulator, client)
    .send(converse(modelId, maxTokens === undefined ? {} : { inferenceConfig: { maxTokens } }))
    .then(
      () => "ok",
      (error: Error) => error.message,
    );

test("nothing is throttled unless the scenario says so", async () => {
  const emulator = createEmulator({ scenario: { clock: frozen } });
  const outcomes = await Promise.all(Array.from({ length: 300 }, () => outcome(emulator)));
  expect(new Set(outcomes)).toEqual(new Set(["ok"]));
});

describe("requests and tokens a minute", () => {
  test("a request too many is AWS's 429, and one succeeds once the minute has passed", async () => {
    const emulator = limited({ model: NOVA, requestsPerMinute: 2 });
    expect([await outcome(emulator), await outcome(emulator)]).toEqual(["ok", "ok"]);
    expect(await failureOf(runtimeOf(emulator).send(converse()))).toEqual(throttled(REQUESTS));
    expect(await failureOf(runtimeOf(emulator).send(converseStream()))).toEqual(throttled(REQUESTS));
    emulator.clock.advance(59_999);
    expect(await outcome(emulator)).toBe(REQUESTS);
    emulator.clock.advance(1);
    expect(await outcome(emulator)).toBe("ok");
  });

  test("the SDK's own retry succeeds when the minute passes between its attempts", async () => {
    const emulator = limited({ model: NOVA, requestsPerMinute: 1 });
    expect(await outcome(emulator)).toBe("ok");
    const command = converse();
    command.middlewareStack.add(
      (next) => async (args) => {
        // By the time of the second attempt a minute has gone by.
        if (emulator.journal.entries.length === 2) emulator.clock.advance(60_000);
        return next(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
    const { $metadata } = await runtimeOf(emulator, { maxAttempts: 3 }).send(command);
    expect($metadata.attempts).toBe(2);
    expect(emulator.journal.entries.map(({ status }) => status)).toEqual([200, 429, 200]);
  });

  test("it is the same over both protocols, and over the native API", async () => {
    await using served = await serve({ clock: frozen, quotas: { rules: [{ requestsPerMinute: 0 }] } });
    for (const client of [served.overHttp1(), served.overHttp2()]) {
      expect(await failureOf(client.send(converse()))).toEqual(throttled(REQUESTS));
      expect((await readStream(client)).error).toMatchObject({ name: "ThrottlingException" });
    }
    expect(served.errors).toEqual([]);
  });

  test("max_tokens are taken at the start, and what was not used is given back at the end", async () => {
    const emulator = limited({ model: NOVA, tokensPerMinute: 1_000 });
    expect(await outcome(emulator, { maxTokens: 1_000 })).toBe(TOKENS);
    expect(await outcome(emulator, { maxTokens: 900 })).toBe("ok");
    expect(stepOf(emulator, "quotas")?.outcome).toMatch(/^9\d\d tokens reserved \(cross-region\)$/);
    // The answer was short: there is room for another as large.
    expect(await outcome(emulator, { maxTokens: 800 })).toBe("ok");
  });

  test("two requests at once hold what they reserved", async () => {
    const scenario: Scenario = {
      clock: frozen,
      quotas: { rules: [{ model: NOVA, tokensPerMinute: 1_000 }] },
      faults: [{ then: { delay: "PT5S" }, times: 1 }],
    };
    const emulator = createEmulator({ scenario });
    const slow = outcome(emulator, { maxTokens: 900 });
    await expect.poll(() => outcome(emulator, { maxTokens: 900 })).toBe(TOKENS);
    emulator.clock.advance(5_000);
    expect(await slow).toBe("ok");
    expect(await outcome(emulator, { maxTokens: 800 })).toBe("ok");
  });

  test("a request without max_tokens takes the most that the model can answer", async () => {
    const emulator = limited({ model: NOVA, tokensPerMinute: 4_000 });
    expect(await outcome(emulator)).toBe(TOKENS);
    expect(await outcome(emulator, { maxTokens: 100 })).toBe("ok");
  });

  test("requests are counted before tokens", async () => {
    expect(await outcome(limited({ requestsPerMinute: 0, tokensPerMinute: 0 }))).toBe(REQUESTS);
  });

  test.each([
    ["us.anthropic.claude-sonnet-4-20250514-v1:0", 5],
    [US_NOVA, 1],
  ])("an output token of %s costs %d of the quota, as the next refusal tells", async (modelId, rate) => {
    const emulator = limited({ tokensPerMinute: 3_000 });
    expect(await outcome(emulator, { modelId, maxTokens: 500 })).toBe("ok");
    const { inputTokens = 0, outputTokens = 0 } = lastOf(emulator).usage ?? {};
    expect(outputTokens).toBeGreaterThan(0);
    expect(await outcome(emulator, { modelId, maxTokens: 3_000 })).toBe(TOKENS);
    expect(stepOf(emulator, "answer")?.detail).toMatchObject({
      used: inputTokens + rate * outputTokens,
      requested: inputTokens + 3_000,
    });
  });

  test("a request that fails counts as one, and its tokens come back", async () => {
    const emulator = createEmulator({
      scenario: {
        clock: frozen,
        quotas: { rules: [{ model: NOVA, requestsPerMinute: 3, tokensPerMinute: 1_000 }] },
        faults: [{ then: { error: "InternalServerException" }, times: 2 }],
      },
    });
    const outcomes: string[] = [];
    for (let call = 0; call < 4; call++) outcomes.push(await outcome(emulator, { maxTokens: 900 }));
    expect(outcomes.slice(2)).toEqual(["ok", REQUESTS]);
    expect(outcomes[0]).toMatch(/unexpected error/);
  });
});

describe("tokens a day", () => {
  test("are a quota of their own, until midnight", async () => {
    const emulator = limited({ model: NOVA, tokensPerMinute: 10_000, tokensPerDay: 300 });
    expect(await outcome(emulator, { maxTokens: 270 })).toBe("ok");
    expect(await outcome(emulator, { maxTokens: 270 })).toBe(TOKENS_PER_DAY);
    emulator.clock.advance(23 * 3_600_000);
    expect(await outcome(emulator, { maxTokens: 270 })).toBe(TOKENS_PER_DAY);
    emulator.clock.advance(3_600_000);
    expect(await outcome(emulator, { maxTokens: 270 })).toBe("ok");
  });
});

describe("whose quota it is", () => {
  test("each account, source Region, model and kind has its own", async () => {
    const emulator = limited({ requestsPerMinute: 1 });
    const callers = [
      {},
      { accessKeyId: "444455556666" },
      { region: "us-west-2" },
      { modelId: NOVA },
      { modelId: "us.amazon.nova-micro-v1:0" },
      { modelId: GLOBAL_NOVA },
    ];
    for (const caller of callers) expect(await outcome(emulator, caller)).toBe("ok");
    for (const caller of callers) expect(await outcome(emulator, caller)).toBe(REQUESTS);
  });

  test("an application profile shares the quota of what it was copied from", async () => {
    const arn = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/teamaprofile";
    const emulator = createEmulator({
      scenario: {
        clock: frozen,
        profiles: [{ id: "teamaprofile", name: "team-a", copyFrom: US_NOVA }],
        quotas: { rules: [{ model: NOVA, kind: "cross-region", requestsPerMinute: 1 }] },
      },
    });
    expect(await outcome(emulator, { modelId: arn, accessKeyId: "111122223333" })).toBe("ok");
    expect(await outcome(emulator, { accessKeyId: "111122223333" })).toBe(REQUESTS);
    expect(await outcome(emulator, { modelId: NOVA, accessKeyId: "111122223333" })).toBe("ok");
  });

  test("a rule may name the kind: on-demand, cross-region or global", async () => {
    const emulator = limited({ kind: "global", requestsPerMinute: 0 }, { kind: "on-demand", requestsPerMinute: 0 });
    expect(await outcome(emulator, { modelId: GLOBAL_NOVA })).toBe(REQUESTS);
    expect(await outcome(emulator, { modelId: NOVA })).toBe(REQUESTS);
    expect(await outcome(emulator)).toBe("ok");
  });

  test("counting tokens costs none", async () => {
    const emulator = limited({ requestsPerMinute: 0 });
    const modelId = "anthropic.claude-sonnet-4-20250514-v1:0";
    const count = new CountTokensCommand({ modelId, input: { converse: { messages } } });
    expect((await runtimeOf(emulator).send(count)).inputTokens).toBeGreaterThan(0);
  });

  test("a request that access denies is not counted", async () => {
    const emulator = createEmulator({
      scenario: {
        clock: frozen,
        quotas: { rules: [{ requestsPerMinute: 1 }] },
        principals: [
          { arn: "arn:aws:iam::111122223333:user/denied", accessKeyId: "AKIADENIED0000000001", policies: [] },
        ],
      },
    });
    for (let call = 0; call < 3; call++) {
      expect(await outcome(emulator, { accessKeyId: "AKIADENIED0000000001" })).toContain("not authorized");
    }
    expect(await outcome(emulator, { accessKeyId: "111122223333" })).toBe("ok");
  });
});

describe("AWS's default values", () => {
  test("hold in the mode aws, under AWS's names, and rules beat them", async () => {
    const emulator = createEmulator({ scenario: { clock: frozen, quotas: { mode: "aws" } } });
    let calls = 0;
    const modelId = "us.mistral.pixtral-large-2502-v1:0";
    while (calls < 100 && (await outcome(emulator, { modelId, maxTokens: 10 })) === "ok") calls++;
    const { detail } = stepOf(emulator, "answer") as { detail: { rule: string; limit: number; quota: string } };
    expect(detail.rule).toMatch(
      /^Cross-region model inference requests per minute for Mistral Pixtral Large 25\.02 V1$/,
    );
    expect(calls).toBe(detail.limit);
    await emulator.useScenario({ quotas: { mode: "aws", rules: [{ model: NOVA, requestsPerMinute: 1 }] } });
    expect([await outcome(emulator, { maxTokens: 10 }), await outcome(emulator, { maxTokens: 10 })]).toEqual([
      "ok",
      REQUESTS,
    ]);
  });
});

describe("the control plane", () => {
  const get = (emulator: Emulator, client: ClientOf = {}) =>
    controlOf(emulator, client).send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: US_NOVA }));

  test("has rates of its own for each operation, account and Region", async () => {
    const emulator = createEmulator({
      scenario: { clock: frozen, quotas: { controlPlane: [{ operation: "GetInferenceProfile", perSecond: 1 }] } },
    });
    await get(emulator);
    expect(await failureOf(get(emulator))).toEqual(throttled(CONTROL_PLANE));
    expect(stepOf(emulator, "answer")?.detail).toMatchObject({
      quota: "requestsPerSecond",
      operation: "GetInferenceProfile",
      limit: 1,
      used: 1,
      rule: "quotas.controlPlane[0]",
    });
    await get(emulator, { region: "us-west-2" });
    await get(emulator, { accessKeyId: "444455556666" });
    await controlOf(emulator).send(new ListInferenceProfilesCommand({ maxResults: 1 }));
    expect(await outcome(emulator)).toBe("ok");
    emulator.clock.advance(1_000);
    expect((await get(emulator)).inferenceProfileId).toBe(US_NOVA);
  });

  test("is throttled by AWS's mode as well", async () => {
    const emulator = createEmulator({ scenario: { clock: frozen, quotas: { mode: "aws" } } });
    let calls = 0;
    while (
      calls < 1_000 &&
      (await get(emulator).then(
        () => true,
        () => false,
      ))
    )
      calls++;
    expect(calls).toBeLessThan(1_000);
  });
});

describe("what is told and what is forgotten", () => {
  test("the journal tells which quota refused a request, by which rule, and when it would fit", async () => {
    const emulator = limited({ model: NOVA, kind: "cross-region", requestsPerMinute: 1 });
    await outcome(emulator);
    emulator.clock.advance(10_000);
    await outcome(emulator);
    expect(lastOf(emulator)).toMatchObject({ status: 429, error: { code: "ThrottlingException", message: REQUESTS } });
    const { detail } = JSON.parse(JSON.stringify(stepOf(emulator, "answer"))) as { detail: unknown };
    expect(detail).toEqual({
      quota: "requestsPerMinute",
      account: "111122223333",
      region: "us-east-1",
      model: NOVA,
      kind: "cross-region",
      limit: 1,
      used: 1,
      requested: 1,
      rule: "quotas.rules[0]",
      fitsAt: "2026-01-01T00:01:00.000Z",
    });
  });

  test("a reset and a new scenario begin with nothing taken", async () => {
    const emulator = limited({ requestsPerMinute: 1 });
    const two = async () => [await outcome(emulator), await outcome(emulator)];
    expect(await two()).toEqual(["ok", REQUESTS]);
    await emulator.reset();
    expect(await two()).toEqual(["ok", REQUESTS]);
    await emulator.useScenario({ quotas: { rules: [{ requestsPerMinute: 1 }] } });
    expect(await two()).toEqual(["ok", REQUESTS]);
    await emulator.useScenario({});
    expect(await two()).toEqual(["ok", "ok"]);
  });

  test("a model of another kind of profile is known by its own id", async () => {
    const emulator = limited({ model: NOVA_2, requestsPerMinute: 0 });
    expect(await outcome(emulator, { modelId: GLOBAL_NOVA })).toBe(REQUESTS);
    expect(await outcome(emulator)).toBe("ok");
  });
});
