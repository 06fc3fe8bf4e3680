import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { BUILD_OPTIONS, dockerEngine, IMAGE } from "./docker.ts";

const { version } = createRequire(import.meta.url)("#package") as { version: string };

/** Builds the image once for all test files, where there is an engine; the tests tell when there is none. */
export default function buildImage(): void {
  if (!("version" in dockerEngine())) return;
  const tags = [IMAGE, `${IMAGE}:${version}`].flatMap((tag) => ["--tag", tag]);
  const args = ["build", ...BUILD_OPTIONS, ...tags, "."];
  const { status } = spawnSync("docker", args, { cwd: resolve(import.meta.dirname, "../.."), stdio: "inherit" });
  if (status !== 0) throw new Error("the image cannot be built");
}
