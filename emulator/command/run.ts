import { styleText } from "node:util";
import { didYouMean } from "../nearest.ts";
import { printable } from "../reports/markup.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Environment } from "../scenario/variables.ts";
import { version } from "../version.ts";
import { type Command, variableOf } from "./definition.ts";
import { commands } from "./definitions/index.ts";
import { handle } from "./handlers.ts";
import { writeJsonError } from "./json-error.ts";
import { readInput } from "./read-input.ts";
import { UsageError } from "./usage-error.ts";

/** Runs the `outcrop` command and gives its exit code: 0 done, 1 a check failed, 2 bad usage or bad file. */
export async function run(args: readonly string[], environment: Environment): Promise<number> {
  try {
    return await dispatch(args, environment);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ScenarioError)) throw error;
    process.stderr.write(wantsJson(args, environment) ? writeJsonError(error) : writeError(error));
    return 2;
  }
}

async function dispatch(args: readonly string[], environment: Environment): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) return showHelp(undefined, process.stderr, 2);
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (name === "help" || isHelp(name)) {
    const topic = rest.find((word) => !isHelp(word));
    return showHelp(topic === undefined || topic === "help" ? undefined : find(topic), process.stdout, 0);
  }
  const command = find(name);
  if (optionsOf(rest).some(isHelp)) return showHelp(command, process.stdout, 0);
  return handle(command.name, readInput(command, rest, environment));
}

const isHelp = (word: string) => word === "--help" || word === "-h";

/** What stands before `--`, behind which nothing is an option. */
function optionsOf(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

function find(name: string): Command {
  const command = commands.find((one) => one.name === name);
  if (command) return command;
  const nearest = didYouMean(name, [...commands.map((one) => one.name), "help"]);
  const what = name.startsWith("-") ? `there is no option ${name} before a command` : `there is no command "${name}"`;
  throw new UsageError(`${what}${nearest || "; see outcrop --help"}`);
}

async function showHelp(command: Command | undefined, stream: NodeJS.WriteStream, code: number): Promise<number> {
  const { writeCommandHelp, writeHelp } = await import("./help.ts");
  stream.write(command ? writeCommandHelp(command, stream) : writeHelp(commands, stream));
  return code;
}

/** Whether errors are to be JSON too: looked at before anything is parsed, because that may be what goes wrong. */
function wantsJson(args: readonly string[], environment: Environment): boolean {
  const options = optionsOf(args).filter((word) => word === "--json" || word.startsWith("--json="));
  const last = options.at(-1)?.split("=")[1] ?? (options.length > 0 ? "true" : environment[variableOf("json")]);
  return last === "true" || last === "1";
}

function writeError(error: UsageError | ScenarioError): string {
  const prefix = error instanceof UsageError ? `${styleText("red", "outcrop:", { stream: process.stderr })} ` : "";
  return `${prefix}${printable(error.message)}\n`;
}
