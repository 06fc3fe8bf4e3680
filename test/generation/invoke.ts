import { BedrockClient, CreateInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { createEmulator } from "../../emulator/index.ts";

const catalog = createCatalog();
const credentials = { accessKeyId: "AKIAEXAMPLE000000001", secretAccessKey: "secret" };

/** A Region in which the model answers, and by which id there. */
export function callable(modelId: string): { readonly region: string; readonly modelId: string } {
  const model = catalog.models.get(modelId);
  if (!model) throw new Error(`the catalogue has no ${modelId}`);
  const onDemand = [...model.regions].find(([, types]) => types.includes("ON_DEMAND"));
  if (onDemand) return { region: onDemand[0], modelId };
  const profiled = [...model.regions].find(([region]) => region.startsWith("us-"));
  if (!profiled) throw new Error(`${modelId} answers nowhere in the United States`);
  return { region: profiled[0], modelId: `us.${modelId}` };
}

export interface Invoked {
  // biome-ignore lint/suspicious/noExplicitAny: every family has a body of its own, and the tests look into it
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a native body through the SDK, to an emulator of its own unless one is given. */
export async function invoke(modelId: string, body: unknown, emulator = createEmulator()): Promise<Invoked> {
  const target = callable(modelId);
  return send(emulator, target.region, target.modelId, body);
}

/** The message with which a body is refused. */
export async function refusal(modelId: string, body: unknown): Promise<string> {
  try {
    await invoke(modelId, body);
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
  return "taken";
}

/** The same through an application inference profile that is made for it, from the model or from its system-defined profile. */
export async function invokeThroughProfile(modelId: string, body: unknown): Promise<Invoked> {
  const emulator = createEmulator();
  const { region, modelId: id } = callable(modelId);
  const control = new BedrockClient({ region, credentials, requestHandler: emulator.requestHandler() });
  const source = id === modelId ? ":foundation-model" : "111122223333:inference-profile";
  const { inferenceProfileArn } = await control.send(
    new CreateInferenceProfileCommand({
      inferenceProfileName: "media",
      modelSource: { copyFrom: `arn:aws:bedrock:${region}:${source}/${id}` },
    }),
  );
  return send(emulator, region, inferenceProfileArn ?? "", body);
}

async function send(
  emulator: ReturnType<typeof createEmulator>,
  region: string,
  modelId: string,
  body: unknown,
): Promise<Invoked> {
  const client = new BedrockRuntimeClient({
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: emulator.requestHandler(),
  });
  let headers: Readonly<Record<string, string>> = {};
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = (result.response as { headers: Readonly<Record<string, string>> }).headers;
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  const output = await client.send(
    new InvokeModelCommand({ modelId, body: JSON.stringify(body), contentType: "application/json" }),
  );
  return { body: JSON.parse(output.body.transformToString()), headers };
}

export function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

export function norm(vector: readonly number[]): number {
  return Math.sqrt(dot(vector, vector));
}
