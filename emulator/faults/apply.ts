import { BrokenConnection } from "../errors.ts";
import { type Alteration, alter } from "./answer.ts";
import { breakMidBody } from "./connection.ts";
import { damage } from "./corrupt.ts";
import { InjectedError } from "./error.ts";
import type { Fault } from "./fault.ts";
import { type PaceTools, slowDown } from "./pace.ts";
import type { Sleeper } from "./sleeper.ts";
import { inPieces } from "./split.ts";
import { standStill } from "./stall.ts";
import { throwAfter } from "./stream-exception.ts";
import { cutOff } from "./truncate.ts";

export interface WaitTools {
  readonly sleeper: Sleeper;
  /** Aborts when the client goes away. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What happens before there is an answer: waits for the delays, then throws InjectedError or, where the connection breaks without
 * a word, BrokenConnection.
 */
export async function strike(faults: readonly Fault[], { sleeper, signal }: WaitTools): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === "delay" && fault.milliseconds > 0) await sleeper.sleep(fault.milliseconds, signal);
    if (fault.kind === "error") throw new InjectedError(fault);
    if (fault.kind === "connection" && fault.how !== "reset-mid-body") throw new BrokenConnection(fault.how);
  }
}

/** What happens to the model's answer: `{ ...answer, ...alterAnswer(answer, faults) }`. */
export function alterAnswer(answer: Parameters<typeof alter>[0], faults: readonly Fault[]): Alteration | undefined {
  const fault = faults.find(({ kind }) => kind === "answer");
  return fault?.kind === "answer" ? alter(answer, fault) : undefined;
}

/** What happens to the events of a stream: their pace, and an exception in mid-stream, thrown as AwsError. */
export function shapeStream<Event>(
  events: AsyncIterable<Event>,
  faults: readonly Fault[],
  tools: PaceTools<Event>,
): AsyncIterable<Event> {
  return faults.reduce((stream, fault) => {
    if (fault.kind === "stream-exception") return throwAfter(stream, fault);
    return fault.kind === "pace" ? slowDown(stream, fault, tools) : stream;
  }, events);
}

/**
 * What happens to a body on its way out. A stream's chunks are its frames, one each. Throws BrokenConnection where the connection
 * breaks.
 */
export function breakBody(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  faults: readonly Fault[],
  tools: WaitTools,
): Uint8Array | AsyncIterable<Uint8Array> {
  return faults.reduce((rest, fault) => {
    if (fault.kind === "connection" && fault.how === "reset-mid-body") return breakMidBody(rest);
    return rest instanceof Uint8Array ? rest : breakFrames(rest, fault, tools);
  }, body);
}

/** What one fault does to the frames of a stream. */
export function breakFrames(
  frames: AsyncIterable<Uint8Array>,
  fault: Fault,
  tools: WaitTools,
): AsyncIterable<Uint8Array> {
  switch (fault.kind) {
    case "truncate":
      return cutOff(frames, fault);
    case "corrupt":
      return damage(frames, fault);
    case "stall":
      return standStill(frames, fault, tools);
    case "split":
      return inPieces(frames, fault);
    default:
      return frames;
  }
}
