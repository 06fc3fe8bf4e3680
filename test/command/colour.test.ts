import { spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { cli, filesOf, outcrop } from "./command.ts";

let emulator: Emulator;
let files: Awaited<ReturnType<typeof filesOf<"steps.yaml" | "bad.yaml">>>;
beforeAll(async () => {
  emulator = createEmulator({ scenario: { expect: [{ name: "asks", calls: { operation: "Converse", times: 1 } }] } });
  await emulator.listen();
  files = await filesOf({
    "steps.yaml": "steps: [{ call: ListGuardrails }, { call: ListGuardrails, expect: { status: 418 } }]",
    "bad.yaml": "clok: {}",
  });
});
afterAll(async () => {
  await emulator.close();
  await files[Symbol.asyncDispose]();
});

const RED = "\u001b[31m";
const GREEN = "\u001b[32m";
/** How long something took is never the same. */
const untimed = (text: string) => text.replaceAll(/\d+(\.\d+)? m?s\b/g, "…");

const commands: readonly [of: string, args: () => readonly string[], stream: "stdout" | "stderr", colour: string][] = [
  ["what explain denies", () => ["explain", "scenarios/region-deny.yaml"], "stdout", RED],
  ["what explain allows", () => ["explain", "scenarios/two-teams.yaml"], "stdout", GREEN],
  ["what replay finds", () => ["replay", files["steps.yaml"]], "stdout", RED],
  ["what verify finds", () => ["verify", "--target", emulator.url], "stdout", RED],
  ["what is valid", () => ["validate", "scenarios/two-teams.yaml"], "stdout", GREEN],
  ["an error", () => ["start", "--prot"], "stderr", RED],
];

describe.each(commands)("%s", (_, args, stream, colour) => {
  test("has a colour where one is forced, and says the same without", { timeout: 30_000 }, async () => {
    const [plain, coloured, unwanted] = await Promise.all([
      outcrop(args()),
      outcrop(args(), { FORCE_COLOR: "1" }),
      outcrop(args(), { NO_COLOR: "1" }),
    ]);
    expect(plain[stream]).not.toContain("\u001b");
    expect(coloured[stream]).toContain(colour);
    expect(untimed(stripVTControlCharacters(coloured[stream]))).toBe(untimed(plain[stream]));
    expect(untimed(unwanted[stream])).toBe(untimed(plain[stream]));
  });
});

test("--json never has a colour", async () => {
  for (const args of [
    ["explain", "scenarios/region-deny.yaml", "--json"],
    ["replay", files["steps.yaml"], "--json"],
    ["verify", "--target", emulator.url, "--json"],
    ["validate", files["bad.yaml"], "--json"],
    ["start", "--prot", "--json"],
  ]) {
    const { stdout, stderr } = await outcrop(args, { FORCE_COLOR: "1" });
    expect(stdout + stderr).not.toContain("\u001b");
    expect(() => JSON.parse(stdout + stderr) as object).not.toThrow();
  }
});

test("a terminal gets colours, unless NO_COLOR is set or it has none", (context) => {
  if (spawnSync("script", ["--version"]).error) context.skip("there is no script(1) to make a terminal with");
  const onTerminal = (environment: Record<string, string>) => {
    const line = `'${process.execPath}' '${cli}' validate scenarios/two-teams.yaml`;
    const env = { PATH: process.env.PATH ?? "", TERM: "xterm-256color", ...environment };
    return spawnSync("script", ["-qc", line, "/dev/null"], { env, encoding: "utf8", input: "" }).stdout;
  };
  expect(onTerminal({})).toContain(GREEN);
  expect(onTerminal({ NO_COLOR: "" })).toContain(GREEN);
  expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\u001b");
  expect(onTerminal({ TERM: "dumb" })).not.toContain("\u001b");
});
