import { parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

export const logLevels = ["silent", "error", "warn", "info"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly scenarios: readonly string[];
  readonly seed: number | undefined;
  readonly logLevel: LogLevel;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags of the agreed interface that come with a later version; each is refused by name. */
const NOT_YET = ["watch", "state"];

/** Reads the options of `outcrop start`; a flag wins over its `OUTCROP_*` variable. Throws UsageError. */
export function readStartOptions(args: readonly string[], environment: Environment): StartOptions {
  const flags = parseFlags(args);
  for (const name of NOT_YET) {
    if (environment[`OUTCROP_${name.toUpperCase()}`] !== undefined) throw notYet(`OUTCROP_${name.toUpperCase()}`);
  }
  const scenarios = flags.scenario ?? environment.OUTCROP_SCENARIO?.split(",").map((file) => file.trim()) ?? [];
  return {
    host: flags.host ?? environment.OUTCROP_HOST ?? "127.0.0.1",
    port: readInteger("port", flags.port ?? environment.OUTCROP_PORT ?? "4577", 65_535),
    scenarios: scenarios.filter((file) => file !== ""),
    seed: readSeed(flags.seed ?? environment.OUTCROP_SEED),
    logLevel: readLogLevel(flags["log-level"] ?? environment.OUTCROP_LOG_LEVEL ?? "warn"),
  };
}

function parseFlags(args: readonly string[]) {
  const later = args.find((arg) => NOT_YET.some((name) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
  if (later !== undefined) throw notYet(later.split("=")[0] ?? later);
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: "string" },
        port: { type: "string" },
        scenario: { type: "string", multiple: true },
        seed: { type: "string" },
        "log-level": { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const notYet = (name: string) => new UsageError(`${name} is not part of this version of Outcrop yet`);

const readSeed = (text: string | undefined) =>
  text === undefined ? undefined : readInteger("seed", text, Number.MAX_SAFE_INTEGER);

function readInteger(name: string, text: string, highest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= highest) return value;
  throw new UsageError(`--${name} must be a whole number from 0 to ${highest}, and not "${text}"`);
}

function readLogLevel(text: string): LogLevel {
  const level = logLevels.find((name) => name === text);
  if (level) return level;
  throw new UsageError(`--log-level must be one of ${logLevels.join(", ")}, and not "${text}"`);
}
