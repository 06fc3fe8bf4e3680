import {
  type BedrockClient,
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  type ListInferenceProfilesCommandInput,
  paginateListInferenceProfiles,
} from "@aws-sdk/client-bedrock";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createEmulator, type Scenario } from "../../../emulator/index.ts";
import { controlPlane, failureOf, invalid, modelArn, NOVA_LITE, US_NOVA_LITE } from "../../emulator/callers.ts";

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html

const idAt = (index: number) => String(index).padStart(12, "a");

const seeded = (count: number, account = "111122223333", region = "us-east-1"): Scenario["profiles"] =>
  Array.from({ length: count }, (_, index) => ({
    account,
    region,
    id: idAt(index),
    name: "seeded",
    copyFrom: NOVA_LITE,
  }));

const list = (client: BedrockClient, input: ListInferenceProfilesCommandInput = {}) =>
  client.send(new ListInferenceProfilesCommand(input));

async function idsOf(client: BedrockClient, input: ListInferenceProfilesCommandInput): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of paginateListInferenceProfiles({ client }, input)) {
    for (const { inferenceProfileId = "" } of page.inferenceProfileSummaries ?? []) ids.push(inferenceProfileId);
  }
  return ids;
}

const badToken = invalid("The provided nextToken is invalid.");

test("without a type AWS lists the system-defined profiles alone", async () => {
  // https://github.com/aws/aws-cli/issues/9728
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(3) } }));
  const { inferenceProfileSummaries = [], nextToken } = await list(client);
  expect(new Set(inferenceProfileSummaries.map(({ type }) => type))).toEqual(new Set(["SYSTEM_DEFINED"]));
  expect(inferenceProfileSummaries.map(({ inferenceProfileId }) => inferenceProfileId)).toContain(US_NOVA_LITE);
  expect(nextToken).toBeUndefined();
});

test("each type lists its own profiles", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(3) } }));
  const types = async (input: ListInferenceProfilesCommandInput) =>
    new Set(((await list(client, input)).inferenceProfileSummaries ?? []).map(({ type }) => type));
  expect(await types({ typeEquals: "SYSTEM_DEFINED" })).toEqual(new Set(["SYSTEM_DEFINED"]));
  expect(await types({ typeEquals: "APPLICATION" })).toEqual(new Set(["APPLICATION"]));
  expect(await idsOf(client, { typeEquals: "APPLICATION" })).toEqual([idAt(0), idAt(1), idAt(2)]);
});

test("the filter is `type` on the wire; a query that AWS does not know is ignored", async () => {
  const emulator = createEmulator({ scenario: { profiles: seeded(1) } });
  const count = async (query: string) => {
    const response = await emulator.handle(new Request(`http://localhost/inference-profiles?${query}`));
    expect(response.status).toBe(200);
    return ((await response.json()) as { inferenceProfileSummaries: unknown[] }).inferenceProfileSummaries.length;
  };
  expect(await count("type=APPLICATION")).toBe(1);
  // https://github.com/n8n-io/n8n/pull/36728: `typeEquals` in the query has no effect.
  expect(await count("typeEquals=APPLICATION")).toBe(await count(""));
});

test("another type than the two is refused", async () => {
  const client = controlPlane(createEmulator());
  const { name, message } = await failureOf(list(client, { typeEquals: "CUSTOM" as never }));
  expect(name).toBe("ValidationException");
  expect(message).toContain("Value 'CUSTOM' at 'typeEquals' failed to satisfy constraint");
});

test("a listed profile is the same as the one that is got", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(1) } }));
  for (const input of [{}, { typeEquals: "APPLICATION" as const }]) {
    for (const summary of (await list(client, input)).inferenceProfileSummaries ?? []) {
      const { inferenceProfileId: inferenceProfileIdentifier } = summary;
      const { $metadata, ...got } = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }));
      expect(got).toEqual(summary);
    }
  }
});

test("a page holds maxResults, from 1 to 1,000", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(1000) } }));
  const one = await list(client, { typeEquals: "APPLICATION", maxResults: 1 });
  expect(one.inferenceProfileSummaries).toHaveLength(1);
  expect(one.nextToken).toBeDefined();
  const all = await list(client, { typeEquals: "APPLICATION", maxResults: 1000 });
  expect(all.inferenceProfileSummaries).toHaveLength(1000);
  expect(all.nextToken).toBeUndefined();
  const most = await list(client, { typeEquals: "APPLICATION", maxResults: 999 });
  expect(most.nextToken).toBeDefined();
});

