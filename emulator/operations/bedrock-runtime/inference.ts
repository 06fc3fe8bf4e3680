import type { WrittenReply } from "../../answers/rule.ts";
import { principalNames } from "../../arn.ts";
import type { CachePlan } from "../../caching/prompt-cache.ts";
import type { FoundationModel } from "../../catalog/index.ts";
import { alterAnswer, shapeStream, strike } from "../../faults/apply.ts";
import { type Answer, answerPieces, toolUsesOf } from "../../generation/answer.ts";
import { contentOf } from "../../generation/block-content.ts";
import { checkpointsOf } from "../../generation/cache-points.ts";
import { cacheCounts, cachingRules } from "../../generation/caching-rules.ts";
import { compose } from "../../generation/compose.ts";
import { type Conversation, lastUserText } from "../../generation/conversation.ts";
import { outputTokenLimit } from "../../generation/model-rules.ts";
import { countConversation } from "../../generation/prompt-tokens.ts";
import type { Task, TaskAnswer } from "../../generation/task.ts";
import type { Usage } from "../../metering/usage.ts";
import { kindOf } from "../../quotas/index.ts";
import type { ReadPrompt } from "../../routing/prompt-router.ts";
import type { Target } from "../../routing/target.ts";
import { authorize } from "../authorize.ts";
import { namedGuardrail } from "../bedrock/guardrail-identifier.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";
import { refuseOverspent } from "../usage-limits.ts";
import { type Guarded, type GuardrailAsk, type GuardrailGate, openGate } from "./guardrail-gate.ts";
import { draftOf, refuseWords, saidIn, scriptedReply } from "./scripted-answer.ts";

export type InferenceParts = Pick<
  Parts,
  | "usageLimits"
  | "catalog"
  | "clock"
  | "routing"
  | "seed"
  | "guard"
  | "promptCache"
  | "quotas"
  | "faults"
  | "answers"
  | "guardrails"
>;

/** What is taken of the quota for a request that names no maximum, to a model whose limit is not known. */
const UNKNOWN_OUTPUT_LIMIT = 4_096;

/** What every request to a model says of itself, whatever its body. */
export interface Asked {
  readonly modelId?: string | undefined;
  /** The caller's own words about the request, for the invocation log. */
  readonly requestMetadata?: Readonly<Record<string, string>> | undefined;
  readonly serviceTier?: string | undefined;
  readonly guardrail?: GuardrailAsk | undefined;
  /** What a prompt router chooses by; absent where none may be named. */
  readonly readPrompt?: ReadPrompt | undefined;
}

export interface Inference {
  readonly model: FoundationModel;
  readonly conversation: Conversation;
  readonly answer: Answer;
  /** Whether the request asks for its prompt to be cached; it need not have been. */
  readonly hasCachePoints: boolean;
  /** What the scenario has the model answer that a native body must hold, or is. */
  readonly scripted: Pick<WrittenReply, "body" | "chunks" | "toolCalls" | "reasoning">;
  /** What the guardrail said, of a request that asks for one. */
  readonly guarded?: Guarded | undefined;
  /** The ARN of what a prompt router has chosen, of a request that names one. */
  readonly routedTo?: string | undefined;
}

/**
 * Answers a conversation, whatever API carries it. `read` turns the request into a conversation once the model is known, and
 * throws what the service and the model refuse.
 */
export async function infer(
  parts: InferenceParts,
  asked: Asked,
  call: Call,
  read: (model: FoundationModel) => Conversation,
): Promise<Inference> {
  const target = await admit(parts, asked, call);
  return converseWith(parts, target, read(target.model), asked, call);
}

/** The rest of `infer`, for a target to which the caller has been admitted. */
export async function converseWith(
  parts: InferenceParts,
  target: Target,
  original: Conversation,
  asked: Asked,
  call: Call,
): Promise<Inference> {
  const { model } = target;
  call.report.prompt = promptOf(original);
  const gate = asked.guardrail && (await openGate(parts, asked.guardrail, original, call));
  if (gate?.refusal) return refuse(parts, target, original, gate.refusal, gate, call);
  const conversation = gate?.conversation ?? original;
  const hasCachePoints = (conversation.cachePoints ?? []).length > 0;
  const cached = lookIntoCache(parts, target, conversation, call);
  const inputTokens = countConversation(conversation) - cached.readTokens - cached.writeTokens;
  const said = saidIn(conversation);
  let scripted: WrittenReply | undefined;
  let guarded: Guarded | undefined;
  const work: Work<Answer> = {
    text: said.lastUserText,
    inputTokens,
    cacheWriteTokens: cached.writeTokens,
    maxTokens: conversation.maxTokens ?? outputTokenLimit(model) ?? UNKNOWN_OUTPUT_LIMIT,
    async answer(latencyMs) {
      scripted = await scriptedReply(parts, target, said, asked, call);
      const draft = scripted && draftOf(scripted, conversation, call.random.fork("scripted"));
      const composed = compose(conversation, model, { seed: parts.seed, cachedTokens: cached.readTokens, draft });
      const altered = alter(composed, call);
      const { outputTokens } = altered.usage;
      cached.commit();
      const answer: Answer = {
        ...altered,
        latencyMs: composed.latencyMs + latencyMs,
        created: Math.floor(parts.clock.now().getTime() / 1000),
        usage: { inputTokens, outputTokens, ...cacheCounts(model, cached) },
      };
      const judged = gate?.judge(answer);
      guarded = judged?.guarded;
      return judged?.answer ?? answer;
    },
    // Of a request that does not ask for the cache the counts are 0 and belong to the answer alone.
    usageOf: ({ usage }) =>
      hasCachePoints ? usage : { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens },
  };
  const answer = await carryOut(parts, target, work, call);
  call.report.toolUses = toolUsesOf(answer).map(({ id, token }) => id ?? token);
  const { body, chunks, toolCalls, reasoning } = scripted ?? {};
  const written = guarded?.output?.verdict === "blocked" ? {} : { body, chunks, toolCalls, reasoning };
  const routedTo = target.router?.modelArn;
  return { model, conversation, answer, hasCachePoints, scripted: written, guarded, routedTo };
}

