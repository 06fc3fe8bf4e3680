import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { describeInstalled, type Installed } from "../clients/installed.ts";
import { describeClient, python } from "../clients/python.ts";
import { ROOT, readPage } from "../documentation/pages.ts";
import { blocksOf, codeUnder, run } from "./blocks.ts";
import { describeDocker } from "./docker.ts";
import { folderOf } from "./folder.ts";

const { version } = createRequire(import.meta.url)("#package") as { version: string };
const PAGE = "docs/testcontainers.md";
const blocks = blocksOf(PAGE, "testcontainers");
const LIBRARIES = join(import.meta.dirname, "java/target/libraries");

/** What Testcontainers cannot find out by itself where tests run in a container that has a Docker of its own. */
const env = { TESTCONTAINERS_HOST_OVERRIDE: "127.0.0.1" };
const SAID = "Granite is an igneous rock.\n";

describeDocker(() => {
  test("the example in TypeScript passes", async () => {
    // In the package itself, whose own name leads to what has been built.
    const folder = await mkdtemp(join(ROOT, "dist", "snippet-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(
      join(folder, "vitest.config.mjs"),
      "export default { test: { include: ['*.snippet.ts'], testTimeout: 60_000 } };\n",
    );
    await writeFile(join(folder, "app.snippet.ts"), codeUnder(blocks, "JavaScript and TypeScript", "ts"));
    const args = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--root", folder];
    expect((await run(process.execPath, args, { env: { ...env, NO_COLOR: "1" } })).stdout).toContain("1 passed");
  });

  describeClient("testcontainers", () => {
    test("the example in Python prints what its scenario says", async () => {
      const { stdout } = await run(python, ["-c", codeUnder(blocks, "Python", "python")], { env });
      expect(stdout).toBe(SAID);
    });
  });

  describeInstalled("Java", java(), () => {
    test("the example in Java prints what its scenario says", async () => {
      const folder = await folderOf({ "Main.java": codeUnder(blocks, "Java", "java") });
      const { stdout } = await run("java", ["-cp", `${LIBRARIES}/*`, "Main.java"], { cwd: folder, env });
      expect(stdout).toBe(SAID);
    });
  });
});

test("the examples name the image of this version", () => {
  const named = readPage(PAGE).text.matchAll(/outcrop:(\d[\w.-]*)/g);
  expect([...new Set([...named].map(([, tag]) => tag))]).toEqual([version]);
});

test("the page has no block that no test runs", () => {
  // The image is built, with this tag, before any test.
  expect(blocks.map(({ language }) => language)).toEqual(["sh", "ts", "python", "java"]);
});

function java(): Installed {
  const { error, stderr } = spawnSync("java", ["-version"], { encoding: "utf8" });
  if (error) return { missing: "there is no java on the path" };
  if (!existsSync(LIBRARIES)) return { missing: "`npm run install:container:java` has not fetched its libraries" };
  return { version: /"([^"]+)"/.exec(stderr)?.[1] ?? "" };
}
