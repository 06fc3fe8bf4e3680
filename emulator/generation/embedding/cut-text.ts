import { countTokens, splitTokens } from "../tokens.ts";

/** A text that was held to a number of tokens. */
export interface CutText {
  readonly text: string;
  readonly tokens: number;
}

/** No token is longer, by the rule of `tokens.ts`; so a text of megabytes is not split whole. */
const LONGEST_TOKEN = 16;

/** The beginning of a text, at most `limit` tokens. */
export function beginning(text: string, limit: number): CutText {
  const tokens = countTokens(text);
  if (tokens <= limit) return { text, tokens };
  const kept = splitTokens(text.slice(0, limit * LONGEST_TOKEN)).slice(0, limit);
  return { text: kept.join(""), tokens: limit };
}

/** A text of at most `limit` tokens, without what is too much of its start or end; `undefined` when nothing may be cut. */
export function cutText(text: string, limit: number, cut: "start" | "end" | "none"): CutText | undefined {
  if (cut === "end") return beginning(text, limit);
  const tokens = countTokens(text);
  if (tokens <= limit) return { text, tokens };
  if (cut === "none") return undefined;
  const kept = splitTokens(text.slice(-limit * LONGEST_TOKEN)).slice(-limit);
  return { text: kept.join(""), tokens: limit };
}
