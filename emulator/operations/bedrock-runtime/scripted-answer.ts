import type { AnswerFacts, StreamShape, WrittenReply } from "../../answers/rule.ts";
import { principalNames } from "../../arn.ts";
import type { FoundationModel } from "../../catalog/index.ts";
import { AwsError, NotEmulatedError } from "../../errors.ts";
import { wordingOf } from "../../faults/wordings.ts";
import type { StopReason } from "../../generation/answer.ts";
import { contentOf } from "../../generation/block-content.ts";
import { type Conversation, lastUserText, textsOf } from "../../generation/conversation.ts";
import type { Draft, DraftBlock } from "../../generation/draft.ts";
import { valueFor } from "../../generation/schema-value.ts";
import type { Random } from "../../random.ts";
import type { Target } from "../../routing/target.ts";
import type { Call } from "../call.ts";
import type { Asked, InferenceParts } from "./inference.ts";

/** What a request says, as far as scripted answers look at it. */
export type Said = Pick<AnswerFacts, "lastUserText" | "systemText" | "toolResult" | "turn">;

/** What a conversation says. */
export function saidIn(conversation: Conversation): Said {
  const { system, turns } = conversation;
  const results = (turns.at(-1)?.blocks ?? []).filter((block) => block.type === "toolResult");
  const isUsers = (turn: (typeof turns)[number]) => turn.role === "user" && textsOf(turn.blocks).length > 0;
  return {
    lastUserText: lastUserText(conversation),
    systemText: textsOf(system).join("\n"),
    ...(results.length > 0 && { toolResult: results.flatMap(({ blocks }) => blocks.map(contentOf)).join("\n") }),
    turn: Math.max(1, turns.filter(isUsers).length),
  };
}

/** What the scenario says to a request; `undefined` when the model answers by itself. Throws the error that it says. */
export async function scriptedReply(
  { answers }: Pick<InferenceParts, "answers">,
  { profile, model, source }: Target,
  said: Said,
  { requestMetadata = {} }: Asked,
  call: Call,
): Promise<WrittenReply | undefined> {
  const scripted = await answers.next({
    ...said,
    operation: call.operation,
    model: model.modelId,
    profileId: profile?.id,
    profileName: profile?.name,
    profileArn: profile?.arn,
    tags: Object.fromEntries(profile?.tags ?? []),
    account: call.account,
    principal: principalNames(call.caller.principal),
    source,
    destination: call.report.destination ?? source,
    requestMetadata,
  });
  if (!scripted) return undefined;
  const { rule, reply } = scripted;
  call.report.trail.push({ step: "answers", outcome: `answers[${rule}]` });
  if (reply.error !== undefined) {
    throw new AwsError(reply.error, reply.message ?? wordingOf(reply.error, true) ?? "");
  }
  if (reply.stream) call.report.faults.push(paceOf(reply.stream));
  return reply;
}

function paceOf({ timeToFirstTokenMs = 0, tokensPerSecond, perChunkMs = 0 }: StreamShape) {
  const perTokenMs = tokensPerSecond === undefined ? 0 : 1_000 / tokensPerSecond;
  return { kind: "pace" as const, timeToFirstTokenMs, perTokenMs, perChunkMs, jitterMs: 0 };
}

/**
 * What a model is to say that converses; its content is the model's own where the reply has none. Throws NotEmulatedError for what
 * no conversation can hold.
 */
export function draftOf(reply: WrittenReply, conversation: Conversation, random: Random): Partial<Draft> {
  const { chunkTokens } = reply.stream ?? {};
  const deltaTokens = typeof chunkTokens === "number" ? [chunkTokens] : chunkTokens;
  const blocks = hasContent(reply) ? blocksOf(reply, conversation, random) : undefined;
  const stopReason = reply.stopReason as StopReason | undefined;
  return { ...(blocks && { blocks }), ...(stopReason && { stopReason }), ...(deltaTokens && { deltaTokens }) };
}

/** Throws NotEmulatedError for a reply in words to a model that embeds, ranks or draws: of such a one a scenario says the `body`, or an error. */
export function refuseWords(reply: WrittenReply, { modelId }: FoundationModel): void {
  if (reply.body !== undefined) return;
  const [member] = WORDS.filter((key) => reply[key] !== undefined);
  if (member === undefined) return;
  throw new NotEmulatedError(
    `The scenario's answer to ${modelId} is '${member}', and that model does not converse. Give 'body' or 'error', or name other models or operations in 'when'.`,
  );
}

const WORDS = ["text", "json", "toolCalls", "reasoning", "stopReason", "stream"] as const;

const hasContent = ({ reasoning, text, json, toolCalls }: WrittenReply) =>
  [reasoning, text, json, toolCalls].some((part) => part !== undefined);

function blocksOf(reply: WrittenReply, conversation: Conversation, random: Random): DraftBlock[] {
  const { reasoning, text, json, toolCalls = [] } = reply;
  const blocks: DraftBlock[] = [];
  if (reasoning !== undefined) blocks.push({ type: "reasoning", text: reasoning });
  const said = json === undefined ? text : JSON.stringify(json);
  if (said !== undefined && said !== "") blocks.push({ type: "text", text: said });
  for (const [at, { name, input, id }] of toolCalls.entries()) {
    const made = input === undefined ? inputFor(name, conversation, random.fork("tool", String(at))) : input;
    blocks.push({ type: "toolUse", name, input: made, id });
  }
  return blocks;
}

function inputFor(name: string, conversation: Conversation, random: Random): unknown {
  const tool = conversation.tools?.tools.find((one) => one.name === name);
  if (tool) return valueFor(tool.schema, random, lastUserText(conversation));
  throw new NotEmulatedError(
    `The scenario's answer calls the tool "${name}" without an input, and the request has no such tool to take a schema from.`,
  );
}
