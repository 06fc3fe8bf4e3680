import type { FoundationModel } from "../catalog/index.ts";
import type { Random } from "../random.ts";
import { contentOf } from "./block-content.ts";
import { citedSentences } from "./cited-sentences.ts";
import { type Conversation, lastUserText, type Reasoning, type Tool } from "./conversation.ts";
import type { Draft, DraftBlock } from "./draft.ts";
import { announcesTools } from "./model-rules.ts";
import { say } from "./prose.ts";
import { redactedReasoning, unaskedReasoning } from "./reasoning-rules.ts";
import { valueFor } from "./schema-value.ts";
import { asksForRedaction, asksForRefusal } from "./test-prompts.ts";
import { chooseTools } from "./tool-choice.ts";

/** What a model would say by itself: it calls tools, gives JSON of the asked form, quotes what it is to cite, or talks. */
export function plan(conversation: Conversation, model: FoundationModel, random: Random): Draft {
  const blocks: DraftBlock[] = [];
  if (asksForRefusal(conversation, model)) return { blocks, stopReason: "content_filtered" };
  const reasoning = conversation.reasoning ?? unaskedReasoning(conversation, model);
  if (reasoning !== "none") blocks.push(reason(conversation, reasoning, model, random));
  const tools = chooseTools(conversation);
  if (tools.length > 0) {
    if (conversation.tools?.choice.type === "auto" && announcesTools(model)) blocks.push(announcement(tools));
    const text = lastUserText(conversation);
    for (const tool of tools) {
      const input = valueFor(tool.schema, random.fork("tool", tool.name), text);
      blocks.push({ type: "toolUse", name: tool.name, input });
    }
    return { blocks };
  }
  if (conversation.outputSchema !== undefined) {
    return { blocks: [...blocks, { type: "text", text: jsonText(conversation, random) }] };
  }
  const quotes = citedSentences(conversation);
  if (quotes.length > 0) return { blocks: [...blocks, ...quotes] };
  return { blocks: [...blocks, { type: "text", text: fromResults(conversation) + say(random) }] };
}

function reason(
  conversation: Conversation,
  { isOmitted }: Reasoning,
  model: FoundationModel,
  random: Random,
): DraftBlock {
  if (asksForRedaction(conversation, model)) return { type: "redactedReasoning" };
  const shownAs = isOmitted ? "" : redactedReasoning(model);
  return { type: "reasoning", text: say(random.fork("reasoning")), shownAs };
}

function announcement(tools: readonly Tool[]): DraftBlock {
  return { type: "text", text: `I'll use ${tools.map(({ name }) => name).join(" and ")} for that.` };
}

/** The schema of an answer that may be any JSON object. */
const ANY_OBJECT = { type: "object", properties: { answer: { type: "string" } }, required: ["answer"] };

function jsonText(conversation: Conversation, random: Random): string {
  const { outputSchema } = conversation;
  const schema = outputSchema === true ? ANY_OBJECT : outputSchema;
  return JSON.stringify(valueFor(schema, random.fork("output"), lastUserText(conversation)));
}

/** As much of a tool's result goes into the answer. */
const RESULT_LIMIT = 200;

/** The beginning of an answer after tools have run: what they said. */
function fromResults({ turns }: Conversation): string {
  const results = (turns.at(-1)?.blocks ?? []).filter((block) => block.type === "toolResult");
  return results
    .map(({ blocks, status }) => {
      const content = blocks.map(contentOf).join(" ");
      const shown = content.length > RESULT_LIMIT ? `${content.slice(0, RESULT_LIMIT)}…` : content;
      return status === "error" ? `The tool failed: ${shown}. ` : `The tool says: ${shown}. `;
    })
    .join("");
}
