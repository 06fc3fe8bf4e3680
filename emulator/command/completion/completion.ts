import { didYouMean } from "../../nearest.ts";
import type { CompletionInput } from "../definitions/completion.ts";
import { SHELLS } from "../definitions/completion.ts";
import { commands } from "../definitions/index.ts";
import { UsageError } from "../usage-error.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { offersOf } from "./offers.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `outcrop completion SHELL`: prints the script. */
export async function completion({ operands }: CompletionInput): Promise<number> {
  const [name = "", ...others] = operands;
  const shell = SHELLS.find((known) => known === name);
  if (!shell || others.length > 0) {
    const hint = shell ? "" : didYouMean(name, SHELLS);
    throw new UsageError(`completion takes one of ${SHELLS.join(", ")}, and not "${operands.join(" ")}"${hint}`);
  }
  process.stdout.write(SCRIPTS[shell](offersOf(commands)));
  return 0;
}
