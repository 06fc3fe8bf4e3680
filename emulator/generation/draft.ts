import type { Citation, StopReason } from "./answer.ts";

/** What a model is going to say, before limits cut it and tokens are counted. */
export interface Draft {
  readonly blocks: readonly DraftBlock[];
  /** Why the answer ends, where it is not for what it says. */
  readonly stopReason?: StopReason | undefined;
  /** How many tokens each delta of a stream carries, over and over. */
  readonly deltaTokens?: readonly number[] | undefined;
}

export type DraftBlock =
  | {
      readonly type: "reasoning";
      readonly text: string;
      readonly signature?: string | undefined;
      /** What is shown in the place of the text, whose tokens are spent all the same. */
      readonly shownAs?: string | undefined;
    }
  | { readonly type: "redactedReasoning" }
  | { readonly type: "text"; readonly text: string; readonly citations?: readonly Citation[] }
  | { readonly type: "toolUse"; readonly name: string; readonly input: unknown; readonly id?: string | undefined };
