import type { ConverseTrace, GuardrailTraceAssessment } from "@aws-sdk/client-bedrock-runtime";
import type { Outcome } from "../../guardrails/index.ts";
import { answerTexts } from "./guarded-answer.ts";
import type { Guarded } from "./guardrail-gate.ts";
import type { Inference } from "./inference.ts";
import { ACTION_REASONS } from "./open-guardrail.ts";

/** What a guardrail did to a request on the whole. */
export function verdictOf({ input, output }: Guarded): Outcome["verdict"] {
  const verdicts = [input.verdict, output?.verdict];
  if (verdicts.includes("blocked")) return "blocked";
  return verdicts.includes("masked") ? "masked" : "pass";
}

/**
 * The member `trace` of Converse and of the event `metadata`: what the guardrail found, where it was asked for, and what the prompt
 * router has chosen.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseTrace.html
 */
export function converseTrace({ guarded, routedTo }: Inference): { readonly trace?: ConverseTrace } {
  const guardrail = guardrailTrace(guarded);
  if (!guardrail && routedTo === undefined) return {};
  const promptRouter = routedTo === undefined ? undefined : { invokedModelId: routedTo };
  return { trace: { ...(guardrail && { guardrail }), ...(promptRouter && { promptRouter }) } };
}

/**
 * That `modelOutput` is there only when the model's
 * words were not answered as they are is assumed.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailTraceAssessment.html
 */
function guardrailTrace(guarded: Guarded | undefined): GuardrailTraceAssessment | undefined {
  if (!guarded || guarded.trace === "disabled") return undefined;
  const { id, input, output, modelOutput } = guarded;
  return {
    ...(modelOutput && { modelOutput: answerTexts(modelOutput) }),
    inputAssessment: { [id]: input.assessment },
    ...(output && { outputAssessments: { [id]: [output.assessment] } }),
    actionReason: ACTION_REASONS[verdictOf(guarded)],
  };
}

/**
 * What a guardrail adds to a native body, or to the last chunk of a native stream. `modelOutput` is the model's own body as JSON.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-test.html; `actionReason` as in an invocation log of the live
 * service (2025, in the detection rules of a third party).
 */
export function nativeTrace(
  guarded: Guarded | undefined,
  modelOutput: () => unknown,
): Readonly<Record<string, unknown>> {
  if (!guarded) return {};
  const { id, trace, input, output } = guarded;
  const verdict = verdictOf(guarded);
  return {
    "amazon-bedrock-guardrailAction": verdict === "pass" ? "NONE" : "INTERVENED",
    ...(trace !== "disabled" && {
      "amazon-bedrock-trace": {
        guardrail: {
          ...(guarded.modelOutput && { modelOutput: [JSON.stringify(modelOutput())] }),
          input: { [id]: input.assessment },
          ...(output && { outputs: [{ [id]: output.assessment }] }),
          actionReason: ACTION_REASONS[verdict],
        },
      },
    }),
  };
}
