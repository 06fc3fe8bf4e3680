import { AwsError } from "../errors.ts";
import { compileException, EXCEPTION_KEYS, type Exception } from "./exception.ts";
import type { Kind, KindTools } from "./kind.ts";
import type { FaultEffect } from "./rule.ts";
import type { OperationFacts } from "./vocabulary.ts";

/** The call is answered with an error. */
export interface ErrorFault extends Exception {
  readonly kind: "error";
  /** The HTTP status, where it is not that of the API model. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that a rule asks for; what it says of the HTTP answer goes before what the code would say. */
export class InjectedError extends AwsError {
  override readonly status: number | undefined;
  override readonly headers: Readonly<Record<string, string>>;

  constructor({ code, message, fields, status, headers = {} }: ErrorFault) {
    super(code, message, fields);
    this.name = "InjectedError";
    this.status = status;
    this.headers = headers;
  }
}

const errorsOf = ({ errors }: OperationFacts) => errors;

export const error: Kind<ErrorFault> = {
  keys: [...EXCEPTION_KEYS, "status", "headers"],
  isOutcome: true,
  isAskedFor: (then) => then.error !== undefined && then.exceptionAfterEvents === undefined,
  compile(then, tools) {
    const exception = compileException(then, tools, errorsOf, (code) => code);
    checkHead(then, tools);
    const { status, headers } = then;
    const head = { ...(status !== undefined && { status }), ...(headers && { headers }) };
    return {
      unfit: (operation) =>
        exception.isThrownBy(operation) ? undefined : `${operation.name} cannot answer ${exception.code}`,
      draw: (operation) => ({ kind: "error", ...exception.of(operation), ...head }),
    };
  },
};

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VISIBLE = /^[\t\x20-\x7e]*$/;

function checkHead({ status, headers = {} }: FaultEffect, { refuse }: KindTools): void {
  if (status !== undefined && !(Number.isSafeInteger(status) && status >= 400 && status <= 599)) {
    refuse("status", `the HTTP status of an error is 400 to 599 (found ${status})`);
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name) || !VISIBLE.test(value)) refuse("headers", `"${name}" cannot be sent as a header`);
  }
}
