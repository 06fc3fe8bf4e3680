#!/usr/bin/env node
import { run } from "./command/run.ts";

// Whoever reads the output may go away at any time (`outcrop --help | head`); that is no failure.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

process.exitCode = await run(process.argv.slice(2), process.env);
