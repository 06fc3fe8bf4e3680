#!/usr/bin/env node
import { run } from "./command/run.ts";

// Whoever reads the output may go away at any time (`outcrop --help | head`); that is no failure, and anything else is.
const onOutputError = ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") return;
  console.error(`outcrop: the output cannot be written: ${message}`);
  process.exit(2);
};
process.stdout.on("error", onOutputError);
process.stderr.on("error", () => undefined);

try {
  process.exitCode = await run(process.argv.slice(2), process.env);
} catch (error) {
  // Not 1, which says that a check failed.
  process.exitCode = 2;
  console.error("outcrop: this is an error in Outcrop itself; please report it with these lines:");
  console.error(error);
}
