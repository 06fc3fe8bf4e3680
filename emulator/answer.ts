import { principalNames } from "./arn.ts";
import type { Catalog } from "./catalog/index.ts";
import type { AdjustableClock } from "./clock.ts";
import { AwsError, NotEmulatedError } from "./errors.ts";
import { exchangeOf } from "./exchange.ts";
import { breakBody, strike } from "./faults/apply.ts";
import type { Caller, IdentitySettings } from "./identity/caller.ts";
import { readHost } from "./identity/host.ts";
import { eventVerifier, identify } from "./identity/identify.ts";
import { EntryDraft } from "./journal/entry.ts";
import type { Journal, JournalEntry } from "./journal/journal.ts";
import type { Ledger } from "./metering/ledger.ts";
import { type AccessFacts, authorize } from "./operations/authorize.ts";
import { namesOf } from "./operations/bedrock/named-resource.ts";
import type { Call, Report } from "./operations/call.ts";
import { createHonoursCheck } from "./operations/honours.ts";
import type { OperationDefinition } from "./operations/operation.ts";
import type { Parts } from "./operations/parts.ts";
import { operations } from "./operations/registry.ts";
import { errorResponse, unknownOperationResponse } from "./protocol/error-response.ts";
import type { HttpRequest, HttpResponse } from "./protocol/http.ts";
import { hasUnencodedSlash, type Match, matchOperation } from "./protocol/match.ts";
import { operationCodec } from "./protocol/operation.ts";
import { usageHeaders } from "./protocol/usage-headers.ts";
import type { Random } from "./random.ts";
import type { ServiceName } from "./services.ts";
import type { History } from "./verification/history.ts";
import type { Verification } from "./verification/verification.ts";
import { watchStream } from "./verification/watch-stream.ts";

/** What answering needs beyond the parts that handlers may touch. */
export interface AnswerParts {
  readonly parts: Parts;
  readonly catalog: Catalog;
  readonly clock: AdjustableClock;
  readonly random: Random;
  readonly identity: IdentitySettings;
  /** Whether answers tell the destination Region in a header. */
  readonly destinationHeader: boolean;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly verification: Verification;
  readonly history: History;
  /** When the scenario came to life, in milliseconds of the clock. */
  readonly startMs: number;
}

/** One operation, ready to be called. */
interface Operation {
  readonly definition: OperationDefinition;
  readonly refuseUnhonoured: (input: object) => void;
  readonly readAccess: ((input: never, call: Call) => AccessFacts | Promise<AccessFacts>) | undefined;
  readonly handle: (input: never, call: Call) => Promise<unknown>;
}

/**
 * The life of a request, in order: match, identify, read, check, authorize, throttle, fail on purpose, handle, write, record. Of an
 * inference request the three in the middle are the handler's, see operations/bedrock-runtime/inference.ts. What comes out is AWS's
 * answer or AWS's error; a rejection is a broken connection that a scenario asks for, or a bug of the emulator.
 */
export function createAnswer(own: AnswerParts): (request: HttpRequest) => Promise<HttpResponse> {
  const ready = new Map<string, Operation>(
    operations.map((definition: OperationDefinition) => [
      `${definition.service} ${definition.name}`,
      {
        definition,
        refuseUnhonoured: createHonoursCheck(definition),
        readAccess: definition.access?.(own.parts),
        handle: definition.handler(own.parts),
      },
    ]),
  );

  return async (request) => {
    const requestId = own.random.uuid();
    const entry = new EntryDraft(requestId, own.clock.now(), request, own.journal.bodies);
    const host = readHost(request.headers[":authority"] ?? request.headers.host);
    const match = matchOperation(request.method, request.path, host.service);
    const report: Report = { faults: [], trail: [] };
    const end = (response: HttpResponse) => finish(own, entry, report, response, requestId, request.signal);
    try {
      if (!match) return end(refuseUnknown(request, entry));
      entry.matched(match);
      const caller = await identify(request, host, own.identity, own);
      entry.identified(caller);
      return end(await call(own, ready, request, match, caller, requestId, entry, report));
    } catch (error) {
      entry.failed(error);
      if (error instanceof AwsError || error instanceof NotEmulatedError) {
        return end(errorResponse(error, match?.service));
      }
      record(own, entry.finish(NO_ANSWER), report);
      throw error;
    }
  };
}

/** The status of a request that got no answer, because its connection was broken or the emulator has a bug. */
const NO_ANSWER = 0;

