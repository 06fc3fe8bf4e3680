import type { Family } from "../family.ts";
import { blocked } from "./blocked.ts";
import { readMessagesBody } from "./body.ts";
import { readClaudeFields } from "./converse-fields.ts";
import { messageDelta, writeEvents } from "./events.ts";
import { writeMessage } from "./message.ts";

/** The Messages body of Claude, from version 3. */
export const anthropicMessages: Family = {
  read: readMessagesBody,
  readFields: readClaudeFields,
  write: writeMessage,
  finalChunk: messageDelta,
  chunks: writeEvents,
  blocked,
};
