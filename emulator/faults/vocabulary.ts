import type { ApiModel } from "../../contracts/model/api-model.ts";

/** What faults need to know of one operation. */
export interface OperationFacts {
  readonly name: string;
  /** Whether it belongs to bedrock-runtime, whose errors have wordings of their own. */
  readonly isRuntime: boolean;
  /** The exceptions that it can answer, by the names of their shapes, with their members. */
  readonly errors: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that its stream can throw, by the names of their shapes; `undefined` when it does not answer with a stream. */
  readonly streamErrors: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Whether a model answers, in a destination Region. */
  readonly isInference: boolean;
}

const INFERENCE_OPERATIONS: ReadonlySet<string> = new Set([
  "Converse",
  "ConverseStream",
  "InvokeModel",
  "InvokeModelWithResponseStream",
  "StartAsyncInvoke",
  "InvokeModelWithBidirectionalStream",
]);

/** The exceptions of the layer in front of every service, which no API model lists. */
export const COMMON_ERRORS: readonly string[] = [
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
];

const MESSAGE_ONLY: ReadonlySet<string> = new Set(["message"]);

/** Reads from the API models which operations there are and how they can fail. Services that share a name share its errors. */
export function readVocabulary(models: readonly ApiModel[]): ReadonlyMap<string, OperationFacts> {
  const vocabulary = new Map<string, OperationFacts>();
  for (const model of models) {
    const membersOf = (shape: string): ReadonlySet<string> => new Set(Object.keys(model.shapes[shape]?.members ?? {}));
    for (const [name, { errors = [], output }] of Object.entries(model.operations)) {
      const namesake = vocabulary.get(name);
      vocabulary.set(name, {
        name,
        isRuntime: model.metadata.endpointPrefix === "bedrock-runtime",
        errors: new Map([
          ...(namesake?.errors ?? COMMON_ERRORS.map((common) => [common, MESSAGE_ONLY] as const)),
          ...errors.map(({ shape }) => [shape, membersOf(shape)] as const),
        ]),
        streamErrors: streamErrorsOf(model, output?.shape, membersOf),
        isInference: INFERENCE_OPERATIONS.has(name),
      });
    }
  }
  return vocabulary;
}

function streamErrorsOf(
  { shapes }: ApiModel,
  output: string | undefined,
  membersOf: (shape: string) => ReadonlySet<string>,
): OperationFacts["streamErrors"] {
  const { payload = "", members = {} } = shapes[output ?? ""] ?? {};
  const stream = shapes[members[payload]?.shape ?? ""];
  if (!stream?.eventstream) return undefined;
  return new Map(
    Object.values(stream.members ?? {})
      .filter(({ shape }) => shapes[shape]?.exception)
      .map(({ shape }) => [shape, membersOf(shape)] as const),
  );
}