test.each([0, 1001, -1])("maxResults of %d is refused", async (maxResults) => {
  const { name, message } = await failureOf(list(controlPlane(createEmulator()), { maxResults }));
  expect(name).toBe("ValidationException");
  expect(message).toContain(
    `Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value`,
  );
});

test("the last page has no token, also where it is full", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(4) } }));
  const first = await list(client, { typeEquals: "APPLICATION", maxResults: 2 });
  const last = await list(client, { typeEquals: "APPLICATION", maxResults: 2, nextToken: first.nextToken });
  expect(last.inferenceProfileSummaries).toHaveLength(2);
  expect(last.nextToken).toBeUndefined();
});

test.each([1, 7, 50, 1000])("all system-defined profiles are listed once, %d on a page", async (pageSize) => {
  const client = controlPlane(createEmulator());
  const whole = await idsOf(client, { maxResults: 1000 });
  expect(new Set(whole).size).toBe(whole.length);
  expect(await idsOf(client, { maxResults: pageSize })).toEqual(whole);
});

test("the size of a page may change from page to page", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(10) } }));
  const first = await list(client, { typeEquals: "APPLICATION", maxResults: 3 });
  const rest = await list(client, { typeEquals: "APPLICATION", maxResults: 100, nextToken: first.nextToken });
  expect(rest.inferenceProfileSummaries?.map((profile) => profile.inferenceProfileId)).toEqual(
    Array.from({ length: 7 }, (_, index) => idAt(index + 3)),
  );
});

test("what is there throughout is listed exactly once, whatever is made and deleted between pages", async () => {
  type Step = { readonly make: number; readonly remove: readonly number[] };
  const steps = fc.array(fc.record({ make: fc.nat(4), remove: fc.array(fc.nat(60), { maxLength: 5 }) }), {
    maxLength: 20,
  });
  const property = async (size: number, start: number, changes: readonly Step[]) => {
    const client = controlPlane(createEmulator({ scenario: { profiles: seeded(start) } }));
    const alive = Array.from({ length: start }, (_, index) => idAt(index));
    const throughout = new Set(alive);
    const seen: string[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page === 0 || nextToken !== undefined; page++) {
      const answer = await list(client, { typeEquals: "APPLICATION", maxResults: size, nextToken });
      for (const { inferenceProfileId = "" } of answer.inferenceProfileSummaries ?? []) seen.push(inferenceProfileId);
      ({ nextToken } = answer);
      const { make, remove } = changes[page] ?? { make: 0, remove: [] };
      for (const index of remove) {
        const [id] = alive.splice(index % Math.max(1, alive.length), 1);
        if (id === undefined) continue;
        throughout.delete(id);
        await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: id }));
      }
      for (let count = 0; count < make; count++) {
        const command = new CreateInferenceProfileCommand({
          inferenceProfileName: "later",
          modelSource: { copyFrom: modelArn(NOVA_LITE) },
        });
        alive.push((await client.send(command)).inferenceProfileArn?.split("/")[1] ?? "");
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => throughout.has(id))).toEqual([...throughout]);
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.nat(40), steps, property), { numRuns: 35 });
}, 20_000);

test("a token is opaque text that fits the API's own constraint", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(3) } }));
  const { nextToken = "" } = await list(client, { typeEquals: "APPLICATION", maxResults: 1 });
  // 1..2048 of \S in AWS's API model.
  expect(nextToken).toMatch(/^\S{1,2048}$/);
  for (const encoding of ["base64url", "hex", "latin1"] as const) {
    const text = Buffer.from(nextToken, encoding).toString("latin1");
    for (const secret of ["111122223333", "us-east-1", "APPLICATION", idAt(0), idAt(1)]) {
      expect(text).not.toContain(secret);
    }
  }
});

