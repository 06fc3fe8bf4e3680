import { findOperation } from "../../emulator/operations/registry.ts";
import { plain } from "../runner/values.ts";
import { Captures, generatedId, textsIn } from "./captures.ts";
import type { Exchange } from "./exchange.ts";
import { generalise, writeInput } from "./generalise.ts";
import type { Heard } from "./hear.ts";
import { createRedactor, NotRedactable, type Redactor, type RedactorOptions } from "./redact.ts";

/** A call, and what an SDK makes of it. */
export interface Recorded {
  readonly exchange: Exchange;
  readonly heard: Heard;
}

export interface ComposeOptions {
  /** What hides what a file must not tell; every file is written by one of its own. */
  readonly redact: RedactorOptions;
  /** Whether the upstream gives the same answer to the same question; see generalise.ts. */
  readonly isRepeatable: boolean;
  /** The scenario file that the upstream runs, when the recording stands on it. */
  readonly base: { readonly file: string; readonly accessKeyIds: ReadonlySet<string> } | undefined;
}

export interface Composed {
  /** As a scenario file writes it, with `extends` where it stands on another. */
  readonly file: Readonly<Record<string, unknown>>;
  readonly steps: number;
  /** What is not in it, and why. */
  readonly leftOut: readonly { readonly operation: string; readonly why: string }[];
  /** How often something was hidden, by what it was. */
  readonly hidden: ReadonlyMap<string, number>;
}

type Step = Readonly<Record<string, unknown>>;

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

/** A call that stood still for so long waited for something, such as a quota. */
const PAUSE_MS = 1_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Makes a scenario file with a step for each call, in the order in which they began. Without a base, of the attempts of one call the
 * last is a step, and what went wrong in the upstream's world stands as `faults` before the step; on a base its own faults and quotas
 * do that, so every attempt is a step, and time passes between them as it did.
 */
export function compose(calls: readonly Recorded[], options: ComposeOptions): Composed {
  const { base, isRepeatable } = options;
  const redactor = createRedactor(options.redact);
  /** Hides what is always hidden, to tell whether a rule has hidden more. */
  const unruled = createRedactor({ ...options.redact, rules: [] });
  const leftOut: { operation: string; why: string }[] = [];
  const inOrder = calls.toSorted((a, b) => a.exchange.startedAt.getTime() - b.exchange.startedAt.getTime());
  const kept = base ? inOrder : lastAttempts(inOrder);
  for (const { heard } of kept) {
    for (const one of [redactor, unruled]) {
      one.learn([heard.input, heard.outcome.output, heard.outcome.stream, heard.outcome.error]);
    }
  }
  const created = new Set(kept.flatMap(({ heard }) => idsCreated(heard)));
  const tokens = repeated(kept.flatMap(({ heard }) => tokenOf(heard)));
  const region = mostCommon(kept.map(({ exchange }) => exchange.region)) ?? "us-east-1";
  const caller = mostCommon(kept.flatMap(accountOf));
  const account = caller === undefined ? "111122223333" : redactor.account(caller);
  const captures = new Captures();
  const drafts: { steps: Step[]; at: number }[] = [];
  let count = 0;
  let endedMs: number | undefined;
  for (const recorded of kept) {
    const { exchange, heard } = recorded;
    const { name } = exchange.operation;
    const foreign = base ? undefined : idsUsed(heard).find((id) => !created.has(id));
    if (foreign !== undefined) {
      leftOut.push({ operation: name, why: `it uses ${foreign}, which was there before; --scenario can bring it` });
      continue;
    }
    const isModel = findOperation(exchange.operation.service, name)?.isInference === true || SPOKEN.has(name);
    const hide = isModel ? redactor.spoken : redactor.value;
    const sent = withoutOwnToken(heard.input, tokens);
    let input: unknown;
    let outcome: Heard["outcome"];
    try {
      input = hide(sent);
      outcome = hide(heard.outcome) as Heard["outcome"];
      if (heard.outcome.error && outcome.error) {
        // What the service says is no prompt, and its type no text.
        outcome = { ...outcome, error: redactor.value(heard.outcome.error) as NonNullable<Heard["outcome"]["error"]> };
      }
    } catch (error) {
      if (!(error instanceof NotRedactable)) throw error;
      leftOut.push({ operation: name, why: error.message });
      continue;
    }
    const others = textsIn(outcome.output).some(([, text]) => isForeign(text, created));
    if (others && JSON.stringify(input).includes("nextToken")) {
      leftOut.push({ operation: name, why: "it is a page of a list with resources that were there before" });
      continue;
    }
    const step = drafts.length;
    const expect = others
      ? undefined
      : generalise(outcome, {
          isRepeatable: isRepeatable && isSame(input, unruled.value(sent)),
          isModel,
          required: requiredOf(exchange),
          generated: created,
        });
    const used = captures.use(writeInput(input)) as Readonly<Record<string, unknown>>;
    captures.note(step, outcome.output);
    count += 1;
    const written: Record<string, unknown> = {
      name: `${String(count).padStart(3, "0")} ${name}`,
      call: name,
      ...(exchange.region === region ? {} : { region: exchange.region }),
      ...callerOf(recorded, account, redactor, base),
      ...(Object.keys(used).length > 0 ? { input: used } : {}),
      ...(expect && Object.keys(expect).length > 0 ? { expect } : {}),
      recorded: recordedOf(recorded, outcome),
    };
    const steps = [written as Step];
    const fault = base ? undefined : faultOf(name, outcome);
    if (fault) {
      const { name: title, ...call } = written;
      steps.splice(0, 1, { name: title, change: { faults: [fault] } }, call, { change: { faults: [] } });
    }
    const startMs = exchange.startedAt.getTime();
    const pauseMs = endedMs === undefined ? 0 : startMs - endedMs;
    if (base && pauseMs >= PAUSE_MS)
      steps.unshift({ name: `${written.name}: wait`, advance: `${Math.round(pauseMs)}ms` });
    endedMs = Math.max(endedMs ?? 0, startMs + exchange.milliseconds);
    drafts.push({ steps, at: step });
  }
  const steps = drafts.flatMap(({ steps: own, at }) => own.map((step) => withCapture(step, captures.of(at))));
  const file = {
    version: 1,
    ...(base ? { extends: base.file } : {}),
    ...(base ? {} : { defaults: { region, account } }),
    steps,
  };
  return { file, steps: count, leftOut, hidden: redactor.counts };
}

