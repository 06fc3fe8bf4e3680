import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { setupServer } from "msw/node";
import { readScenarioFiles } from "../../emulator/command/read-scenarios.ts";
import { bedrockHandlers } from "../../emulator/doors/msw.ts";
import { createEmulator, type Emulator, type JournalEntry, type Scenario } from "../../emulator/index.ts";
import { frozen, settled, waitsOf } from "./world.ts";

const folder = new URL("../../scenarios/", import.meta.url);

/** The names of the ready-made scenarios. */
export const readyMade: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.replace(".yaml", ""));

/** A ready-made scenario with all that it takes from other files, on a clock that stands still. */
export async function loadReadyMade(name: string): Promise<Scenario> {
  const { scenario } = await readScenarioFiles([fileURLToPath(new URL(`${name}.yaml`, folder))], {});
  return { clock: frozen, ...scenario };
}

/** An app of scenarios/examples: takes what it needs of the world, and gives back what its user sees. */
export type App = (world: {
  readonly config: object;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly deadline: (milliseconds: number) => AbortSignal;
}) => Promise<unknown>;

export const { apps }: { readonly apps: Readonly<Record<string, { readonly good: App; readonly bad: App }>> } =
  await import(new URL("examples/apps.mjs", folder).href);

const aside = new Set(["id", "time", "attempt", "sourceIp", "userAgent"]);

const isAborted = ({ error }: JournalEntry) => error?.code === "AbortError";

/** What does not tell apart who came through which door, nor when; requests that were given up come last, whenever that was seen. */
const withoutIds = (entries: readonly JournalEntry[]) =>
  [...entries.filter((entry) => !isAborted(entry)), ...entries.filter(isAborted)].map((entry) => ({
    ...Object.fromEntries(Object.entries(entry).filter(([key]) => !aside.has(key))),
    attempt: entry.attempt?.number,
  }));

/** The ways in: what a client is configured with to come through each. */
export const doors = {
  "over HTTP/2": async (emulator: Emulator) => ({ endpoint: (await emulator.listen()).url }),
  "in process": async (emulator: Emulator) => ({ requestHandler: emulator.requestHandler() }),
  "through msw": async (emulator: Emulator, onEnd: (end: () => void) => void) => {
    const server = setupServer(...bedrockHandlers(emulator));
    server.listen({ onUnhandledFrame: "error" });
    onEnd(() => server.close());
    // msw sees HTTP/1.1 and no HTTP/2.
    return { requestHandler: new NodeHttpHandler() };
  },
};

/** Runs an app in a scenario through a door: what its user sees, what the journal says, and how it is judged. */
export async function runApp(scenario: Scenario, app: App, door: keyof typeof doors) {
  const errors: unknown[] = [];
  await using emulator = createEmulator({ scenario, onError: (error) => errors.push(error) });
  await using ending = new AsyncDisposableStack();
  const onEnd = (end: () => void) => ending.defer(end);
  const credentials = { accessKeyId: "AKIAAPP0000000000001", secretAccessKey: "outcrop" };
  const waited = waitsOf(emulator);
  let deadlines = 0;
  const given: AbortSignal[] = [];
  const seen = await app({
    config: { region: "us-east-1", credentials, ...(await doors[door](emulator, onEnd)) },
    // The app's time is the emulator's: nobody waits.
    sleep: async (milliseconds) => emulator.clock.advance(milliseconds),
    // A deadline is over as soon as the emulator keeps the app waiting, once for each.
    deadline: () => {
      const over = new AbortController();
      deadlines++;
      waited(deadlines).then(() => over.abort());
      given.push(over.signal);
      return over.signal;
    },
  });
  // Until the emulator has seen that the app has left.
  const hasSeen = () => emulator.journal.entries.some(isAborted) || given.every(({ aborted }) => !aborted);
  for (let round = 0; round < 100 && !hasSeen(); round++) await settled();
  return { seen, journal: withoutIds(emulator.journal.entries), verification: emulator.verification, errors };
}
