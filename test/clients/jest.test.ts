import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { filesOf } from "../command/command.ts";
import { readPage } from "../documentation/pages.ts";
import { describeInstalled, type Installed } from "./installed.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const MODULES = resolve(import.meta.dirname, "frameworks/node_modules");

function installed(): Installed {
  const manifest = join(MODULES, "jest/package.json");
  if (!existsSync(manifest)) return { missing: "test/clients/frameworks has no jest" };
  return { version: (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version };
}

/** Runs a test file with Jest in a project of its own, which has Outcrop among its modules; gives what it says. */
async function jest(code: string): Promise<{ readonly code: number; readonly said: string }> {
  await using files = await filesOf({ "package.json": '{ "type": "module" }', "app.test.js": code });
  const folder = join(files["package.json"], "..");
  await mkdir(join(folder, "node_modules"));
  for (const name of ["@aws-sdk", "@jest", "@smithy"])
    await symlink(join(MODULES, name), join(folder, "node_modules", name));
  await symlink(ROOT, join(folder, "node_modules/outcrop"));
  await writeFile(join(folder, "jest.config.json"), '{ "transform": {}, "watchman": false }');
  const args = ["--experimental-vm-modules", join(MODULES, "jest/bin/jest.js"), "--config", "jest.config.json", "--ci"];
  const options = { cwd: folder, env: { ...process.env, NODE_NO_WARNINGS: "1" } };
  return await promisify(execFile)(process.execPath, args, options).then(
    ({ stderr }) => ({ code: 0, said: stderr }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
}

describeInstalled("Jest", installed(), () => {
  const snippet =
    readPage("docs/testing.md").blocks.find(({ directives }) => directives.includes("run-by:jest"))?.code ?? "";

  test("the documentation's test passes", async () => {
    const { code, said } = await jest(snippet);
    expect(said).toMatch(/Tests: +1 passed, 1 total/);
    expect(code).toBe(0);
  });

  test("the documentation's test fails with the journal's lines where the app does something else", async () => {
    const { code, said } = await jest(snippet.replace('profile: "team-a", times', 'profile: "team-b", times'));
    expect(said).toContain("Converse");
    expect(said).toMatch(/Tests: +1 failed, 1 total/);
    expect(code).toBe(1);
  });
});
