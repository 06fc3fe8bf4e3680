import { parseArgs } from "node:util";
import { didYouMean } from "../nearest.ts";
import type { Environment } from "../scenario/variables.ts";
import { type Command, type Input, type Option, type Options, takesValue, variableOf } from "./definition.ts";
import { type Given, readSwitch } from "./readers.ts";
import { UsageError } from "./usage-error.ts";

/** What a user gave for the options of one command, each time that it was given. */
type AllGiven = ReadonlyMap<string, readonly Given[]>;

/**
 * Reads what follows the name of a command, and the `OUTCROP_*` variables that stand for its options; the command line wins. Of an
 * option that is given again the last counts, unless it may be repeated. Throws UsageError, which names what is wrong.
 */
export function readInput(command: Command, args: readonly string[], environment: Environment): Input<Options> {
  const { given, operands } = readArguments(command, args);
  checkOperands(command, operands);
  const all = new Map([...fromEnvironment(command.options, environment), ...given]);
  const values = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [name, readValue(name, option, all)]),
  ) as Input<Options>["values"];
  return { values, operands, givenAs: (option) => all.get(option)?.at(-1)?.name, environment };
}

export const seeHelp = ({ name }: Command) => `see outcrop ${name} --help`;

function checkOperands(command: Command, operands: readonly string[]): void {
  const { name, operands: taken } = command;
  if (!taken) {
    if (operands[0] === undefined) return;
    throw new UsageError(`${name} takes options alone, and not "${operands[0]}"; ${seeHelp(command)}`);
  }
  if (operands.length === 0) throw new UsageError(`${name} needs ${taken.needs}; ${seeHelp(command)}`);
  if (operands.includes("")) throw new UsageError(`${name}: a name must not be empty`);
}

function readArguments(command: Command, args: readonly string[]) {
  const { name: commandName, options } = command;
  const given = new Map<string, Given[]>();
  const operands: string[] = [];
  // Not strict: what is wrong is told below, in words that name the nearest option that there is.
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [name, { type: takesValue(option) ? "string" : "boolean" }]),
    ),
  });
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const written = token.rawName.startsWith("--") ? token.rawName : (args[token.index] ?? token.rawName);
    const option = Object.hasOwn(options, token.name) && written.startsWith("--") ? options[token.name] : undefined;
    if (!option) {
      const nearest = didYouMean(
        `--${written.replace(/^-+/, "")}`,
        Object.keys(options).map((name) => `--${name}`),
      );
      throw new UsageError(`${commandName} has no option ${written}${nearest || `; ${seeHelp(command)}`}`);
    }
    const text = takesValue(option) ? token.value : (token.value ?? "true");
    if (text === undefined) throw new UsageError(`${written} needs a value; ${seeHelp(command)}`);
    if (text === "") throw new UsageError(`${written} must not be empty`);
    if (!token.inlineValue && text.startsWith("-") && text !== "-") {
      throw new UsageError(`${written} needs a value; one that begins with a dash is written ${written}=${text}`);
    }
    given.set(token.name, [...(given.get(token.name) ?? []), { name: written, text }]);
  }
  return { given, operands };
}

/** A variable that is set to nothing counts as not set: that is how container files leave one out. */
function fromEnvironment(options: Options, environment: Environment): AllGiven {
  const given = new Map<string, readonly Given[]>();
  for (const [option, definition] of Object.entries(options)) {
    const name = variableOf(option);
    const text = environment[name];
    if (text === undefined || text === "") continue;
    const isRepeated = takesValue(definition) && definition.repeated;
    const texts = isRepeated ? text.split(",").map((part) => part.trim()) : [text];
    given.set(
      option,
      texts.filter((part) => part !== "").map((part) => ({ name, text: part })),
    );
  }
  return given;
}

function readValue(name: string, option: Option, all: AllGiven): unknown {
  const given = all.get(name) ?? [];
  const last = given.at(-1);
  if (!takesValue(option)) return last !== undefined && readSwitch(last);
  if (option.repeated) return given.map(option.of.read);
  const usual = option.default === undefined ? undefined : { name: `--${name}`, text: option.default };
  const told = last ?? usual;
  return told && option.of.read(told);
}
