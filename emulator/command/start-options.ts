import type { Environment } from "../scenario/variables.ts";
import { parseArguments } from "./parse-arguments.ts";
import { UsageError } from "./usage-error.ts";

export const logLevels = ["silent", "error", "warn", "info"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly scenarios: readonly string[];
  /** Whether changes of the scenario files are to be followed. */
  readonly watch: boolean;
  readonly seed: number | undefined;
  readonly logLevel: LogLevel;
}

/** What a user gave for an option, and under which name: `--port` or `OUTCROP_PORT`. */
interface Given {
  readonly name: string;
  readonly text: string;
}

/** Flags of the agreed interface that come with a later version; each is refused by name. */
const NOT_YET = ["state"];

/** Reads the options of `outcrop start`; a flag wins over its `OUTCROP_*` variable. Throws UsageError. */
export function readStartOptions(args: readonly string[], environment: Environment): StartOptions {
  const flags = parseFlags(args);
  for (const name of NOT_YET) if (fromEnvironment(name, environment)) throw notYet(variableOf(name));
  const given = (name: "host" | "port" | "seed" | "log-level"): Given | undefined => {
    const flag = flags[name];
    return flag === undefined ? fromEnvironment(name, environment) : { name: `--${name}`, text: flag };
  };
  const watch = flags.watch ?? readSwitch(fromEnvironment("watch", environment));
  const scenarios = flags.scenario ?? fromEnvironment("scenario", environment)?.text.split(",") ?? [];
  return {
    host: readHost(given("host") ?? { name: "--host", text: "127.0.0.1" }),
    port: readInteger(given("port") ?? { name: "--port", text: "4577" }, 65_535),
    scenarios: scenarios.map((file) => file.trim()).filter((file) => file !== ""),
    watch,
    seed: readSeed(given("seed")),
    logLevel: readLogLevel(given("log-level") ?? { name: "--log-level", text: "warn" }),
  };
}

const variableOf = (name: string) => `OUTCROP_${name.toUpperCase().replace("-", "_")}`;

/** A variable that is set to nothing counts as not set: that is how container files leave one out. */
function fromEnvironment(option: string, environment: Environment): Given | undefined {
  const name = variableOf(option);
  const text = environment[name];
  return text === undefined || text === "" ? undefined : { name, text };
}

function parseFlags(args: readonly string[]) {
  const later = args.find((arg) => NOT_YET.some((name) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
  if (later !== undefined) throw notYet(later.split("=")[0] ?? later);
  return parseArguments({
    args: [...args],
    options: {
      host: { type: "string" },
      port: { type: "string" },
      scenario: { type: "string", multiple: true },
      watch: { type: "boolean" },
      seed: { type: "string" },
      "log-level": { type: "string" },
    },
  }).values;
}

const notYet = (name: string) => new UsageError(`${name} is not part of this version of Outcrop yet`);

const readSeed = (given: Given | undefined) => given && readInteger(given, Number.MAX_SAFE_INTEGER);

function readSwitch(given: Given | undefined): boolean {
  if (!given || given.text === "true" || given.text === "1") return given !== undefined;
  if (given.text === "false" || given.text === "0") return false;
  throw new UsageError(`${given.name} must be true or false, and not "${given.text}"`);
}

function readHost({ name, text }: Given): string {
  // Node would listen on every address of the machine.
  if (text === "") throw new UsageError(`${name} must be an address or a host name`);
  return text;
}

function readInteger({ name, text }: Given, highest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= highest) return value;
  throw new UsageError(`${name} must be a whole number from 0 to ${highest}, and not "${text}"`);
}

function readLogLevel({ name, text }: Given): LogLevel {
  const level = logLevels.find((known) => known === text);
  if (level) return level;
  throw new UsageError(`${name} must be one of ${logLevels.join(", ")}, and not "${text}"`);
}
