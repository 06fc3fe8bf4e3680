import { type Conversation, lastUserText, type Tool, type Toolbox, textsOf } from "./conversation.ts";
import { contentWords } from "./words.ts";

/**
 * Which tools a model calls next, in order; none when it answers in words. The rule is Outcrop's own:
 * - made to call one tool (`tool`), it calls that one; made to call any, it calls what it would call by itself, else the first;
 * - by itself (`auto`), it calls every tool that the user's last text names, as written or as the words of the name, in the order
 *   of mention, else the one that shares the most content words with the text in its name and description, if any does;
 * - of the tools that were named it calls those that it has not called since that text, so that a conversation ends: what follows
 *   the results of all of them is text;
 * - it calls one at a time where parallel calls are switched off.
 * Two turns of calls for the same text are made only for tools that the text names.
 */
export function chooseTools(conversation: Conversation): readonly Tool[] {
  const { tools: toolbox } = conversation;
  if (!toolbox || toolbox.tools.length === 0 || toolbox.choice.type === "none") return [];
  const { tools, choice, parallel } = toolbox;
  if (choice.type === "tool") return tools.filter(({ name }) => name === choice.name).slice(0, 1);
  const chosen = byItself(conversation, toolbox);
  const called = chosen.length === 0 && choice.type === "any" ? tools.slice(0, 1) : chosen;
  return parallel ? called : called.slice(0, 1);
}

function byItself(conversation: Conversation, { tools }: Toolbox): readonly Tool[] {
  const text = lastUserText(conversation);
  const called = calledSince(conversation);
  const named = namedIn(text, tools);
  if (named.length > 0) return named.filter(({ name }) => !called.has(name));
  if (called.size > 0) return [];
  const nearest = nearestTo(text, tools);
  return nearest ? [nearest] : [];
}

/** The tools that were called after the user's last text. */
function calledSince({ turns }: Conversation): ReadonlySet<string> {
  const asked = turns.findLastIndex(({ role, blocks }) => role === "user" && textsOf(blocks).length > 0);
  const called = new Set<string>();
  for (const { blocks } of turns.slice(asked + 1)) {
    for (const block of blocks) if (block.type === "toolUse") called.add(block.name);
  }
  return called;
}

function namedIn(text: string, tools: readonly Tool[]): Tool[] {
  const words = ` ${spaced(text)} `;
  return tools
    .map((tool) => ({ tool, at: words.indexOf(` ${spaced(tool.name)} `) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ tool }) => tool);
}

/** Lower-case words with single spaces between: `getWeather`, `get_weather` and "Get weather" are alike. */
function spaced(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function nearestTo(text: string, tools: readonly Tool[]): Tool | undefined {
  const asked = contentWords(text);
  let best: { readonly tool: Tool; readonly shared: number } | undefined;
  for (const tool of tools) {
    const offered = contentWords(spaced(`${tool.name} ${tool.description ?? ""}`));
    const shared = [...asked].filter((word) => offered.has(word)).length;
    if (shared > (best?.shared ?? 0)) best = { tool, shared };
  }
  return best?.tool;
}
