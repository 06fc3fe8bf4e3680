import type { Command } from "../definition.ts";
import { completionCommand } from "./completion.ts";
import { explainCommand } from "./explain.ts";
import { recordCommand } from "./record.ts";
import { replayCommand } from "./replay.ts";
import { startCommand } from "./start.ts";
import { validateCommand } from "./validate.ts";
import { verifyCommand } from "./verify.ts";

/** All commands, in the order of help. */
export const definitions = {
  start: startCommand,
  validate: validateCommand,
  explain: explainCommand,
  replay: replayCommand,
  record: recordCommand,
  verify: verifyCommand,
  completion: completionCommand,
};

export const commands: readonly Command[] = Object.values(definitions);
