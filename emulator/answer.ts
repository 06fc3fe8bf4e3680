import type { Catalog } from "./catalog/index.ts";
import type { Clock } from "./clock.ts";
import { AwsError, NotEmulatedError } from "./errors.ts";
import type { Caller, IdentitySettings } from "./identity/caller.ts";
import { readHost } from "./identity/host.ts";
import { identify } from "./identity/identify.ts";
import { EntryDraft } from "./journal/entry.ts";
import type { Journal } from "./journal/journal.ts";
import type { Ledger } from "./metering/ledger.ts";
import type { Call, Report } from "./operations/call.ts";
import { createHonoursCheck } from "./operations/honours.ts";
import type { Parts } from "./operations/parts.ts";
import { operations } from "./operations/registry.ts";
import { errorResponse, unknownOperationResponse } from "./protocol/error-response.ts";
import type { HttpRequest, HttpResponse } from "./protocol/http.ts";
import { hasUnencodedSlash, type Match, matchOperation } from "./protocol/match.ts";
import { operationCodec } from "./protocol/operation.ts";
import { usageHeaders } from "./protocol/usage-headers.ts";
import type { Random } from "./random.ts";
import type { ServiceName } from "./services.ts";

/** What answering needs beyond the parts that handlers may touch. */
export interface AnswerParts {
  readonly parts: Parts;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly random: Random;
  readonly identity: IdentitySettings;
  readonly journal: Journal;
  readonly ledger: Ledger;
}

/** One operation, ready to be called. */
interface Operation {
  readonly refuseUnhonoured: (input: object) => void;
  readonly handle: (input: never, call: Call) => Promise<unknown>;
}

/**
 * The life of a request, in order: match, identify, read, check, handle, write, record. What comes out is AWS's answer or AWS's
 * error; a rejection is a bug of the emulator and nothing else.
 */
export function createAnswer(own: AnswerParts): (request: HttpRequest) => Promise<HttpResponse> {
  const ready = new Map<string, Operation>(
    operations.map((definition) => [
      `${definition.service} ${definition.name}`,
      { refuseUnhonoured: createHonoursCheck(definition), handle: definition.handler(own.parts) },
    ]),
  );

  return async (request) => {
    const requestId = own.random.uuid();
    const entry = new EntryDraft(requestId, own.clock.now(), request);
    const host = readHost(request.headers[":authority"] ?? request.headers.host);
    const match = matchOperation(request.method, request.path, host.service);
    try {
      if (!match) return finish(own, entry, refuseUnknown(request, entry), requestId);
      entry.matched(match);
      const caller = identify(request, host, own.identity, own.catalog);
      entry.identified(caller);
      return finish(own, entry, await call(own, ready, request, match, caller, requestId, entry), requestId);
    } catch (error) {
      if (!(error instanceof AwsError || error instanceof NotEmulatedError)) throw error;
      entry.failed(error);
      return finish(own, entry, errorResponse(error, match?.service), requestId);
    }
  };
}

async function call(
  own: AnswerParts,
  ready: ReadonlyMap<string, Operation>,
  request: HttpRequest,
  { service, operation, labels }: Match,
  caller: Caller,
  requestId: string,
  entry: EntryDraft,
): Promise<HttpResponse> {
  const codec = operationCodec(service, operation);
  const input = codec.read(request, labels);
  entry.read(input);
  codec.check(input);
  const emulated = ready.get(`${service} ${operation}`);
  if (!emulated) throw notEmulated(service, operation);
  emulated.refuseUnhonoured(input);
  const report: Report = {};
  const random = own.random.fork("request", requestId);
  const context: Call = {
    requestId,
    account: caller.account,
    region: caller.region,
    random,
    signal: request.signal,
    report,
  };
  try {
    const output = await emulated.handle(input as never, context);
    const response = codec.write(output as Record<string, unknown>, random);
    if (operation !== "InvokeModel" || !report.usage) return response;
    return { ...response, headers: { ...response.headers, ...usageHeaders(report.usage, report.latencyMs ?? 0) } };
  } finally {
    entry.reported(report);
    if (report.target && report.usage) own.ledger.record(caller, operation, report.target, report.usage);
  }
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
    `Outcrop does not emulate ${operation} of ${service} yet. The emulated operations are listed in Outcrop's README ("What is emulated") and at /_outcrop/health.`,
  );
}

/** Puts the request's id on the answer and the whole story into the journal. */
function finish(own: AnswerParts, entry: EntryDraft, response: HttpResponse, requestId: string): HttpResponse {
  own.journal.add(entry.finish(response.status));
  return { ...response, headers: { ...response.headers, "x-amzn-RequestId": requestId } };
}
