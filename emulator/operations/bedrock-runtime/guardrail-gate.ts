import { NotEmulatedError } from "../../errors.ts";
import type { Answer } from "../../generation/answer.ts";
import type { Conversation } from "../../generation/conversation.ts";
import { type Outcome, readGrounds } from "../../guardrails/index.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";
import { answerTexts, blockedAnswer, interruptedAnswer, maskedAnswer } from "./guarded-answer.ts";
import { guardedInBody, guardedInConverse, type Tagging, textOf, withTexts } from "./guarded-texts.ts";
import { applyTo, type Judgement, type OpenGuardrail, openGuardrail } from "./open-guardrail.ts";

/** What a request to a model asks of a guardrail. */
export interface GuardrailAsk {
  readonly identifier: string;
  readonly version: string;
  readonly trace: "disabled" | "enabled" | "enabled_full";
  /** Whether a stream hands out what has not been looked at yet. */
  readonly isAsync?: boolean | undefined;
  /** Of a native body, whose texts are marked otherwise than those of Converse. */
  readonly native?: { readonly tagging: Tagging | undefined } | undefined;
}

/** What a guardrail said to a request, for the answer to tell. */
export interface Guarded {
  readonly id: string;
  readonly trace: GuardrailAsk["trace"];
  readonly input: Judgement;
  /** Absent when the model was not asked. */
  readonly output?: Judgement | undefined;
  /** What the model said, where it is not what is answered. */
  readonly modelOutput?: Answer | undefined;
}

/** A guardrail before and behind the model, for one request. */
export interface GuardrailGate {
  /** What it said to the prompt. */
  readonly input: Judgement;
  /** The prompt as the model gets it. */
  readonly conversation: Conversation;
  /** The answer when the prompt was blocked. */
  readonly refusal: Answer | undefined;
  /** Looks at the model's answer. */
  judge(answer: Answer): { readonly answer: Answer; readonly guarded: Guarded };
  /** What there is to tell of a blocked prompt. */
  readonly guarded: Guarded;
}

/** Opens the guardrail of a request and lets it look at the prompt. Throws what AWS says to a guardrail that is not there. */
export async function openGate(
  parts: Pick<Parts, "guardrails" | "catalog">,
  ask: GuardrailAsk,
  conversation: Conversation,
  call: Call,
): Promise<GuardrailGate> {
  const open = await openGuardrail(parts, ask, call);
  refuseImages(open, conversation);
  const prompt = ask.native ? guardedInBody(conversation, ask.native.tagging) : guardedInConverse(conversation);
  const { sources, queries } = prompt;
  const isGrounded = sources.length + queries.length > 0;
  const grounds = readGrounds(open.version, { sources, queries, isTagged: isGrounded });
  const full = ask.trace === "enabled_full";
  const input = applyTo(open, {
    source: "INPUT",
    texts: prompt.guarded.map(textOf),
    totalText: prompt.all,
    full,
    // "If there are no tags, prompt attacks for those use cases will not be filtered":
    // https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-prompt-attack.html
    promptAttacks: !ask.native || prompt.isTagged,
  });
  note(call, "input", input);
  const told = { id: open.guardrail.id, trace: ask.trace, input };
  const look = (texts: readonly string[]) => applyTo(open, { source: "OUTPUT", texts, grounds, full });
  return {
    input,
    conversation: input.verdict === "masked" ? withTexts(conversation, prompt.guarded, input.texts) : conversation,
    refusal: input.verdict === "blocked" ? blockedAnswer(nothingSaid(input), input.message) : undefined,
    guarded: told,
    judge(answer) {
      const output = look(answerTexts(answer));
      note(call, "output", output);
      const latencyMs = answer.latencyMs + latencyOf(input) + latencyOf(output);
      const firstByteLatencyMs = answer.firstByteLatencyMs + latencyOf(input);
      const timed = { ...answer, latencyMs, firstByteLatencyMs };
      const changed = change(timed, output, ask.isAsync === true, (texts) => look(texts).verdict === "blocked");
      return { answer: changed, guarded: { ...told, output, ...(changed !== timed && { modelOutput: answer }) } };
    },
  };
}

/** "Amazon Bedrock Guardrails doesn't support the masking of sensitive information with asynchronous mode": guardrails-streaming. */
function change(
  answer: Answer,
  { verdict, message, texts }: Judgement,
  isAsync: boolean,
  isBlocked: (texts: readonly string[]) => boolean,
): Answer {
  if (verdict === "pass" || (verdict === "masked" && isAsync)) return answer;
  if (verdict === "masked") return maskedAnswer(answer, texts);
  return isAsync ? interruptedAnswer(answer, message, isBlocked) : blockedAnswer(answer, message);
}

/** An answer for which no model was asked: it costs no tokens, and takes as long as the guardrail. */
function nothingSaid(input: Judgement): Answer {
  const latencyMs = latencyOf(input);
  return {
    blocks: [],
    stopReason: "guardrail_intervened",
    usage: { inputTokens: 0, outputTokens: 0 },
    latencyMs,
    firstByteLatencyMs: latencyMs,
  };
}

const latencyOf = ({ assessment }: Judgement) => assessment.invocationMetrics.guardrailProcessingLatency ?? 0;

function note({ report }: Call, side: "input" | "output", { verdict, assessment }: Judgement): void {
  const { guardrailId, guardrailVersion } = assessment.appliedGuardrailDetails ?? {};
  report.trail.push({
    step: "guardrail",
    outcome: `${side} ${VERDICTS[verdict]} by ${guardrailId}:${guardrailVersion}`,
  });
}

const VERDICTS: Readonly<Record<Outcome["verdict"], string>> = {
  pass: "passed",
  masked: "masked",
  blocked: "blocked",
};

function refuseImages({ version }: OpenGuardrail, { turns }: Conversation): void {
  const looksAtImages = version.contentPolicy?.filters?.some(({ inputModalities }) =>
    inputModalities?.includes("IMAGE"),
  );
  if (!looksAtImages || !turns.some(({ blocks }) => blocks.some(({ type }) => type === "image"))) return;
  throw new NotEmulatedError("Outcrop does not emulate content filters that look at images yet.");
}
