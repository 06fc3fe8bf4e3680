import type { InputOf } from "./definition.ts";
import type { definitions } from "./definitions/index.ts";
import { type StopSignal, stopSignal } from "./stop-signal.ts";

type Handlers = {
  readonly [Name in keyof typeof definitions]: () => Promise<
    (input: InputOf<(typeof definitions)[Name]>) => Promise<number>
  >;
};

/** A command that is told of the wish to end it, from before it is loaded. */
const stoppable =
  <Of>(load: () => Promise<(input: Of, stop: StopSignal) => Promise<number>>) =>
  async () =>
  async (input: Of): Promise<number> => {
    using stop = stopSignal();
    return await (await load())(input, stop);
  };

/** What commands do; loaded when one is run, because most of them load a part of the emulator that others do not need. */
const handlers: Handlers = {
  start: stoppable(async () => (await import("./start.ts")).start),
  validate: async () => (await import("./validate.ts")).validate,
  explain: async () => (await import("./explain.ts")).explain,
  replay: stoppable(async () => (await import("./replay.ts")).replay),
  record: stoppable(async () => (await import("./record.ts")).record),
  verify: async () => (await import("./verify.ts")).verify,
  completion: async () => (await import("./completion/completion.ts")).completion,
};

/** Runs a command with an input that was read by its own definition. */
export async function handle(name: string, input: unknown): Promise<number> {
  const run = await handlers[name as keyof Handlers]();
  return run(input as never);
}