/** What expectations look at in a prompt; its texts are put together for those alone who look at them. */
function promptOf(conversation: Conversation): NonNullable<Call["report"]["prompt"]> {
  const { system, turns } = conversation;
  return {
    lastUserText: lastUserText(conversation),
    get texts() {
      return [...system, ...turns.flatMap(({ blocks }) => blocks)].map(contentOf);
    },
    toolResults: (turns.at(-1)?.blocks ?? []).flatMap((block) => (block.type === "toolResult" ? [block.id] : [])),
  };
}

/**
 * Answers a prompt that the guardrail has blocked: no model is asked, so there are no tokens, no quota and no destination. What fails
 * on purpose in the source Region fails all the same.
 */
async function refuse(
  parts: InferenceParts,
  target: Target,
  conversation: Conversation,
  answer: Answer,
  { guarded }: GuardrailGate,
  call: Call,
): Promise<Inference> {
  await failOnPurpose(parts, target, lastUserText(conversation), undefined, call);
  call.report.usage = { inputTokens: 0, outputTokens: 0 };
  call.report.latencyMs = answer.latencyMs;
  return { model: target.model, conversation, answer, hasCachePoints: false, scripted: {}, guarded };
}

/** Carries out what a model does that does not converse, for a target to which the caller has been admitted. */
export async function perform(
  parts: InferenceParts,
  target: Target,
  task: Task,
  asked: Asked,
  call: Call,
): Promise<TaskAnswer> {
  const { inputTokens, text } = task;
  const work: Work<TaskAnswer> = {
    text,
    inputTokens,
    cacheWriteTokens: 0,
    maxTokens: 0,
    async answer(latencyMs) {
      const said = { lastUserText: text, systemText: "", turn: 1 };
      const scripted = await scriptedReply(parts, target, said, asked, call);
      if (scripted) refuseWords(scripted, target.model);
      const answer = task.answer(call.random.fork("task"));
      const body = scripted?.body ?? answer.body;
      return { body, latencyMs: answer.latencyMs + latencyMs };
    },
    usageOf: () => ({ inputTokens, outputTokens: 0 }),
  };
  return carryOut(parts, target, work, call);
}

/** What is left to do once a request has been read. */
interface Work<Answered> {
  /** What the user asked for in words. */
  readonly text: string;
  readonly inputTokens: number;
  readonly cacheWriteTokens: number;
  readonly maxTokens: number;
  /** Answers, in a Region that adds so much to the latency. */
  answer(latencyMs: number): Promise<Answered>;
  usageOf(answered: Answered): Usage;
}

/** Finds what `modelId` stands for and asks whether the caller may invoke it. */
export async function admit(
  parts: InferenceParts,
  { modelId, requestMetadata, serviceTier, guardrail: ask, readPrompt }: Asked,
  call: Call,
): Promise<Target> {
  if (requestMetadata) call.report.requestMetadata = requestMetadata;
  const target = await parts.routing.resolve(modelId ?? "", call, readPrompt);
  call.report.target = target;
  call.report.trail.push({ step: "resolve", outcome: `${target.kind} over ${target.model.modelId}` });
  const { model, profile, destinations, router } = target;
  if (router)
    call.report.trail.push({
      step: "prompt router",
      outcome: router.modelArn,
      detail: { difficulty: router.difficulty },
    });
  const guardrail = ask && { ...(await namedGuardrail(ask.identifier, call, parts)), version: ask.version };
  authorize(parts.guard, parts.catalog, call, {
    invocation: { modelId: model.modelId, destinations, profile, promptRouter: router, serviceTier, guardrail },
  });
  refuseOverspent(parts, call, target);
  return target;
}

