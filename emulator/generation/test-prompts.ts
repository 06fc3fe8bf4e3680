import type { FoundationModel } from "../catalog/index.ts";
import { claudeVersion } from "./claude-version.ts";
import { type Conversation, textsOf } from "./conversation.ts";

const REDACTION =
  "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";
const REFUSAL =
  "ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL_1FAEFB6177B4672DEE07F9D3AFC62588CCD2631EDCF22E8CCC1FB35B501C9C86";

/**
 * Whether a conversation holds the text by which Anthropic lets applications test reasoning that is redacted. Claude 3.7 alone
 * redacts: "Claude 4 models handle thinking differently and do not produce redacted thinking blocks."
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-thinking-encryption.html
 */
export function asksForRedaction(conversation: Conversation, { modelId }: FoundationModel): boolean {
  return claudeVersion(modelId) === 3.7 && holds(conversation, REDACTION);
}

/**
 * Whether a conversation holds the text by which Anthropic lets applications test refusals, from Claude 4 on.
 * Source: https://docs.claude.com/en/docs/test-and-evaluate/strengthen-guardrails/handle-streaming-refusals
 */
export function asksForRefusal(conversation: Conversation, { modelId }: FoundationModel): boolean {
  return (claudeVersion(modelId) ?? 0) >= 4 && holds(conversation, REFUSAL);
}

function holds({ system, turns }: Conversation, words: string): boolean {
  return [system, ...turns.map(({ blocks }) => blocks)].some((blocks) =>
    textsOf(blocks).some((text) => text.includes(words)),
  );
}
