/**
 * The structure of the files in this folder: botocore's own (`service-2.json`), without the documentation.
 * Only the keys listed here occur; `extract.ts` stops at any other, so that a new trait is a decision and not a loss.
 */

/** One service: what a `contracts/model/<service>.json` file holds. */
export interface ApiModel {
  readonly version: string;
  readonly metadata: Metadata;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** What is true of the whole service. */
export interface Metadata {
  /** The release that the facts come from, for example `botocore 1.44.5`. */
  readonly source: string;
  readonly apiVersion: string;
  readonly auth: readonly string[];
  readonly endpointPrefix: string;
  readonly jsonVersion?: string;
  readonly protocol: string;
  readonly protocolSettings?: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly serviceFullName: string;
  readonly serviceId: string;
  readonly signatureVersion: string;
  readonly signingName: string;
  readonly uid: string;
}

/** One operation. `readonly` and `idempotent` are Smithy's traits of the same names. */
export interface Operation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: ShapeRef;
  readonly output?: ShapeRef;
  readonly errors?: readonly ShapeRef[];
  readonly readonly?: boolean;
  readonly idempotent?: boolean;
  readonly authtype?: string;
  readonly auth?: readonly string[];
  readonly unsignedPayload?: boolean;
  readonly endpoint?: { readonly hostPrefix?: string };
  readonly httpChecksum?: Readonly<Record<string, unknown>>;
  readonly httpChecksumRequired?: boolean;
  readonly deprecated?: boolean;
}

/** The name of a shape in the same file. */
export interface ShapeRef {
  readonly shape: string;
}

/** A structure's member, or the element of a list or map. */
export interface Member extends ShapeRef {
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
  readonly locationName?: string;
  readonly streaming?: boolean;
  readonly eventpayload?: boolean;
  readonly eventheader?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly jsonvalue?: boolean;
  readonly hostLabel?: boolean;
  readonly box?: boolean;
  readonly idempotencyToken?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
}

/** How a point in time is written. Without one, botocore's rest-json default holds: seconds in a body, HTTP date in a header. */
export type TimestampFormat = "iso8601" | "rfc822" | "unixTimestamp";

/** Every type that occurs. */
export type ShapeType =
  | "structure"
  | "list"
  | "map"
  | "string"
  | "blob"
  | "boolean"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "timestamp";

/** One shape. A `structure` with `document` is any JSON value; with `union`, exactly one member is set. */
export interface Shape {
  readonly type: ShapeType;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly payload?: string;
  readonly union?: boolean;
  readonly document?: boolean;
  readonly sparse?: boolean;
  readonly streaming?: boolean;
  readonly requiresLength?: boolean;
  readonly eventstream?: boolean;
  readonly event?: boolean;
  readonly enum?: readonly string[];
  /** Length of strings, blobs, lists and maps; value of numbers. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly timestampFormat?: TimestampFormat;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean };
  readonly fault?: boolean;
  readonly retryable?: { readonly throttling?: boolean };
  readonly sensitive?: boolean;
  readonly box?: boolean;
  readonly deprecated?: boolean;
}
