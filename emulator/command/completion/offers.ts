import { createCatalog } from "../../catalog/index.ts";
import { type Command, type Option, takesValue } from "../definition.ts";

/** What a shell offers in a place: files, these words, or nothing. */
export type Offer = "file" | readonly string[];

export interface OfferedOption {
  /** `--port` */
  readonly name: string;
  readonly about: string;
  readonly repeated: boolean;
  /** What stands for the value, and what is offered for it; absent for an option that is on or off. */
  readonly value?: { readonly name: string; readonly offer: Offer };
}

/** What a shell has to know of a command. */
export interface OfferedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly OfferedOption[];
  /** What stands beside the options, and how often it may. */
  readonly operands: { readonly name: string; readonly offer: Offer; readonly repeated: boolean };
}

const NOTHING: readonly string[] = [];

/** What shells offer for every command, and for `help`. */
export function offersOf(commands: readonly Command[]): readonly OfferedCommand[] {
  const names = commands.map(({ name }) => name);
  const regions = createCatalog()
    .regions.all()
    .map(({ name }) => name);
  const help: OfferedOption = { name: "--help", about: "show help", repeated: false };
  return [
    ...commands.map(({ name, summary, options, operands }) => ({
      name,
      about: summary,
      options: [...Object.entries(options).map(([option, of]) => offeredOption(option, of, regions)), help],
      operands: {
        name: operands?.name ?? "",
        offer: operands?.completes ?? NOTHING,
        repeated: operands?.name.endsWith("...") ?? false,
      },
    })),
    { name: "help", about: "show help", options: [], operands: { name: "COMMAND", offer: names, repeated: false } },
  ];
}

function offeredOption(name: string, option: Option, regions: readonly string[]): OfferedOption {
  const { about } = option;
  if (!takesValue(option)) return { name: `--${name}`, about, repeated: false };
  const completes = option.of.words ?? option.of.completes ?? NOTHING;
  const offer = completes === "region" ? regions : completes;
  return { name: `--${name}`, about, repeated: option.repeated ?? false, value: { name: option.value, offer } };
}
