import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./pages.ts";

/** How code opens a connection to another machine. */
const WAY_OUT =
  /\bfetch\(|\b(?:net|https?2?)\.(request|get|connect)\(|\bcreateConnection\(|from "node:(dns|dgram|https|tls)"|\bnew WebSocket\(/;

test("a connection is opened only where docs/security.md says so", () => {
  const files = globSync(["emulator/**/*.ts", "contracts/{recorder,runner}/**/*.ts"], { cwd: ROOT });
  const waysOut = files.filter((file) => WAY_OUT.test(readFileSync(join(ROOT, file), "utf8")));
  expect(waysOut.map((file) => file.replaceAll("\\", "/")).toSorted()).toEqual([
    // `outcrop record`: to the upstream that it was told.
    "contracts/recorder/plain-upstream.ts",
    // `outcrop replay`: at the server or AWS that it was told.
    "contracts/runner/worlds.ts",
    // `outcrop record`: whether the upstream is an Outcrop.
    "emulator/command/record.ts",
    // `outcrop verify`: at the emulator that it was told.
    "emulator/command/verify.ts",
    // `--state`: whether another process of this machine has the folder, at a socket in it.
    "emulator/doors/folder-lock.ts",
    // A browser's page asks the emulator that it was told.
    "emulator/doors/msw.ts",
    // The S3 endpoint of the scenario's `output`.
    "emulator/doors/s3-objects.ts",
    // `outcrop/testcontainers`: the container that it has started.
    "emulator/testing/admin.ts",
  ]);
});
