import { GetGuardrailCommand, ListGuardrailsCommand, ListTagsForResourceCommand } from "@aws-sdk/client-bedrock";
import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type Scenario, ScenarioError } from "../../emulator/index.ts";
import { controlPlane, NOVA_LITE, runtime } from "../emulator/callers.ts";
import { frozen, START } from "../scenarios/world.ts";

type Guardrail = NonNullable<Scenario["guardrails"]>[number];

const shop: Guardrail = {
  id: "shopguardrai",
  name: "shop",
  blockedInputMessaging: "not that",
  blockedOutputsMessaging: "not this",
  wordPolicyConfig: { wordsConfig: [{ text: "bluewhale" }] },
};

function problemsOf(...guardrails: Guardrail[]): string[] {
  try {
    createEmulator({ scenario: { guardrails } });
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

test("a guardrail of the scenario is there from the start, with its versions and tags, and after a reset", async () => {
  const guardrails = [{ ...shop, versions: 2, tags: { team: "a" } }];
  const emulator = createEmulator({ scenario: { clock: frozen, guardrails } });
  const aws = controlPlane(emulator);
  for (const round of [1, 2]) {
    const found = await aws.send(new GetGuardrailCommand({ guardrailIdentifier: shop.id, guardrailVersion: "2" }));
    expect(found, `round ${round}`).toMatchObject({ name: "shop", version: "2", createdAt: new Date(START) });
    const { guardrailArn: resourceARN } = found;
    expect((await aws.send(new ListTagsForResourceCommand({ resourceARN }))).tags).toEqual([
      { key: "team", value: "a" },
    ]);
    const { stopReason } = await runtime(emulator).send(
      new ConverseCommand({
        modelId: NOVA_LITE,
        messages: [{ role: "user", content: [{ text: "Bluewhale" }] }],
        guardrailConfig: { guardrailIdentifier: shop.id, guardrailVersion: "1" },
      }),
    );
    expect(stopReason).toBe("guardrail_intervened");
    await emulator.reset();
  }
});

test("a guardrail belongs to its account and Region", async () => {
  const guardrails = [{ ...shop, account: "444455556666", region: "eu-west-1" }];
  const emulator = createEmulator({ scenario: { guardrails } });
  const count = async (caller: object) =>
    (await controlPlane(emulator, caller).send(new ListGuardrailsCommand({}))).guardrails?.length;
  expect(await count({})).toBe(0);
  expect(await count({ accessKeyId: "444455556666", region: "eu-west-1" })).toBe(1);
});

test("what CreateGuardrail refuses is told with its place", () => {
  expect(problemsOf({ ...shop, wordPolicyConfig: {} })).toEqual([
    "guardrails[0]: Guardrail must have at least one policy",
  ]);
  expect(problemsOf({ ...shop, name: "no spaces" })).toEqual([
    expect.stringMatching(/^guardrails\[0\]: 1 validation error detected: Value at 'name' failed/),
  ]);
  expect(problemsOf({ ...shop, wordPolicyConfig: { wordsConfig: [{ text: "a", wrod: 1 }] } })).toEqual([
    'guardrails[0].wordPolicyConfig.wordsConfig[0].wrod: unknown key "wrod"',
  ]);
  expect(problemsOf({ ...shop, wordPolicyConfig: { wordsConfig: "a" } })).toHaveLength(1);
  const regexesConfig = [{ name: "Odd", pattern: "(a)\\1", action: "BLOCK" }];
  expect(problemsOf({ ...shop, sensitiveInformationPolicyConfig: { regexesConfig } })).toEqual([
    expect.stringContaining("back-references"),
  ]);
  expect(problemsOf(shop, { ...shop, id: "othershopgua" }, { ...shop, name: "other" })).toEqual([
    'guardrails[1].name: "shop" is the name of a guardrail of account 111122223333 in us-east-1 above',
    'guardrails[2].id: "shopguardrai" is the id of a guardrail of account 111122223333 in us-east-1 above',
  ]);
});
