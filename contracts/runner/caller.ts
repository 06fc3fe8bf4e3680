import { asStream, type SdkClient, type SdkPackage, sdkPackage } from "./clients.ts";
import type { CallStep } from "./compile.ts";
import { fill, makeInput } from "./inputs.ts";
import type { CalledService } from "./operations.ts";
import { errorOf, isStream, membersOf, type Outcome } from "./outcome.ts";

/** A call that came to nothing that AWS could have answered: no connection, no answer in time, an input that cannot be sent. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
}

/** What nothing can be called at: no server, one that is no Outcrop, or AWS without credentials. */
export class TargetError extends Error {
  override readonly name = "TargetError";
}

export interface CallerOptions {
  /** Settings of every client: where it goes, and who it is. */
  configuration(step: Pick<CallStep, "credentials">): object;
  /** The Region of calls that name none. */
  readonly region: string;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** As many events of a stream are read: more than any answer has. */
const MOST_EVENTS = 100_000;

/** The SDK warns on the console of every stream that fails. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Calls operations with the AWS SDK's own clients, without retries. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #clients = new Map<string, { readonly sdk: SdkPackage; readonly client: SdkClient }>();
  /** The head of the answer that came last; steps go one after the other. */
  #head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Makes one call, reads its stream to the end and gives what it came to. Throws CallFailure and TargetError. */
  async call(step: CallStep, captured: ReadonlyMap<string, unknown>): Promise<Outcome> {
    const { operation, region = this.#options.region } = step;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#options.timeoutMs);
    this.#head = undefined;
    try {
      const { sdk, client } = await this.#clientOf(operation.service, region, step);
      const input = makeInput(fill(step.input, captured)) as Record<string, unknown>;
      const { inputStream } = operation;
      if (inputStream !== undefined) input[inputStream] = asStream(input[inputStream]);
      return await this.#outcomeOf(step, () =>
        client.send(sdk.createCommand(operation.name, input), { abortSignal: abort.signal }),
      );
    } catch (error) {
      if (abort.signal.aborted) throw new CallFailure(`no answer within ${this.#options.timeoutMs / 1000} s`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    for (const { client } of this.#clients.values()) client.destroy();
  }

  async #outcomeOf({ operation }: CallStep, send: () => Promise<Record<string, unknown>>): Promise<Outcome> {
    let answer: Record<string, unknown>;
    try {
      answer = await send();
    } catch (thrown) {
      const { status, headers } = this.#head ?? { status: undefined, headers: {} };
      // The SDK reads the first event of a stream at once, and throws it when it is an exception.
      const inStream = operation.outputStream !== undefined && status === 200;
      const error = errorOf(thrown, inStream);
      if (error) return { status, headers, error, ...(inStream ? { stream: [] } : {}) };
      const { name, message } = thrown as Error;
      if (name === "CredentialsProviderError") throw new TargetError(`the AWS SDK has no credentials: ${message}`);
      throw new CallFailure(`the call could not be made: ${name}: ${message}`);
    }
    const { status, headers } = this.#head ?? { status: undefined, headers: {} };
    const output = membersOf(answer, operation.outputStream);
    const events = operation.outputStream === undefined ? undefined : answer[operation.outputStream];
    if (!isStream(events)) return { status, headers, output };
    return { status, headers, output, ...(await readEvents(events)) };
  }

  async #clientOf(service: CalledService, region: string, step: CallStep) {
    const key = JSON.stringify([service, region, step.credentials]);
    const known = this.#clients.get(key);
    if (known) return known;
    const sdk = await sdkPackage(service);
    const client = sdk.createClient({ region, maxAttempts: 1, logger: SILENT, ...this.#options.configuration(step) });
    client.middlewareStack.add(
      (next) => async (args: { readonly request: { readonly headers: Record<string, string> } }) => {
        Object.assign(args.request.headers, this.#options.headers);
        return next(args);
      },
      { step: "build", name: "outcropReplay", override: true },
    );
    client.middlewareStack.add(
      (next) => async (args: object) => {
        const result = await next(args);
        this.#head = { status: result.response.statusCode, headers: result.response.headers };
        return result;
      },
      // Within the deserializer, which throws what is an error.
      { step: "deserialize", name: "outcropReplayHead", priority: "low", override: true },
    );
    const made = { sdk, client };
    this.#clients.set(key, made);
    return made;
  }
}

async function readEvents(events: AsyncIterable<unknown>): Promise<Pick<Outcome, "stream" | "error">> {
  const stream: unknown[] = [];
  try {
    for await (const event of events) {
      stream.push(event);
      if (stream.length > MOST_EVENTS) throw new CallFailure(`the stream has more than ${MOST_EVENTS} events`);
    }
    return { stream };
  } catch (thrown) {
    const error = errorOf(thrown, true);
    if (error) return { stream, error };
    if (thrown instanceof CallFailure) throw thrown;
    throw new CallFailure(`the stream broke off: ${(thrown as Error).name}: ${(thrown as Error).message}`);
  }
}
