import type { Caller } from "../identity/caller.ts";
import type { Usage } from "../metering/usage.ts";
import type { HttpRequest } from "../protocol/http.ts";
import type { Target } from "../routing/target.ts";
import type { Bodies } from "./bodies.ts";
import type { Decision, JournalEntry } from "./journal.ts";

type Draft = { -readonly [Key in keyof JournalEntry]?: JournalEntry[Key] };

/** What has been found out and decided on the way, as far as the journal wants it. */
interface Reported {
  readonly target?: Target;
  readonly destination?: string;
  readonly usage?: Usage;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  readonly access?: { readonly allowed: boolean; explain(): unknown };
  readonly trail: readonly Decision[];
}

/** A journal of so many entries must not grow with what clients send: no text in it is longer than this. */
const LONGEST_TEXT = 2_048;

const clip = (text: string) => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** The members, beside `modelId`, with which requests name what they are about. */
const NAMING_MEMBERS = [
  "inferenceProfileIdentifier",
  "inferenceProfileName",
  "invocationArn",
  "jobIdentifier",
  "jobName",
  "modelIdentifier",
  "promptRouterArn",
  "promptRouterName",
  "resourceARN",
];

/** A session may go on for minutes, and every turn of it can be a decision. */
const MOST_LATER_DECISIONS = 100;

/** An error and what it may tell of its reason, as plain data. */
interface Reasoned extends Error {
  readonly code?: string;
  /** The quota that was exceeded. */
  readonly refusal?: unknown;
  /** The Regions of which none could take the request. */
  readonly considered?: unknown;
}

/** A journal entry in the making: each step of the request adds what it found. */
export class EntryDraft {
  readonly #decisions: Decision[] = [];
  readonly #warnings: string[] = [];
  readonly #entry: Draft;
  readonly #bodies: Bodies | undefined;

  /** `bodies` is where the input and the output are kept, when they are. */
  constructor(id: string, time: Date, request: HttpRequest, bodies?: Bodies) {
    this.#bodies = bodies;
    this.#entry = { id, time: time.toISOString(), method: request.method, path: clip(request.path) };
    const invocationId = request.headers["amz-sdk-invocation-id"];
    if (invocationId !== undefined) {
      this.#entry.attempt = {
        invocationId: clip(invocationId),
        ...readAttempt(request.headers["amz-sdk-request"] ?? ""),
      };
    }
  }

  warn(warning: string): void {
    this.#warnings.push(warning);
  }

  unknown(): void {
    this.#decisions.push({ step: "match", outcome: "no operation has this method and path" });
  }

  matched({ service, operation }: { readonly service: string; readonly operation: string }): void {
    this.#entry.service = service;
    this.#entry.operation = operation;
    this.#decisions.push({ step: "match", outcome: `${operation} of ${service}` });
  }

  identified(caller: Caller): void {
    this.#entry.account = caller.account;
    this.#entry.principal = caller.principal;
    this.#entry.source = caller.region;
    if (caller.accessKeyId !== undefined) this.#entry.accessKeyId = clip(caller.accessKeyId);
    if (caller.sourceIp !== undefined) this.#entry.sourceIp = caller.sourceIp;
    if (caller.userAgent !== undefined) this.#entry.userAgent = clip(caller.userAgent);
    this.#decisions.push({ step: "identify", outcome: `${caller.principal} in ${caller.region} by ${caller.via}` });
  }

  /** Gives the input back, of whose stream every event is kept as it is read. */
  read<Input extends Readonly<Record<string, unknown>>>(input: Input): Input {
    if (typeof input.modelId === "string") this.#entry.modelId = clip(input.modelId);
    const names = NAMING_MEMBERS.flatMap((member) => {
      const name = input[member];
      return typeof name === "string" ? [[member, clip(name)] as const] : [];
    });
    if (names.length > 0) this.#entry.names = Object.fromEntries(names);
    return this.#bodies?.keep(this.#entry, "input", input) ?? input;
  }

  /** Gives the output back, of whose stream every event is kept as it is written. */
  written<Output extends Readonly<Record<string, unknown>>>(output: Output): Output {
    return this.#bodies?.keep(this.#entry, "output", output) ?? output;
  }

  charged(costUsd: number | undefined): void {
    if (costUsd !== undefined) this.#entry.costUsd = costUsd;
  }

  reported({ target, destination, usage, requestMetadata, access, trail }: Reported): void {
    this.#decisions.push(...trail);
    if (target) {
      const { profile, model, kind, destinations, router } = target;
      this.#entry.resolved = {
        kind,
        model: model.modelId,
        ...(profile ? { profileArn: profile.arn, profileName: profile.name } : {}),
        ...(router ? { promptRouterArn: router.arn } : {}),
        destinations,
      };
    }
    if (destination !== undefined) this.#entry.destination = destination;
    if (usage) this.#entry.usage = usage;
    if (requestMetadata) this.#entry.requestMetadata = requestMetadata;
    if (access && !access.allowed) this.#entry.explanation = access.explain();
  }

  /**
   * A request that went on while it was answered is over: what has been found out since `reported`, at most `MOST_LATER_DECISIONS`
   * decisions among it, joins an entry that the journal has already.
   */
  ended({ usage, trail }: Reported, trailBefore: number, error: unknown): void {
    this.#decisions.push(...trail.slice(trailBefore, trailBefore + MOST_LATER_DECISIONS));
    if (usage) this.#entry.usage = usage;
    if (error !== undefined) this.failed(error);
  }

  failed(error: unknown): void {
    const { name, message, code: given, refusal, considered } = error as Reasoned;
    // A client that leaves is told of in the same words whichever door it left by; a DOMException's code is a number.
    const hasLeft = name === "AbortError";
    const code = typeof given === "string" ? given : name;
    const detail = refusal ?? considered;
    this.#entry.error = { code, message: hasLeft ? "Request aborted" : clip(message) };
    this.#decisions.push({ step: "answer", outcome: code, ...(detail === undefined ? {} : { detail }) });
  }

  finish(status: number): JournalEntry {
    this.#entry.decision = this.#decisions;
    this.#entry.status = status;
    if (this.#warnings.length > 0) this.#entry.warnings = this.#warnings;
    return this.#entry as JournalEntry;
  }
}

/** Reads `attempt=2; max=3`, which SDKs send as `amz-sdk-request`. */
function readAttempt(header: string): { number?: number; max?: number } {
  const number = /attempt=(\d{1,6})/.exec(header)?.[1];
  const max = /max=(\d{1,6})/.exec(header)?.[1];
  return { ...(number ? { number: Number(number) } : {}), ...(max ? { max: Number(max) } : {}) };
}