const withCapture = (step: Step, capture: Readonly<Record<string, string>> | undefined): Step => {
  if (step.call === undefined || !capture) return step;
  const { recorded, ...rest } = step;
  return { ...rest, capture, recorded };
};

/** Of the attempts of one call, which SDKs number, the last. */
function lastAttempts(calls: readonly Recorded[]): readonly Recorded[] {
  const last = new Map<string, Recorded>();
  for (const call of calls) {
    const id = call.exchange.request.headers["amz-sdk-invocation-id"];
    if (id !== undefined) last.set(id, call);
  }
  return calls.filter((call) => {
    const id = call.exchange.request.headers["amz-sdk-invocation-id"];
    return id === undefined || last.get(id) === call;
  });
}

/** The ids in the output of a call that creates something. */
function idsCreated({ outcome }: Heard): readonly string[] {
  const { output = {} } = outcome;
  const isCreation = !("status" in output && "createdAt" in output) && !Object.values(output).some(Array.isArray);
  return isCreation
    ? Object.values(output).flatMap((value) => (typeof value === "string" ? (generatedId(value) ?? []) : []))
    : [];
}

const idsUsed = ({ input }: Heard): readonly string[] =>
  textsIn(plain(input)).flatMap(([, text]) => generatedId(text) ?? []);

const isForeign = (text: string, created: ReadonlySet<string>): boolean => {
  const id = generatedId(text);
  return id !== undefined && !created.has(id);
};

const tokenOf = ({ input }: Heard): readonly string[] =>
  ["clientRequestToken", "clientToken"].flatMap((key) =>
    typeof input[key] === "string" ? [input[key] as string] : [],
  );

/** The SDK makes such a token for every call; one that an app uses again is its own. */
function withoutOwnToken(input: Readonly<Record<string, unknown>>, ofTheApp: ReadonlySet<string>) {
  const kept = Object.entries(input).filter(([key, value]) => {
    const isToken = key === "clientRequestToken" || key === "clientToken";
    return !(isToken && typeof value === "string" && UUID.test(value) && !ofTheApp.has(value));
  });
  return Object.fromEntries(kept);
}

function repeated(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.filter((text, at) => texts.indexOf(text) !== at));
}

function mostCommon(texts: readonly string[]): string | undefined {
  const counts = Map.groupBy(texts, (text) => text);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** The caller's account, as far as the call tells it. */
function accountOf({ exchange, heard }: Recorded): readonly string[] {
  if (/^\d{12}$/.test(exchange.accessKeyId ?? "")) return [exchange.accessKeyId as string];
  const arns = textsIn(plain([heard.input, heard.outcome.output])).flatMap(([, text]) => [
    ...(/^arn:[^:]*:bedrock:[^:]*:(\d{12}):/.exec(text)?.slice(1) ?? []),
  ]);
  return arns.slice(0, 1);
}

/** Who calls, where it is not the file's own account: a principal of the scenario below, or another account. */
function callerOf(
  { exchange: { accessKeyId } }: Recorded,
  own: string,
  redactor: Redactor,
  base: ComposeOptions["base"],
): { accessKeyId?: string } {
  if (accessKeyId !== undefined && base?.accessKeyIds.has(accessKeyId)) return { accessKeyId };
  if (accessKeyId === undefined || !/^\d{12}$/.test(accessKeyId)) return {};
  const account = redactor.account(accessKeyId);
  return account === own && !base ? {} : { accessKeyId: account };
}

const requiredOf = ({ operation: { model, operation } }: Exchange): readonly string[] =>
  model.shapes[operation.output?.shape ?? ""]?.required ?? [];

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

function recordedOf({ exchange, heard }: Recorded, { output, stream, error }: Heard["outcome"]): Step {
  const shown = (value: unknown) => plain(value);
  return {
    at: exchange.startedAt.toISOString(),
    milliseconds: exchange.milliseconds,
    status: exchange.status,
    ...(output && Object.keys(output).length > 0 ? { output: shown(output) } : {}),
    ...(stream ? { stream: shown(stream), eventsAt: heard.eventsAt } : {}),
    ...(error ? { error: shown(error) } : {}),
  };
}

/** The fault that has a world without it fail as the upstream did. */
function faultOf(operation: string, { error, stream }: Heard["outcome"]): Step | undefined {
  if (!error || OF_THE_CALL.has(error.type)) return undefined;
  const said = { error: error.type, message: error.message };
  const then = stream
    ? { ...said, exceptionAfterEvents: stream.length }
    : { ...said, ...(error.status === undefined ? {} : { status: error.status }) };
  return { when: { operation }, then, times: 1 };
}
