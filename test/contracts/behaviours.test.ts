import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { coverageOf } from "../../contracts/runner/coverage.ts";
import { type ReplayFile, readReplayFiles } from "../../contracts/runner/files.ts";
import { calledOperations } from "../../contracts/runner/operations.ts";
import { type FileResult, replayFile } from "../../contracts/runner/replay-file.ts";
import { inProcess } from "../../contracts/runner/worlds.ts";

const folder = fileURLToPath(new URL("../../contracts/behaviours", import.meta.url));
const files = await readReplayFiles([folder], {});
const open = inProcess({ region: undefined });

/** Each file is replayed once, be it asked for by its own test or by the coverage of all. */
const replays = new Map<ReplayFile, Promise<FileResult>>();
function replayed(file: ReplayFile): Promise<FileResult> {
  const replay = replays.get(file) ?? replayFile(file, open, () => true);
  replays.set(file, replay);
  return replay;
}

describe.each(files.map((file) => ({ title: relative(folder, file.path), file })))("$title", ({ file }) => {
  test("is what the emulator does", async () => {
    const { results } = await replayed(file);
    const failures = results.filter(({ verdict }) => verdict !== "passed");
    expect(failures.map(({ name, messages }) => `${name}: ${messages.join("; ")}`)).toEqual([]);
    expect(results).toHaveLength(file.behaviours.length);
  });
});

test("there are at least 250 behaviours, each with its source or the reason why there is none", () => {
  const behaviours = files.flatMap((file) => file.behaviours);
  expect(behaviours.length).toBeGreaterThanOrEqual(250);
  const without = behaviours.filter(({ sources, assumed }) => sources.length === 0 && assumed === undefined);
  expect(without.map(({ name }) => name)).toEqual([]);
});

test("a source is a page, a thread or a file, and not all of a project", () => {
  const sources = files.flatMap((file) => file.behaviours.flatMap((behaviour) => behaviour.sources));
  const whole = /^https:\/\/github\.com\/[^/]+\/[^/]+\/?$/;
  expect(sources.filter((source) => !source.startsWith("https://") || whole.test(source))).toEqual([]);
});

test("every operation that is emulated succeeds in one of the behaviours, and is refused in another", () => {
  const calls = files.flatMap(({ behaviours }) =>
    behaviours.flatMap(({ steps }) => steps.filter((step) => step.kind === "call")),
  );
  const called = (isRefused: boolean) =>
    new Set(
      calls
        .filter(({ expect: outcome }) => (outcome?.error !== undefined) === isRefused)
        .map(({ operation }) => operation.name),
    );
  const emulated = [...calledOperations().values()].filter(({ isEmulated }) => isEmulated).map(({ name }) => name);
  expect(emulated.filter((name) => !called(false).has(name))).toEqual([]);
  expect(emulated.filter((name) => !called(true).has(name))).toEqual([]);
});

test("every error that the API model names for an emulated operation is shown by a behaviour, and 300 constraints broken", async () => {
  const results = await Promise.all(files.map(replayed));
  const { operations, totals } = coverageOf(results);
  const missing = operations.flatMap(({ operation, errors }) =>
    Object.entries(errors).flatMap(([error, isShown]) => (isShown ? [] : [`${operation} ${error}`])),
  );
  expect(operations.length).toBeGreaterThan(30);
  expect(missing).toEqual([]);
  // Those left are deep in shapes that no behaviour sends: the policies of guardrails, the blocks of messages.
  expect(totals.constraints.shown).toBeGreaterThanOrEqual(300);
});
