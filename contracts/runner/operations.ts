import { findOperation } from "../../emulator/operations/registry.ts";
import { apiModel, type Operation, shapeOf } from "../../emulator/protocol/model.ts";
import type { ServiceName } from "../../emulator/services.ts";
import type { ApiModel } from "../model/api-model.ts";

/** The services that steps may call; of the fourth, bedrock-agent, no operation is emulated. */
export const calledServices = ["bedrock", "bedrock-runtime", "bedrock-agent-runtime"] as const;
export type CalledService = (typeof calledServices)[number] & ServiceName;

/** An operation that a step may call. */
export interface CalledOperation {
  readonly service: CalledService;
  readonly name: string;
  readonly model: ApiModel;
  readonly operation: Operation;
  readonly isEmulated: boolean;
  /** Whether a call of it costs money on AWS. */
  readonly costs: boolean;
  /** The names of its modelled errors, with those that its stream may end with. */
  readonly errors: readonly string[];
  /** The member of the input that is a stream of events. */
  readonly inputStream: string | undefined;
  /** The member of the output that is a stream of events. */
  readonly outputStream: string | undefined;
}

/** Besides those that a model answers: https://aws.amazon.com/bedrock/pricing/. */
const PRICED: ReadonlySet<string> = new Set([
  "ApplyGuardrail",
  "CreateModelInvocationJob",
  "InvokeGuardrailChecks",
  "Rerank",
]);
/** Counting tokens is free: https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html. */
const FREE: ReadonlySet<string> = new Set(["CountTokens"]);

let known: ReadonlyMap<string, CalledOperation> | undefined;

/** Every operation by its name; where two services have one of the same name, that of the earlier service. */
export function calledOperations(): ReadonlyMap<string, CalledOperation> {
  if (known) return known;
  const operations = new Map<string, CalledOperation>();
  for (const service of calledServices) {
    const model = apiModel(service);
    for (const [name, operation] of Object.entries(model.operations)) {
      if (!operations.has(name)) operations.set(name, describe(service, name, model, operation));
    }
  }
  known = operations;
  return operations;
}

function describe(service: CalledService, name: string, model: ApiModel, operation: Operation): CalledOperation {
  const definition = findOperation(service, name);
  const streamIn = (shape: string | undefined) => {
    const members = Object.entries(shape === undefined ? {} : (shapeOf(model, shape).members ?? {}));
    return members.find(([, member]) => shapeOf(model, member.shape).eventstream)?.[0];
  };
  const outputStream = streamIn(operation.output?.shape);
  const stream = outputStream && shapeOf(model, operation.output?.shape ?? "").members?.[outputStream]?.shape;
  const inStream = Object.values(stream ? (shapeOf(model, stream).members ?? {}) : {}).map((member) => member.shape);
  const errors = [
    ...(operation.errors ?? []).map((error) => error.shape),
    ...inStream.filter((shape) => shapeOf(model, shape).exception),
  ];
  return {
    service,
    name,
    model,
    operation,
    isEmulated: definition !== undefined,
    costs: (definition?.isInference === true && !FREE.has(name)) || PRICED.has(name),
    errors: [...new Set(errors)],
    inputStream: streamIn(operation.input?.shape),
    outputStream,
  };
}
