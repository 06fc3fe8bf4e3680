import type { Caller } from "../identity/caller.ts";
import type { Usage } from "../metering/usage.ts";
import type { HttpRequest } from "../protocol/http.ts";
import type { Target } from "../routing/target.ts";
import type { Decision, JournalEntry } from "./journal.ts";

type Draft = { -readonly [Key in keyof JournalEntry]?: JournalEntry[Key] };

/** What has been found out and decided on the way, as far as the journal wants it. */
interface Reported {
  readonly target?: Target;
  readonly destination?: string;
  readonly usage?: Usage;
  readonly access?: { readonly allowed: boolean; explain(): unknown };
  readonly trail: readonly Decision[];
}

/** A journal of so many entries must not grow with what clients send: no text in it is longer than this. */
const LONGEST_TEXT = 2_048;

const clip = (text: string) => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** The members, beside `modelId`, with which requests name what they are about. */
const NAMING_MEMBERS = ["inferenceProfileIdentifier", "inferenceProfileName", "modelIdentifier", "resourceARN"];

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
  readonly #found: Draft = {};
  readonly #start: Pick<JournalEntry, "id" | "time" | "method" | "path">;

  constructor(id: string, time: Date, request: HttpRequest) {
    this.#start = { id, time: time.toISOString(), method: request.method, path: clip(request.path) };
    const invocationId = request.headers["amz-sdk-invocation-id"];
    if (invocationId !== undefined) {
      this.#found.attempt = {
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
    this.#found.service = service;
    this.#found.operation = operation;
    this.#decisions.push({ step: "match", outcome: `${operation} of ${service}` });
  }

  identified(caller: Caller): void {
    this.#found.account = caller.account;
    this.#found.principal = caller.principal;
    this.#found.source = caller.region;
    if (caller.accessKeyId !== undefined) this.#found.accessKeyId = clip(caller.accessKeyId);
    if (caller.sourceIp !== undefined) this.#found.sourceIp = caller.sourceIp;
    if (caller.userAgent !== undefined) this.#found.userAgent = clip(caller.userAgent);
    this.#decisions.push({ step: "identify", outcome: `${caller.principal} in ${caller.region} by ${caller.via}` });
  }

  read(input: Readonly<Record<string, unknown>>): void {
    if (typeof input.modelId === "string") this.#found.modelId = clip(input.modelId);
    const names = NAMING_MEMBERS.flatMap((member) => {
      const name = input[member];
      return typeof name === "string" ? [[member, clip(name)] as const] : [];
    });
    if (names.length > 0) this.#found.names = Object.fromEntries(names);
  }

  reported({ target, destination, usage, access, trail }: Reported): void {
    this.#decisions.push(...trail);
    if (target) {
      const { profile, model, kind, destinations } = target;
      this.#found.resolved = {
        kind,
        model: model.modelId,
        ...(profile ? { profileArn: profile.arn } : {}),
        destinations,
      };
    }
    if (destination !== undefined) this.#found.destination = destination;
    if (usage) this.#found.usage = usage;
    if (access && !access.allowed) this.#found.explanation = access.explain();
  }

  failed(error: unknown): void {
    const { name, message, code = name, refusal, considered } = error as Reasoned;
    const detail = refusal ?? considered;
    this.#found.error = { code, message: clip(message) };
    this.#decisions.push({ step: "answer", outcome: code, ...(detail === undefined ? {} : { detail }) });
  }

  finish(status: number): JournalEntry {
    return {
      ...this.#start,
      ...this.#found,
      decision: this.#decisions,
      status,
      ...(this.#warnings.length > 0 ? { warnings: this.#warnings } : {}),
    };
  }
}

/** Reads `attempt=2; max=3`, which SDKs send as `amz-sdk-request`. */
function readAttempt(header: string): { number?: number; max?: number } {
  const number = /attempt=(\d{1,6})/.exec(header)?.[1];
  const max = /max=(\d{1,6})/.exec(header)?.[1];
  return { ...(number ? { number: Number(number) } : {}), ...(max ? { max: Number(max) } : {}) };
}
