import { COMMON_ERRORS } from "../../emulator/faults/vocabulary.ts";
import { findOperation } from "../../emulator/operations/registry.ts";
import { isErrorType } from "../runner/compile.ts";
import type { CalledOperation } from "../runner/operations.ts";
import { plain } from "../runner/values.ts";
import { type Captures, idsIn, textsIn } from "./captures.ts";
import { generalise, writeInput } from "./generalise.ts";
import type { Heard } from "./hear.ts";
import { blank } from "./hidden-texts.ts";
import { NotRedactable } from "./redact.ts";
import { type Recorded, type Survey, TOKEN_MEMBERS } from "./survey.ts";

/** A step as a scenario file writes it. */
export type Step = Readonly<Record<string, unknown>>;

/** The scenario that a recording stands on. */
export interface Base {
  readonly file: string;
  /** The Region of calls that name none. */
  readonly region: string;
  /** Whether its clock moves only when it is told to. */
  readonly isFrozen: boolean;
  /** Access keys of its principals. */
  readonly accessKeyIds: ReadonlySet<string>;
}

export interface StepOptions {
  readonly survey: Survey;
  readonly captures: Captures;
  readonly base: Base | undefined;
  /** Whether the upstream gives the same answer to the same question; see generalise.ts. */
  readonly isRepeatable: boolean;
}

/** A call that is no step. */
export class LeftOut extends Error {
  override readonly name = "LeftOut";
}

/** Operations beside those that models answer whose inputs are words of people. */
const SPOKEN: ReadonlySet<string> = new Set(["ApplyGuardrail", "InvokeGuardrailChecks", "CountTokens", "Rerank"]);

/** Errors that tell of the input, or of what the calls before have made of the world. All others tell of a world that a replay has not. */
const OF_THE_CALL: ReadonlySet<string> = new Set([
  "ValidationException",
  "SerializationException",
  "ResourceNotFoundException",
  "ConflictException",
  "TooManyTagsException",
  "ResourceInUseException",
  "UnsupportedMediaTypeException",
]);

/** What these tell changes with time alone: work goes on behind them. */
const TAKES_TIME: ReadonlySet<string> = new Set([
  "GetAsyncInvoke",
  "ListAsyncInvokes",
  "GetModelInvocationJob",
  "ListModelInvocationJobs",
]);

/** These conflict with what time has made of their job, and not with what the calls before have. */
const CONFLICTS_IN_TIME: ReadonlySet<string> = new Set(["StopModelInvocationJob"]);

/** A token that the SDK has made for the call. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The steps of one call, the `at`-th of a file: its own, and those that have a world fail as the upstream did. Throws LeftOut for a
 * call that cannot be replayed, with the reason.
 */
export function stepsOf(recorded: Recorded, at: number, options: StepOptions): readonly Step[] {
  const { exchange, heard } = recorded;
  const { survey, captures, base } = options;
  const { name: operation } = exchange.operation;
  refuseUnknown(recorded);
  const foreign = base ? undefined : idsIn(heard.input).find((id) => !survey.created.has(id));
  if (foreign !== undefined && !isMissing(heard.outcome))
    throw new LeftOut(`it uses ${foreign}, which was there before; --scenario can bring it`);
  const hidden = hide(recorded, options);
  const expect = expectationOf(recorded, hidden, options);
  const input = captures.use(writeInput(hidden.input)) as Step;
  captures.note(at, hidden.outcome.output);
  const name = `${String(at + 1).padStart(3, "0")} ${operation}`;
  const call = {
    call: operation,
    ...(exchange.region === (base?.region ?? survey.region) ? {} : { region: exchange.region }),
    ...callerOf(recorded, options),
    ...(Object.keys(input).length > 0 ? { input } : {}),
    ...(expect && Object.keys(expect).length > 0 ? { expect } : {}),
    recorded: recordedOf(recorded, hidden.outcome),
  };
  const fault = base ? undefined : faultOf(exchange.operation, hidden.outcome);
  return fault ? [{ name, change: { faults: [fault] } }, call, { change: { faults: [] } }] : [{ name, ...call }];
}

/** Throws LeftOut for what no replay can call or meet. */
function refuseUnknown({ exchange: { operation }, heard: { outcome } }: Recorded): void {
  if (!operation.isEmulated) throw new LeftOut("Outcrop does not emulate it");
  const { error } = outcome;
  if (error && !isErrorType(error.type, operation)) {
    throw new LeftOut(`its answer is no error of AWS: ${error.status ?? error.type}`);
  }
}

/** Whether a call was refused because what it names is not there: nor is it in a replay. */
const isMissing = ({ error }: Heard["outcome"]): boolean =>
  error?.type === "ResourceNotFoundException" ||
  (error?.type === "ValidationException" && /does not exist|not found/i.test(error.message));

/** A call as it may be written down. */
interface Hidden {
  readonly input: unknown;
  readonly outcome: Heard["outcome"];
  /** Whether a model answers, or words of people are asked about. */
  readonly isModel: boolean;
  /** Whether a rule has hidden something that the answer may depend on. */
  readonly isChanged: boolean;
}

