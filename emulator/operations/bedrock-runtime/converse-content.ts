import type { ContentBlock, Citation as ConverseCitation, ConverseStreamOutput } from "@aws-sdk/client-bedrock-runtime";
import {
  type Answer,
  type AnswerBlock,
  type AnswerToolUse,
  type Citation,
  deltas,
  toolUseId,
} from "../../generation/answer.ts";

/** AWS's "document": any JSON value. */
export type Document = NonNullable<NonNullable<ContentBlock["toolUse"]>["input"]>;

/** The blocks of an answer as Converse has them. */
export function toContent({ blocks }: Answer): ContentBlock[] {
  return blocks.map(toContentBlock);
}

function toContentBlock(block: AnswerBlock): ContentBlock {
  switch (block.type) {
    case "text":
      if (!block.citations) return { text: block.text };
      return { citationsContent: { content: [{ text: block.text }], citations: block.citations.map(toCitation) } };
    case "toolUse":
      return { toolUse: { ...toStart(block), input: block.input as Document } };
    case "reasoning":
      return { reasoningContent: { reasoningText: { text: block.text, signature: block.signature } } };
    case "redactedReasoning":
      return { reasoningContent: { redactedContent: Buffer.from(block.data, "base64") } };
  }
}

function toStart(block: AnswerToolUse) {
  return { toolUseId: toolUseId(block, "tooluse_"), name: block.name };
}

function toCitation({ title, cited, source, location }: Citation): ConverseCitation {
  const { start, end } = location;
  const place = (): ConverseCitation["location"] => {
    switch (location.type) {
      case "char":
        return { documentChar: { documentIndex: location.index, start, end } };
      case "page":
        return { documentPage: { documentIndex: location.index, start, end } };
      case "chunk":
        return { documentChunk: { documentIndex: location.index, start, end } };
      case "searchResult":
        return { searchResultLocation: { searchResultIndex: location.index, start, end } };
    }
  };
  return { title, ...(source !== undefined && { source }), sourceContent: [{ text: cited }], location: place() };
}

/**
 * The events of an answer's blocks, in the recorded order (test cassettes of langchain-aws, 2026): a block of text or reasoning
 * has no contentBlockStart, a tool's input comes as parts of its JSON, a signature after the reasoning that it signs.
 */
export function* toEvents({ blocks }: Answer): Generator<ConverseStreamOutput> {
  for (const [contentBlockIndex, block] of blocks.entries()) {
    if (block.type === "toolUse") {
      yield { contentBlockStart: { contentBlockIndex, start: { toolUse: toStart(block) } } };
    }
    for (const delta of deltasOf(block)) yield { contentBlockDelta: { contentBlockIndex, delta } };
    yield { contentBlockStop: { contentBlockIndex } };
  }
}

type Delta = NonNullable<NonNullable<ConverseStreamOutput["contentBlockDelta"]>["delta"]>;

function* deltasOf(block: AnswerBlock): Generator<Delta> {
  switch (block.type) {
    case "text":
      for (const text of deltas(block)) yield { text };
      for (const citation of block.citations ?? []) yield { citation: toCitation(citation) };
      return;
    case "toolUse":
      for (const input of deltas(block)) yield { toolUse: { input } };
      return;
    case "reasoning":
      for (const text of deltas(block)) yield { reasoningContent: { text } };
      yield { reasoningContent: { signature: block.signature } };
      return;
    case "redactedReasoning":
      yield { reasoningContent: { redactedContent: Buffer.from(block.data, "base64") } };
  }
}
