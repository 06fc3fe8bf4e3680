// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the form of variables in scenario files

import { posix } from "node:path";
import { expect, test } from "vitest";
import type { Scenario } from "../../emulator/index.ts";
import { loadScenario } from "../../emulator/scenario/load.ts";
import { ScenarioError } from "../../emulator/scenario/scenario-error.ts";

type Files = Readonly<Record<string, string>>;

function load(
  files: Files,
  { names = ["main.yaml"], environment = {} }: { names?: string[]; environment?: Record<string, string> } = {},
) {
  return loadScenario(names, {
    read: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`cannot read ${path}: there is no such file`);
      return text;
    },
    list: async (folder) => {
      const names = Object.keys(files).flatMap((path) =>
        posix.dirname(path) === folder ? [posix.basename(path)] : [],
      );
      return names.length > 0 ? names.toSorted() : undefined;
    },
    resolve: (from, path) => posix.join(posix.dirname(from), path),
    environment,
  });
}

const scenarioOf = async (...args: Parameters<typeof load>): Promise<Scenario> => (await load(...args)).scenario;

async function problemsOf(...args: Parameters<typeof load>): Promise<string> {
  try {
    await load(...args);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error("nothing was wrong");
}

test("a file's sections replace those of the files that it extends, in their order", async () => {
  const files = {
    "main.yaml": "extends: [base/a.yaml, base/b.yaml]\nseed: 3\n",
    "base/a.yaml": "seed: 1\nclock: { mode: frozen }\ndefaults: { region: us-west-2 }\n",
    "base/b.yaml": "extends: c.yaml\nseed: 2\ndefaults: { account: '111111111111' }\n",
    "base/c.yaml": "routing: { policy: round-robin }\nclock: { mode: running }\n",
  };
  expect(await scenarioOf(files)).toEqual({
    seed: 3,
    clock: { mode: "running" },
    defaults: { account: "111111111111" },
    routing: { policy: "round-robin" },
  });
});

test("included files stand beside the file: lists follow each other, maps are joined", async () => {
  const files = {
    "main.yaml":
      "include: more.yaml\nfaults: [{ then: { error: ThrottlingException } }]\nregions: { us-east-1: { state: down } }\n",
    "more.yaml": "version: 1\nfaults: [{ then: { delay: 5 } }]\nregions: { us-west-2: { state: down } }\n",
  };
  expect(await scenarioOf(files)).toEqual({
    version: 1,
    faults: [{ then: { error: "ThrottlingException" } }, { then: { delay: 5 } }],
    regions: { "us-east-1": { state: "down" }, "us-west-2": { state: "down" } },
  });
});

test("what two files that are put together both say is a problem, at the second place", async () => {
  const files = {
    "main.yaml": "include: more.yaml\nseed: 1\nregions: { us-east-1: { state: down } }\n",
    "more.yaml": "\nseed: 2\nregions:\n  us-east-1: { state: up }\n",
  };
  expect(await problemsOf(files)).toBe(
    "more.yaml:2:7: seed: another of the files that are put together says this too\n" +
      "more.yaml:4:14: regions.us-east-1: another of the files that are put together says this too",
  );
});

test("a problem in a file that another one takes in has its own file, line and column", async () => {
  expect(await problemsOf({ "main.yaml": "extends: base.yaml\n", "base.yaml": "\nseeed: 1\n" })).toMatch(
    /^base\.yaml:2:8: seeed: unknown key "seeed"; did you mean "seed"\?/,
  );
  const included = {
    "main.yaml": "include: more.yaml\nfaults: [{ then: { delay: 1 } }]\n",
    "more.yaml": "faults:\n  - then: { delay: 2 }\n  - then: { delai: 3 }\n",
  };
  expect(await problemsOf(included)).toMatch(/^more\.yaml:3:\d+: faults\[2\]\.then\.delai: unknown key/);
});

test("a value is taken from a file: JSON and YAML as what they say, anything else as text", async () => {
  const files = {
    "main.yaml":
      "answers:\n  - then: { text: { $file: texts/a.txt } }\n  - then: { json: { $file: b.json } }\n  - then: { json: { deep: [{ $file: c.yaml }] } }\n",
    "texts/a.txt": "Hello\n",
    "b.json": '{"sum": 3}',
    "c.yaml": "- 1\n- two\n",
  };
  expect((await scenarioOf(files)).answers?.map(({ then }) => then)).toEqual([
    { text: "Hello\n" },
    { json: { sum: 3 } },
    { json: { deep: [[1, "two"]] } },
  ]);
});

test("variables are put in, with defaults, and what is written without quotes is read as YAML reads it", async () => {
  const text =
    "seed: ${SEED:-7}\ndefaults: { account: '${ACCOUNT}', region: '${REGION:-us-east-1}' }\nanswers: [{ then: { text: 'costs $${5} ${EMPTY:-nothing}' } }]\n";
  expect(await scenarioOf({ "main.yaml": text }, { environment: { ACCOUNT: "123456789012", EMPTY: "" } })).toEqual({
    seed: 7,
    defaults: { account: "123456789012", region: "us-east-1" },
    answers: [{ then: { text: "costs ${5} nothing" } }],
  });
  expect(await problemsOf({ "main.yaml": text })).toBe(
    "main.yaml:2:22: the environment variable ACCOUNT is not set, and ${ACCOUNT} has no default",
  );
});

test("several files given one after the other replace each other's sections", async () => {
  const files = { "a.yaml": "seed: 1\nclock: { mode: frozen }\n", "b.yaml": "seed: 2\n" };
  expect(await scenarioOf(files, { names: ["a.yaml", "b.yaml"] })).toEqual({ seed: 2, clock: { mode: "frozen" } });
});

test.each<[string, Files, string]>([
  [
    "a file that leads back to itself",
    { "main.yaml": "extends: a.yaml\n", "a.yaml": "include: main.yaml\n" },
    "a.yaml:1:10: include: main.yaml leads back to itself",
  ],
  [
    "a file that is not there",
    { "main.yaml": "include: [no.yaml]\n" },
    "main.yaml:1:11: include[0]: cannot read no.yaml: there is no such file",
  ],
  [
    "no path",
    { "main.yaml": "extends: 3\n" },
    "main.yaml:1:10: extends: this is the path of a file, or a list of them",
  ],
  [
    "a value's file that is not there",
    { "main.yaml": "answers: [{ then: { text: { $file: no.txt } } }]\n" },
    "answers[0].then.text.$file: cannot read no.txt",
  ],
  [
    "a value's file that is no JSON",
    { "main.yaml": "answers: [{ then: { json: { $file: a.json } } }]\n", "a.json": "{" },
    "answers[0].then.json.$file: a.json cannot be read",
  ],
  [
    "something beside $file",
    { "main.yaml": "answers: [{ then: { json: { $file: a.json, b: 1 } } }]\n", "a.json": "{}" },
    "'$file' stands alone",
  ],
])("%s is a problem with its place", async (_, files, message) => {
  expect(await problemsOf(files)).toContain(message);
});

const fromFolder = { names: ["world"] };

test("the files of a folder stand side by side, in the order of their names", async () => {
  const files = {
    "world/20-more.yaml": "faults: [{ then: { delay: 2 } }]\nregions: { us-west-2: { state: down } }\n",
    "world/10-some.json":
      '{ "seed": 5, "faults": [{ "then": { "delay": 1 } }], "regions": { "us-east-1": { "state": "up" } } }',
    "world/30-nothing.yaml": "# nothing yet\n",
    "world/parts/other.yaml": "seed: 6\n",
  };
  expect(await scenarioOf(files, fromFolder)).toEqual({
    seed: 5,
    faults: [{ then: { delay: 1 } }, { then: { delay: 2 } }],
    regions: { "us-east-1": { state: "up" }, "us-west-2": { state: "down" } },
  });
});

test("a file of a folder that another takes from is a part of that one alone, whatever it says for itself", async () => {
  const files = {
    "world/app.yaml": "extends: base.yaml\nseed: 2\nanswers: [{ then: { json: { $file: list.json } } }]\n",
    "world/base.yaml": "seed: 1\nclock: { mode: frozen }\n",
    "world/list.json": "[1]",
  };
  expect(await scenarioOf(files, fromFolder)).toEqual({
    seed: 2,
    clock: { mode: "frozen" },
    answers: [{ then: { json: [1] } }],
  });
});

test.each<[string, Files, string]>([
  [
    "what two files of a folder both say",
    { "world/a.yaml": "seed: 1\n", "world/b.yaml": "\nseed: 2\n" },
    "world/b.yaml:2:7: seed: another of the files that are put together says this too",
  ],
  [
    "a file of a folder that is no map",
    { "world/a.yaml": "- 1\n", "world/b.yaml": "seed: 2\n" },
    "world/a.yaml:1:1: a scenario is a map of sections",
  ],
  [
    "files of a folder that lead to each other",
    { "world/a.yaml": "extends: b.yaml\n", "world/b.yaml": "extends: a.yaml\n" },
    "world/b.yaml:1:10: extends: a.yaml leads back to itself\nworld/a.yaml:1:10: extends: b.yaml leads back to itself",
  ],
  [
    "a wrong key in the second file of a folder",
    { "world/a.yaml": "seed: 1\n", "world/b.yaml": "\nclok: {}\n" },
    'world/b.yaml:2:7: clok: unknown key "clok"; did you mean "clock"?',
  ],
])("%s: a problem with its place", async (_, files, message) => {
  expect(await problemsOf(files, fromFolder)).toContain(message);
});
