import { UniversalEventStreamMarshaller } from "@smithy/core/event-streams";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { type AdjustableClock, createClock } from "../../emulator/clock.ts";
import type { CallCondition, CallFacts } from "../../emulator/conditions/condition.ts";
import { type CompiledFaults, compileFaults } from "../../emulator/faults/compile.ts";
import { createFaults, type Faults } from "../../emulator/faults/faults.ts";
import type { FaultEffect, FaultRule } from "../../emulator/faults/rule.ts";
import type { Sleeper } from "../../emulator/faults/sleeper.ts";
import { apiModel } from "../../emulator/protocol/model.ts";
import { operationCodec } from "../../emulator/protocol/operation.ts";
import { createRandom } from "../../emulator/random.ts";
import { services } from "../../emulator/services.ts";

/** A rule; written so because the linter takes an object with a key `then` for a promise. */
export const rule = (then: FaultEffect, when: CallCondition = {}): FaultRule => ({ when, then });

function compile(rules: readonly FaultRule[]): { readonly compiled: CompiledFaults; readonly found: string[] } {
  const found: string[] = [];
  const refuse = (keys: readonly PropertyKey[], message: string) => found.push(`${keys.join(".")}: ${message}`);
  const compiled = compileFaults(rules, { models: () => services.map(apiModel), catalog: createCatalog(), refuse });
  return { compiled, found };
}

/** What is wrong with rules, each with the way to it. */
export const problems = (rules: readonly FaultRule[]): string[] => compile(rules).found;

/** Rules at work, on a frozen clock. */
export function faulty(rules: readonly FaultRule[], seed = 42): { faults: Faults; clock: AdjustableClock } {
  const { compiled, found } = compile(rules);
  if (found.length > 0) throw new Error(found.join("\n"));
  const clock = createClock({ start: new Date("2026-01-01T00:00:00Z"), mode: "frozen" });
  return { faults: createFaults({ rules: compiled, clock, random: createRandom(seed, "faults") }), clock };
}

/** A call of Converse from us-east-1, not routed yet. */
export const CALL: CallFacts = { operation: "Converse", source: "us-east-1" };

/** What one rule with this `then` does to a call of `operation`. */
export function faultsOf(then: FaultEffect, operation = "ConverseStream") {
  return faulty([{ then }]).faults.next({ ...CALL, operation })?.faults ?? [];
}

/** A sleeper that sleeps no longer than it takes to write down for how long, until its signal aborts. */
export function fakeSleeper(): { sleeper: Sleeper; slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    sleeper: {
      async sleep(milliseconds, signal) {
        slept.push(milliseconds);
        signal?.throwIfAborted();
      },
    },
  };
}

/** The events of ConverseStream for a text. */
export async function* events(...texts: readonly string[]): AsyncGenerator<Record<string, unknown>> {
  yield { messageStart: { role: "assistant" } };
  for (const text of texts) yield { contentBlockDelta: { contentBlockIndex: 0, delta: { text } } };
  yield { contentBlockStop: { contentBlockIndex: 0 } };
  yield { messageStop: { stopReason: "end_turn" } };
}

/** The frames of such events, as the protocol layer writes them. */
export function framesOf(stream: AsyncIterable<Record<string, unknown>>): AsyncIterable<Uint8Array> {
  const codec = operationCodec("bedrock-runtime", "ConverseStream");
  return codec.write({ stream }, createRandom(42, "padding")).body as AsyncIterable<Uint8Array>;
}

/** Everything that comes, and the error that ends it. */
export async function drain<Item>(items: AsyncIterable<Item>): Promise<{ items: Item[]; error?: unknown }> {
  const drained: Item[] = [];
  try {
    for await (const item of items) drained.push(item);
  } catch (error) {
    return { items: drained, error };
  }
  return { items: drained };
}

const marshaller = new UniversalEventStreamMarshaller({
  utf8Encoder: (bytes) => Buffer.from(bytes as Uint8Array).toString("utf8"),
  utf8Decoder: (text) => Buffer.from(text, "utf8"),
});

/** Reads frames as the SDKs for JavaScript do: the names of the events, and the exception or the error that ends them. */
export async function decode(frames: AsyncIterable<Uint8Array>): Promise<{ items: string[]; error?: unknown }> {
  const read = async (event: Record<string, { readonly body: Uint8Array }>) =>
    Object.fromEntries(
      Object.entries(event).map(([name, { body }]) => [name, { name, body: JSON.parse(Buffer.from(body).toString()) }]),
    );
  const { items, ...end } = await drain(marshaller.deserialize(frames, read));
  return { items: items.flatMap(Object.keys), ...end };
}
