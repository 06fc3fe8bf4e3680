import type { FoundationModel } from "../../catalog/index.ts";
import type { BodySchema } from "../body-schema.ts";
import { cachingRules } from "../caching-rules.ts";
import type { ClaudeFeatures } from "./features.ts";

type Members = Readonly<Record<string, BodySchema>>;

const anything: BodySchema = { type: "any" };
const string: BodySchema = { type: "string" };
const kind: Members = { type: anything };

/** Makes the schemas of one model's blocks, so that what is wrong in them is worded as its validator does. */
export class ContentSchemas {
  readonly #isGated: boolean;
  readonly #cacheControl: BodySchema;

  constructor({ isGated }: ClaudeFeatures, model: FoundationModel) {
    this.#isGated = isGated;
    this.#cacheControl = cacheControlOf(model, isGated);
  }

  /** An object of certain members; Anthropic's validator lets members be null that are not required. */
  object(required: readonly string[], members: Members): BodySchema {
    return this.#isGated
      ? { type: "object", required, members }
      : { type: "object", required, members, nullable: true, inOrder: true };
  }

  /** One of several kinds; Anthropic's validator puts the kind into its paths. */
  kinds(kinds: Members, untagged?: string): BodySchema {
    return { type: "tagged", kinds, named: !this.#isGated, ...(untagged && { untagged }) };
  }

  /** A block, with the mark that asks for the prompt to be cached up to it. */
  block(required: readonly string[], members: Members): BodySchema {
    return this.object(required, { ...kind, ...members, cache_control: this.#cacheControl });
  }

  text(): BodySchema {
    return this.block(["text"], { text: string, citations: anything });
  }

  system(): BodySchema {
    return {
      type: "text-or-list",
      list: { type: "list", items: { type: "tagged", kinds: { text: this.text() } } },
    };
  }

  content(): BodySchema {
    const attachments = this.#attachments();
    const idPattern: BodySchema = { type: "string", pattern: "^[a-zA-Z0-9_-]+$" };
    return this.#blocks({
      ...attachments,
      tool_use: this.block(["id", "input", "name"], {
        id: idPattern,
        input: { type: "object", members: {}, open: true },
        name: { type: "string", minLength: 1, maxLength: 200 },
      }),
      tool_result: this.block(["tool_use_id"], {
        tool_use_id: idPattern,
        is_error: { type: "boolean" },
        content: this.#blocks(attachments),
      }),
      // Neither takes cache_control: "messages.N.content.0.thinking.cache_control: Extra inputs are not permitted", a report of 2026.
      thinking: this.object(["signature", "thinking"], { ...kind, signature: string, thinking: string }),
      redacted_thinking: this.object(["data"], { ...kind, data: string }),
    });
  }

  /** What may stand in a message and in a tool's result alike. */
  #attachments(): Members {
    const citations = this.object([], { enabled: { type: "boolean" } });
    return {
      text: this.text(),
      image: this.#image(),
      document: this.block(["source"], { source: this.#documentSource(), title: string, context: string, citations }),
      search_result: this.block(["content", "source", "title"], {
        content: { type: "list", items: this.kinds({ text: this.text() }) },
        source: string,
        title: string,
        citations,
      }),
    };
  }

  #image(): BodySchema {
    const values = ["image/jpeg", "image/png", "image/gif", "image/webp"];
    const source = this.kinds({
      base64: this.object(["data", "media_type"], { ...kind, data: string, media_type: { type: "string", values } }),
      url: this.#url(),
    });
    return this.block(["source"], { source });
  }

  #documentSource(): BodySchema {
    const data = (mediaType: string) =>
      this.object(["data", "media_type"], {
        ...kind,
        data: string,
        media_type: { type: "string", values: [mediaType] },
      });
    return this.kinds({
      base64: data("application/pdf"),
      text: data("text/plain"),
      content: this.object(["content"], {
        ...kind,
        content: this.#blocks({ text: this.text(), image: this.#image() }),
      }),
      url: this.#url(),
    });
  }

  #url(): BodySchema {
    return this.object(["url"], { ...kind, url: string });
  }

  #blocks(kinds: Members): BodySchema {
    return { type: "text-or-list", list: { type: "list", items: this.kinds(kinds) } };
  }
}

/**
 * The mark of a model that caches; of one that does not it is left to what is said of that. Until Bedrock had the time to live of
 * one hour the whole member `ttl` was unknown (https://github.com/BerriAI/litellm/issues/15880); that it still is to the models
 * without it is assumed.
 */
function cacheControlOf(model: FoundationModel, isGated: boolean): BodySchema {
  const rules = cachingRules(model);
  if (!rules) return anything;
  const members = { ...kind, ...(rules.hour && { ttl: { type: "string", values: ["5m", "1h"] } as BodySchema }) };
  return { type: "tagged", named: !isGated, kinds: { ephemeral: { type: "object", nullable: true, members } } };
}
