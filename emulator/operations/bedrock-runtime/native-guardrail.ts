import type { InvokeModelCommandInput } from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";
import { familyOf } from "../../generation/families.ts";
import type { Call } from "../call.ts";
import type { GuardrailAsk } from "./guardrail-gate.ts";
import { nativeTrace, verdictOf } from "./guardrail-trace.ts";
import type { Inference } from "./inference.ts";
import { namedGuardrailVersion } from "./open-guardrail.ts";

/** The member of a native body that is for the guardrail and never reaches the model. */
const CONFIG = "amazon-bedrock-guardrailConfig";

type Named = Partial<Pick<InvokeModelCommandInput, "guardrailIdentifier" | "guardrailVersion" | "trace">>;

/** The guardrail that the headers of a native request name. */
export function guardrailAsked({ guardrailIdentifier, guardrailVersion, trace }: Named): GuardrailAsk | undefined {
  const named = namedGuardrailVersion(guardrailIdentifier, guardrailVersion);
  return named && { ...named, trace: TRACES[trace ?? "DISABLED"] ?? "disabled", native: { tagging: undefined } };
}

const TRACES: Readonly<Record<string, GuardrailAsk["trace"]>> = {
  ENABLED: "enabled",
  ENABLED_FULL: "enabled_full",
  DISABLED: "disabled",
};

/** A native body without what is for the guardrail. */
export function withoutGuardrailConfig(body: unknown): unknown {
  if (!isObject(body) || !(CONFIG in body)) return body;
  const { [CONFIG]: _, ...rest } = body;
  return rest;
}

/**
 * What a native body asks of the guardrail. The documentation asks for the member wherever there is a guardrail; the live service was
 * seen to do without it (third-party check with Claude, 2026).
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-test.html
 */
export function readGuardrailConfig(body: unknown): Pick<GuardrailAsk, "isAsync" | "native"> {
  const config = isObject(body) ? body[CONFIG] : undefined;
  if (config === undefined) return { native: { tagging: undefined } };
  if (!isObject(config)) throw awsError("guardedInputMalformed");
  const { tagSuffix, streamProcessingMode, ...other } = config;
  const isSuffix = tagSuffix === undefined || (typeof tagSuffix === "string" && /^[0-9A-Za-z]{1,20}$/.test(tagSuffix));
  const isMode = [undefined, "SYNCHRONOUS", "ASYNCHRONOUS"].includes(streamProcessingMode as string | undefined);
  if (!isSuffix || !isMode || Object.keys(other).length > 0) throw awsError("guardedInputMalformed");
  return {
    isAsync: streamProcessingMode === "ASYNCHRONOUS",
    native: { tagging: typeof tagSuffix === "string" ? { suffix: tagSuffix } : undefined },
  };
}

/** The native body of an answer, with what a guardrail adds to it. */
export function writeGuarded(inference: Inference, call: Call): unknown {
  const { model, conversation, answer, scripted } = inference;
  const family = familyOf(model);
  const blocked = isBlocked(inference) ? family.blocked?.write(answer) : undefined;
  const body = scripted.body ?? blocked ?? family.write(answer, model, call.random, conversation);
  return withTrace(body, inference, call);
}

/** The native chunks of an answer; the last one tells what the guardrail did. */
export function* writeGuardedChunks(inference: Inference, call: Call): Generator<unknown> {
  const { model, conversation, answer, scripted } = inference;
  const family = familyOf(model);
  const blocked = isBlocked(inference) ? family.blocked?.chunks(answer, model, call.random) : undefined;
  const chunks = scripted.chunks ?? blocked ?? family.chunks(answer, model, call.random, conversation);
  let last: { readonly chunk: unknown } | undefined;
  for (const chunk of chunks) {
    if (last) yield last.chunk;
    last = { chunk };
  }
  if (last) yield withTrace(last.chunk, inference, call);
}

/** Whether the guardrail's message is answered; a fault may say so too, of an answer that no guardrail looked at. */
const isBlocked = ({ guarded }: Inference) => guarded !== undefined && verdictOf(guarded) === "blocked";

function withTrace(body: unknown, { model, conversation, guarded }: Inference, call: Call): unknown {
  if (!guarded || !isObject(body)) return body;
  const { modelOutput } = guarded;
  return {
    ...body,
    ...nativeTrace(guarded, () => modelOutput && familyOf(model).write(modelOutput, model, call.random, conversation)),
  };
}
