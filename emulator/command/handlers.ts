import type { InputOf } from "./definition.ts";
import type { definitions } from "./definitions/index.ts";
import { stopSignal } from "./stop-signal.ts";

type Handlers = {
  readonly [Name in keyof typeof definitions]: () => Promise<
    (input: InputOf<(typeof definitions)[Name]>) => Promise<number>
  >;
};

/** What commands do; loaded when one is run, because most of them load a part of the emulator that others do not need. */
const handlers: Handlers = {
  start: async () => async (input) => {
    using stop = stopSignal();
    return await (await import("./start.ts")).start(input, stop);
  },
  validate: async () => (await import("./validate.ts")).validate,
  explain: async () => (await import("./explain.ts")).explain,
  replay: async () => (await import("./replay.ts")).replay,
  record: async () => async (input) => {
    using stop = stopSignal();
    return await (await import("./record.ts")).record(input, stop);
  },
  verify: async () => (await import("./verify.ts")).verify,
  completion: async () => (await import("./completion/completion.ts")).completion,
};

/** Runs a command with an input that was read by its own definition. */
export async function handle(name: string, input: unknown): Promise<number> {
  const run = await handlers[name as keyof Handlers]();
  return run(input as never);
}
