import { awsError } from "../errors.ts";
import type { Block, Conversation, DocumentBlock } from "./conversation.ts";

/**
 * As many documents may one request to Converse carry
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html).
 */
const DOCUMENTS_LIMIT = 5;

/**
 * Letters, digits, underscores, hyphens, brackets and single ASCII spaces: measured name by name against Bedrock, which takes underscores
 * though its words do not name them, and refuses tabs and other kinds of space though they do
 * (https://github.com/aws-samples/generative-ai-use-cases/issues/1671, https://github.com/vercel/ai/pull/20366).
 */
const NAME = /^(?: ?[A-Za-z0-9_()[\]-])* ?$/;

/**
 * Throws what Converse answers to documents whose names it does not take, to too many of them, and to a message that has documents
 * of its own and no words. What tools bring counts (https://github.com/aaif-goose/goose/issues/1267); that it needs no words is assumed.
 */
export function checkDocuments({ turns }: Conversation): void {
  const names = new Set<string>();
  let count = 0;
  for (const { blocks } of turns) {
    if (blocks.some(isDocument) && !blocks.some(({ type }) => type === "text")) throw awsError("documentsWithoutText");
    const all = blocks.flatMap((block) => (block.type === "toolResult" ? block.blocks : [block])).filter(isDocument);
    for (const { name } of all) {
      if (!NAME.test(name)) throw awsError("documentNameInvalid");
      if (names.has(name)) throw awsError("documentNamesRepeated");
      names.add(name);
    }
    count += all.length;
  }
  if (count > DOCUMENTS_LIMIT) throw awsError("documentsTooMany", { limit: DOCUMENTS_LIMIT });
}

const isDocument = (block: Block): block is DocumentBlock => block.type === "document";
