import type { Environment } from "../scenario/variables.ts";
import type { Reader } from "./readers.ts";

/** An option that takes a value: `--port PORT`. */
export interface ValueOption {
  /** What stands for the value in help: `PORT`. */
  readonly value: string;
  readonly of: Reader<unknown>;
  readonly about: string;
  /** As a user would write it; without one the value is absent when nobody gives it. */
  readonly default?: string;
  /** Whether it may be given again; all that were given count. Any other option counts as it was given last. */
  readonly repeated?: true;
}

/** An option that is on or off: `--watch`, `--watch=false`. */
export interface Flag {
  readonly about: string;
}

export type Option = ValueOption | Flag;
export type Options = Readonly<Record<string, Option>>;

/** What stands on the command line beside the options: `FILE...`. */
export interface Operands {
  /** `FILE...` */
  readonly name: string;
  readonly about: string;
  /** Completes "needs …", for a command line without any. */
  readonly needs: string;
  /** What a shell offers for one: files, or these words. */
  readonly completes: "file" | readonly string[];
}

export interface Example {
  /** The line after `outcrop`. */
  readonly line: string;
  readonly about: string;
}

/** What the options of a command came to: by their names, those without a value and a default are absent. */
export type Values<Of extends Options> = { readonly [Name in keyof Of]: ValueOf<Of[Name]> };

type ValueOf<Of> = Of extends { readonly of: Reader<infer Value> }
  ? Of extends { readonly repeated: true }
    ? readonly Value[]
    : Of extends { readonly default: string }
      ? Value
      : Value | undefined
  : boolean;

/** What a command is run with. */
export interface Input<Of extends Options> {
  readonly values: Values<Of>;
  readonly operands: readonly string[];
  /** The name under which the user gave an option: `--port` or `OUTCROP_PORT`; absent when nobody gave it. */
  readonly givenAs: (option: keyof Of & string) => string | undefined;
  readonly environment: Environment;
}

/**
 * All that is said of a command: how it is parsed, the variables that stand for its options, its help, its page in the documentation
 * and what shells complete come from here. Plain data, so that `outcrop start` loads nothing for it: a library that parses and
 * explains costs more time than everything else before the emulator is loaded, and none of them completes the names of files.
 */
export interface Command<Of extends Options = Options> {
  readonly name: string;
  /** One line, in the list of commands. */
  readonly summary: string;
  /** Lines after `outcrop`. */
  readonly usage: readonly string[];
  /** Paragraphs. */
  readonly about: readonly string[];
  readonly operands?: Operands;
  readonly options: Of;
  readonly examples: readonly Example[];
  /** Those that it ends with, and what they say. */
  readonly exitCodes: { readonly 0: string; readonly 1?: string; readonly 2: string };
}

/** Takes a definition as it stands, so that the types of values follow from it. */
export const defineCommand = <const Of extends Options>(command: Command<Of>): Command<Of> => command;

/** What the command of a definition is run with; it gives the exit code, and throws UsageError or ScenarioError for 2. */
export type InputOf<Defined> = Defined extends Command<infer Of> ? Input<Of> : never;

export const takesValue = (option: Option): option is ValueOption => "of" in option;

/** The variable that stands for an option: `OUTCROP_LOG_LEVEL` for `log-level`. */
export const variableOf = (option: string): string => `OUTCROP_${option.toUpperCase().replaceAll("-", "_")}`;
