import { awsError, NotEmulatedError } from "../../errors.ts";
import { type Block, type Conversation, type Toolbox, type Turn, text } from "../conversation.ts";

/** A message of OpenAI's chat completions, its form checked. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly ChatPart[] | null;
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly ChatToolCall[] | null;
  readonly tool_call_id?: string | null;
  readonly function_call?: unknown;
}

export interface ChatPart {
  readonly type: string;
  readonly text?: string;
  readonly refusal?: string;
  readonly image_url?: string | { readonly url: string };
  readonly input_audio?: { readonly data: string; readonly format: string };
}

export interface ChatToolCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface ChatTool {
  readonly function: { readonly name: string; readonly description?: string | null; readonly parameters?: unknown };
}

/**
 * The messages as a system prompt and turns: neighbours of one side become one turn, as the results of tools belong to the user's
 * side. `developer` is the newer word for `system`, as AWS's own mapping to Converse has it
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html).
 */
export function readMessages(messages: readonly ChatMessage[]): Pick<Conversation, "system" | "turns"> {
  const system: Block[] = [];
  const turns: { role: Turn["role"]; blocks: Block[] }[] = [];
  const say = (role: Turn["role"], blocks: readonly Block[]) => {
    const last = turns.at(-1);
    if (last?.role === role) last.blocks.push(...blocks);
    else turns.push({ role, blocks: [...blocks] });
  };
  messages.forEach((message, at) => {
    const place = `messages[${at}]`;
    const blocks = readContent(message.content, `${place}.content`);
    switch (message.role) {
      case "system":
      case "developer":
        system.push(...blocks);
        return;
      case "user":
        say("user", blocks);
        return;
      case "tool":
        say("user", [{ type: "toolResult", id: message.tool_call_id ?? "", blocks, status: "success" }]);
        return;
      case "assistant":
        if (message.function_call) refuse(`${place}.function_call`);
        say("assistant", [...readReasoning(message), ...blocks, ...readCalls(message.tool_calls)]);
        return;
      default:
        refuse(`${place} with the role "${message.role}"`);
    }
  });
  return { system, turns };
}

function readReasoning({ reasoning_content, reasoning }: ChatMessage): Block[] {
  const said = reasoning_content ?? reasoning;
  return said ? [{ type: "reasoning", text: said }] : [];
}

function readCalls(calls: ChatMessage["tool_calls"]): Block[] {
  return (calls ?? []).map(({ id, function: { name, arguments: source } }) => ({
    type: "toolUse",
    id,
    name,
    input: parsed(source),
  }));
}

/** The arguments are the model's own, which need not be JSON. */
function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return source;
  }
}

function readContent(content: ChatMessage["content"], place: string): Block[] {
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") return [text(content)];
  return content.map((part, at) => readPart(part, `${place}[${at}]`));
}

function readPart(part: ChatPart, place: string): Block {
  if (part.image_url !== undefined) {
    const url = typeof part.image_url === "string" ? part.image_url : part.image_url.url;
    return readImage(url, `${place}.image_url`);
  }
  if (part.input_audio) {
    const { data, format } = part.input_audio;
    return { type: "audio", format, bytes: Buffer.from(data, "base64") };
  }
  return text(part.text ?? part.refusal ?? "");
}

const DATA_URL = /^data:image\/([a-z0-9.+-]+);base64,([A-Za-z0-9+/]*={0,2})$/;

function readImage(url: string, path: string): Block {
  if (/^https?:/.test(url)) refuse(`${path} with the address of a file on the web`);
  const [, format, data] = DATA_URL.exec(url) ?? [];
  if (format === undefined || !data) throw awsError("nativeMediaMalformed", { kind: "image", path });
  return { type: "image", format: format === "jpg" ? "jpeg" : format, bytes: Buffer.from(data, "base64") };
}

/** What `tool_choice` may be, in OpenAI's words and in Mistral's. */
export type ChatToolChoice = string | { readonly function?: { readonly name?: string } } | null | undefined;

/** The tools of a chat, `undefined` when there are none to call. */
export function readTools(
  tools: readonly ChatTool[] | null | undefined,
  choice: ChatToolChoice,
  parallel: boolean,
): Toolbox | undefined {
  if (!tools || tools.length === 0) return undefined;
  const read = readChoice(choice);
  if (read.type === "tool" && !tools.some((tool) => tool.function.name === read.name)) {
    const problem = `tool choice '${read.name}' not found in 'tools' parameter.`;
    throw awsError("chatValueInvalid", { path: "tool_choice", problem });
  }
  return {
    tools: tools.map(({ function: { name, description, parameters } }) => ({
      name,
      description: description ?? undefined,
      schema: parameters ?? { type: "object", properties: {} },
    })),
    choice: read,
    parallel,
  };
}

function readChoice(choice: ChatToolChoice): Toolbox["choice"] {
  if (typeof choice === "object" && choice?.function?.name !== undefined) {
    return { type: "tool", name: choice.function.name };
  }
  switch (choice) {
    case undefined:
    case null:
    case "auto":
      return { type: "auto" };
    case "none":
      return { type: "none" };
    case "any":
    case "required":
      return { type: "any" };
    default: {
      const problem = "Supported values are 'none', 'auto', 'required', and an object that names a function.";
      throw awsError("chatValueInvalid", { path: "tool_choice", problem });
    }
  }
}

function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} in the body of a chat yet.`);
}
