import { globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileSteps } from "../../../contracts/runner/compile.ts";
import { readScenario } from "../../../emulator/scenario/parse.ts";
import { ScenarioError } from "../../../emulator/scenario/scenario-error.ts";

/** The problems of a step file, as `outcrop validate` tells them; none for a good one. */
function problemsOf(text: string): readonly string[] {
  return problemsIn(text).map(({ line, column, path, message }) => `${line}:${column}: ${path}: ${message}`);
}

function problemsIn(text: string): ScenarioError["problems"] {
  try {
    const { scenario, locate } = readScenario(text, "s.yaml");
    try {
      compileSteps(scenario);
      return [];
    } catch (error) {
      throw error instanceof ScenarioError ? error.located(locate) : error;
    }
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
}

const steps = (...lines: string[]) => `steps:\n${lines.map((line) => `  - ${line}\n`).join("")}`;

test.each<[title: string, text: string, problem: string]>([
  [
    "an operation that does not exist",
    steps("{ call: Convers }"),
    '2:13: steps[0].call: there is no operation "Convers"; did you mean "Converse"?',
  ],
  [
    "a step of no form",
    steps("{ name: a }"),
    "2:5: steps[0]: a step is one of call, advance, change, and this is none",
  ],
  [
    "a step of two forms",
    steps("{ call: ListGuardrails, advance: PT1S }"),
    "2:5: steps[0]: a step is one of call, advance, change, and this is call and advance",
  ],
  [
    "a key that does not exist",
    steps("{ call: ListGuardrails, inputs: {} }"),
    '2:37: steps[0].inputs: unknown key "inputs"; did you mean "input"?',
  ],
  [
    "an input that the operation does not have",
    steps("{ call: ListGuardrails, input: { maxResult: 1 } }"),
    'ListGuardrails has no input "maxResult"; did you mean "maxResults"?',
  ],
  [
    "a value that nothing captured",
    steps("{ call: ListGuardrails, input: { nextToken: '{{next}}' } }"),
    "{{next}} is used, and no step before captures it",
  ],
  [
    "an error that the operation does not have",
    steps("{ call: ListGuardrails, expect: { error: { type: ConflictExeption } } }"),
    'ListGuardrails has no error "ConflictExeption"',
  ],
  [
    "a stream of what does not stream",
    steps("{ call: Converse, expect: { stream: [] } }"),
    "the answer of Converse is no stream",
  ],
  ["a duration that is none", steps("{ advance: soon }"), "this is a duration such as PT60S"],
  ["a change of nothing", steps("{ change: {} }"), "a change has at least one section of a scenario"],
  [
    "a change to what is no scenario",
    steps("{ change: { regions: { us-west-2: { state: sideways } } } }"),
    "steps[0].change.regions.us-west-2.state",
  ],
  ["a change of the steps", steps("{ change: { steps: [] } }"), '"steps" is nothing that a step can change'],
  [
    "two steps of one name",
    steps("{ name: a, advance: PT1S }", "{ name: a, advance: PT1S }"),
    'another step is called "a"',
  ],
  ["a source that is no URL", steps("{ source: hearsay, advance: PT1S }"), "this is the URL of the evidence"],
  [
    "a Region that does not exist",
    steps("{ call: ListGuardrails, region: us-west-9 }"),
    '"us-west-9" is no Region with Amazon Bedrock',
  ],
  [
    "a directive that does not exist",
    steps("{ call: InvokeModel, input: { body: { $jsn: {} } } }"),
    'there is no "$jsn"; did you mean "$json"?',
  ],
  [
    "more of a text than any request holds",
    steps("{ call: ListGuardrails, input: { nextToken: { $repeat: { text: a, times: 99999999999 } } } }"),
    "this is { text, times }",
  ],
])("%s is told with its place", (_, text, problem) => {
  const problems = problemsOf(text);
  expect(problems[0]).toContain(problem);
  expect(problems[0]).toMatch(/^\d+:\d+: steps/);
});

const goodFiles = globSync("contracts/behaviours/*/*.yaml").map((file) => readFileSync(file, "utf8"));

test("files that are cut, mixed up or misspelt are refused at a place, or are good, and nothing crashes", () => {
  const change = fc.record({
    file: fc.nat(goodFiles.length - 1),
    at: fc.nat(),
    kind: fc.constantFrom("cut", "misspell", "indent", "quote", "swap", "nest"),
  });
  let refused = 0;
  fc.assert(
    fc.property(change, ({ file, at, kind }) => {
      const good = goodFiles[file] ?? "";
      const problems = problemsIn(broken(good, at % good.length, kind));
      if (problems.length > 0) refused++;
      for (const { line, column, message } of problems) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toBe("");
      }
    }),
    { numRuns: 300, seed: 42 },
  );
  expect(refused).toBeGreaterThanOrEqual(200);
});

function broken(text: string, at: number, kind: string): string {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (kind) {
    case "cut":
      return `${before}{`;
    case "misspell":
      return before + after.replace(/(\w)(\w)(\w*): /, "$2$1$3x: ");
    case "indent":
      return before + after.replace(/\n +/, "\n ");
    case "quote":
      return `${before}"${after}`;
    case "swap":
      return before + after.replace(/: (\S+)/, ": [{ $$odd: $1 }]");
    default:
      return before + after.replace(/: /, ": { a: ").replace(/\n/, " }\n");
  }
}