/** The rest of the way of a request to a model: take a place, answer, settle. */
async function carryOut<Answered extends { readonly latencyMs: number }>(
  parts: InferenceParts,
  target: Target,
  work: Work<Answered>,
  call: Call,
): Promise<Answered> {
  const place = await takePlace(parts, target, work, call);
  try {
    const answered = await work.answer(place.latencyMs);
    const usage = work.usageOf(answered);
    place.settle(work.inputTokens, usage.outputTokens);
    call.report.usage = usage;
    call.report.latencyMs = answered.latencyMs;
    return answered;
  } catch (error) {
    place.release();
    throw error;
  }
}

/** A request's place at a model: quota is held for it and a Region has been chosen. It ends with one of the two calls. */
export interface Place {
  /** What the Region adds to the latency. */
  readonly latencyMs: number;
  /** The request was answered and used so many tokens. */
  settle(inputTokens: number, outputTokens: number): void;
  /** The request failed before the model had processed anything. */
  release(): void;
}

/** Takes a place for a request: take quota, fail on purpose, route, fail in the destination on purpose. */
export async function takePlace(
  parts: InferenceParts,
  target: Target,
  { text, inputTokens, cacheWriteTokens, maxTokens }: Omit<Work<never>, "answer" | "usageOf">,
  call: Call,
): Promise<Place> {
  const { routing, quotas } = parts;
  const kind = kindOf(target);
  const reservation = quotas.take({
    account: call.account,
    region: call.region,
    model: target.model.modelId,
    kind,
    inputTokens,
    cacheWriteTokens,
    maxTokens,
  });
  call.report.trail.push({ step: "quotas", outcome: `${reservation.reservedTokens} tokens reserved (${kind})` });
  let choice: ReturnType<typeof routing.choose> | undefined;
  const release = () => {
    choice?.release();
    reservation.release();
  };
  try {
    await failOnPurpose(parts, target, text, undefined, call);
    choice = routing.choose(target, { tokens: inputTokens + cacheWriteTokens + maxTokens });
    const { destination, latencyMs, considered, settle } = choice;
    call.report.destination = destination;
    const notable = considered.filter(({ skipped, state }) => skipped !== undefined || state !== "up");
    call.report.trail.push({ step: "route", outcome: destination, ...(notable.length > 0 && { detail: notable }) });
    await failOnPurpose(parts, target, text, destination, call);
    return {
      latencyMs,
      settle(usedInput, outputTokens) {
        settle(usedInput + cacheWriteTokens + outputTokens);
        reservation.settle({ inputTokens: usedInput, cacheWriteTokens, outputTokens });
      },
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The answer as a fault makes it. */
export function alter(answer: Answer, call: Call): Answer {
  const altered = alterAnswer({ pieces: answerPieces(answer), usage: answer.usage }, call.report.faults);
  if (!altered) return answer;
  const { text, pieces, ...rest } = altered;
  return { ...answer, ...rest, blocks: text === "" ? [] : [{ type: "text", text, pieces }] };
}

/**
 * What of the prompt is in the cache and what will be written to it. The quota needs to know before it is known where the request
 * goes: the cache is the source Region's.
 */
function lookIntoCache(
  { promptCache }: InferenceParts,
  { model, source }: Target,
  conversation: Conversation,
  call: Call,
): CachePlan {
  const checkpoints = checkpointsOf(conversation, model);
  const plan = promptCache.plan({ account: call.account, region: source, model: model.modelId }, checkpoints);
  const cachePoints = conversation.cachePoints ?? [];
  if (cachePoints.length > 0) {
    const minimumTokens = cachingRules(model)?.minimumTokens;
    call.report.trail.push({
      step: "cache",
      outcome: `${plan.readTokens} tokens read, ${plan.writeTokens} written`,
      detail: { cachePoints: cachePoints.length, cacheable: checkpoints.length, minimumTokens },
    });
  }
  return plan;
}

/** Looks a fault up and lets happen what happens before there is an answer; what happens to the answer stays in the report. */
async function failOnPurpose(
  { faults, clock }: InferenceParts,
  target: Target,
  text: string,
  destination: string | undefined,
  call: Call,
): Promise<void> {
  const { profile, model, source } = target;
  const fired = faults.next({
    operation: call.operation,
    model: model.modelId,
    profileId: profile?.id,
    profileName: profile?.name,
    profileArn: profile?.arn,
    principal: principalNames(call.caller.principal),
    source,
    destination,
    text,
  });
  if (!fired) return;
  call.report.trail.push({ step: "faults", outcome: `faults[${fired.rule}]`, detail: fired.faults });
  call.report.faults.push(...fired.faults);
  await strike(fired.faults, { sleeper: clock, signal: call.signal });
}

/** The events of a stream at the pace, and with the exception in mid-stream, that the call's faults ask for. */
export function shaped<Event>(
  events: AsyncIterable<Event>,
  { clock }: InferenceParts,
  call: Call,
): AsyncIterable<Event> {
  return shapeStream(events, call.report.faults, {
    sleeper: clock,
    random: call.random.fork("pace"),
    signal: call.signal,
  });
}
