import { principalNames } from "../../arn.ts";
import type { CachePlan } from "../../caching/prompt-cache.ts";
import type { FoundationModel } from "../../catalog/index.ts";
import { alterAnswer, shapeStream, strike } from "../../faults/apply.ts";
import { checkpointsOf } from "../../generation/cache-points.ts";
import { cacheCounts, cachingRules } from "../../generation/caching-rules.ts";
import { compose } from "../../generation/compose.ts";
import type { Answer, Conversation } from "../../generation/conversation.ts";
import { outputTokenLimit } from "../../generation/model-rules.ts";
import { countConversation } from "../../generation/tokens.ts";
import { kindOf } from "../../quotas/index.ts";
import type { Target } from "../../routing/target.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";

export type InferenceParts = Pick<
  Parts,
  "catalog" | "clock" | "routing" | "seed" | "guard" | "promptCache" | "quotas" | "faults"
>;

/** What is taken of the quota for a request that names no maximum, to a model whose limit is not known. */
const UNKNOWN_OUTPUT_LIMIT = 4_096;

export interface Inference {
  readonly model: FoundationModel;
  readonly answer: Answer;
  /** Whether the request asks for its prompt to be cached; it need not have been. */
  readonly hasCachePoints: boolean;
}

/**
 * The way of one inference request, whatever API carries it: resolve, authorize, read, look into the prompt cache, take quota,
 * fail on purpose, route, fail in the destination on purpose, answer, settle. `read` turns the request into a conversation once
 * the model is known, and throws what the service and the model refuse.
 */
export async function infer(
  parts: InferenceParts,
  modelId: string | undefined,
  call: Call,
  read: (model: FoundationModel) => Conversation,
): Promise<Inference> {
  const { routing, quotas, seed } = parts;
  const target = await routing.resolve(modelId ?? "", call);
  call.report.target = target;
  call.report.trail.push({ step: "resolve", outcome: `${target.kind} over ${target.model.modelId}` });
  authorizeInvocation(parts, target, call);
  const conversation = read(target.model);
  const hasCachePoints = (conversation.cachePoints ?? []).length > 0;
  const cached = lookIntoCache(parts, target, conversation, call);
  const inputTokens = countConversation(conversation) - cached.readTokens - cached.writeTokens;
  const cacheWriteTokens = cached.writeTokens;
  const maxTokens = conversation.maxTokens ?? outputTokenLimit(target.model) ?? UNKNOWN_OUTPUT_LIMIT;
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
  try {
    await failOnPurpose(parts, target, conversation, undefined, call);
    const choice = routing.choose(target, { tokens: inputTokens + cacheWriteTokens + maxTokens });
    const { destination, latencyMs, considered } = choice;
    call.report.destination = destination;
    const notable = considered.filter(({ skipped, state }) => skipped !== undefined || state !== "up");
    call.report.trail.push({ step: "route", outcome: destination, ...(notable.length > 0 && { detail: notable }) });
    try {
      await failOnPurpose(parts, target, conversation, destination, call);
    } catch (error) {
      choice.release();
      throw error;
    }
    const composed = compose(conversation, target.model, seed, cached.readTokens);
    const altered = { ...composed, ...alterAnswer(composed, call.report.faults) };
    const { outputTokens } = altered.usage;
    const answer: Answer = {
      ...altered,
      latencyMs: composed.latencyMs + latencyMs,
      usage: { inputTokens, outputTokens, ...cacheCounts(target.model, cached) },
    };
    choice.settle(inputTokens + cacheWriteTokens + outputTokens);
    reservation.settle({ inputTokens, cacheWriteTokens, outputTokens });
    cached.commit();
    // Of a request that does not ask for the cache the counts are 0 and belong to the answer alone.
    call.report.usage = hasCachePoints ? answer.usage : { inputTokens, outputTokens };
    call.report.latencyMs = answer.latencyMs;
    return { model: target.model, answer, hasCachePoints };
  } catch (error) {
    reservation.release();
    throw error;
  }
}

function authorizeInvocation({ guard, catalog }: InferenceParts, target: Target, call: Call): void {
  const { model, profile, destinations } = target;
  authorize(guard, catalog, call, { invocation: { modelId: model.modelId, destinations, profile } });
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
  conversation: Conversation,
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
    text: conversation.turns.findLast(({ role }) => role === "user")?.texts.join("\n"),
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
