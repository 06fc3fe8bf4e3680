import { writeCommands } from "./commands.ts";
import { writeLimits } from "./limits.ts";
import { writeModels } from "./models.ts";
import { writeOperations, writeRefusedOperations } from "./operations.ts";

/** The parts of pages that are written from the code, by the name that stands in their marks. */
export const parts: Readonly<Record<string, () => string>> = {
  commands: writeCommands,
  limits: writeLimits,
  models: writeModels,
  operations: writeOperations,
  "refused operations": writeRefusedOperations,
};

const PART = /(<!-- Written by `npm run docs`: ([\w ]+)\. -->\n)[\s\S]*?(<!-- The end of what is written\. -->)/g;

/** The names of the parts that a page has. */
export const partsOf = (page: string): readonly string[] => [...page.matchAll(PART)].map(([, , name = ""]) => name);

/** A page with its parts as they are now. Throws for a part that nobody writes. */
export function writeParts(page: string): string {
  return page.replaceAll(PART, (_, begin: string, name: string, end: string) => {
    const write = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!write) throw new Error(`nothing writes "${name}"`);
    return `${begin}\n${write().trim()}\n\n${end}`;
  });
}
