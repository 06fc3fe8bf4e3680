import type { ApiModel } from "../../contracts/model/api-model.ts";
import type { Catalog } from "../catalog/index.ts";
import { createRuleIndex, type RuleIndex } from "../conditions/rule-index.ts";
import { didYouMean } from "../nearest.ts";
import type { Refuse } from "../window.ts";
import { type AnsweredOperation, type CompiledAnswerCondition, compileAnswerCondition } from "./condition.ts";
import type { AnswerRule, Reply, WrittenReply } from "./rule.ts";
import { checkTemplate, textsIn } from "./template.ts";

/** A rule in the form in which it is looked up. */
export interface CompiledAnswer {
  /** Its place in the scenario, from 0. */
  readonly index: number;
  readonly condition: CompiledAnswerCondition;
  readonly keys: readonly string[] | undefined;
  readonly replies: readonly Reply[];
  readonly times: number;
}

/** The rules of a scenario, by operation and in their order. */
export interface CompiledAnswers {
  readonly size: number;
  readonly byOperation: ReadonlyMap<string, RuleIndex<CompiledAnswer>>;
}

export interface AnswerTools {
  /** The model of bedrock-runtime, asked for only when there is a rule. */
  readonly runtime: () => ApiModel;
  readonly catalog: Pick<Catalog, "regions" | "models">;
  readonly refuse: Refuse;
}

/** As many rules may a scenario have. */
const RULES_LIMIT = 20_000;

/** Compiles the section `answers`. `refuse` is told of all that is wrong, with the way to it from the top of the scenario. */
export function compileAnswers(
  rules: readonly AnswerRule[],
  { runtime, catalog, refuse }: AnswerTools,
): CompiledAnswers {
  const byOperation = new Map<string, RuleIndex<CompiledAnswer>>();
  if (rules.length > RULES_LIMIT) {
    refuse(["answers"], `a scenario has at most ${RULES_LIMIT} answers (found ${rules.length})`);
  }
  const errors = new Set(rules.length === 0 ? [] : errorsOf(runtime()));
  for (const [index, { when = {}, then, times = Number.POSITIVE_INFINITY }] of rules.entries()) {
    const keys = ["answers", index];
    const condition = compileAnswerCondition(when, [...keys, "when"], { catalog, refuse });
    const isList = Array.isArray(then);
    const replies: readonly Reply[] = isList ? then : [then as Reply];
    if (replies.length === 0) refuse([...keys, "then"], "nothing is said; give at least one reply");
    replies.forEach((reply, at) => {
      if (typeof reply !== "function") checkReply(reply, [...keys, "then", ...(isList ? [at] : [])], errors, refuse);
    });
    const able = [...condition.operations].filter((name) =>
      replies.every((reply) => isAble(reply, name as AnsweredOperation)),
    );
    if (condition.operations.size > 0 && able.length < (when.operation === undefined ? 1 : condition.operations.size)) {
      refuse(
        [...keys, "then"],
        "'body' is for InvokeModel and 'chunks' for InvokeModelWithResponseStream alone, and 'stream' not for speech",
      );
    }
    const rule: CompiledAnswer = { index, condition, keys: condition.keys, replies, times };
    for (const operation of able) {
      const rules = byOperation.get(operation) ?? createRuleIndex();
      byOperation.set(operation, rules);
      rules.add(rule);
    }
  }
  return { size: rules.length, byOperation };
}

function errorsOf({ operations, shapes }: ApiModel): string[] {
  return Object.values(operations)
    .flatMap(({ errors = [] }) => errors.map(({ shape }) => shape))
    .filter((shape) => shapes[shape]?.exception);
}

/** Whether a reply is one that the operation can give. */
function isAble(reply: Reply, operation: AnsweredOperation): boolean {
  if (typeof reply === "function") return true;
  if (operation === "InvokeModelWithBidirectionalStream" && reply.stream) return false;
  if (reply.body === undefined && reply.chunks === undefined) return true;
  if (operation === "InvokeModel") return reply.body !== undefined;
  return operation === "InvokeModelWithResponseStream" && reply.chunks !== undefined;
}

const STOP_REASONS = [
  "end_turn",
  "max_tokens",
  "stop_sequence",
  "tool_use",
  "guardrail_intervened",
  "content_filtered",
  "malformed_model_output",
  "malformed_tool_use",
  "model_context_window_exceeded",
];

const CONTENT = ["text", "json", "toolCalls", "reasoning"] as const;

/** Refuses what is wrong with a written reply. */
export function checkReply(
  reply: WrittenReply,
  keys: readonly PropertyKey[],
  errors: ReadonlySet<string>,
  refuse: Refuse,
): void {
  const given = (key: keyof WrittenReply) => reply[key] !== undefined;
  const content = CONTENT.filter(given);
  const forms = [content.length > 0 ? content[0] : undefined, ...(["body", "chunks", "error"] as const).filter(given)];
  const asked = forms.filter((form) => form !== undefined);
  const isNative = asked.every((form) => form === "body" || form === "chunks");
  if (asked.length === 0 && !given("stopReason") && !given("stream")) {
    refuse(keys, "nothing is said; give one of text, json, toolCalls, reasoning, body, chunks, error");
  } else if (asked.length > 1 && !isNative) refuse(keys, `a reply is one thing, and these are ${asked.join(", ")}`);
  if (given("text") && given("json")) refuse([...keys, "json"], "the text is 'text' or 'json', not both");
  if (given("message") && !given("error")) refuse([...keys, "message"], "a message belongs to an 'error'");
  const { error, stopReason } = reply;
  if (error !== undefined && !errors.has(error)) {
    refuse([...keys, "error"], `"${error}" is no exception of bedrock-runtime${didYouMean(error, errors)}`);
  }
  if (stopReason !== undefined && !STOP_REASONS.includes(stopReason)) {
    refuse([...keys, "stopReason"], `"${stopReason}" is none of ${STOP_REASONS.join(", ")}`);
  }
  for (const [text, way] of textsIn(reply, keys)) checkTemplate(text, way, refuse);
}
