import { NormalizedSchema } from "@smithy/core/schema";
import type { SchemaRef, StaticErrorSchema, StaticOperationSchema } from "@smithy/types";
import type { ApiModel } from "../model/api-model.ts";
import { viewOfModel } from "./view-of-model.ts";
import {
  compareViews,
  DEFAULT_TIMESTAMP_FORMATS,
  type ErrorView,
  type MemberView,
  type OperationView,
  type ServiceView,
  type ShapeView,
} from "./wire-view.ts";

/**
 * Compares AWS's model with the schemas that an AWS SDK for JavaScript client package exports.
 *
 * The schemas state no enums, lengths, patterns, integer sizes, or which operation throws which error: those are
 * compared with botocore only.
 *
 * @param service the name that starts each sentence, for example `bedrock-runtime`.
 * @param sdk the package's exports: `await import("@aws-sdk/client-bedrock-runtime")`.
 * @returns one sentence per difference, sorted; empty when both agree.
 */
export function compareSdk(service: string, model: ApiModel, sdk: object): readonly string[] {
  return compareViews(service, viewOfModel(model), viewOfSdk(sdk));
}

/** Views the schemas among a client package's exports. */
export function viewOfSdk(sdk: object): ServiceView {
  const views = new Map<unknown, ShapeView>();
  const viewOf = (schema: NormalizedSchema): ShapeView => {
    // Simple types and unnamed lists are numbers, which many shapes share; they need no memory, as they do not recur.
    const raw = schema.getSchema();
    const known = typeof raw === "object" ? views.get(raw) : undefined;
    if (known) return known;
    const view: ShapeView = { name: schema.getName() ?? "(unnamed)", members: () => membersOf(schema) };
    if (typeof raw === "object") views.set(raw, view);
    return view;
  };

  const membersOf = (schema: NormalizedSchema): ReadonlyMap<string, MemberView> => {
    const members = new Map<string, MemberView>();
    if (schema.isListSchema()) members.set("member", viewMember("member", schema.getValueSchema(), false));
    if (schema.isMapSchema()) {
      members.set("key", viewMember("key", schema.getKeySchema(), false));
      members.set("value", viewMember("value", schema.getValueSchema(), false));
    }
    if (schema.isStructSchema()) {
      // The schema lists required members first and states how many there are.
      let required = Number((schema.getSchema() as readonly unknown[])[6] ?? 0);
      for (const [name, member] of schema.structIterator()) members.set(name, viewMember(name, member, required-- > 0));
    }
    return members;
  };

  const viewMember = (name: string, schema: NormalizedSchema, required: boolean): MemberView => {
    const traits = schema.getMergedTraits();
    return {
      type: typeOf(schema),
      location: locationOf(name, schema),
      required,
      sensitive: Boolean(traits.sensitive),
      idempotencyToken: Boolean(traits.idempotencyToken),
      shape: viewOf(schema),
    };
  };

  const viewRef = (ref: SchemaRef): ShapeView => viewOf(NormalizedSchema.of(ref));
  const operations = new Map<string, OperationView>();
  const errors = new Map<string, ErrorView>();
  for (const schema of Object.values(sdk)) {
    if (isOperation(schema)) {
      const [, , name, traits, input, output] = schema;
      const { http, endpoint } = traits as { http: [string, string, number]; endpoint?: [string] };
      const [method, uri, status] = http;
      const hostPrefix = endpoint?.[0] ?? "";
      operations.set(name, { method, uri, status, hostPrefix, input: viewRef(input), output: viewRef(output) });
    } else if (isError(schema)) {
      const { error, httpError } = schema[3] as { error: "client" | "server"; httpError?: number };
      errors.set(schema[2], { status: httpError, fault: error, shape: viewRef(schema) });
    }
  }
  return { origin: "the SDK", operations, errors };
}

function isOperation(value: unknown): value is StaticOperationSchema {
  return Array.isArray(value) && value[0] === 9;
}

/** The service's own errors: each package also exports a synthetic base error, which never crosses the wire. */
function isError(value: unknown): value is StaticErrorSchema {
  return Array.isArray(value) && value[0] === -3 && !String(value[1]).startsWith("smithy.ts.sdk.synthetic");
}

function typeOf(schema: NormalizedSchema): string {
  const traits = schema.getMergedTraits();
  if (schema.isUnionSchema()) return schema.isStreaming() ? "event stream" : "union";
  if (schema.isStructSchema()) return "structure";
  if (schema.isListSchema()) return traits.sparse ? "sparse list" : "list";
  if (schema.isMapSchema()) return traits.sparse ? "sparse map" : "map";
  if (schema.isBlobSchema()) return schema.isStreaming() ? "streaming blob" : "blob";
  if (schema.isTimestampSchema()) return `timestamp as ${timestampFormat(schema)}`;
  if (schema.isDocumentSchema()) return "document";
  if (schema.isBooleanSchema()) return "boolean";
  if (schema.isNumericSchema()) return "number";
  if (schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return "big number";
  return traits.mediaType === "application/json" ? "JSON text in a string" : "string";
}

function timestampFormat(schema: NormalizedSchema): string {
  const traits = schema.getMergedTraits();
  switch (schema.getSchema()) {
    case 5:
      return "iso8601";
    case 6:
      return "rfc822";
    case 7:
      return "unixTimestamp";
    default:
      if (traits.httpHeader || traits.httpPrefixHeaders) return DEFAULT_TIMESTAMP_FORMATS.header;
      if (traits.httpQuery || traits.httpLabel) return DEFAULT_TIMESTAMP_FORMATS.query;
      return DEFAULT_TIMESTAMP_FORMATS.body;
  }
}

function locationOf(name: string, schema: NormalizedSchema): string {
  const traits = schema.getMergedTraits();
  if (traits.httpLabel) return `URI label ${name}`;
  if (traits.httpQuery) return `query parameter ${traits.httpQuery}`;
  if (traits.httpQueryParams) return `query parameter ${name}`;
  if (traits.httpHeader) return `header ${traits.httpHeader}`;
  if (traits.httpPrefixHeaders !== undefined) return `headers ${traits.httpPrefixHeaders}*`;
  if (traits.httpResponseCode) return "the status code";
  if (traits.httpPayload) return "the whole body";
  if (traits.eventPayload) return "the event's payload";
  if (traits.eventHeader) return `event header ${name}`;
  return `body field ${traits.jsonName ?? name}`;
}
