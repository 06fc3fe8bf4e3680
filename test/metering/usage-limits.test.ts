import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario, ScenarioError } from "../../emulator/index.ts";

const NOVA = "us.amazon.nova-lite-v1:0";
const APP = { arn: "arn:aws:iam::123456789012:role/app", accessKeyId: "AKIAAPP0000000000001" };
const OTHER = { arn: "arn:aws:iam::123456789012:role/other", accessKeyId: "AKIAOTHER00000000001" };
const TEAM_A = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/teamaprofile";

const scenarioOf = (limits: NonNullable<Scenario["usage"]>["limits"]): Scenario => ({
  clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
  defaults: { account: "123456789012" },
  principals: [APP, OTHER],
  profiles: [{ id: "teamaprofile", name: "team-a", copyFrom: NOVA, tags: { team: "a" } }],
  usage: { limits },
});

/** Asks once, without retries; gives what came of it. */
async function ask(emulator: Pick<Emulator, "clientConfig">, modelId = NOVA, { accessKeyId } = APP): Promise<string> {
  const client = new BedrockRuntimeClient({ ...emulator.clientConfig({ accessKeyId }), maxAttempts: 1 });
  const messages = [{ role: "user" as const, content: [{ text: "What is granite?" }] }];
  return client.send(new ConverseCommand({ modelId, messages })).then(
    () => "answered",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

const DENIED =
  "AccessDeniedException: User: arn:aws:iam::123456789012:role/app is not authorized to perform: bedrock:InvokeModel on resource:";

describe("a limit of usage", () => {
  test("denies what comes after it is reached, as the policy that AWS Budgets attaches to a role does", async () => {
    const emulator = createEmulator({
      scenario: scenarioOf([{ name: "two", of: { principal: APP.arn }, requests: 2 }]),
    });
    expect([await ask(emulator), await ask(emulator)]).toEqual(["answered", "answered"]);
    expect(await ask(emulator)).toBe(
      `${DENIED} arn:aws:bedrock:us-east-1:123456789012:inference-profile/${NOVA} with an explicit deny in an identity-based policy`,
    );
    expect(await ask(emulator, NOVA, OTHER)).toBe("answered");
    const denied = emulator.journal.entries.find(({ error }) => error);
    expect(denied?.decision).toContainEqual({ step: "usage", outcome: 'denied by usage.limits[0] "two"' });
    expect(emulator.usage.limits).toEqual([
      expect.objectContaining({ name: "two", limit: { requests: 2 }, reached: true, denied: 1, unpriced: 0 }),
    ]);
  });

  test("of an account is a service control policy's", async () => {
    const emulator = createEmulator({
      scenario: scenarioOf([{ name: "one", of: { account: "123456789012" }, requests: 1 }]),
    });
    await ask(emulator);
    expect(await ask(emulator, "amazon.nova-lite-v1:0")).toBe(
      `${DENIED} arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0 with an explicit deny in a service control policy`,
    );
  });

  test.each([
    ["tokens", { tokens: 1 }],
    ["US dollars", { usd: 0.000001 }],
  ])("counts %s", async (_, amount) => {
    const emulator = createEmulator({ scenario: scenarioOf([{ name: "little", ...amount }]) });
    expect(await ask(emulator)).toBe("answered");
    expect(await ask(emulator)).toContain("explicit deny");
    const [state] = emulator.usage.limits;
    expect(state?.used).toMatchObject({ requests: 1 });
    expect(state?.used.tokens).toBeGreaterThan(10);
    expect(state?.used.usd).toBeGreaterThan(0.000001);
  });

  test.each([
    ["the name of a profile", { profile: "team-a" }],
    ["a pattern of profiles", { profile: "team-*" }],
    ["tags of a profile", { tags: { team: "a" } }],
  ])("is about %s alone", async (_, of) => {
    const emulator = createEmulator({ scenario: scenarioOf([{ name: "one", of, requests: 1 }]) });
    expect(await ask(emulator, TEAM_A)).toBe("answered");
    expect(await ask(emulator, TEAM_A)).toContain("explicit deny");
    expect(await ask(emulator)).toBe("answered");
  });

  test("begins anew after its period on the clock", async () => {
    const emulator = createEmulator({ scenario: scenarioOf([{ name: "daily", per: "P1D", requests: 1 }]) });
    await ask(emulator);
    emulator.clock.advance(24 * 3_600_000 - 1);
    expect(await ask(emulator)).toContain("explicit deny");
    expect(emulator.usage.limits[0]).toMatchObject({ reached: true, renewedAt: "2026-01-02T00:00:00.000Z" });
    emulator.clock.advance(1);
    expect(await ask(emulator)).toBe("answered");
  });

  test("that only reports lets everything through, and says that it is reached", async () => {
    const emulator = createEmulator({ scenario: scenarioOf([{ name: "soft", requests: 1, then: "report" }]) });
    await using server = emulator;
    const { url } = await server.listen();
    for (const _ of [1, 2, 3]) expect(await ask(emulator)).toBe("answered");
    const { limits } = (await (await fetch(`${url}/_outcrop/usage`)).json()) as { limits: object[] };
    expect(limits).toEqual([
      expect.objectContaining({
        name: "soft",
        then: "report",
        reached: true,
        denied: 0,
        used: expect.objectContaining({ requests: 3 }),
      }),
    ]);
  });

  test("counts no request that has failed, and begins anew with a reset and with a new scenario", async () => {
    const scenario = scenarioOf([{ name: "one", requests: 1 }]);
    const faults = [{ then: { error: "ThrottlingException" }, times: 1 }];
    const emulator = createEmulator({ scenario: { ...scenario, faults } });
    expect(await ask(emulator)).toContain("ThrottlingException");
    expect(await ask(emulator)).toBe("answered");
    expect(await ask(emulator)).toContain("explicit deny");
    await emulator.useScenario(scenario);
    expect(await ask(emulator)).toBe("answered");
    await emulator.reset();
    expect(await ask(emulator)).toBe("answered");
  });

  test("is a session's own", async () => {
    const emulator = createEmulator({ scenario: scenarioOf([{ name: "one", requests: 1 }]) });
    await ask(emulator);
    expect(await ask(emulator.session("another"))).toBe("answered");
    expect(await ask(emulator)).toContain("explicit deny");
  });

  test.each([
    [{ name: "none" }, "usage.limits[0]: a limit names at least one of requests, tokens and usd"],
    [{ name: "bad", requests: 0 }, "usage.limits[0].requests"],
    [{ name: "bad", requests: 1, per: "a day" }, 'usage.limits[0].per: "a day" is no duration'],
    [{ name: "bad", requests: 1, of: { model: "amazon.nova-huge-v1:0" } }, "usage.limits[0].of.model"],
    [{ name: "bad", requests: 1, of: { proflie: "x" } }, 'did you mean "profile"?'],
  ])("that says %j is refused", (limit, message) => {
    const make = () => createEmulator({ scenario: { usage: { limits: [limit as never] } } });
    expect(make).toThrow(ScenarioError);
    expect(make).toThrow(message);
  });
});
