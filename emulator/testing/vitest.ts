import { test as base, expect } from "vitest";
import type { ClientConfig, ClientOptions } from "../client-config.ts";
import type { Emulator } from "../index.ts";
import { type Budget, type CallSelector, type ExpectedBackoff, matchers } from "./matchers.ts";
import { createEmulatorPool } from "./pool.ts";
import { readScenarioSource, type ScenarioSource } from "./scenario-source.ts";

export { describe } from "vitest";
export type { Budget, CallSelector, ExpectedBackoff, ScenarioSource };
export { expect };

/** What `expect(outcrop)` can be asked. */
export interface OutcropMatchers<R = unknown, _T = unknown> {
  /** Requests of this kind were made: at least one, or `times`, `atLeast`, `atMost`. */
  toHaveCalledBedrock(selector?: CallSelector): R;
  /** Failed calls were tried again, never at once: after at least `waitAtLeast`, a millisecond unless told otherwise. */
  toHaveRetriedWithBackoff(expected?: ExpectedBackoff): R;
  /** After every failure the next request went to this profile: a name, an id, an ARN, or a selector. */
  toHaveFallenBackTo(
    to: string | NonNullable<Parameters<typeof matchers.toHaveFallenBackTo>[2]>,
    from?: Parameters<typeof matchers.toHaveFallenBackTo>[2],
  ): R;
  /** All requests to models together took no more than this. */
  toStayUnderBudget(budget: Budget): R;
  /** Everything that the scenario's `expect` says is so. */
  toMeetExpectations(): R;
}

declare module "vitest" {
  // Vitest's own way to tell the types of matchers (https://vitest.dev/guide/extending-matchers); the parameters are those of its
  // interface, which this is merged with.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends OutcropMatchers<R, T> {}
}

expect.extend(matchers);

/** The settings that a test's clients of the AWS SDK take. */
export type ClientConfigOf = (options?: ClientOptions) => ClientConfig;

const withPool = base.extend(
  "outcropPool",
  { scope: "worker" }, // Vitest reads from the pattern which fixtures are wanted.
  // biome-ignore lint/correctness/noEmptyPattern: see above
  ({}, { onCleanup }) => {
    const pool = createEmulatorPool();
    onCleanup(() => pool.close());
    return pool;
  },
);

/**
 * Vitest's `test` with an emulator, at the start of its scenario before every test:
 * - `scenario`: an object, or the path or URL of a file; set it by `test.override("scenario", …)` for a file or a `describe`
 * - `outcrop`: the emulator
 * - `clientConfig`: `new BedrockRuntimeClient(clientConfig())` speaks to it without a socket
 * - `url`: where it listens, which it does when a test asks for it
 *
 * The tests of a worker share one emulator; tests that run at the same time have one each. Bodies are kept in the journal unless the
 * scenario says otherwise.
 */
export const test = withPool
  .extend("scenario", (): ScenarioSource => ({}))
  .extend("outcrop", async ({ scenario: source, outcropPool }, { onCleanup }): Promise<Emulator> => {
    const scenario = await readScenarioSource(source);
    const emulator = await outcropPool.take({ ...scenario, journal: { bodies: true, ...scenario.journal } });
    onCleanup(() => outcropPool.giveBack(emulator));
    return emulator;
  })
  .extend(
    "clientConfig",
    ({ outcrop }): ClientConfigOf =>
      (options) =>
        outcrop.clientConfig(options),
  )
  .extend("url", async ({ outcrop }): Promise<string> => {
    if (!outcrop.isListening) await outcrop.listen();
    return outcrop.url;
  });

export const it = test;
