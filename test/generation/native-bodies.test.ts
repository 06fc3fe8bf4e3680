import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createCatalog, type FoundationModel } from "../../emulator/catalog/index.ts";
import { answerText } from "../../emulator/generation/answer.ts";
import { compose } from "../../emulator/generation/compose.ts";
import { familyOf } from "../../emulator/generation/families.ts";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { createRandom } from "../../emulator/random.ts";
import { applicationArn, modelArn, runtime, systemArn } from "../emulator/callers.ts";
import { collect } from "../operations/bedrock-runtime/handlers.ts";
import { type Json, shapes } from "./native-shapes.ts";

// Every text model that can be invoked, by every way to it: its own id where a Region offers it on demand, a profile that AWS defines,
// and an application profile, whose ARN says nothing about the model.

const catalog = createCatalog();

const textModels = catalog.models
  .all()
  .filter(
    ({ apis, mantleOnly, providerName }) =>
      apis.includes("Invoke") && apis.includes("Converse") && !mantleOnly && providerName !== "Anthropic",
  );

interface Way {
  readonly region: string;
  readonly modelId: string;
  readonly profile?: { readonly id: string; readonly name: string; readonly region: string; readonly copyFrom: string };
}

function waysTo({ modelId, regions }: FoundationModel): Way[] {
  const onDemand = [...regions].find(([, offers]) => offers.includes("ON_DEMAND"))?.[0];
  const profile = catalog.systemProfiles
    .all()
    .find((known) => known.modelId === modelId && !known.retired && known.destinations.size > 0);
  const home = profile && [...profile.destinations.keys()][0];
  const ways: Way[] = [];
  if (onDemand) ways.push({ region: onDemand, modelId });
  if (profile && home) ways.push({ region: home, modelId: profile.inferenceProfileId });
  const source = profile && home ? { region: home, copyFrom: systemArn(profile.inferenceProfileId, home) } : undefined;
  const region = source?.region ?? onDemand;
  if (region) {
    const copyFrom = source?.copyFrom ?? modelArn(modelId, region);
    const id = "abcdefghijkl";
    ways.push({
      region,
      modelId: applicationArn(id, region),
      profile: { id, name: "team-a", region, copyFrom },
    });
  }
  return ways;
}

const utf8 = new TextDecoder();
const parse = (bytes: Uint8Array | undefined): Json => JSON.parse(utf8.decode(bytes));

async function invoke(emulator: Emulator, { region, modelId }: Way, asked: unknown): Promise<Json> {
  const command = new InvokeModelCommand({ modelId, body: JSON.stringify(asked), contentType: "application/json" });
  return parse((await runtime(emulator, { region }).send(command)).body);
}

async function stream(emulator: Emulator, { region, modelId }: Way, asked: unknown): Promise<Json[]> {
  const command = new InvokeModelWithResponseStreamCommand({
    modelId,
    body: JSON.stringify(asked),
    contentType: "application/json",
  });
  const { body } = await runtime(emulator, { region }).send(command);
  return (await collect(body)).map(({ chunk }) => parse(chunk?.bytes));
}

const emulatorFor = ({ profile }: Way) => createEmulator({ scenario: profile ? { profiles: [profile] } : {} });

const shapesOf = ({ modelId }: FoundationModel) => shapes.filter(({ of }) => of.test(modelId));

test("every text model that can be invoked has one shape, and its family", () => {
  expect(textModels.length).toBeGreaterThan(60);
  const without = textModels.filter((model) => shapesOf(model).length !== 1);
  expect(without.map(({ modelId }) => modelId)).toEqual([]);
  for (const model of textModels) expect(() => familyOf(model)).not.toThrow();
});

const cases = textModels.flatMap((model) =>
  shapesOf(model).flatMap((shape) => waysTo(model).map((way) => ({ model, shape, way }))),
);

describe.each(cases)("$model.modelId through $way.modelId", ({ model, shape, way }) => {
  test("answers the body of its provider, whole and cut, and streams the same text", async () => {
    const emulator = emulatorFor(way);
    const asked = shape.ask("What is granite?");
    const body = await invoke(emulator, way, asked);
    const text = shape.textOf(body);
    expect(text.length).toBeGreaterThan(10);
    expect(shape.reasonOf(body)).toBe(shape.reasons[0]);

    const chunks = await stream(emulator, way, asked);
    expect(chunks.map(shape.deltaOf).join("")).toBe(text);
    const bodies = chunks.filter((chunk) => chunk !== "[DONE]");
    const metrics = bodies.flatMap((chunk) => chunk["amazon-bedrock-invocationMetrics"] ?? []);
    expect(metrics).toEqual([bodies.at(-1)["amazon-bedrock-invocationMetrics"]]);
    expect(metrics[0].outputTokenCount).toBeGreaterThan(0);

    const cut = await invoke(emulator, way, shape.ask("What is granite?", 3));
    expect(shape.reasonOf(cut)).toBe(shape.reasons[1]);
    const beginning = shape.textOf(cut).replace(/(?:<\/reasoning>|\n<\/think>\n\n)$/, "");
    // Of a model that hides its reasoning nothing may be left.
    expect(beginning.length).toBeLessThan(text.length);
    expect(text.startsWith(beginning)).toBe(true);
  });

  test("refuses the body of another provider", async () => {
    const other = shapes.find(({ of }) => !of.test(model.modelId) && of !== shape.of);
    const refused = invoke(emulatorFor(way), way, other?.ask("What is granite?", 5));
    await expect(refused).rejects.toMatchObject({ name: "ValidationException", $metadata: { httpStatusCode: 400 } });
  });
});

// Models that no Region offers any more come back with a scenario at most: their families are asked themselves.
describe.each(textModels.filter((model) => waysTo(model).length === 0))("$modelId", (model) => {
  test("has the body of its provider, though no Region offers it", () => {
    const shape = shapesOf(model)[0];
    const family = familyOf(model);
    const conversation = family.read(shape?.ask("What is granite?", 100), model);
    const answer = compose(conversation, model, { seed: 1 });
    const random = createRandom(1);
    const text = shape?.textOf(family.write(answer, model, random, conversation)) ?? "";
    expect(text).toBe(answerText(answer));
    const chunks = [...family.chunks(answer, model, random, conversation)];
    expect(chunks.map((chunk) => shape?.deltaOf(chunk)).join("")).toBe(text);
  });
});
