import { ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import type { FoundationModel } from "../../../emulator/catalog/index.ts";
import { asyncFamilyOf } from "../../../emulator/generation/async-families.ts";
import { familyOf } from "../../../emulator/generation/families.ts";
import { taskFamilyOf } from "../../../emulator/generation/task-families.ts";
import { createEmulator } from "../../../emulator/index.ts";
import { applicationArn, modelArn, runtime, systemArn } from "../../emulator/callers.ts";
import { catalog, collect } from "./handlers.ts";

// Every model of the catalogue with every API that its card lists; through its own id where a Region offers it on demand, through
// each profile that AWS defines, and through an application profile, whose ARN says nothing about the model. Native bodies of
// text models are asked in test/generation/native-bodies.test.ts and anthropic/, those of all others in test/generation.

const served = catalog.models.all().filter(({ mantleOnly }) => !mantleOnly);
const converses = served.filter((model) => model.apis.includes("Converse") && model.outputModalities.includes("TEXT"));

test("every model has a family for every API of bedrock-runtime that its card lists", async () => {
  expect(served.length).toBeGreaterThan(110);
  for (const model of served) {
    const { apis, modelId } = model;
    if (apis.includes("Invoke") && !modelId.includes("sonic")) {
      const family = (await taskFamilyOf(model)) ?? familyOf(model);
      expect(family, modelId).toBeDefined();
    }
    if (apis.includes("StartAsyncInvoke")) expect(await asyncFamilyOf(model), modelId).toBeDefined();
  }
});

interface Way {
  readonly region: string;
  readonly modelId: string;
}

const profiles: { id: string; name: string; region: string; copyFrom: string }[] = [];

/** ARNs as callers in the Region write them. */
const inPartitionOf = (region: string, arn: string) =>
  arn.replace(/^arn:aws:/, `arn:${catalog.regions.get(region)?.partition}:`);

function applicationProfile(region: string, source: string): Way {
  const copyFrom = inPartitionOf(region, source);
  const id = `profile${String(profiles.length).padStart(5, "0")}`;
  profiles.push({ id, name: id, region, copyFrom });
  return { region, modelId: inPartitionOf(region, applicationArn(id, region)) };
}

function waysTo({ modelId, regions }: FoundationModel): Way[] {
  const ways: Way[] = [];
  const onDemand = [...regions].find(([, offers]) => offers.includes("ON_DEMAND"))?.[0];
  if (onDemand) ways.push({ region: onDemand, modelId }, applicationProfile(onDemand, modelArn(modelId, onDemand)));
  for (const profile of catalog.systemProfiles.all()) {
    const [source] = profile.destinations.keys();
    if (profile.modelId !== modelId || profile.retired || source === undefined) continue;
    const { inferenceProfileId } = profile;
    ways.push({ region: source, modelId: inferenceProfileId });
    ways.push(applicationProfile(source, systemArn(inferenceProfileId, source)));
  }
  return ways;
}

const table = converses.map((model) => ({ model, ways: waysTo(model) }));
const emulator = createEmulator({ scenario: { profiles } });
const messages = [{ role: "user" as const, content: [{ text: "What is granite?" }] }];

describe.each(table.filter(({ ways }) => ways.length > 0))("$model.modelId", ({ model, ways }) => {
  test("answers Converse and ConverseStream, with the same words through every way to it", async () => {
    const answers = new Set<string>();
    for (const { region, modelId } of ways) {
      const client = runtime(emulator, { region });
      const { output, usage, stopReason } = await client.send(new ConverseCommand({ modelId, messages }));
      const content = output?.message?.content ?? [];
      answers.add(JSON.stringify(content));
      expect(stopReason).toBe("end_turn");
      expect(usage?.outputTokens).toBeGreaterThan(0);
      if (!model.responseStreamingSupported) continue;
      const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
      const events = await collect(stream);
      const text = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? "").join("");
      expect(text).toBe(content.map((block) => block.text ?? "").join(""));
    }
    expect(answers.size).toBe(1);
  });
});
