import { type AnswerFault, answer } from "./answer.ts";
import { type ConnectionFault, connection } from "./connection.ts";
import { type CorruptFault, corrupt } from "./corrupt.ts";
import { type DelayFault, delay } from "./delay.ts";
import { type ErrorFault, error } from "./error.ts";
import type { Kind } from "./kind.ts";
import { type PaceFault, pace } from "./pace.ts";
import { type SplitFault, split } from "./split.ts";
import { type StallFault, stall } from "./stall.ts";
import { type StreamExceptionFault, streamException } from "./stream-exception.ts";
import { type TruncateFault, truncate } from "./truncate.ts";

/** What goes wrong with one call: plain data, told apart by `kind`. */
export type Fault =
  | DelayFault
  | PaceFault
  | ErrorFault
  | ConnectionFault
  | StreamExceptionFault
  | StallFault
  | TruncateFault
  | CorruptFault
  | AnswerFault
  | SplitFault;

/** Every kind of fault, each in a file of its own, in the order in which those that go together happen. */
export const kinds: readonly Kind<Fault>[] = [
  delay,
  pace,
  error,
  connection,
  streamException,
  stall,
  truncate,
  corrupt,
  answer,
  split,
];
