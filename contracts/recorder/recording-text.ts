import { Document, isCollection, isScalar, visit } from "yaml";
import type { Composed } from "./compose.ts";
import { pacer } from "./pacer.ts";
import type { Step } from "./step.ts";

const HEAD = "# Written by outcrop record. `outcrop replay` takes the steps, and holds every answer against `expect`.";

/** Writes recordings as YAML, and remembers of the last one what its steps look like: most are the same in the next. */
export class RecordingText {
  #known = new Map<string, string>();

  async of({ head, steps, leftOut }: Composed): Promise<string> {
    const notes = leftOut.map(
      ({ operation, why, times }) =>
        `# Left out: ${operation}${times > 1 ? ` (${times} times)` : ""}, because ${why.replaceAll(/\s+/g, " ")}.\n`,
    );
    const known = new Map<string, string>();
    const texts: string[] = [];
    const pace = pacer();
    for (const step of steps) {
      const key = JSON.stringify(step);
      const text = this.#known.get(key) ?? writeStep(step);
      known.set(key, text);
      texts.push(text);
      await pace();
    }
    this.#known = known;
    const written = texts.length > 0 ? ["steps:\n", ...texts] : ["steps: []\n"];
    return [`${HEAD}\n`, ...notes, write(head), ...written].join("");
  }
}

/** A step as it stands in the list of them. */
const writeStep = (step: Step): string => write({ steps: [step] }).slice("steps:\n".length);

function write(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.value === "eventsAt" && isCollection(value)) value.flow = true;
    },
  });
  // `${` begins a variable in scenario files, and `$${` stands for itself.
  return document.toString({ lineWidth: 0 }).replaceAll("${", () => "$${");
}
