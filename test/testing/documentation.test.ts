import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
/** A run of a test runner within a test must not take itself for a part of it. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_TEST|AWS_|OUTCROP_|TEST$)/.test(name)),
);

let folder = "";
beforeAll(async () => {
  // In the package itself, whose own name leads to what has been built; `npm test` builds it first.
  folder = await mkdtemp(join(ROOT, "dist", "snippet-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function snippet(language: string): Promise<string> {
  const document = await readFile(join(ROOT, "docs/testing.md"), "utf8");
  const [, code = ""] = document.split(`\`\`\`${language}\n`);
  return code.slice(0, code.indexOf("```"));
}

/** Runs it with the rest of the arguments of Node; gives what it prints and its exit code. */
async function run(file: string, code: string, ...before: readonly string[]) {
  await writeFile(join(folder, file), code);
  const options = { cwd: folder, env: { ...environment, NO_COLOR: "1" } };
  try {
    const printed = await promisify(execFile)(process.execPath, [...before, join(folder, file)], options);
    return { code: 0, ...printed };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

test("the snippet for Vitest passes, and fails with the journal's lines when the app does something else", async () => {
  const code = await snippet("ts vitest");
  await writeFile(join(folder, "vitest.config.mjs"), "export default { test: { include: ['*.snippet.ts'] } };\n");
  const good = await run("good.snippet.ts", code, VITEST, "run", "--root", folder);
  expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining("1 passed") });
  const broken = code.replace('profile: "team-a", times: 1', 'profile: "team-b", times: 1');
  const bad = await run("bad.snippet.ts", broken, VITEST, "run", "--root", folder);
  expect(bad.code).toBe(1);
  expect(bad.stderr).toMatch(/0 such requests, expected 1[\s\S]*Converse {2}team-a .*503/);
});

test("the snippet for node:test passes, and fails with the journal's lines when the app asks twice", async () => {
  const code = await snippet("js node:test");
  const good = await run("good.mjs", code, "--test");
  expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining("pass 1") });
  const send = "const { output } = await client.send(";
  const twice = code.replace(
    send,
    `for (let at = 0; at < 1; at++) await client.send(new ConverseCommand({ modelId: "us.amazon.nova-lite-v1:0", messages }));\n${send}`,
  );
  const bad = await run("bad.mjs", twice, "--test");
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/2 such requests, expected 1[\s\S]*Converse {2}US Nova Lite/);
});

test("the snippet for msw and HTTP/2 answers default clients", async () => {
  const { stdout } = await run("msw.mjs", await snippet("js node"));
  expect(stdout).toBe("ListInferenceProfiles, Converse\n");
});
