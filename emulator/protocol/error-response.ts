import { type AwsError, NotEmulatedError } from "../errors.ts";
import type { ServiceName } from "../services.ts";
import type { HttpResponse } from "./http.ts";
import { apiModel } from "./model.ts";

/** Status codes of the errors that no service's model lists: those of AWS's front layer and of its JSON parser. */
const COMMON_STATUS: Readonly<Record<string, number>> = {
  ExpiredTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  RequestEntityTooLargeException: 413,
  SerializationException: 400,
  UnrecognizedClientException: 403,
  UnsupportedMediaTypeException: 415,
};

/**
 * The tail of the error type as the service sends it, for example
 * `ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/`
 * (https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/99). Clients read up to the colon. Errors of the layer
 * in front of Bedrock (authentication, authorization, parsing) name `com.amazon.coral.service` instead.
 */
const BEDROCK_TAIL = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
const FRONT_LAYER_TAIL = ":http://internal.amazon.com/coral/com.amazon.coral.service/";

/** The HTTP status of the error `code` in `service`: its model's, else the common one. */
export function errorStatus(code: string, service: ServiceName | undefined): number {
  const shape = service && apiModel(service).shapes[code];
  return shape?.error?.httpStatusCode ?? (shape?.fault ? 500 : undefined) ?? COMMON_STATUS[code] ?? 400;
}

/** Writes an error as the service does: its type in a header, its message in the body. */
export function errorResponse(error: AwsError | NotEmulatedError, service: ServiceName | undefined): HttpResponse {
  if (error instanceof NotEmulatedError) {
    return jsonError(501, "NotImplementedException", { message: error.message });
  }
  const { status = errorStatus(error.code, service), headers = {} } = error;
  const front = error.code in COMMON_STATUS || error.bodyKey === "Message";
  const type = error.code + (front ? FRONT_LAYER_TAIL : BEDROCK_TAIL);
  const response = jsonError(status, type, { [error.bodyKey]: error.message, ...error.fields });
  return { ...response, headers: overridden(response.headers, headers) };
}

/** Headers of which some are replaced; names are the same whatever their case. */
function overridden(headers: HttpResponse["headers"], by: HttpResponse["headers"]): HttpResponse["headers"] {
  const replaced = new Set(Object.keys(by).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...by };
}

/**
 * What the service answers to a path that names no operation: HTTP 200 with this body to a POST
 * (https://github.com/vercel/ai/pull/17524, https://github.com/tidyverse/ellmer/issues/50), else HTTP 404 with an XML element
 * (third-party measurement in eu-north-1, 2026).
 */
export function unknownOperationResponse(method: string): HttpResponse {
  if (method !== "POST") return { status: 404, headers: {}, body: Buffer.from("<UnknownOperationException/>\n") };
  const body = { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" };
  return { status: 200, headers: { "Content-Type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
}

function jsonError(status: number, errorType: string, body: Readonly<Record<string, unknown>>): HttpResponse {
  return {
    status,
    headers: { "Content-Type": "application/json", "x-amzn-ErrorType": errorType },
    body: Buffer.from(JSON.stringify(body)),
  };
}
