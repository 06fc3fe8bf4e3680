import type { ContentBlock, Citation as ConverseCitation, ConverseStreamOutput } from "@aws-sdk/client-bedrock-runtime";
import type { FoundationModel } from "../../catalog/index.ts";
import {
  type Answer,
  type AnswerBlock,
  type AnswerToolUse,
  type Citation,
  deltas,
  inputDeltas,
  toolUseId,
} from "../../generation/answer.ts";
import { claudeVersion } from "../../generation/claude-version.ts";
import { showsReasoningLast } from "../../generation/reasoning-rules.ts";

/** AWS's "document": any JSON value. */
export type Document = NonNullable<NonNullable<ContentBlock["toolUse"]>["input"]>;

/** The blocks of an answer as Converse has them. */
export function toContent({ blocks }: Answer, model: FoundationModel): ContentBlock[] {
  const shown = showsReasoningLast(model)
    ? [...blocks.filter(({ type }) => type !== "reasoning"), ...blocks.filter(({ type }) => type === "reasoning")]
    : blocks;
  return shown.map(toContentBlock);
}

function toContentBlock(block: AnswerBlock): ContentBlock {
  switch (block.type) {
    case "text":
      if (!block.citations) return { text: block.text };
      return { citationsContent: { content: [{ text: block.text }], citations: block.citations.map(toCitation) } };
    case "toolUse":
      return { toolUse: { ...toStart(block), input: block.input as Document } };
    case "reasoning":
      return {
        reasoningContent: {
          reasoningText: { text: block.text, ...(block.signature !== undefined && { signature: block.signature }) },
        },
      };
    case "redactedReasoning":
      return { reasoningContent: { redactedContent: redactedContent(block.data) } };
  }
}

/** The bytes are the characters of the model's own Base64 (test cassette test_bedrock_model_thinking_part_redacted of pydantic-ai). */
function redactedContent(data: string): Uint8Array {
  return Buffer.from(data, "latin1");
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
 * has no contentBlockStart, sources come before the words that rest on them, a tool's input as parts of its JSON, a signature after
 * the reasoning that it signs.
 */
export function* toEvents({ blocks }: Answer, model: FoundationModel): Generator<ConverseStreamOutput> {
  for (const [contentBlockIndex, block] of blocks.entries()) {
    if (block.type === "toolUse") {
      yield { contentBlockStart: { contentBlockIndex, start: { toolUse: toStart(block) } } };
    }
    for (const delta of deltasOf(block, model)) yield { contentBlockDelta: { contentBlockIndex, delta } };
    yield { contentBlockStop: { contentBlockIndex } };
  }
}

type Delta = NonNullable<NonNullable<ConverseStreamOutput["contentBlockDelta"]>["delta"]>;

function* deltasOf(block: AnswerBlock, model: FoundationModel): Generator<Delta> {
  switch (block.type) {
    case "text":
      for (const citation of block.citations ?? []) yield { citation: toCitation(citation) };
      for (const text of deltas(block)) yield { text };
      return;
    case "toolUse": {
      const isClaude = claudeVersion(model.modelId) !== undefined;
      for (const input of isClaude ? inputDeltas(block) : deltas(block)) yield { toolUse: { input } };
      return;
    }
    case "reasoning":
      for (const text of deltas(block)) yield { reasoningContent: { text } };
      if (block.signature !== undefined) yield { reasoningContent: { signature: block.signature } };
      return;
    case "redactedReasoning":
      yield { reasoningContent: { redactedContent: redactedContent(block.data) } };
  }
}
