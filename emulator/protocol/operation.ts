import { AwsError, awsError, NotEmulatedError } from "../errors.ts";
import type { Random } from "../random.ts";
import type { ServiceName } from "../services.ts";
import { createChecks } from "./constraints.ts";
import { createEventDecoder, type EventVerifier } from "./event-decoder.ts";
import { createEventEncoder } from "./event-stream.ts";
import { EVENT_STREAM, type HttpRequest, type HttpResponse, isOfType } from "./http.ts";
import { parseJson } from "./json.ts";
import { type ApiModel, apiModel, type Member, type Shape, shapeOf } from "./model.ts";
import { createReaders, type Reader, readText } from "./read.ts";
import { createWriters, type Writer, writeTimestamp } from "./write.ts";

/** How one operation's input is read from a request and its output written to a response (the protocol restJson1). */
export interface OperationCodec {
  /**
   * Reads the input; throws AWS's error when it cannot be read. Constraints are checked apart, by `check`. A member that is an event
   * stream becomes an async iterable of its events, which are read, checked and `verify`-ed as they are asked for.
   */
  read(request: HttpRequest, labels: Readonly<Record<string, string>>, verify?: EventVerifier): Record<string, unknown>;
  /** Checks every constraint of the model and throws one ValidationException that counts them all. */
  check(input: Record<string, unknown>): void;
  /** Writes the output; an event stream becomes a body of frames that are made as they are asked for. */
  write(output: Record<string, unknown>, random: Random): HttpResponse;
}

interface ServiceTools {
  readonly model: ApiModel;
  readonly readerOf: (shapeName: string) => Reader;
  readonly checkOf: (shapeName: string) => (value: unknown) => void;
  readonly writerOf: (shapeName: string) => Writer;
  readonly codecs: Map<string, OperationCodec>;
}

const tools = new Map<ServiceName, ServiceTools>();

/** The codec of an operation, compiled when it is first asked for. */
export function operationCodec(service: ServiceName, operation: string): OperationCodec {
  let own = tools.get(service);
  if (!own) {
    const model = apiModel(service);
    own = {
      model,
      readerOf: createReaders(model),
      checkOf: createChecks(model),
      writerOf: createWriters(model),
      codecs: new Map(),
    };
    tools.set(service, own);
  }
  let codec = own.codecs.get(operation);
  if (!codec) {
    codec = compile(own, operation);
    own.codecs.set(operation, codec);
  }
  return codec;
}

function compile(service: ServiceTools, operationName: string): OperationCodec {
  const operation = service.model.operations[operationName];
  if (!operation) throw new Error(`the API model has no operation ${operationName}`);
  const inputName = operation.input?.shape;
  return {
    read: inputName === undefined ? () => ({}) : inputReader(service, operationName, inputName),
    check: inputName === undefined ? () => {} : service.checkOf(inputName),
    write: outputWriter(service, operation.output?.shape, operation.http.responseCode ?? 200),
  };
}

interface BoundMember {
  readonly name: string;
  readonly member: Member;
  readonly shape: Shape;
  readonly wireName: string;
}

function boundMembers(model: ApiModel, shape: Shape): BoundMember[] {
  return Object.entries(shape.members ?? {})
    .filter(([, member]) => member.location !== undefined)
    .map(([name, member]) => ({
      name,
      member,
      shape: shapeOf(model, member.shape),
      wireName: member.locationName ?? name,
    }));
}

function inputReader(service: ServiceTools, operationName: string, inputName: string): OperationCodec["read"] {
  const shape = shapeOf(service.model, inputName);
  const bound = boundMembers(service.model, shape);
  const readQuery = bound.some(({ member }) => member.location === "querystring");
  const readBody = bodyReader(service, operationName, inputName, shape);
  return (request, labels, verify) => {
    const input = readBody(request, verify);
    const query = readQuery ? new URLSearchParams(request.query) : undefined;
    for (const { name, member, shape: memberShape, wireName } of bound) {
      const value = boundValue(member, memberShape, wireName, request, labels, query, service.model);
      if (value !== undefined) input[name] = value;
    }
    return input;
  };
}

function boundValue(
  member: Member,
  shape: Shape,
  wireName: string,
  request: HttpRequest,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams | undefined,
  model: ApiModel,
): unknown {
  switch (member.location) {
    case "uri":
      return labels[wireName] === undefined ? undefined : readText(shape, labels[wireName]);
    case "querystring": {
      if (shape.type === "list") {
        const values = query?.getAll(wireName) ?? [];
        const itemShape = shapeOf(model, shape.member?.shape ?? "");
        return values.length === 0 ? undefined : values.map((value) => readText(itemShape, value));
      }
      const value = query?.get(wireName);
      return value === null || value === undefined ? undefined : readText(shape, value);
    }
    case "header": {
      const value = request.headers[wireName.toLowerCase()];
      return value === undefined || value === "" ? undefined : readText(shape, value);
    }
    default:
      return undefined;
  }
}