test("a token with any one character changed, added or left out is refused", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(3) } }));
  const input = { typeEquals: "APPLICATION", maxResults: 1 } as const;
  const { nextToken = "" } = await list(client, input);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const variants = new Set([`${nextToken}A`, `${nextToken}=`, `${nextToken}.`, nextToken.slice(0, -1), "x"]);
  for (let at = 0; at < nextToken.length; at++) {
    const place = alphabet.indexOf(nextToken[at] ?? "");
    // One step in the alphabet changes the lowest bit of a character, 32 steps its highest.
    for (const step of [1, 32]) {
      variants.add(nextToken.slice(0, at) + alphabet[(place + step) % 64] + nextToken.slice(at + 1));
    }
    variants.add(`${nextToken.slice(0, at)}!${nextToken.slice(at)}`);
    variants.add(nextToken.slice(0, at) + nextToken.slice(at + 1));
  }
  for (const forged of variants) {
    expect(await failureOf(list(client, { ...input, nextToken: forged })), forged).toEqual(badToken);
  }
  expect((await list(client, { ...input, nextToken })).inferenceProfileSummaries).toHaveLength(1);
});

test("a token of another account, Region or filter is refused", async () => {
  const profiles = [
    ...(seeded(3) ?? []),
    ...(seeded(3, "999988887777") ?? []),
    ...(seeded(3, "111122223333", "us-west-2") ?? []),
  ];
  const emulator = createEmulator({ scenario: { profiles } });
  const input = { typeEquals: "APPLICATION", maxResults: 1 } as const;
  const { nextToken } = await list(controlPlane(emulator), input);
  for (const caller of [{ accessKeyId: "999988887777" }, { region: "us-west-2" }]) {
    expect(await failureOf(list(controlPlane(emulator, caller), { ...input, nextToken }))).toEqual(badToken);
  }
  const client = controlPlane(emulator);
  expect(await failureOf(list(client, { maxResults: 1, nextToken }))).toEqual(badToken);
  expect(await failureOf(list(client, { typeEquals: "SYSTEM_DEFINED", maxResults: 1, nextToken }))).toEqual(badToken);
});

test("no type and SYSTEM_DEFINED are the same filter, so a token goes from one to the other", async () => {
  const client = controlPlane(createEmulator());
  const { nextToken } = await list(client, { maxResults: 1 });
  const next = await list(client, { typeEquals: "SYSTEM_DEFINED", maxResults: 1, nextToken });
  expect(next.inferenceProfileSummaries).toHaveLength(1);
});

test("a token of an emulator with another seed is refused", async () => {
  const scenario = { profiles: seeded(3) };
  const input = { typeEquals: "APPLICATION", maxResults: 1 } as const;
  const { nextToken } = await list(controlPlane(createEmulator({ scenario, seed: 1 })), input);
  const other = controlPlane(createEmulator({ scenario, seed: 2 }));
  expect(await failureOf(list(other, { ...input, nextToken }))).toEqual(badToken);
});

test("an empty token and one that is too long break the API's own constraint", async () => {
  const emulator = createEmulator();
  for (const token of ["", "x".repeat(2049)]) {
    const response = await emulator.handle(new Request(`http://localhost/inference-profiles?nextToken=${token}`));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining("at 'nextToken' failed") });
  }
});

test("a token outlives the deletion of everything it pointed at", async () => {
  const client = controlPlane(createEmulator({ scenario: { profiles: seeded(6) } }));
  const input = { typeEquals: "APPLICATION", maxResults: 2 } as const;
  const { nextToken } = await list(client, input);
  for (let index = 0; index < 6; index++) {
    await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: idAt(index) }));
  }
  const rest = await list(client, { ...input, nextToken });
  expect(rest.inferenceProfileSummaries).toEqual([]);
  expect(rest.nextToken).toBeUndefined();
});

test("each Region lists its own system-defined profiles, with ARNs of that Region and account", async () => {
  const client = controlPlane(createEmulator(), { region: "eu-west-1", accessKeyId: "999988887777" });
  const { inferenceProfileSummaries = [] } = await list(client, { maxResults: 1000 });
  const geographies = new Set(
    inferenceProfileSummaries.map(({ inferenceProfileId = "" }) => inferenceProfileId.split(".")[0]),
  );
  expect(geographies).toEqual(new Set(["eu", "global"]));
  for (const { inferenceProfileArn } of inferenceProfileSummaries) {
    expect(inferenceProfileArn).toMatch(/^arn:aws:bedrock:eu-west-1:999988887777:inference-profile\//);
  }
});
