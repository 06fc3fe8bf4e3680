import { type Conversation, type Turn, text } from "./conversation.ts";

type Read = Pick<Conversation, "system" | "turns">;

interface Part {
  readonly role: "system" | Turn["role"];
  readonly said: string;
}

/**
 * The messages in a prompt that follows Llama's template, the one of Llama 3 or that of Llama 4; a prompt without it is the user's.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html,
 * https://www.llama.com/docs/model-cards-and-prompt-formats/llama4/
 */
export function readLlamaPrompt(prompt: string): Read {
  const [before = "", ...rest] = prompt.split(LLAMA_HEADER);
  if (rest.length === 0) {
    const plain = prompt.replaceAll(LLAMA_MARK, "");
    return readInstructions(plain.trim() === "" ? prompt : plain);
  }
  const parts: Part[] = [{ role: "user", said: before.replaceAll(LLAMA_MARK, "") }];
  // Splitting by a pattern with a group gives role, text, role, text.
  for (let at = 0; at < rest.length; at += 2) {
    parts.push({ role: roleOf(rest[at] ?? ""), said: (rest[at + 1] ?? "").replaceAll(LLAMA_MARK, "") });
  }
  return toConversation(parts, prompt);
}

const LLAMA_HEADER = /<\|(?:start_header_id|header_start)\|>([a-z]{1,20})<\|(?:end_header_id|header_end)\|>/;
const LLAMA_MARK = /<\|(?:begin_of_text|end_of_text|eot_id|eot|eom_id|eom|image|python_tag)\|>/g;

/** Results of tools (`ipython`, `tool`) come from the user's side. */
function roleOf(name: string): Part["role"] {
  return name === "system" || name === "assistant" ? name : "user";
}

/**
 * The messages in a prompt of Mistral's template: "Text for the user role is inside the [INST]...[/INST] tokens, text outside is the
 * assistant role" (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html); what stands
 * before the first is taken for instructions. A prompt without it is the user's. Llama 2 put its instructions into the first, between
 * <<SYS>> tags.
 */
export function readInstructions(prompt: string): Read {
  const [before = "", ...rest] = prompt.replaceAll(/<\/?s>/g, "").split("[INST]");
  if (rest.length === 0) return toConversation([{ role: "user", said: before }], prompt);
  const parts: Part[] = [{ role: "system", said: before }];
  for (const piece of rest) {
    const end = piece.indexOf("[/INST]");
    const asked = end < 0 ? piece : piece.slice(0, end);
    const [, system = "", user = asked] = /^\s*<<SYS>>([\s\S]*?)<<\/SYS>>([\s\S]*)$/.exec(asked) ?? [];
    parts.push({ role: "system", said: system }, { role: "user", said: user });
    if (end >= 0) parts.push({ role: "assistant", said: piece.slice(end + "[/INST]".length) });
  }
  return toConversation(parts, prompt);
}

/**
 * The messages in a prompt of DeepSeek's template, and whether it opens the reasoning for the model, as AWS's example does
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html). A prompt without it is the user's.
 */
export function readDeepSeekPrompt(prompt: string): Read & { readonly opensReasoning: boolean } {
  const opensReasoning = /<think>\s*$/.test(prompt.slice(-100));
  const [before = "", ...rest] = (opensReasoning ? prompt.slice(0, prompt.lastIndexOf("<think>")) : prompt)
    .replaceAll(DEEPSEEK_MARK, "")
    .split(DEEPSEEK_ROLE);
  if (rest.length === 0) return { ...toConversation([{ role: "user", said: before }], prompt), opensReasoning };
  const parts: Part[] = [{ role: "system", said: before }];
  for (let at = 0; at < rest.length; at += 2) {
    parts.push({ role: rest[at] === "Assistant" ? "assistant" : "user", said: rest[at + 1] ?? "" });
  }
  return { ...toConversation(parts, prompt), opensReasoning };
}

const DEEPSEEK_MARK = /<[｜|](?:begin|end)[▁_]of[▁_]sentence[｜|]>/g;
const DEEPSEEK_ROLE = /<[｜|](User|Assistant)[｜|]>/;

/** Parts without a word stand for nothing: the header of the answer that is asked for is one of them. */
function toConversation(parts: readonly Part[], prompt: string): Read {
  const spoken = parts.map(({ role, said }) => ({ role, said: said.trim() })).filter(({ said }) => said !== "");
  const turns: { role: Turn["role"]; blocks: ReturnType<typeof text>[] }[] = [];
  for (const { role, said } of spoken) {
    if (role === "system") continue;
    const last = turns.at(-1);
    if (last?.role === role) last.blocks.push(text(said));
    else turns.push({ role, blocks: [text(said)] });
  }
  if (turns.length === 0) return { system: [], turns: [{ role: "user", blocks: [text(prompt)] }] };
  return { system: spoken.filter(({ role }) => role === "system").map(({ said }) => text(said)), turns };
}