async function call(
  own: AnswerParts,
  ready: ReadonlyMap<string, Operation>,
  request: HttpRequest,
  { service, operation, labels }: Match,
  caller: Caller,
  requestId: string,
  entry: EntryDraft,
  report: Report,
): Promise<HttpResponse> {
  const codec = operationCodec(service, operation);
  const verifyEvent = request.stream && (await eventVerifier(request, own.identity));
  const input = entry.read(codec.read(request, labels, verifyEvent));
  codec.check(input);
  const emulated = ready.get(`${service} ${operation}`);
  if (!emulated) throw notEmulated(service, operation);
  emulated.refuseUnhonoured(input);
  const random = own.random.fork("request", requestId);
  const { account, region } = caller;
  const { signal } = request;
  const context: Call = { requestId, operation, account, region, caller, random, signal, report };
  try {
    if (!emulated.definition.isInference) await admit(own, emulated, input, context);
    const output = await emulated.handle(input as never, context);
    const response = codec.write(entry.written((output ?? {}) as Record<string, unknown>), random);
    return {
      ...response,
      headers: { ...response.headers, ...reportHeaders(own, operation, report) },
      body: breakBody(response.body, report.faults, { sleeper: own.clock, signal }),
    };
  } finally {
    entry.reported(report);
    const known = report.trail.length;
    const charge = () => {
      const { target, usage } = report;
      const costUsd = target && usage && own.ledger.record(caller, operation, target, usage);
      if (costUsd !== undefined) report.costUsd = costUsd;
      entry.charged(costUsd);
    };
    if (!report.session) charge();
    else {
      void report.session.then((error) => {
        entry.ended(report, known, error);
        charge();
      });
    }
  }
}

/** What stands before an operation that no model answers: access, the rate of the control plane, and faults. */
async function admit(
  { parts, clock }: AnswerParts,
  { definition, readAccess }: Operation,
  input: Record<string, unknown>,
  call: Call,
): Promise<void> {
  const { account, region, operation, caller, report, signal } = call;
  const facts = (await readAccess?.(input as never, call)) ?? {};
  authorize(parts.guard, parts.catalog, call, facts);
  if (definition.service === "bedrock") parts.quotas.takeControlPlane({ account, region, operation });
  const [subject] = facts.resources ?? [];
  const names = subject && (await namesOf(subject, call, parts));
  const fired = parts.faults.next({ operation, ...names, principal: principalNames(caller.principal), source: region });
  if (!fired) return;
  report.trail.push({ step: "faults", outcome: `faults[${fired.rule}]`, detail: fired.faults });
  report.faults.push(...fired.faults);
  await strike(fired.faults, { sleeper: clock, signal });
}

/** The headers that AWS's API model does not name: InvokeModel's counts, and Outcrop's own that tells the destination. */
function reportHeaders(own: AnswerParts, operation: string, { usage, latencyMs, destination }: Report) {
  return {
    ...(operation === "InvokeModel" && usage ? usageHeaders(usage, latencyMs ?? 0) : {}),
    ...(own.destinationHeader && destination !== undefined ? { "x-outcrop-destination-region": destination } : {}),
  };
}

function refuseUnknown(request: HttpRequest, entry: EntryDraft): HttpResponse {
  if (hasUnencodedSlash(request.method, request.path)) {
    entry.warn(
      "The path has an ARN with a literal '/': it must be sent as %2F. AWS takes such a path for no operation.",
    );
  }
  entry.unknown();
  return unknownOperationResponse(request.method);
}

function notEmulated(service: ServiceName, operation: string): NotEmulatedError {
  return new NotEmulatedError(
    `Outcrop does not emulate ${operation} of ${service} yet. The emulated operations are listed in Outcrop's documentation ("What is emulated") and at /_outcrop/health.`,
  );
}

/** Puts the whole story into the journal, and shows it to those who expect something of it. */
function record(own: AnswerParts, entry: JournalEntry, report: Report): void {
  const { journal, verification, history, startMs } = own;
  journal.add(entry);
  const exchange = exchangeOf(entry, report, startMs);
  verification.see(exchange);
  history.add(exchange, { keepsTexts: journal.bodies !== undefined });
}

/** Puts the request's id on the answer and records it. */
function finish(
  own: AnswerParts,
  entry: EntryDraft,
  report: Report,
  response: HttpResponse,
  requestId: string,
  signal: AbortSignal | undefined,
): HttpResponse {
  record(own, entry.finish(response.status), report);
  // An error that is made on purpose may carry an id of its own.
  const hasId = Object.keys(response.headers).some((name) => name.toLowerCase() === "x-amzn-requestid");
  const headers = hasId ? response.headers : { ...response.headers, "x-amzn-RequestId": requestId };
  // SDKs set their clocks by this header, which they must where times are checked. Elsewhere the machine's time stays there: a
  // clock that seems skewed makes the JavaScript SDK try every error again.
  const tellsTime = own.identity.signatures === "verify" && own.clock.mode === "running";
  return {
    ...response,
    headers: tellsTime ? { ...headers, Date: own.clock.now().toUTCString() } : headers,
    body: watched(response.body, requestId, own, signal),
  };
}

/** The body, and those who expect something of streams are told how it was read. */
function watched(
  body: HttpResponse["body"],
  requestId: string,
  { verification }: AnswerParts,
  signal: AbortSignal | undefined,
): HttpResponse["body"] {
  if (!verification.watchesStreams || body instanceof Uint8Array) return body;
  return watchStream(body, signal, (end) => verification.streamEnded(requestId, end));
}
