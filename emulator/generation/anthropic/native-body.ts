import type { CachePoint } from "../conversation.ts";

/** The Messages body after its check: what the schema vouches for, and no more. */
export interface MessagesBody extends Options {
  readonly max_tokens: number;
  readonly system?: string | readonly NativeBlock[] | null;
  readonly messages: readonly NativeMessage[];
}

/** What Converse can hand over beside its own members. */
export interface Options {
  readonly stop_sequences?: readonly string[] | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly top_k?: number | null;
  readonly tools?: readonly NativeTool[] | null;
  readonly tool_choice?: NativeToolChoice | null;
  readonly thinking?: Thinking | null;
  readonly reasoning_config?: Thinking | null;
  readonly output_config?: {
    readonly effort?: string | null;
    readonly format?: { readonly schema: unknown } | null;
  } | null;
  readonly context_management?: { readonly edits?: readonly ContextEdit[] | null } | null;
}

export interface NativeMessage {
  readonly role: "user" | "assistant" | "system";
  readonly content: string | readonly NativeBlock[];
}

interface Marked {
  readonly cache_control?: { readonly type: "ephemeral"; readonly ttl?: CachePoint["ttl"] | null } | null;
}

interface Cited {
  readonly citations?: { readonly enabled?: boolean | null } | null;
}

export type NativeBlock =
  | ({ readonly type: "text"; readonly text: string } & Marked)
  | ({ readonly type: "image"; readonly source: ImageSource } & Marked)
  | ({
      readonly type: "document";
      readonly source: DocumentSource;
      readonly title?: string | null;
      readonly context?: string | null;
    } & Cited &
      Marked)
  | ({
      readonly type: "search_result";
      readonly source: string;
      readonly title: string;
      readonly content: readonly { readonly text: string }[];
    } & Cited &
      Marked)
  | ({ readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: unknown } & Marked)
  | ({
      readonly type: "tool_result";
      readonly tool_use_id: string;
      readonly content?: string | readonly NativeBlock[] | null;
      readonly is_error?: boolean | null;
    } & Marked)
  | { readonly type: "thinking"; readonly thinking: string; readonly signature: string }
  | { readonly type: "redacted_thinking"; readonly data: string };

type Url = { readonly type: "url"; readonly url: string };

export type ImageSource = { readonly type: "base64"; readonly media_type: string; readonly data: string } | Url;

export type DocumentSource =
  | { readonly type: "base64" | "text"; readonly media_type: string; readonly data: string }
  | { readonly type: "content"; readonly content: string | readonly NativeBlock[] }
  | Url;

export interface NativeTool extends Marked {
  readonly type?: string | null;
  readonly name: string;
  readonly description?: string | null;
  readonly input_schema?: unknown;
  readonly strict?: boolean | null;
  readonly defer_loading?: boolean | null;
}

export type NativeToolChoice =
  | { readonly type: "auto" | "any"; readonly disable_parallel_tool_use?: boolean | null }
  | { readonly type: "tool"; readonly name: string; readonly disable_parallel_tool_use?: boolean | null }
  | { readonly type: "none" };

export type Thinking =
  | { readonly type: "enabled"; readonly budget_tokens: number; readonly display?: Display | null }
  | { readonly type: "adaptive"; readonly display?: Display | null }
  | { readonly type: "disabled" };

type Display = "summarized" | "omitted";

export interface ContextEdit {
  readonly type: string;
  readonly trigger?: { readonly type: "input_tokens" | "tool_uses"; readonly value: number } | null;
}
