import type { Family } from "../family.ts";
import { blocked } from "./blocked.ts";
import { readMessagesBody } from "./body.ts";
import { messageDelta, writeEvents } from "./events.ts";
import { writeMessage } from "./message.ts";

/** The Messages body of Claude, from version 3. */
export const anthropicMessages: Family = {
  read: readMessagesBody,
  write: writeMessage,
  finalChunk: messageDelta,
  chunks: writeEvents,
  blocked,
};
