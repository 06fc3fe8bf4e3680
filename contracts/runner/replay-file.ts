import { setTimeout as wait } from "node:timers/promises";
import { CallFailure } from "./caller.ts";
import { createCleanup } from "./cleanup.ts";
import type { Behaviour, CallStep, Step } from "./compile.ts";
import type { ReplayFile } from "./files.ts";
import { fill } from "./inputs.ts";
import { judge, type Outcome } from "./outcome.ts";
import { show, valueAt } from "./values.ts";
import type { OpenWorld, ReplayWorld } from "./worlds.ts";

export type Verdict = "passed" | "failed" | "skipped";

/** A call as it was made, for coverage and for comparisons. */
export interface MadeCall {
  readonly step: CallStep;
  /** With the captured values in it. */
  readonly input: unknown;
  readonly outcome: Outcome;
}

export interface BehaviourResult {
  readonly name: string;
  readonly sources: readonly string[];
  readonly verdict: Verdict;
  /** What is not as expected, or why it was skipped. */
  readonly messages: readonly string[];
  readonly milliseconds: number;
  readonly calls: readonly MadeCall[];
  /** Whether it ended at a call without an answer. */
  readonly unanswered?: true;
}

export interface FileResult {
  readonly file: string;
  readonly results: readonly BehaviourResult[];
}

/**
 * Takes the steps of a file in a world of its own, one behaviour after the other; one that fails does not end the file. Once `stop`
 * aborts no other behaviour begins, and what was created is deleted all the same.
 */
export async function replayFile(
  file: ReplayFile,
  open: OpenWorld,
  filter: (name: string) => boolean,
  stop?: AbortSignal,
): Promise<FileResult> {
  const { path, name, scenario, behaviours, emulatorOnly } = file;
  const wanted = behaviours.filter((behaviour) => filter(`${path} ${behaviour.name}`));
  if (wanted.length === 0) return { file: path, results: [] };
  if (stop?.aborted) {
    return { file: path, results: wanted.map((behaviour) => skipped(behaviour, "stopped before its turn")) };
  }
  const world = await open(scenario, name);
  const replay = new FileReplay(world);
  const results: BehaviourResult[] = [];
  try {
    const unfit = world.emulator ? [] : emulatorOnly;
    for (const behaviour of wanted) {
      if (stop?.aborted) results.push(skipped(behaviour, "stopped before its turn"));
      else if (unfit.length > 0) results.push(skipped(behaviour, needsEmulator(unfit)));
      else results.push(await replay.behaviour(behaviour));
    }
    const left = await replay.cleanUp();
    if (left.length > 0) results.push(failed("delete what was created", left));
    if (world.emulator && (scenario.expect?.length ?? 0) > 0) {
      const { expectations } = await world.emulator.verification();
      for (const { name: expectation, ok, ...more } of expectations) {
        results.push(ok ? passed(`expect: ${expectation}`) : failed(`expect: ${expectation}`, [show(more)]));
      }
    }
  } finally {
    // Nothing is left here unless the file came to no end.
    await replay.cleanUp();
    await world.close();
  }
  return { file: path, results };
}

const needsEmulator = (what: readonly string[]) => `needs an emulator: ${what.join(", ")}`;

const bare = (name: string) => ({ name, sources: [], milliseconds: 0, calls: [] });
const passed = (name: string): BehaviourResult => ({ ...bare(name), verdict: "passed", messages: [] });
const failed = (name: string, messages: readonly string[]): BehaviourResult => ({
  ...bare(name),
  verdict: "failed",
  messages,
});
const skipped = ({ name, sources }: Behaviour, message: string): BehaviourResult => ({
  ...bare(name),
  sources,
  verdict: "skipped",
  messages: [message],
});

class FileReplay {
  readonly #world: ReplayWorld;
  readonly #captured = new Map<string, unknown>();
  readonly #cleanup = createCleanup();

  constructor(world: ReplayWorld) {
    this.#world = world;
  }

  async behaviour(behaviour: Behaviour): Promise<BehaviourResult> {
    const { name, sources, steps } = behaviour;
    const unfit = this.#world.emulator ? [] : steps.flatMap(emulatorStep);
    if (unfit.length > 0) return skipped(behaviour, needsEmulator(unfit));
    const missing = steps.flatMap((step) => (step.kind === "call" ? [...step.uses] : []));
    const own = new Set(steps.flatMap((step) => (step.kind === "call" ? [...step.capture.keys()] : [])));
    const without = missing.find((used) => !this.#captured.has(used) && !own.has(used));
    if (without !== undefined) return skipped(behaviour, `{{${without}}} was not captured`);
    const started = performance.now();
    const calls: MadeCall[] = [];
    let messages: readonly string[] = [];
    let answered = true;
    for (const [at, step] of steps.entries()) {
      try {
        messages = await this.#take(step, calls);
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error;
        answered = false;
        messages = [error.message];
      }
      if (messages.length === 0) continue;
      const place = steps.length > 1 ? `step ${at + 1}, ${describe(step)}: ` : "";
      messages = messages.map((message) => place + message);
      break;
    }
    const verdict = messages.length > 0 ? "failed" : "passed";
    const milliseconds = performance.now() - started;
    return { name, sources, verdict, messages, milliseconds, calls, ...(answered ? {} : { unanswered: true }) };
  }

  /** Deletes what was created, where it stays: on AWS. */
  async cleanUp(): Promise<readonly string[]> {
    return this.#world.emulator ? [] : this.#cleanup.run(this.#world.caller);
  }

  /** Takes a step and gives what is not as expected. Throws CallFailure. */
  async #take(step: Step, calls: MadeCall[]): Promise<readonly string[]> {
    if (step.kind === "advance") await this.#world.emulator?.advance(step.milliseconds);
    if (step.kind === "change") await this.#world.emulator?.change(step.scenario);
    if (step.kind !== "call") {
      // What the step has set going in the background goes as far as it can.
      await wait(0);
      return [];
    }
    const outcome = await this.#world.caller.call(step, this.#captured);
    calls.push({ step, input: fill(step.input, this.#captured), outcome });
    this.#cleanup.note(step, outcome);
    const messages = judge({ expect: fill(step.expect, this.#captured) as CallStep["expect"] }, outcome);
    return messages.length > 0 ? messages : this.#capture(step, outcome);
  }

  #capture({ capture }: CallStep, { output }: Outcome): readonly string[] {
    const messages: string[] = [];
    for (const [name, pointer] of capture) {
      const value = valueAt(pointer, output);
      if (value === undefined) messages.push(`capture ${name}: there is nothing at ${pointer} in ${show(output)}`);
      else this.#captured.set(name, value);
    }
    return messages;
  }
}

const describe = (step: Step) => (step.kind === "call" ? step.operation.name : step.kind);

/** What of a step only an emulator can do. */
function emulatorStep(step: Step): readonly string[] {
  if (step.kind !== "call") return [step.kind];
  return step.credentials.accessKeyId === undefined ? [] : ["accessKeyId"];
}
