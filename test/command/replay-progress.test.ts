import { expect, test } from "vitest";
import type { FileResult, Verdict } from "../../contracts/runner/replay-file.ts";
import { tellProgress } from "../../emulator/command/replay-progress.ts";

const file = (name: string, verdict: Verdict): FileResult => ({
  file: name,
  results: [{ name: "granite", sources: [], verdict, messages: ["why"], milliseconds: 3, calls: [] }],
});

/** What is written of a file that passes and one that fails. */
function told(isTTY: boolean, environment: Readonly<Record<string, string>>): string {
  let written = "";
  const tell = tellProgress(2, { isTTY, write: (text) => (written += text) }, environment, (_, text) => text);
  tell(file("good.yaml", "passed"));
  tell(file("bad.yaml", "failed"));
  return written;
}

const LINES = "passed   good.yaml (1, 3 ms)\nfailed   bad.yaml (1, 3 ms)\n  failed: granite\n    why\n";

test("a terminal shows a bar from the beginning, above it what is not well, and no bar at the end", () => {
  const clear = "\r\u001b[2K";
  expect(told(true, { TERM: "xterm" })).toBe(
    [
      `[${"-".repeat(30)}] 0 of 2 files`,
      `${clear}[${"#".repeat(15)}${"-".repeat(15)}] 1 of 2 files`,
      `${clear}failed   bad.yaml (1, 3 ms)\n  failed: granite\n    why\n`,
    ].join(""),
  );
});

test.each<[where: string, isTTY: boolean, environment: Readonly<Record<string, string>>]>([
  ["a pipe", false, {}],
  ["continuous integration that has a terminal", true, { CI: "true" }],
  ["a terminal that cannot clear a line", true, { TERM: "dumb" }],
])("%s gets a line for each file", (_, isTTY, environment) => {
  expect(told(isTTY, environment)).toBe(LINES);
});

test("CI=false is no continuous integration", () => {
  expect(told(true, { CI: "false" })).toContain("0 of 2 files");
});
