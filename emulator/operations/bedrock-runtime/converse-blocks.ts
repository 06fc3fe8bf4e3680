import type {
  ContentBlock,
  DocumentBlock as ConverseDocument,
  SystemContentBlock,
  ToolResultContentBlock,
} from "@aws-sdk/client-bedrock-runtime";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";
import { type Block, type DocumentBlock, text } from "../../generation/conversation.ts";

/** A content block of Converse in the form that does not depend on who carried it; `place` is where it stands. */
export function readContentBlock(content: ContentBlock | SystemContentBlock, place: string): Block {
  const block = content as ContentBlock;
  if (block.text !== undefined) return text(block.text);
  if (block.guardContent) return readGuardContent(block.guardContent, place);
  if (block.toolUse) {
    const { toolUseId = "", name = "", input, type } = block.toolUse;
    if (type !== undefined) refuse(`${place}.toolUse.type`);
    if (!isObject(input)) throw awsError("jsonObjectExpected", { place: `${place}.toolUse.input` });
    return { type: "toolUse", id: toolUseId, name, input };
  }
  if (block.toolResult) {
    const { toolUseId = "", content: results = [], status = "success", type } = block.toolResult;
    if (type !== undefined) refuse(`${place}.toolResult.type`);
    const blocks = results.map((result, at) => readResult(result, `${place}.toolResult.content.${at}`));
    return { type: "toolResult", id: toolUseId, blocks, status };
  }
  if (block.reasoningContent) {
    const { reasoningText, redactedContent } = block.reasoningContent;
    if (reasoningText) {
      return { type: "reasoning", text: reasoningText.text ?? "", signature: reasoningText.signature };
    }
    return { type: "redactedReasoning", data: Buffer.from(redactedContent ?? new Uint8Array()).toString("latin1") };
  }
  if (block.citationsContent) {
    return text((block.citationsContent.content ?? []).map((generated) => generated.text ?? "").join(""));
  }
  return readAttachment(block as ToolResultContentBlock, place);
}

function readResult(result: ToolResultContentBlock, place: string): Block {
  if (result.text !== undefined) return text(result.text);
  if (result.json !== undefined) {
    if (!isObject(result.json)) throw awsError("jsonObjectExpected", { place: `${place}.json` });
    return { type: "json", value: result.json };
  }
  return readAttachment(result, place);
}

/** What may stand in a message and in a tool's result alike. */
function readAttachment(
  block: Partial<ToolResultContentBlock> & Pick<Partial<ContentBlock>, "audio">,
  place: string,
): Block {
  for (const type of ["image", "video", "audio"] as const) {
    const media = block[type];
    if (!media) continue;
    const { format = "", source } = media;
    return { type, format, bytes: source?.bytes, uri: source?.s3Location?.uri };
  }
  if (block.document) return readDocument(block.document);
  if (block.searchResult) {
    const { source = "", title = "", content = [], citations } = block.searchResult;
    const texts = content.map((part) => part.text ?? "");
    return { type: "searchResult", source, title, texts, citations: citations?.enabled ?? false };
  }
  refuse(`${place}.${Object.keys(block)[0] ?? "content"}`);
}

const TEXT_FORMATS = new Set(["txt", "md", "html", "csv"]);

function readDocument({ name = "", format, source, context, citations }: ConverseDocument): DocumentBlock {
  const known = format ?? "txt";
  const bytes = source?.bytes;
  const content = source?.content;
  const chunks = content?.map((chunk) => chunk.text ?? "") ?? wholeText(known, source);
  return {
    type: "document",
    name,
    format: known,
    bytes,
    uri: source?.s3Location?.uri,
    chunks,
    isChunked: content !== undefined,
    context,
    citations: citations?.enabled ?? false,
  };
}

function wholeText(format: string, source: ConverseDocument["source"]): string[] | undefined {
  if (source?.text !== undefined) return [source.text];
  return source?.bytes && TEXT_FORMATS.has(format) ? [Buffer.from(source.bytes).toString("utf8")] : undefined;
}

function readGuardContent(guarded: NonNullable<ContentBlock["guardContent"]>, place: string): Block {
  if (!guarded.text) refuse(`${place}.guardContent.image`);
  return { type: "text", text: guarded.text.text ?? "", guard: guarded.text.qualifiers ?? [] };
}

function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} yet.`);
}
