import type { FoundationModel } from "../../catalog/index.ts";
import { NotEmulatedError } from "../../errors.ts";
import { isObject, violationsOf } from "../body-schema.ts";
import { type Block, type Conversation, type DocumentBlock, type Turn, text } from "../conversation.ts";
import { checkNative } from "../conversation-rules.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { commandMembers } from "./schema.ts";
import {
  type CohereCall,
  type CohereTool,
  type CohereToolResult,
  callBlocks,
  readTool,
  resultBlocks,
  resultTurns,
} from "./tools.ts";

interface Parameters {
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly p?: number;
  readonly stop_sequences?: readonly string[];
}

interface HistoryEntry {
  readonly role: "USER" | "CHATBOT" | "SYSTEM" | "TOOL";
  readonly message?: string;
  readonly tool_calls?: readonly CohereCall[];
  readonly tool_results?: readonly CohereToolResult[];
}

interface CommandBody extends Parameters {
  readonly message: string;
  readonly chat_history?: readonly HistoryEntry[];
  readonly documents?: readonly unknown[];
  readonly preamble?: string;
  readonly tools?: readonly CohereTool[];
  readonly tool_results?: readonly CohereToolResult[];
}

export function readCommandBody(body: unknown, model: FoundationModel): Conversation {
  const violations = violationsOf(body, { type: "object", required: ["message"], members: commandMembers });
  if (violations.length > 0) throw malformedInput(violations);
  refuseOther(body as Readonly<Record<string, unknown>>);
  const { message, chat_history = [], documents = [], preamble, tools = [], ...rest } = body as CommandBody;
  const history = chat_history.map(readEntry);
  const asked: Turn = { role: "user", blocks: [...documents.map(readDocument), text(message)] };
  const results = resultTurns(rest.tool_results ?? [], "call");
  const conversation: Conversation = {
    system: [...(preamble ? [text(preamble)] : []), ...history.flatMap(({ system }) => system)],
    turns: merged([...history.flatMap(({ turns }) => turns), asked, ...results]),
    // What ran already is not called again: Cohere answers results with text.
    tools:
      tools.length === 0
        ? undefined
        : { tools: tools.map(readTool), choice: { type: results.length > 0 ? "none" : "auto" }, parallel: true },
    stopSequences: [],
    ...readParameters(rest),
  };
  checkNative(conversation, model);
  return conversation;
}

/** The members that Converse carries in `additionalModelRequestFields`: those that are no part of the conversation. */
export function readCommandFields(fields: Readonly<Record<string, unknown>>): Partial<Conversation> {
  const {
    message: _message,
    chat_history: _history,
    tools: _tools,
    tool_results: _results,
    ...members
  } = commandMembers;
  const violations = violationsOf(fields, { type: "object", members });
  if (violations.length > 0) throw malformedInput(violations);
  refuseOther(fields);
  for (const name of ["preamble", "documents"]) if (name in fields) refuse(name);
  return readParameters(fields);
}

function readParameters({ max_tokens, temperature, p, stop_sequences }: Parameters): Partial<Conversation> {
  return {
    ...(max_tokens !== undefined && { maxTokens: max_tokens }),
    ...(temperature !== undefined && { temperature }),
    ...(p !== undefined && { topP: p }),
    ...(stop_sequences !== undefined && { stopSequences: stop_sequences }),
  };
}

function readEntry(
  { role, message, tool_calls = [], tool_results = [] }: HistoryEntry,
  at: number,
): Pick<Conversation, "system" | "turns"> {
  const said = message ? [text(message)] : [];
  const place = `history-${at}`;
  switch (role) {
    case "SYSTEM":
      return { system: said, turns: [] };
    case "CHATBOT":
      return {
        system: [],
        turns: [{ role: "assistant", blocks: [...said, ...callBlocks(tool_calls, place)] }],
      };
    case "USER":
    case "TOOL":
      return {
        system: [],
        turns: [{ role: "user", blocks: [...said, ...resultBlocks(tool_results, place)] }],
      };
  }
}

/** Neighbours of one side become one turn; one that says nothing is none. */
function merged(turns: readonly Turn[]): Turn[] {
  const all: { role: Turn["role"]; blocks: Block[] }[] = [];
  for (const { role, blocks } of turns) {
    const last = all.at(-1);
    if (last?.role === role) last.blocks.push(...blocks);
    else if (blocks.length > 0) all.push({ role, blocks: [...blocks] });
  }
  return all;
}

/** A document is an object of texts, of which those named in `_excludes` are not shown; a bare text is one too. */
function readDocument(document: unknown, at: number): DocumentBlock {
  const fields = isObject(document) ? document : { snippet: document };
  const hidden = Array.isArray(fields._excludes) ? fields._excludes : [];
  const shown = Object.entries(fields).filter(([key]) => key !== "_excludes" && key !== "id" && !hidden.includes(key));
  const name = String(fields.title ?? fields.id ?? `doc_${at}`);
  const texts = shown.filter(([key]) => key !== "title").map(([, value]) => String(value));
  return { type: "document", name, format: "txt", chunks: [texts.join("\n")], citations: true };
}

function refuseOther(body: Readonly<Record<string, unknown>>): void {
  for (const name of ["search_queries_only", "return_prompt"]) if (body[name] === true) refuse(name);
  if (body.prompt_truncation === "AUTO_PRESERVE_ORDER") refuse("prompt_truncation");
}

function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} in the body of Cohere Command R yet.`);
}
