import { join } from "node:path";
import { expect } from "vitest";
import { type ReplayFile, readReplayFiles } from "../../contracts/runner/files.ts";
import { replayFile } from "../../contracts/runner/replay-file.ts";
import { inProcess } from "../../contracts/runner/worlds.ts";
import { createEmulator } from "../../emulator/index.ts";
import { exchangesOf, sendExchange } from "./http-block.ts";
import { type Block, ROOT } from "./pages.ts";
import { FRAMEWORKS, type Plan, PYTHON, type Runner, type Suite } from "./runners.ts";
import { consoleScript, linesLike, sessionsOf, shellScript } from "./shell.ts";
import type { Workspace } from "./workspace.ts";

type Run = (block: Block, code: string, workspace: Workspace, suite: Suite) => Promise<void>;

/** The name that a block gives its file: `file=NAME` in its info string. */
export const fileOf = ({ directives }: Block) =>
  directives.find((name) => name.startsWith("file="))?.slice("file=".length);

/** Runs a block as it stands, but for the address of the emulator. Fails the test when it does not do what its page says. */
export async function runBlock(block: Block, { runner, suite }: Plan, workspace: Workspace): Promise<void> {
  const code = workspace.adapt(block.code);
  await workspace.prepare(/\boutcrop start\b/.test(code));
  await RUNNERS[runner](block, code, workspace, suite);
}

const RUNNERS: Readonly<Record<Runner, Run>> = {
  scenario: async (block, code, workspace) => {
    const file = await workspace.write(fileOf(block) ?? `line-${block.line}.yaml`, code);
    const [read] = await readReplayFiles([file], {});
    if (!read) throw new Error("the file was not read");
    expect(() => createEmulator({ scenario: read.scenario })).not.toThrow();
    await expectSteps(read);
  },
  file: async (block, code, workspace) => {
    await workspace.write(fileOf(block) ?? "", code);
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  },
  node: async (block, code, workspace, suite) => {
    if (suite === "unit") return runModule(block, code, workspace, []);
    const args = ["--input-type=module", "-e", code];
    expectDone(await workspace.run(process.execPath, args, { cwd: FRAMEWORKS }), /console\.log\(/.test(code));
  },
  "node:test": (block, code, workspace) => runModule(block, code, workspace, ["--test"]),
  vitest: async (block, code, workspace) => {
    await workspace.write("vitest.config.mjs", "export default { test: { include: ['*.snippet.ts'] } };\n");
    const name = `line-${block.line}.snippet.ts`;
    await workspace.write(name, code);
    const args = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--root", workspace.folder, name];
    expectDone(await workspace.run(process.execPath, args));
  },
  python: async (block, code, workspace) => {
    const file = await workspace.write(fileOf(block) ?? `line-${block.line}.py`, code);
    expectDone(await workspace.run(PYTHON, [file]), /print\(/.test(code));
  },
  shell: async (_, code, workspace) => {
    expectDone(await workspace.run("bash", ["-euo", "pipefail", "-c", shellScript(code)]));
  },
  console: async (_, code, workspace) => {
    const sessions = sessionsOf(code);
    const { stdout, stderr } = await workspace.run("bash", ["-c", consoleScript(sessions)]);
    expect(stderr).toBe("");
    const printed = stdout.split("\u0000\n");
    for (const [at, { command, output }] of sessions.entries()) {
      const found = printed[at]?.trimEnd() ?? "";
      expect(found, `$ ${command}`).toMatch(linesLike(output));
    }
  },
  http: async (_, code, workspace) => {
    for (const exchange of exchangesOf(code)) await sendExchange(exchange, workspace.url);
  },
};

async function expectSteps(file: ReplayFile): Promise<void> {
  const { results } = await replayFile(file, inProcess({ region: undefined }), () => true);
  expect(
    results.filter(({ verdict }) => verdict !== "passed").map(({ name, messages }) => ({ name, messages })),
  ).toEqual([]);
}

async function runModule(block: Block, code: string, workspace: Workspace, options: readonly string[]): Promise<void> {
  const file = await workspace.write(
    fileOf(block) ?? `line-${block.line}.${block.language === "ts" ? "ts" : "mjs"}`,
    code,
  );
  expectDone(await workspace.run(process.execPath, [...options, file]), /console\.log\(/.test(code));
}

function expectDone({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }, prints = false): void {
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  if (prints) expect(stdout).toMatch(/\w/);
}
