import type { FoundationModel } from "../../catalog/index.ts";
import { type AwsError, awsError } from "../../errors.ts";
import { pdfPages } from "../block-content.ts";
import type { Block, Conversation, DocumentBlock, MediaBlock } from "../conversation.ts";
import { type ImageSize, readImageSize } from "../images/image-size.ts";

/** How the bytes of an image are named in the path of what is wrong: by the Messages body, or by Converse. */
export type SourceName = "base64" | "bytes";

interface Placed<Kind extends Block> {
  readonly block: Kind;
  /** Of its message, and in it. */
  readonly message: number;
  readonly at: number;
  /** Where it stands, as Anthropic's validator names it. */
  readonly place: string;
}

/**
 * What Claude refuses about the images and documents of a conversation: their kind, size and number.
 * Sources: https://docs.claude.com/en/docs/build-with-claude/vision and …/pdf-support; that the size is that of the Base64 follows from
 * the 3.75 MB that AWS names (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html).
 */
export function mediaRefusal(
  conversation: Conversation,
  model: FoundationModel,
  source: SourceName,
): AwsError | undefined {
  const images: Placed<MediaBlock>[] = [];
  const documents: Placed<DocumentBlock>[] = [];
  for (const placed of placedBlocks(conversation)) {
    const { block } = placed;
    if (block.type === "image") images.push({ ...placed, block });
    if (block.type === "document") documents.push({ ...placed, block });
  }
  if (images.length + documents.length === 0) return undefined;
  const isLong = (model.contextWindow ?? 0) >= 1_000_000;
  const limit = isLong ? 600 : 20;
  if (images.length + documents.length > limit) {
    return awsError("claudeMediaTooMany", { images: images.length, documents: documents.length, limit });
  }
  const widest = images.length > MANY_IMAGES ? 2_000 : 8_000;
  for (const image of images) {
    const refusal = imageRefusal(image, widest, source);
    if (refusal) return refusal;
  }
  for (const document of documents) {
    const refusal = pdfRefusal(document, isLong ? 600 : 100);
    if (refusal) return refusal;
  }
  return undefined;
}

/** More images than these have to be smaller each. */
const MANY_IMAGES = 20;

function* placedBlocks({ turns }: Conversation): Generator<Placed<Block>> {
  for (const [message, { blocks }] of turns.entries()) {
    for (const [at, block] of blocks.entries()) {
      const place = `messages.${message}.content.${at}`;
      yield { block, message, at, place };
      if (block.type !== "toolResult") continue;
      for (const [inner, held] of block.blocks.entries()) {
        yield { block: held, message, at, place: `${place}.tool_result.content.${inner}` };
      }
    }
  }
}

const LARGEST = 5 * 1_024 * 1_024;

function imageRefusal({ block, place }: Placed<MediaBlock>, widest: number, source: SourceName): AwsError | undefined {
  const { bytes, format } = block;
  // What lies on S3 is not looked at.
  if (!bytes) return undefined;
  const path = `${place}.image.source.${source}`;
  const encoded = Math.ceil(bytes.byteLength / 3) * 4;
  if (encoded > LARGEST) return awsError("claudeImageTooLarge", { path, found: encoded });
  const size = readImageSize(bytes);
  if (!size) return awsError("claudeImageUnreadable");
  if (size.format !== format) {
    return awsError("claudeImageMismatch", { path, specified: `image/${format}`, found: `image/${size.format}` });
  }
  return tooWide(size, widest, source === "base64" ? `${path}.data` : path);
}

function tooWide({ width, height }: ImageSize, widest: number, path: string): AwsError | undefined {
  if (Math.max(width, height) <= widest) return undefined;
  return awsError(widest < 8_000 ? "claudeManyImagesTooWide" : "claudeImageTooWide", { path });
}

function pdfRefusal({ block, message, at }: Placed<DocumentBlock>, limit: number): AwsError | undefined {
  const { format, bytes } = block;
  if (format !== "pdf" || !bytes) return undefined;
  if (!Buffer.from(bytes.subarray(0, HEADER_WITHIN)).includes("%PDF-")) {
    return awsError("claudePdfInvalid", { message, block: at });
  }
  return pdfPages(bytes) > limit ? awsError("claudePdfTooLong", { message, block: at, limit }) : undefined;
}

/** Readers of PDF look for its header this far. */
const HEADER_WITHIN = 1_024;
