import { createCatalog } from "../../emulator/catalog/index.ts";
import { parseDuration } from "../../emulator/duration.ts";
import { didYouMean } from "../../emulator/nearest.ts";
import { checkScenario } from "../../emulator/scenario/parse.ts";
import { problemAt, ScenarioError, type ScenarioProblem } from "../../emulator/scenario/scenario-error.ts";
import type { Scenario } from "../../emulator/scenario/schema.ts";
import { compileSettings } from "../../emulator/settings/settings.ts";
import type { Refuse } from "./directives.ts";
import { checkInput, namesIn } from "./inputs.ts";
import { checkMatchers } from "./matchers.ts";
import { type CalledOperation, calledOperations } from "./operations.ts";

type WrittenStep = NonNullable<Scenario["steps"]>[number];

/** What a call must come to, as it is written. */
export type ExpectedOutcome = NonNullable<WrittenStep["expect"]>;

export interface CallStep {
  readonly kind: "call";
  readonly operation: CalledOperation;
  readonly region: string | undefined;
  readonly credentials: Pick<WrittenStep, "accessKeyId" | "secretAccessKey" | "sessionToken">;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: ExpectedOutcome | undefined;
  /** JSON pointers into the output, by the name of the value that they capture. */
  readonly capture: ReadonlyMap<string, string>;
  /** The names of the captured values that it uses. */
  readonly uses: ReadonlySet<string>;
}

export type Step =
  | CallStep
  | { readonly kind: "advance"; readonly milliseconds: number; readonly written: string }
  /** Everything that the world is like from now on. */
  | { readonly kind: "change"; readonly scenario: Scenario; readonly sections: readonly string[] };

/** Steps that show one behaviour: those without a name belong to the named one before them. */
export interface Behaviour {
  readonly name: string;
  readonly sources: readonly string[];
  /** Why the behaviour was chosen where no source is known. */
  readonly assumed: string | undefined;
  readonly steps: readonly Step[];
}

/**
 * Compiles the section `steps`. Throws ScenarioError for steps of no form or of several, names that mean nothing, matchers that are
 * not right, values that are used and not captured before, and changes that make no scenario.
 */
