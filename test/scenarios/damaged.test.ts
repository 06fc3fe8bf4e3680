import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type Document, isScalar, Pair, parse, parseDocument, Scalar, visit, type YAMLMap } from "yaml";
import { createEmulator, type Scenario, ScenarioError } from "../../emulator/index.ts";
import { loadScenario } from "../../emulator/scenario/load.ts";
import { readyMade } from "./ready-made.ts";
import { converse, runtimeOf } from "./world.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const pathOf = (name: string) => `${folder}${name}.yaml`;

/** What may hold keys that Outcrop does not know: policies, tags, what the model says. */
const FREE = new Set([
  "document",
  "tags",
  "json",
  "body",
  "headers",
  "requestMetadata",
  "regions",
  "accounts",
  "capture",
]);

const isIn = (path: readonly unknown[], names: ReadonlySet<string>) =>
  path.some((step) => step instanceof Pair && isScalar(step.key) && names.has(String(step.key.value)));

/** The maps of a document whose keys are Outcrop's own. */
function mapsOf(document: Document): YAMLMap[] {
  const maps: YAMLMap[] = [];
  visit(document, {
    Map: (_, node, path) => {
      if (!isIn(path, FREE)) maps.push(node);
    },
  });
  return maps;
}

type Damage = (text: string, pick: (count: number) => number) => string;

/** Changes the document and writes it anew. */
const inDocument =
  (change: (document: Document, pick: (count: number) => number) => void): Damage =>
  (text, pick) => {
    const document = parseDocument(text);
    change(document, pick);
    return String(document);
  };

const anySection = (document: Document, pick: (count: number) => number) => {
  const items = (document.contents as unknown as YAMLMap).items.filter(({ key }) => String(key) !== "version");
  return items[pick(items.length)] as Pair;
};

const damages: Readonly<Record<string, Damage>> = {
  "a key that nobody knows": inDocument((document, pick) => {
    const maps = mapsOf(document);
    maps[pick(maps.length)]?.add(new Pair(new Scalar("unheardOf"), new Scalar(1)));
  }),
  "a key that is misspelt": inDocument((document, pick) => {
    const section = anySection(document, pick);
    section.key = new Scalar(`${String(section.key)}s1`);
  }),
  "a section of another kind": inDocument((document, pick) => {
    anySection(document, pick).value = new Scalar(pick(1_000) + 0.5);
  }),
  "a section that is empty": inDocument((document, pick) => {
    anySection(document, pick).value = new Scalar(null);
  }),
  "a Region that is not there": inDocument((document, pick) => {
    document.set("regions", { [`mars-north-${pick(9)}`]: { state: "down" } });
  }),
  "an error that AWS does not have": inDocument((document, pick) => {
    document.set("faults", [{ then: { error: `NoSuch${pick(99)}Exception` } }]);
  }),
  "an expectation of no form": inDocument((document, pick) => {
    document.set("expect", [{ name: `nothing ${pick(9)}` }]);
  }),
  "a pattern that does not compile": inDocument((document) => {
    document.set("answers", [{ when: { lastUserText: { matches: "(" } }, then: { text: "x" } }]);
  }),
  "a file that is not there": inDocument((document, pick) => {
    document.set("include", `no-such-file-${pick(9)}.yaml`);
  }),
  "a part that is not there": inDocument((document) => {
    document.set("answers", { $file: "no-such-answers.yaml" });
  }),
  "a variable that is not set": inDocument((document) => {
    document.set("seed", `\${NOT_SET}`);
  }),
  "a bracket that does not close": (text, pick) => insertLine(text, pick, "broken: [1, {"),
  "a quote that does not close": (text, pick) => insertLine(text, pick, 'broken: "'),
  "a tab for a space": (text, pick) => insertLine(text, pick, "broken:\n\t- 1"),
  "the same section twice": (text) => `${text}\nversion: 1\n`,
  "an alias of nothing": (text) => `${text}\nseed: *nothing\n`,
  "two documents": (text) => `${text}\n---\n${text}`,
  "no scenario at all": (_, pick) => ["[1, 2]", "just words", "42"][pick(3)] ?? "",
};

/** Puts a line before the first line of some section. */
function insertLine(text: string, pick: (count: number) => number, line: string): string {
  const lines = text.split("\n");
  const starts = lines.flatMap((one, at) => (/^\w/.test(one) ? [at] : []));
  return lines.toSpliced(starts[pick(starts.length)] ?? 0, 0, line).join("\n");
}

const emulator = createEmulator({ scenario: { answers: [{ then: { text: "the old scenario" } }] } });
afterAll(() => emulator.close());

/** Loads a text as the command does: reads it with all its files, and puts it to use. */
async function use(text: string, path: string): Promise<void> {
  const { scenario, locate } = await loadScenario([path], {
    read: async (file) => (file === path ? text : readFile(file, "utf8")),
    list: async () => undefined,
    resolve: (from, to) => resolve(dirname(from), to),
    environment: {},
  });
  try {
    await emulator.useScenario(scenario);
  } catch (error) {
    throw error instanceof ScenarioError ? error.located(locate) : error;
  }
}

const problemOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a damaged scenario is a ScenarioError with its place, and the old scenario stays at work", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...readyMade),
      fc.constantFrom(...Object.keys(damages)),
      fc.nat(),
      async (name, damage, choice) => {
        const whole = readFileSync(pathOf(name), "utf8");
        const text = damages[damage]?.(whole, (count) => choice % count) ?? "";
        const error = await problemOf(use(text, pathOf(name)));
        expect(error, text).toBeInstanceOf(ScenarioError);
        for (const { file, line, column, message } of (error as ScenarioError).problems) {
          expect(file, message).toMatch(/\.yaml$/);
          expect(line, message).toBeGreaterThan(0);
          expect(column, message).toBeGreaterThan(0);
        }
        const { output } = await runtimeOf(emulator).send(converse());
        expect(output?.message?.content).toEqual([{ text: "the old scenario" }]);
      },
    ),
    { numRuns: 200, seed: 20_260_101 },
  );
});

test("an object with anything wrong in it is refused whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...readyMade), fc.nat(), async (name, choice) => {
      const text = damages["a key that nobody knows"]?.(readFileSync(pathOf(name), "utf8"), (count) => choice % count);
      const error = await problemOf(emulator.useScenario(parse(text ?? "") as Scenario));
      expect(error).toBeInstanceOf(ScenarioError);
      const { output } = await runtimeOf(emulator).send(converse());
      expect(output?.message?.content).toEqual([{ text: "the old scenario" }]);
    }),
    { numRuns: 50, seed: 7 },
  );
});

test("what is not damaged is used", async () => {
  await using other = createEmulator();
  for (const name of readyMade) {
    const { scenario } = await loadScenario([pathOf(name)], {
      read: (file) => readFile(file, "utf8"),
      list: async () => undefined,
      resolve: (from, to) => resolve(dirname(from), to),
      environment: {},
    });
    await other.useScenario(scenario);
  }
});
