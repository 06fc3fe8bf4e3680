import { awsError } from "../../errors.ts";
import type { CachePointReader } from "../cache-points.ts";
import { type Block, type DocumentBlock, type MediaBlock, text } from "../conversation.ts";
import type { DocumentSource, ImageSource, NativeBlock } from "./native-body.ts";

/** The blocks of a message or of the system prompt, none for an empty text; `place` is where they stand. */
export function readBlocks(
  content: string | readonly NativeBlock[],
  reader: CachePointReader,
  place: string,
): readonly Block[] {
  if (content === "") return [];
  if (typeof content === "string") {
    reader.block();
    return [text(content)];
  }
  return content.map((block, at) => {
    const read = readBlock(block, `${place}.${at}`);
    reader.block();
    for (const { cache_control } of marked(block)) if (cache_control) reader.mark(cache_control.ttl);
    return read;
  });
}

type Marked = Extract<NativeBlock, { type: "text" }>;

/** The marks for the cache in a block; those within a tool's result stand for the end of it. */
function marked(block: NativeBlock): readonly Pick<Marked, "cache_control">[] {
  if (block.type === "thinking" || block.type === "redacted_thinking") return [];
  const inner = block.type === "tool_result" && Array.isArray(block.content) ? block.content.flatMap(marked) : [];
  return [...inner, block];
}

function readBlock(block: NativeBlock, place: string): Block {
  switch (block.type) {
    case "text":
      return text(block.text);
    case "image":
      return readImage(block.source, `${place}.image`);
    case "document":
      return readDocument(block, place);
    case "search_result": {
      const { source, title, content, citations } = block;
      const texts = content.map((part) => part.text);
      return { type: "searchResult", source, title, texts, citations: citations?.enabled ?? false };
    }
    case "tool_use":
      return { type: "toolUse", id: block.id, name: block.name, input: block.input };
    case "tool_result":
      return {
        type: "toolResult",
        id: block.tool_use_id,
        blocks: readResult(block.content ?? [], `${place}.tool_result.content`),
        status: block.is_error ? "error" : "success",
      };
    case "thinking":
      return { type: "reasoning", text: block.thinking, signature: block.signature };
    case "redacted_thinking":
      return { type: "redactedReasoning", data: block.data };
  }
}

function readResult(content: string | readonly NativeBlock[], place: string): Block[] {
  if (typeof content === "string") return content === "" ? [] : [text(content)];
  return content.map((block, at) => readBlock(block, `${place}.${at}`));
}

function readImage(source: ImageSource, place: string): MediaBlock {
  // With `.data`, also where nothing is Base64: so another cloud that serves the same models was seen to answer.
  if (source.type === "url") throw awsError("claudeUrlUnsupported", { path: `${place}.source.base64.data` });
  const bytes = readBase64(source.data, `${place}.source.base64`);
  return { type: "image", format: source.media_type.replace("image/", ""), bytes };
}

/** The name of a document that was given none. */
const UNTITLED = "document";

function readDocument(block: NativeBlock & { type: "document" }, place: string): DocumentBlock {
  const { source, title, context, citations } = block;
  return {
    type: "document",
    name: title ?? UNTITLED,
    ...readSource(source, `${place}.document`),
    context: context ?? undefined,
    citations: citations?.enabled ?? false,
  };
}

function readSource(
  source: DocumentSource,
  place: string,
): Pick<DocumentBlock, "format" | "bytes" | "chunks" | "isChunked"> {
  switch (source.type) {
    case "base64":
      return { format: "pdf", bytes: readBase64(source.data, `${place}.source.base64`) };
    case "text":
      return { format: "txt", chunks: [source.data], isChunked: false };
    case "content": {
      const { content } = source;
      const chunks = typeof content === "string" ? [content] : content.map(chunkOf);
      return { format: "txt", chunks, isChunked: true };
    }
    case "url":
      throw awsError("claudeUrlUnsupported", { path: `${place}.source.base64.data` });
  }
}

/** A chunk that is an image says nothing that could be cited. */
function chunkOf(block: NativeBlock): string {
  return block.type === "text" ? block.text : "";
}

function readBase64(data: string, path: string): Uint8Array {
  if (data === "" || data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) {
    throw awsError("claudeBase64Invalid", { path });
  }
  return Buffer.from(data, "base64");
}