export function compileSteps(scenario: Scenario): readonly Behaviour[] {
  const problems: ScenarioProblem[] = [];
  const refuse: Refuse = (keys, message) => {
    problems.push(problemAt(keys, message));
  };
  const captured = new Set<string>();
  const names = new Set<string>();
  const behaviours: (Behaviour & { steps: Step[] })[] = [];
  let world = scenario;
  for (const [index, written] of (scenario.steps ?? []).entries()) {
    const keys = ["steps", index];
    const { name, source, assumed } = written;
    if (name !== undefined) {
      if (names.has(name)) refuse([...keys, "name"], `another step is called "${name}"`);
      names.add(name);
    }
    const step = compileStep(written, keys, { world, captured, refuse });
    if (step?.kind === "change") world = { ...world, ...step.scenario };
    checkSources(written, keys, behaviours.length, refuse);
    if (name !== undefined || behaviours.length === 0) {
      const sources = source === undefined ? [] : [source].flat();
      behaviours.push({ name: name ?? nameOf(written), sources, assumed, steps: [] });
    }
    if (step) behaviours.at(-1)?.steps.push(step);
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return behaviours;
}

const nameOf = ({ call, advance }: WrittenStep): string =>
  call ?? (advance === undefined ? "a change" : `advance ${advance}`);

function checkSources(
  { name, source, assumed }: WrittenStep,
  keys: readonly PropertyKey[],
  count: number,
  refuse: Refuse,
) {
  if (name === undefined && count > 0 && (source ?? assumed) !== undefined) {
    refuse(keys, "only a step with a name has a source: the others belong to the named one before them");
  }
  for (const url of source === undefined ? [] : [source].flat()) {
    if (!/^https?:\/\/\S+$/.test(url)) refuse([...keys, "source"], `this is the URL of the evidence (found "${url}")`);
  }
}

interface Compiling {
  readonly world: Scenario;
  readonly captured: Set<string>;
  readonly refuse: Refuse;
}

const FORMS = ["call", "advance", "change"] as const;
const OF_CALLS = [
  "region",
  "accessKeyId",
  "secretAccessKey",
  "sessionToken",
  "input",
  "expect",
  "capture",
  "recorded",
] as const;

function compileStep(written: WrittenStep, keys: readonly PropertyKey[], around: Compiling): Step | undefined {
  const { refuse } = around;
  const given = FORMS.filter((form) => written[form] !== undefined);
  if (given.length !== 1) {
    refuse(keys, `a step is one of ${FORMS.join(", ")}, and this is ${given.join(" and ") || "none"}`);
    return undefined;
  }
  if (written.call === undefined) {
    for (const key of OF_CALLS.filter((of) => written[of] !== undefined)) {
      refuse([...keys, key], `"${key}" belongs to a call`);
    }
  }
  if (written.call !== undefined) return compileCall(written, written.call, keys, around);
  if (written.advance !== undefined) {
    const milliseconds = parseDuration(written.advance);
    if (milliseconds !== undefined) return { kind: "advance", milliseconds, written: written.advance };
    refuse([...keys, "advance"], `this is a duration such as PT60S (found "${written.advance}")`);
    return undefined;
  }
  return compileChange(written.change ?? {}, [...keys, "change"], around);
}

function compileCall(
  written: WrittenStep,
  name: string,
  keys: readonly PropertyKey[],
  { captured, refuse, world }: Compiling,
): Step | undefined {
  const operations = calledOperations();
  const operation = operations.get(name);
  if (!operation) {
    refuse([...keys, "call"], `there is no operation "${name}"${didYouMean(name, operations.keys())}`);
    return undefined;
  }
  const { region, accessKeyId, secretAccessKey, sessionToken, input = {}, expect } = written;
  if (region !== undefined && !createCatalog().regions.get(region)) {
    const regions = createCatalog()
      .regions.all()
      .map((known) => known.name);
    refuse([...keys, "region"], `"${region}" is no Region with Amazon Bedrock${didYouMean(region, regions)}`);
  }
  checkMembers(input, operation, [...keys, "input"], refuse);
  checkInput(input, [...keys, "input"], refuse);
  checkExpected(expect, operation, [...keys, "expect"], refuse);
  const uses = namesIn([input, expect]);
  for (const used of uses) {
    if (!captured.has(used)) {
      refuse(keys, `{{${used}}} is used, and no step before captures it${didYouMean(used, captured)}`);
    }
  }
  const capture = new Map(Object.entries(written.capture ?? {}));
  for (const [as, pointer] of capture) {
    if (!/^(\/|$)/.test(pointer)) {
      refuse([...keys, "capture", as], `this is a JSON pointer into the output, such as /inferenceProfileArn`);
    }
    captured.add(as);
  }
  const secret = secretAccessKey ?? world.principals?.find((of) => of.accessKeyId === accessKeyId)?.secretAccessKey;
  const credentials = {
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(secret === undefined ? {} : { secretAccessKey: secret }),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  return { kind: "call", operation, region, credentials, input, expect, capture, uses };
}

function checkMembers(
  input: Readonly<Record<string, unknown>>,
  { model, operation, name }: CalledOperation,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): void {
  const members = Object.keys(model.shapes[operation.input?.shape ?? ""]?.members ?? {});
  for (const key of Object.keys(input).filter((given) => !given.startsWith("$") && !members.includes(given))) {
    const hint = didYouMean(key, members) || `. Allowed: ${members.join(", ") || "nothing"}`;
    refuse([...keys, key], `${name} has no input "${key}"${hint}`);
  }
}

function checkExpected(
  expect: ExpectedOutcome | undefined,
  operation: CalledOperation,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): void {
  if (!expect) return;
  for (const [key, expected] of Object.entries(expect)) checkMatchers(expected, [...keys, key], refuse);
  if (expect.error !== undefined && expect.output !== undefined && expect.stream === undefined) {
    refuse(keys, "a call has an output or an error, and not both");
  }
  if (expect.stream !== undefined && operation.outputStream === undefined) {
    refuse([...keys, "stream"], `the answer of ${operation.name} is no stream`);
  }
  const type = expect.error?.type;
  if (typeof type === "string" && !isErrorType(type, operation)) {
    refuse([...keys, "error", "type"], `${operation.name} has no error "${type}"${didYouMean(type, operation.errors)}`);
  }
}

/** Whether the operation can answer with that error. */
export const isErrorType = (type: string, { errors }: CalledOperation): boolean =>
  errors.some((name) => name.toLowerCase() === type.toLowerCase()) || COMMON_ERRORS.includes(type);

/**
 * Errors that any service of AWS may answer with, besides those of its model:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html.
 * `NotEmulatedError` is the emulator's own.
 */
const COMMON_ERRORS: readonly string[] = [
  "AccessDeniedException",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "IncompleteSignatureException",
  "MissingAuthenticationTokenException",
  "ExpiredTokenException",
  "SerializationException",
  "ThrottlingException",
  "ValidationException",
  "UnsupportedMediaTypeException",
  "UnknownOperationException",
  "ServiceUnavailableException",
  "InternalServerException",
  "InternalFailure",
  "NotEmulatedError",
];

/** Sections that say nothing of what the world is like. */
const NOT_OF_THE_WORLD = ["version", "extends", "include", "steps"];

function compileChange(
  change: Readonly<Record<string, unknown>>,
  keys: readonly PropertyKey[],
  { world, refuse }: Compiling,
): Step | undefined {
  const sections = Object.keys(change);
  if (sections.length === 0) refuse(keys, "a change has at least one section of a scenario");
  for (const section of sections.filter((given) => NOT_OF_THE_WORLD.includes(given))) {
    refuse([...keys, section], `"${section}" is nothing that a step can change`);
  }
  const { steps: _steps, clock: _clock, ...before } = world;
  try {
    const scenario = checkScenario({ ...before, ...change });
    compileSettings(scenario, createCatalog());
    return { kind: "change", scenario, sections };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    for (const problem of error.problems) refuse([...keys, ...problem.keys], problem.message);
    return undefined;
  }
}