function hide({ exchange, heard }: Recorded, { survey }: StepOptions): Hidden {
  const { service, name } = exchange.operation;
  const isModel = findOperation(service, name)?.isInference === true || SPOKEN.has(name);
  const { redactor, unruled } = survey;
  const sent = withoutSdkTokens(heard.input, survey.ownTokens);
  try {
    const input = isModel ? redactor.asked(sent) : redactor.value(sent);
    const { output, stream, error, ...rest } = heard.outcome;
    const outcome = {
      ...rest,
      ...(output ? { output: isModel ? redactor.spoken(output) : redactor.value(output) } : {}),
      ...(stream ? { stream: redactor.stream(stream, isModel) } : {}),
      ...(error ? { error: withoutQuotes(redactor.value(error), sent, input) } : {}),
    } as Heard["outcome"];
    return { input, outcome, isModel, isChanged: !isSame(input, unruled.value(sent)) };
  } catch (error) {
    throw error instanceof NotRedactable ? new LeftOut(error.message) : error;
  }
}

/** Errors quote what they refuse: what of the input is hidden is hidden there too, and only that is a prompt. */
function withoutQuotes(error: unknown, sent: unknown, hidden: unknown): unknown {
  const written = textsIn(plain(hidden));
  const quotes = textsIn(plain(sent)).flatMap(([, text], at) =>
    text !== written[at]?.[1] && text.length > 2 ? [text] : [],
  );
  const longestFirst = quotes.toSorted((a, b) => b.length - a.length);
  const { message, ...rest } = error as { readonly message: string };
  return { ...rest, message: longestFirst.reduce((said, quote) => said.replaceAll(quote, blank), message) };
}

/** What a replay expects; nothing of a list with resources that a replay has not. Throws LeftOut for a later page of such a list. */
function expectationOf({ exchange }: Recorded, { input, outcome, isModel, isChanged }: Hidden, options: StepOptions) {
  const { created } = options.survey;
  const { model, operation } = exchange.operation;
  if (idsIn(outcome.output).some((id) => !created.has(id))) {
    if (!textsIn(input).some(([pointer]) => pointer === "/nextToken")) return undefined;
    throw new LeftOut("it is a page of a list with resources that were there before");
  }
  return generalise(outcome, {
    isRepeatable: options.isRepeatable && !isChanged,
    isModel,
    takesTime: TAKES_TIME.has(exchange.operation.name),
    required: model.shapes[operation.output?.shape ?? ""]?.required ?? [],
    generated: created,
  });
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

/** Without the tokens that the SDK makes for every call: a replay's SDK makes others. */
function withoutSdkTokens(input: Step, ofTheApp: ReadonlySet<string>): Step {
  const isOfTheSdk = (key: string, value: unknown) =>
    (TOKEN_MEMBERS as readonly string[]).includes(key) &&
    typeof value === "string" &&
    UUID.test(value) &&
    !ofTheApp.has(value);
  return Object.fromEntries(Object.entries(input).filter(([key, value]) => !isOfTheSdk(key, value)));
}

/** Who calls, where it is not the file's own account: a principal of the scenario below, or another account. */
function callerOf({ exchange }: Recorded, { survey, base }: StepOptions): { accessKeyId?: string } {
  const { accessKeyId } = exchange;
  if (accessKeyId !== undefined && base?.accessKeyIds.has(accessKeyId)) return { accessKeyId };
  if (accessKeyId === undefined || !/^\d{12}$/.test(accessKeyId)) return {};
  const account = survey.redactor.account(accessKeyId);
  return account === survey.account && !base ? {} : { accessKeyId: account };
}

function recordedOf({ exchange, heard }: Recorded, { output, stream, error }: Heard["outcome"]): Step {
  return {
    at: exchange.startedAt.toISOString(),
    milliseconds: exchange.milliseconds,
    status: exchange.status,
    ...(output && Object.keys(output).length > 0 ? { output: plain(output) } : {}),
    ...(stream ? { stream: plain(stream), eventsAt: heard.eventsAt } : {}),
    ...(error ? { error: plain(error) } : {}),
  };
}

const isOneOf = (names: readonly string[], type: string) =>
  names.some((name) => name.toLowerCase() === type.toLowerCase());

/** The fault that has a world without it fail as the upstream did. Throws LeftOut where no fault can. */
function faultOf({ name: operation, errors }: CalledOperation, { error, stream }: Heard["outcome"]): Step | undefined {
  const isOfTime = CONFLICTS_IN_TIME.has(operation) && error?.type === "ConflictException";
  if (!error || (OF_THE_CALL.has(error.type) && !isOfTime)) return undefined;
  if (!isOneOf(errors, error.type) && (stream || !COMMON_ERRORS.includes(error.type))) {
    throw new LeftOut(`a replay cannot have it fail with ${error.type}`);
  }
  const said = { error: error.type, message: error.message };
  const status = error.status === undefined ? {} : { status: error.status };
  const then = stream ? { ...said, exceptionAfterEvents: stream.length } : { ...said, ...status };
  return { when: { operation }, then, times: 1 };
}
