import {
  CreateInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-bedrock";
import { expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario, ScenarioError } from "../../emulator/index.ts";
import { applicationArn, controlPlane, failureOf, modelArn, NOVA_LITE, US_NOVA_LITE } from "../emulator/callers.ts";

const start = "2026-01-01T00:00:00Z";
const frozen = { start, mode: "frozen" } as const;
const profiles: NonNullable<Scenario["profiles"]> = [
  { id: "abcdefghijkl", name: "team-a", description: "for A", copyFrom: US_NOVA_LITE, tags: { team: "a" } },
];

const create = (emulator: Emulator, clientRequestToken?: string) =>
  controlPlane(emulator).send(
    new CreateInferenceProfileCommand({
      inferenceProfileName: "made",
      modelSource: { copyFrom: modelArn(NOVA_LITE) },
      clientRequestToken: clientRequestToken ?? "token",
    }),
  );

const idsOf = async (emulator: Emulator) =>
  (
    (await controlPlane(emulator).send(new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" })))
      .inferenceProfileSummaries ?? []
  ).map(({ inferenceProfileId }) => inferenceProfileId);

test("a scenario's profile is there from the first request, as if it had been created at the start of the clock", async () => {
  const client = controlPlane(createEmulator({ scenario: { clock: frozen, profiles } }));
  const { $metadata: _, ...profile } = await client.send(
    new GetInferenceProfileCommand({ inferenceProfileIdentifier: "abcdefghijkl" }),
  );
  expect(profile).toEqual({
    inferenceProfileName: "team-a",
    description: "for A",
    createdAt: new Date(start),
    updatedAt: new Date(start),
    inferenceProfileArn: applicationArn("abcdefghijkl"),
    inferenceProfileId: "abcdefghijkl",
    models: ["us-east-1", "us-east-2", "us-west-2"].map((region) => ({ modelArn: modelArn(NOVA_LITE, region) })),
    status: "ACTIVE",
    type: "APPLICATION",
  });
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceARN: applicationArn("abcdefghijkl") }));
  expect(tags).toEqual([{ key: "team", value: "a" }]);
});

test("a new scenario takes the place of the old one; state, journal and usage stay", async () => {
  const emulator = createEmulator({ scenario: { quotas: { applicationProfilesPerRegion: 1 } } });
  const made = (await create(emulator)).inferenceProfileArn?.split("/")[1];
  expect(await failureOf(create(emulator, "other"))).toMatchObject({ name: "ServiceQuotaExceededException" });
  const before = emulator.journal.entries.length;
  await emulator.useScenario({ profiles });
  expect(emulator.journal.entries).toHaveLength(before);
  expect(await idsOf(emulator)).toEqual([made, "abcdefghijkl"]);
  // The quota is gone with the scenario that had it.
  await create(emulator, "other");
});

test("a scenario that is used again does not make its profiles twice, nor undo what became of them", async () => {
  const emulator = createEmulator({ scenario: { profiles } });
  await emulator.useScenario({ profiles });
  await emulator.useScenario({ profiles: profiles.map((profile) => ({ ...profile, name: "renamed" })) });
  expect(await idsOf(emulator)).toEqual(["abcdefghijkl"]);
});

test.each([
  ["that breaks the schema", { seed: -1, clock: frozen }],
  ["of names that mean nothing", { clock: frozen, profiles: [{ id: "zzzzzzzzzzzz", name: "x", copyFrom: "nothing" }] }],
  [
    "with one bad profile among good ones",
    { profiles: [...profiles, { id: "zzzzzzzzzzzz", name: "x", copyFrom: "y" }] },
  ],
] satisfies [string, Scenario][])("a scenario %s changes nothing", async (_, bad) => {
  const emulator = createEmulator({
    scenario: { quotas: { applicationProfilesPerRegion: 1 }, clock: { start: "2020-05-05T00:00:00Z", mode: "frozen" } },
  });
  await create(emulator);
  await expect(emulator.useScenario(bad)).rejects.toThrow(ScenarioError);
  expect(emulator.clock.now().toISOString()).toBe("2020-05-05T00:00:00.000Z");
  expect(await idsOf(emulator)).toHaveLength(1);
  expect(await failureOf(create(emulator, "other"))).toMatchObject({ name: "ServiceQuotaExceededException" });
});

test("a scenario without a clock leaves the clock as it is, one with a clock sets it", async () => {
  const emulator = createEmulator({ scenario: { clock: frozen } });
  emulator.clock.advance(1_000);
  await emulator.useScenario({});
  expect(emulator.clock.now().toISOString()).toBe("2026-01-01T00:00:01.000Z");
  await emulator.useScenario({ clock: { start: "2030-01-01T00:00:00Z", mode: "frozen" } });
  expect(emulator.clock.now().toISOString()).toBe("2030-01-01T00:00:00.000Z");
});

test("identifiers do not come twice when the scenario changes and the seed does not", async () => {
  const emulator = createEmulator({ scenario: { seed: 5 } });
  await create(emulator, "one");
  await emulator.useScenario({ seed: 5, quotas: {} });
  await create(emulator, "two");
  const ids = emulator.journal.entries.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("scenarios that are given at the same moment are used one after the other; the last one stays", async () => {
  const emulator = createEmulator();
  const quotas = (applicationProfilesPerRegion: number) => ({ quotas: { applicationProfilesPerRegion } });
  await Promise.all([5, 4, 3, 2, 0].map((quota) => emulator.useScenario(quotas(quota))));
  expect(await failureOf(create(emulator))).toMatchObject({ name: "ServiceQuotaExceededException" });
});

test("a request sees the whole of a reset or nothing of it", async () => {
  const many = Array.from({ length: 200 }, (_, index) => ({
    id: String(index).padStart(12, "0"),
    name: "x",
    copyFrom: NOVA_LITE,
  }));
  const emulator = createEmulator({ scenario: { profiles: many } });
  const command = new ListInferenceProfilesCommand({ typeEquals: "APPLICATION", maxResults: 1000 });
  const resetting = emulator.reset();
  const counts = await Promise.all(
    Array.from(
      { length: 20 },
      async () => (await controlPlane(emulator).send(command)).inferenceProfileSummaries?.length,
    ),
  );
  await resetting;
  expect(new Set(counts)).toEqual(new Set([200]));
});

test("a reset goes back to the start of the scenario", async () => {
  const emulator = createEmulator({ scenario: { clock: frozen, profiles } });
  const first = await create(emulator);
  emulator.clock.advance(60_000);
  emulator.clock.run();
  await emulator.reset();
  expect(emulator.journal.entries).toEqual([]);
  expect(emulator.usage.rows).toEqual([]);
  expect(emulator.clock.mode).toBe("frozen");
  expect(emulator.clock.now()).toEqual(new Date(start));
  expect(await idsOf(emulator)).toEqual(["abcdefghijkl"]);
  await emulator.reset();
  // Tokens are forgotten as well, and chance begins anew.
  expect((await create(emulator)).inferenceProfileArn).toBe(first.inferenceProfileArn);
  expect(await idsOf(emulator)).toHaveLength(2);
});

test("a reset keeps the scenario that was used last", async () => {
  const emulator = createEmulator();
  await emulator.useScenario({ profiles });
  await emulator.reset();
  expect(await idsOf(emulator)).toEqual(["abcdefghijkl"]);
});