function bodyReader(
  service: ServiceTools,
  operationName: string,
  inputName: string,
  shape: Shape,
): (request: HttpRequest, verify: EventVerifier | undefined) => Record<string, unknown> {
  if (shape.payload !== undefined) {
    const name = shape.payload;
    const payloadName = shape.members?.[name]?.shape ?? "";
    const payload = shapeOf(service.model, payloadName);
    if (payload.type === "blob") return ({ body }) => (body.byteLength === 0 ? {} : { [name]: body });
    if (payload.eventstream) {
      const decode = createEventDecoder(payloadName, service);
      return (request, verify) => {
        if (request.httpVersion === "1.1") throw awsError("http2Required", { operation: operationName });
        expectContentType(request, EVENT_STREAM);
        return { [name]: decode(request.stream ?? [request.body], verify) };
      };
    }
    const read = service.readerOf(payloadName);
    return (request) => (request.body.byteLength === 0 ? {} : { [name]: read(readJson(request)) });
  }
  const read = service.readerOf(inputName);
  const hasBody = Object.values(shape.members ?? {}).some((member) => member.location === undefined);
  // A body that the operation does not define is not looked at.
  if (!hasBody) return () => ({});
  return (request) => read(request.body.byteLength === 0 ? {} : readJson(request)) as Record<string, unknown>;
}

/** What `fetch` writes on a text by itself: a client that named no content type. */
const NOT_NAMED = "text/plain;charset=UTF-8";

/** restJson1 takes no other content type than the body's own, and a client that names none is taken at its word. */
function expectContentType({ headers }: HttpRequest, expected: string): void {
  const contentType = headers["content-type"];
  if (contentType !== undefined && contentType !== NOT_NAMED && !isOfType(contentType, expected)) {
    throw awsError("contentTypeNotSupported", { contentType, expected });
  }
}

function readJson(request: HttpRequest): unknown {
  expectContentType(request, "application/json");
  return parseJson(request.body);
}

function outputWriter(service: ServiceTools, outputName: string | undefined, status: number): OperationCodec["write"] {
  if (outputName === undefined) return () => ({ status, headers: JSON_HEADERS, body: EMPTY_OBJECT });
  const shape = shapeOf(service.model, outputName);
  const bound = boundMembers(service.model, shape);
  const writeBody = bodyWriter(service, outputName, shape);
  return (output, random) => {
    const { body, contentType } = writeBody(output, random);
    const headers: Record<string, string> = { "Content-Type": contentType };
    for (const { name, member, shape: memberShape, wireName } of bound) {
      const value = output[name];
      if (member.location !== "header" || value === undefined || value === null) continue;
      headers[wireName] =
        value instanceof Date ? String(writeTimestamp(value, memberShape.timestampFormat ?? "rfc822")) : String(value);
    }
    return { status, headers, body };
  };
}

const JSON_HEADERS = { "Content-Type": "application/json" };
const EMPTY_OBJECT = Buffer.from("{}");

type BodyWriter = (
  output: Record<string, unknown>,
  random: Random,
) => { body: HttpResponse["body"]; contentType: string };

function bodyWriter(service: ServiceTools, outputName: string, shape: Shape): BodyWriter {
  if (shape.payload === undefined) {
    const write = service.writerOf(outputName);
    return (output) => ({ body: Buffer.from(JSON.stringify(write(output))), contentType: "application/json" });
  }
  const name = shape.payload;
  const payloadName = shape.members?.[name]?.shape ?? "";
  const payloadShape = shapeOf(service.model, payloadName);
  if (payloadShape.eventstream) {
    const encoder = createEventEncoder(service.model, payloadName, service.writerOf);
    return (output, random) => ({
      body: frames(output[name] as AsyncIterable<Record<string, unknown>>, encoder, random),
      contentType: EVENT_STREAM,
    });
  }
  if (payloadShape.type === "blob") {
    return (output) => ({
      body: (output[name] as Uint8Array | undefined) ?? new Uint8Array(),
      contentType: "application/octet-stream",
    });
  }
  const write = service.writerOf(payloadName);
  return (output) => ({
    body: Buffer.from(JSON.stringify(write(output[name] ?? {}))),
    contentType: "application/json",
  });
}

async function* frames(
  events: AsyncIterable<Record<string, unknown>>,
  encoder: ReturnType<typeof createEventEncoder>,
  random: Random,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const event of events) yield encoder.event(event, random);
  } catch (error) {
    if (error instanceof AwsError) yield encoder.exception(error);
    else if (error instanceof NotEmulatedError) yield encoder.gap(error);
    // A bug of the emulator breaks the stream off; it is not passed off as an exception of AWS.
    else throw error;
  }
}
