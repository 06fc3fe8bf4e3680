import type { FoundationModel } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import type { Block, Conversation } from "./conversation.ts";
import { type ModelFeatures, modelFeatures } from "./model-features.ts";
import { signsReasoning, takesReasoning } from "./reasoning-rules.ts";

/** Throws what Converse answers to images, documents, videos and sounds that the model does not take, or not from S3. */
export function checkContentKinds({ turns }: Conversation, model: FoundationModel): void {
  const features = modelFeatures(model);
  for (const { blocks } of turns) {
    for (const block of blocks) {
      checkKind(block, features);
      if (block.type === "toolResult") for (const inside of block.blocks) checkKind(inside, features);
    }
  }
}

const featureOf = { image: "images", document: "documents", video: "videos", audio: "sounds" } as const;

function checkKind(block: Block, features: ModelFeatures): void {
  if (block.type !== "image" && block.type !== "document" && block.type !== "video" && block.type !== "audio") return;
  if (!features[featureOf[block.type]]) throw awsError("contentKindNotSupported", { kind: block.type });
  if (block.uri !== undefined && !features.s3) throw awsError("s3NotSupported");
}

/**
 * Throws what Converse answers to reasoning that comes back. DeepSeek R1 takes none, though it is the assistant's own; a signature is
 * taken by Claude alone, which was captured of gpt-oss and is assumed of all others.
 */
export function checkReasoning({ turns }: Conversation, model: FoundationModel): void {
  const reasoning = turns.flatMap(({ blocks }) => blocks.filter((block) => block.type === "reasoning"));
  if (reasoning.length > 0 && !takesReasoning(model)) throw awsError("reasoningNotTaken");
  const isSigned = reasoning.some(({ signature }) => signature !== undefined);
  if (isSigned && !signsReasoning(model)) throw awsError("reasoningSignatureNotTaken");
}
