import type { InvokeModelCommandInput } from "@aws-sdk/client-bedrock-runtime";
import type { FoundationModel } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";
import type { Conversation } from "../../generation/conversation.ts";
import { familyOf } from "../../generation/families.ts";
import { taskFamilyOf } from "../../generation/task-families.ts";
import { isTooDeep } from "../../json-depth.ts";
import type { Target } from "../../routing/target.ts";
import type { Call } from "../call.ts";
import {
  admit,
  converseWith,
  type Inference,
  type Asked as InferenceAsked,
  type InferenceParts,
  perform,
} from "./inference.ts";
import { guardrailAsked, readGuardrailConfig, withoutGuardrailConfig, writeGuarded } from "./native-guardrail.ts";
import { checkServiceOptions } from "./service-options.ts";

/** What InvokeModel and InvokeModelWithResponseStream act on. */
export const invokeHonours = [
  "modelId",
  "body",
  "contentType",
  "accept",
  "performanceConfigLatency",
  "serviceTier",
  "requestMetadata",
  "guardrailIdentifier",
  "guardrailVersion",
  "trace",
] as const;

type Asked = Partial<InvokeModelCommandInput>;

/** Answers a native request with a native body: through a conversation, or as the task that the model is made for. */
export async function answerNatively(
  parts: InferenceParts,
  input: Asked,
  call: Call,
): Promise<{ readonly body: unknown; readonly model: FoundationModel }> {
  const asked = askedFor(input);
  const target = await admit(parts, asked, call);
  const { model } = target;
  const tasks = await taskFamilyOf(model);
  if (tasks) {
    if (asked.guardrail) {
      throw new NotEmulatedError(
        `Outcrop does not emulate guardrails of models that do not converse yet (${model.modelId}).`,
      );
    }
    const { body } = await perform(parts, target, tasks.read(readBody(input, model), model), asked, call);
    return { body, model };
  }
  const inference = await converseNatively(parts, target, input, asked, call);
  return { body: writeGuarded(inference, call), model };
}

/** Answers the conversation in a native body; `streams` says whether the answer is asked for as a stream. */
export async function converseNatively(
  parts: InferenceParts,
  target: Target,
  input: Asked,
  asked: InferenceAsked,
  call: Call,
  streams = false,
): Promise<Inference> {
  const conversation = readNativeRequest(input, target.model, streams);
  const config = asked.guardrail && readGuardrailConfig(parseBody(input.body));
  // The mode is one of streams: it changes nothing where the answer comes in one piece.
  const isAsync = config?.isAsync && streams;
  const guardrail = asked.guardrail && { ...asked.guardrail, ...config, isAsync };
  const inference = await converseWith(parts, target, conversation, { ...asked, guardrail }, call);
  refuseLost(inference, call);
  return inference;
}

/** Throws NotEmulatedError for what the scenario has the model answer and its native body has no place for. */
function refuseLost({ model, answer, conversation, scripted }: Inference, call: Call): void {
  const { body, chunks, toolCalls, reasoning } = scripted;
  if (body !== undefined || chunks !== undefined || (toolCalls === undefined && reasoning === undefined)) return;
  const written = JSON.stringify(familyOf(model).write(answer, model, call.random.fork("probe"), conversation));
  for (const block of answer.blocks) {
    const [member, text] =
      block.type === "toolUse"
        ? ["toolCalls", block.name]
        : block.type === "reasoning"
          ? ["reasoning", block.text]
          : [];
    if (member === undefined || text === undefined || written.includes(JSON.stringify(text).slice(1, -1))) continue;
    throw new NotEmulatedError(
      `The scenario's answer to ${model.modelId} has '${member}', and the native body of that model holds none. Give 'body', or name other models or operations in 'when'.`,
    );
  }
}

/**
 * Reads a request with a native body to a model that converses, once the model is known; `streams` says whether its answer is asked
 * for as a stream.
 */
export function readNativeRequest(input: Asked, model: FoundationModel, streams = false): Conversation {
  const family = familyOf(model);
  return family.read(readBody(input, model), model, streams);
}

/** The JSON of a native body, after the checks of what stands around it. */
function readBody(input: Asked, model: FoundationModel): unknown {
  // Exactly so: a charset is refused too, as a third party found on the live endpoint.
  if (input.contentType !== undefined && input.contentType !== "application/json") {
    throw awsError("contentTypeInvalid");
  }
  if (input.accept !== undefined && input.accept !== "application/json" && input.accept !== "*/*") {
    throw awsError("acceptTypeInvalid");
  }
  checkServiceOptions({ latency: input.performanceConfigLatency, tier: input.serviceTier }, model);
  const body = parseBody(input.body);
  return input.guardrailIdentifier ? withoutGuardrailConfig(body) : body;
}

/** What the request says of itself. Its metadata is a JSON object in a header; the service's answer to anything else is not known. */
export function askedFor(input: Asked): InferenceAsked {
  const { modelId, requestMetadata, serviceTier } = input;
  const metadata = requestMetadata === undefined ? undefined : readMetadata(requestMetadata);
  return { modelId, requestMetadata: metadata, serviceTier, guardrail: guardrailAsked(input) };
}

function readMetadata(header: string): Readonly<Record<string, string>> {
  try {
    const metadata: unknown = JSON.parse(header);
    if (isObject(metadata)) {
      return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)]));
    }
  } catch {
    // Not JSON: nothing can be matched against it.
  }
  return {};
}

/** The options of the service, which the answer repeats when they were given. */
export function echoedHeaders({ performanceConfigLatency, serviceTier }: Asked) {
  return { ...(performanceConfigLatency && { performanceConfigLatency }), ...(serviceTier && { serviceTier }) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The JSON in a native body; the model's validator answers to anything else, and to what is nested too deeply. */
export function parseBody(body: InvokeModelCommandInput["body"]): unknown {
  const bytes = typeof body === "string" ? Buffer.from(body) : ((body ?? new Uint8Array()) as Uint8Array);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw awsError("malformedBody");
  }
  if (isTooDeep(bytes)) throw awsError("malformedBody");
  return value;
}

/** A native body or chunk as bytes. */
export function writeBody(native: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(native));
}
