import { AwsError } from "../errors.ts";
import { compileException, EXCEPTION_KEYS, type Exception } from "./exception.ts";
import { checkCount, type Kind, unfitWithoutStream } from "./kind.ts";
import type { OperationFacts } from "./vocabulary.ts";

/** A stream begins well, and then throws. */
export interface StreamExceptionFault extends Exception {
  readonly kind: "stream-exception";
  /** So many events come first. A stream that has fewer ends as if all were well. */
  readonly afterEvents: number;
}

const streamErrorsOf = ({ streamErrors }: OperationFacts) => streamErrors;

export const streamException: Kind<StreamExceptionFault> = {
  keys: ["exceptionAfterEvents", ...EXCEPTION_KEYS],
  isOutcome: true,
  isAskedFor: (then) => then.exceptionAfterEvents !== undefined,
  compile(then, tools) {
    checkCount(then, "exceptionAfterEvents", 0, tools);
    // The exceptions of a stream are written as its members are: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
    const exception = compileException(
      then,
      tools,
      streamErrorsOf,
      (code) => code.charAt(0).toLowerCase() + code.slice(1),
    );
    return {
      unfit: (operation) =>
        unfitWithoutStream(operation) ??
        (exception.isThrownBy(operation)
          ? undefined
          : `the stream of ${operation.name} cannot throw ${exception.code}`),
      draw: (operation) => ({
        kind: "stream-exception",
        afterEvents: then.exceptionAfterEvents ?? 0,
        ...exception.of(operation),
      }),
    };
  },
};

/** The events of a stream up to the exception, which the protocol layer turns into the stream's own. */
export async function* throwAfter<Event>(
  events: AsyncIterable<Event>,
  { afterEvents, code, message, fields }: StreamExceptionFault,
): AsyncGenerator<Event> {
  let left = afterEvents;
  for await (const event of events) {
    if (left-- === 0) throw new AwsError(code, message, fields);
    yield event;
  }
  if (left === 0) throw new AwsError(code, message, fields);
}
