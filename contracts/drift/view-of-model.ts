import type { ApiModel, Member, Shape } from "../model/api-model.ts";
import {
  DEFAULT_TIMESTAMP_FORMATS,
  type ErrorView,
  type MemberView,
  type OperationView,
  type ServiceView,
  type ShapeView,
} from "./wire-view.ts";

/** Views AWS's model (`contracts/model`). Throws when a shape is referred to that does not exist. */
export function viewOfModel(model: ApiModel): ServiceView {
  const views = new Map<string, ShapeView>();
  const shapeNamed = (name: string): Shape => {
    const shape = model.shapes[name];
    if (!shape) throw new Error(`${model.metadata.serviceId}: shape ${name} is referred to but does not exist`);
    return shape;
  };

  const viewOf = (name: string): ShapeView => {
    const known = views.get(name);
    if (known) return known;
    const view: ShapeView = { name, members: () => membersOf(shapeNamed(name)) };
    views.set(name, view);
    return view;
  };

  const membersOf = (shape: Shape): ReadonlyMap<string, MemberView> => {
    // A document is any JSON value: botocore writes it as a structure without members.
    const members = shape.type === "structure" ? (shape.members ?? {}) : elementsOf(shape);
    return new Map(Object.entries(members).map(([name, member]) => [name, viewMember(name, member, shape)]));
  };

  const viewMember = (name: string, member: Member, parent: Shape): MemberView => {
    const shape = shapeNamed(member.shape);
    return {
      type: typeOf(member, shape),
      location: locationOf(name, member, parent),
      required: parent.required?.includes(name) ?? false,
      sensitive: member.sensitive ?? shape.sensitive ?? false,
      idempotencyToken: member.idempotencyToken ?? false,
      shape: viewOf(member.shape),
    };
  };

  const operations = Object.values(model.operations).map((operation): [string, OperationView] => [
    operation.name,
    {
      method: operation.http.method,
      uri: operation.http.requestUri,
      status: operation.http.responseCode ?? 200,
      hostPrefix: operation.endpoint?.hostPrefix ?? "",
      input: operation.input ? viewOf(operation.input.shape) : EMPTY,
      output: operation.output ? viewOf(operation.output.shape) : EMPTY,
    },
  ]);
  const errors = Object.entries(model.shapes)
    .filter(([, shape]) => shape.exception)
    .map(([name, shape]): [string, ErrorView] => [
      name,
      { status: shape.error?.httpStatusCode, fault: shape.fault ? "server" : "client", shape: viewOf(name) },
    ]);
  return { origin: "contracts/model", operations: new Map(operations), errors: new Map(errors) };
}

const EMPTY: ShapeView = { name: "(nothing)", members: () => new Map() };

function elementsOf(shape: Shape): Record<string, Member> {
  return {
    ...(shape.member && { member: shape.member }),
    ...(shape.key && { key: shape.key }),
    ...(shape.value && { value: shape.value }),
  };
}

function typeOf(member: Member, shape: Shape): string {
  const json = member.jsonvalue ? "JSON text in a " : "";
  switch (shape.type) {
    case "structure":
      if (shape.document) return "document";
      if (shape.eventstream) return "event stream";
      return shape.union ? "union" : "structure";
    case "list":
    case "map":
      return shape.sparse ? `sparse ${shape.type}` : shape.type;
    case "blob":
      return member.streaming || shape.streaming ? "streaming blob" : "blob";
    case "integer":
    case "long":
    case "float":
    case "double":
      // The SDK's schemas tell only that it is a number.
      return "number";
    case "timestamp":
      return `timestamp as ${member.timestampFormat ?? shape.timestampFormat ?? defaultFormat(member)}`;
    default:
      return json + shape.type;
  }
}

function defaultFormat({ location }: Member): string {
  if (location === "header" || location === "headers") return DEFAULT_TIMESTAMP_FORMATS.header;
  if (location === "querystring" || location === "uri") return DEFAULT_TIMESTAMP_FORMATS.query;
  return DEFAULT_TIMESTAMP_FORMATS.body;
}

function locationOf(name: string, member: Member, parent: Shape): string {
  const wireName = member.locationName ?? name;
  switch (member.location) {
    case "uri":
      return `URI label ${wireName}`;
    case "querystring":
      return `query parameter ${wireName}`;
    case "header":
      return `header ${wireName}`;
    case "headers":
      return `headers ${wireName}*`;
    case "statusCode":
      return "the status code";
    default:
      if (parent.payload === name) return "the whole body";
      if (member.eventpayload) return "the event's payload";
      if (member.eventheader) return `event header ${wireName}`;
      return `body field ${wireName}`;
  }
}
