import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { dockerEngine, IMAGE } from "./docker.ts";

const { version } = createRequire(import.meta.url)("#package") as { version: string };

/** Builds the image once for all test files, where there is an engine; the tests tell when there is none. */
export default function buildImage(): void {
  if (!("version" in dockerEngine())) return;
  const tags = [IMAGE, `${IMAGE}:${version}`].flatMap((tag) => ["--tag", tag]);
  // What is installed in the build comes over the network of this machine.
  const args = ["build", "--quiet", "--network", "host", ...tags, "--build-arg", "REVISION=0123abc", "."];
  const { status } = spawnSync("docker", args, { cwd: resolve(import.meta.dirname, "../.."), stdio: "inherit" });
  if (status !== 0) throw new Error("the image cannot be built");
}
