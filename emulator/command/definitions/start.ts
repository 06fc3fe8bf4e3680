import { defineCommand, type InputOf } from "../definition.ts";
import { file, integer, oneOf, text } from "../readers.ts";
import { stateFolder } from "../state-reader.ts";

export const startCommand = defineCommand({
  name: "start",
  summary: "start the emulator",
  usage: ["start [options]"],
  about: [
    "Listens until SIGINT or SIGTERM, and lets running requests finish then. Prints its address, and the lines that point an AWS SDK or the AWS CLI at it.",
    "What a scenario file may take from other files and from the environment is told in docs/scenarios.md.",
  ],
  options: {
    host: { value: "HOST", of: text, default: "127.0.0.1", about: "address to listen on" },
    port: { value: "PORT", of: integer(0, 65_535), default: "4577", about: "port to listen on; 0 for any free one" },
    scenario: {
      value: "FILE",
      of: file,
      repeated: true,
      about:
        "scenario in YAML or JSON, or a folder of them, put side by side; given again, its sections replace those of earlier files",
    },
    watch: { about: "follow changes of the scenario files: rules are swapped, state is kept" },
    seed: {
      value: "N",
      of: integer(0, Number.MAX_SAFE_INTEGER),
      about: "seed of all chance, unless a scenario has one (42 without either)",
    },
    state: {
      value: "DIR",
      of: stateFolder,
      about: "keep what is created in this folder, and go on from there at the next start (in memory without it)",
    },
    "log-level": {
      value: "LEVEL",
      of: oneOf(["silent", "error", "warn", "info"]),
      default: "warn",
      about: "what to tell; info writes a JSON line to stdout for each request",
    },
    json: { about: "greet with one line of JSON: url, host, port, pid, version, environment" },
  },
  examples: [
    { line: "start", about: "the defaults" },
    {
      line: "start --scenario scenarios/two-teams.yaml --watch",
      about: "a world from a file, which may be edited while it runs",
    },
    { line: "start --port 0 --json", about: "any free port, told in JSON" },
  ],
  exitCodes: { 0: "ended by a signal", 2: "bad usage, a bad scenario, or an address that cannot be listened on" },
});

export type StartInput = InputOf<typeof startCommand>;
export type LogLevel = StartInput["values"]["log-level"];
