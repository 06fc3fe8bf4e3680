import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import { isObject } from "../body-schema.ts";
import { claudeVersion } from "../claude-version.ts";
import { invalidField } from "./validator.ts";

/** Every Claude model on Bedrock takes the first; the second is Anthropic's own and what its SDKs send since October 2026. */
const BEDROCK = "bedrock-2023-05-31";
const OCTOBER_2026 = "2026-10-21";

/**
 * Refuses a body whose `anthropic_version` the model does not take, and what that version took out of the API. `body` has been
 * checked against the schema of a Messages body.
 *
 * "On Amazon Bedrock, it's available for Claude 4.7 and later models"; sampling parameters, documents directly in assistant
 * messages and citations on texts of user messages are 400 errors under it: https://platform.claude.com/docs/en/api/versioning.
 * Older models "do not support 2026-10-21 on Bedrock", so that the newest SDKs fail on them:
 * https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy
 */
export function checkApiVersion(body: Readonly<Record<string, unknown>>, model: FoundationModel): void {
  const version = String(body.anthropic_version);
  if (version === BEDROCK) return;
  if (version !== OCTOBER_2026 || (claudeVersion(model.modelId) ?? 0) < 4.7)
    throw awsError("claudeApiVersionInvalid", { version });
  for (const key of ["temperature", "top_p", "top_k"])
    if (key in body) throw invalidField({ path: [], kind: "extraneous", key });
  for (const [index, message] of (body.messages as readonly Message[]).entries()) checkMessage(message, index);
}

interface Message {
  readonly role: string;
  readonly content: string | readonly unknown[];
}

const ASSISTANT_BLOCKS = ["redacted_thinking", "text", "thinking", "tool_use"];

/** That a member which was taken out is an extra input, in the words of the validator, is assumed. */
function checkMessage({ role, content }: Message, index: number): void {
  if (typeof content === "string") return;
  for (const [at, block] of content.entries()) {
    if (!isObject(block)) continue;
    const path = ["messages", index, "content", at];
    if (role === "assistant" && block.type === "document")
      throw invalidField({ path, kind: "tag", found: "document", values: ASSISTANT_BLOCKS });
    const isCited = Array.isArray(block.citations) && block.citations.length > 0;
    if (role === "user" && block.type === "text" && isCited)
      throw invalidField({ path: [...path, "text"], kind: "extraneous", key: "citations" });
  }
}
