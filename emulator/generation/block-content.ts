import { hash } from "node:crypto";
import type { Block, Tool } from "./conversation.ts";
import { countTokens } from "./tokens.ts";

/**
 * All that a block says, as one text: two blocks that differ have different ones. Bytes stand there by their digest, so that a
 * prompt with a video is no longer than one without.
 */
export function contentOf(block: Block): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "image":
    case "video":
    case "audio":
      return `${block.type} ${block.format} ${block.uri ?? digest(block.bytes)}`;
    case "document":
      return `document ${JSON.stringify([block.name, block.format, block.uri ?? digest(block.bytes), block.chunks, block.context])}`;
    case "searchResult":
      return `search result ${JSON.stringify([block.source, block.title, block.texts])}`;
    case "json":
      return JSON.stringify(block.value);
    case "toolUse":
      return `tool use ${JSON.stringify([block.name, block.input])}`;
    case "toolResult":
      return `tool result ${block.status} ${JSON.stringify(block.blocks.map(contentOf))}`;
    case "reasoning":
      return `reasoning ${block.text}`;
    case "redactedReasoning":
      return `reasoning ${block.data}`;
  }
}

/** The definition of a tool as one text. */
export function contentOfTool({ name, description, schema }: Tool): string {
  return JSON.stringify([name, description, schema]);
}

function digest(bytes: Uint8Array | undefined): string {
  return bytes ? hash("sha256", bytes, "base64url") : "";
}

/** Tokens of the marks around a tool's definition, a use or a result (an estimate). */
const PER_TOOL = 12;

/** The tokens of a block; those of what is not text are estimates. */
export function tokensOf(block: Block): number {
  switch (block.type) {
    case "text":
      return countTokens(block.text);
    case "image":
    case "video":
    case "audio":
      return mediaTokens[block.type](block.bytes?.byteLength ?? 0);
    case "document":
      return documentTokens(block);
    case "searchResult":
      return countTokens([block.source, block.title, ...block.texts].join("\n"));
    case "json":
      return countTokens(JSON.stringify(block.value));
    case "toolUse":
      return PER_TOOL + countTokens(block.name) + countTokens(JSON.stringify(block.input));
    case "toolResult":
      return block.blocks.reduce((sum, inner) => sum + tokensOf(inner), PER_TOOL);
    case "reasoning":
      return countTokens(block.text);
    case "redactedReasoning":
      return Math.ceil(block.data.length / 4);
  }
}

export function tokensOfTool({ name, description = "", schema }: Tool): number {
  return PER_TOOL + countTokens(name) + countTokens(description) + countTokens(JSON.stringify(schema));
}

/**
 * An image counts as the largest that Claude reads without making it smaller
 * (https://docs.claude.com/en/docs/build-with-claude/vision); a video and a sound by their length in bytes, which is assumed.
 */
const mediaTokens: Readonly<Record<"image" | "video" | "audio", (bytes: number) => number>> = {
  image: () => 1_600,
  video: (bytes) => Math.max(258, Math.ceil(bytes / 256)),
  audio: (bytes) => Math.max(25, Math.ceil(bytes / 640)),
};

/** A page of a PDF: Anthropic names 1,500 to 3,000 tokens (https://docs.claude.com/en/docs/build-with-claude/pdf-support). */
const PER_PAGE = 1_500;

function documentTokens({ name, format, bytes, chunks, context = "" }: Block & { type: "document" }): number {
  const marks = countTokens(name) + countTokens(context);
  if (chunks) return chunks.reduce((sum, chunk) => sum + countTokens(chunk), marks);
  if (format === "pdf") return marks + PER_PAGE * pdfPages(bytes);
  // What is packed holds several bytes of text in each of its own, most of which are marks: assumed one token in eight.
  return marks + Math.ceil((bytes?.byteLength ?? 0) / 8);
}

/** How many pages a PDF has, as far as its objects stand open; at least one. */
export function pdfPages(bytes: Uint8Array | undefined): number {
  if (!bytes) return 1;
  const pages = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("latin1")
    .match(/\/Type\s?\/Page\b/g);
  return Math.max(1, pages?.length ?? 1);
}
