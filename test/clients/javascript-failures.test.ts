import {
  AccessDeniedException,
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
  InternalServerException,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ModelErrorException,
  ModelStreamErrorException,
  ModelTimeoutException,
  ServiceQuotaExceededException,
  ServiceUnavailableException,
  ThrottlingException,
  ValidationException,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { attemptsByCall } from "./attempts.ts";
import { byDefault, overHttp1, type WayToServer } from "./javascript-clients.ts";
import {
  CLAUDE,
  DENIED_ACCOUNT,
  DENIED_PROFILE_ARN,
  freshAccount,
  MINUTE_ACCOUNT,
  NO_TOKENS_ACCOUNT,
  NOVA,
} from "./models.ts";

const saying = (text: string) => ({ modelId: NOVA, messages: [{ role: "user" as const, content: [{ text }] }] });

/** An attempt that was answered in full. */
const answered = { status: 200, code: undefined };

describe.each([
  { title: "by default", open: byDefault, http2: true },
  { title: "forced to HTTP/1.1", open: overHttp1, http2: false },
])("the JavaScript SDK $title", ({ open, http2 }) => {
  let way: WayToServer;
  beforeAll(async () => {
    way = await open("failures.yaml");
  });
  afterAll(() => way[Symbol.asyncDispose]());

  /** The attempts of the one call of an account. */
  async function attemptsOf(account: string) {
    const [attempts, ...others] = attemptsByCall(await way.journal(account));
    expect(others).toEqual([]);
    return attempts;
  }

  describe.concurrent("tries again", () => {
    test.each([
      ["throttled once", 429, "ThrottlingException"],
      ["unavailable once", 503, "ServiceUnavailableException"],
      ["not ready once", 429, "ModelNotReadyException"],
      ["internal error once", 500, "InternalServerException"],
      ["refused once", 0, "ECONNRESET"],
    ] as const)("and gets an answer when a call is %s", async (text, status, code) => {
      const account = freshAccount();
      const { output, $metadata } = await way.runtime(account).send(new ConverseCommand(saying(text)));
      expect(output?.message?.role).toBe("assistant");
      expect($metadata.attempts).toBe(2);
      expect(await attemptsOf(account)).toEqual([
        { number: 1, max: 3, status, code },
        { number: 2, max: 3, ...answered },
      ]);
    });

    test("and gets the whole stream when a stream is throttled before it begins", async () => {
      const account = freshAccount();
      const command = new ConverseStreamCommand(saying("stream throttled once"));
      const { stream, $metadata } = await way.runtime(account).send(command);
      const { kinds, error } = await readKinds(stream);
      expect(error).toBeUndefined();
      expect(kinds.at(-1)).toBe("metadata");
      expect($metadata.attempts).toBe(2);
      expect(await attemptsOf(account)).toMatchObject([{ status: 429 }, answered]);
    });

    test("and gets an answer once a minute of the emulator's clock has emptied the quota", async () => {
      const client = way.runtime(MINUTE_ACCOUNT);
      client.middlewareStack.add(
        (next) => async (args) => {
          try {
            return await next(args);
          } catch (error) {
            if (error instanceof ThrottlingException) await way.advance("60s");
            throw error;
          }
        },
        { step: "finalizeRequest", priority: "low" },
      );
      await client.send(new ConverseCommand(saying("within the quota")));
      const { $metadata } = await client.send(new ConverseCommand(saying("beyond the quota")));
      expect($metadata.attempts).toBe(2);
      expect(attemptsByCall(await way.journal(MINUTE_ACCOUNT))).toEqual([
        [{ number: 1, max: 3, ...answered }],
        [
          { number: 1, max: 3, status: 429, code: "ThrottlingException" },
          { number: 2, max: 3, ...answered },
        ],
      ]);
    });

    test("with one invocation id for each call, which shows the retries of an app on top of them", async () => {
      const account = freshAccount();
      const client = way.runtime(account);
      for (const _ of ["the app's first attempt", "the app's second attempt"]) {
        await expect(client.send(new ConverseCommand(saying("unavailable")))).rejects.toThrow();
      }
      const calls = attemptsByCall(await way.journal(account));
      expect(calls.map((attempts) => attempts.map(({ number }) => number))).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ]);
    });

    test.each([
      ["within a request", "reset once", 0],
      ["within an answer", "reset once within the answer", 200],
    ] as const)(
      http2 ? "not, when a stream of HTTP/2 is reset %s" : "and gets an answer when the connection is reset %s",
      async (_title, text, status) => {
        const account = freshAccount();
        const call = way.runtime(account).send(new ConverseCommand(saying(text)));
        if (http2)
          await expect(call).rejects.toMatchObject({ code: "ERR_HTTP2_STREAM_ERROR", $metadata: { attempts: 1 } });
        else expect((await call).$metadata.attempts).toBe(2);
        expect(await attemptsOf(account)).toMatchObject(http2 ? [{ status }] : [{ status }, answered]);
      },
    );
  });

  describe.concurrent("gives up after three attempts", () => {
    test.each([
      ["throttled", ThrottlingException, 429, "Too many requests, please wait before trying again."],
      ["unavailable", ServiceUnavailableException, 503, "Bedrock is unable to process your request."],
    ] as const)("when a call is %s for good", async (text, type, status, message) => {
      const account = freshAccount();
      const error = await failureOf(way.runtime(account).send(new ConverseCommand(saying(text))));
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ name: type.name, message, $metadata: { httpStatusCode: status, attempts: 3 } });
      const attempt = { max: 3, status, code: type.name };
      expect(await attemptsOf(account)).toEqual([1, 2, 3].map((number) => ({ number, ...attempt })));
    });

    test("when every destination Region of a profile is down", async () => {
      const account = freshAccount();
      const command = new ConverseCommand({ ...saying("hello"), modelId: `eu.${NOVA}` });
      const error = await failureOf(way.runtime(account, "eu-west-1").send(command));
      expect(error).toBeInstanceOf(ServiceUnavailableException);
      expect(error).toMatchObject({ $metadata: { httpStatusCode: 503, attempts: 3 } });
      expect(await attemptsOf(account)).toMatchObject([{ status: 503 }, { status: 503 }, { status: 503 }]);
    });

    test("when no request fits the quota of tokens", async () => {
      const error = await failureOf(way.runtime(NO_TOKENS_ACCOUNT).send(new ConverseCommand(saying("hello"))));
      expect(error).toBeInstanceOf(ThrottlingException);
      expect(error).toMatchObject({ message: "Too many tokens, please wait before trying again." });
      expect(await attemptsOf(NO_TOKENS_ACCOUNT)).toHaveLength(3);
    });
  });

  describe.concurrent("does not try again", () => {
    test.each([
      ["model timeout", ModelTimeoutException, 408],
      ["model error", ModelErrorException, 424],
      ["invalid", ValidationException, 400],
    ] as const)("after: %s", async (text, type, status) => {
      const account = freshAccount();
      const error = await failureOf(way.runtime(account).send(new ConverseCommand(saying(text))));
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ name: type.name, $metadata: { httpStatusCode: status, attempts: 1 } });
      expect((error as ModelErrorException).originalStatusCode).toBe(type === ModelErrorException ? 502 : undefined);
      expect(await attemptsOf(account)).toEqual([{ number: 1, max: 3, status, code: type.name }]);
    });

    test("after: quota exceeded", async () => {
      const account = freshAccount();
      const { modelId, messages } = saying("quota exceeded");
      const command = new InvokeModelCommand({
        modelId,
        body: JSON.stringify({ messages }),
        contentType: "application/json",
      });
      const error = await failureOf(way.runtime(account).send(command));
      expect(error).toBeInstanceOf(ServiceQuotaExceededException);
      expect(error).toMatchObject({ $metadata: { httpStatusCode: 400, attempts: 1 } });
      expect(await attemptsOf(account)).toHaveLength(1);
    });
  });

  describe("is denied in AWS's words, and does not try again:", () => {
    const inOregon = `arn:aws:bedrock:us-west-2::foundation-model/${NOVA}`;
    test.each([
      ["a geographic profile, for a Region that nobody asked for", `us.${NOVA}`, inOregon, "us-west-2"],
      ["an application profile over one", DENIED_PROFILE_ARN, inOregon, "us-west-2"],
      [
        "a global profile, for the Region that is unspecified",
        `global.${CLAUDE}`,
        `arn:aws:bedrock:::foundation-model/${CLAUDE}`,
        "unspecified",
      ],
    ])("%s", async (_title, modelId, resource, region) => {
      const client = way.runtime(DENIED_ACCOUNT);
      const input = { ...saying("hello"), modelId };
      for (const [command, action] of [
        [new ConverseCommand(input), "bedrock:InvokeModel"],
        [new ConverseStreamCommand(input), "bedrock:InvokeModelWithResponseStream"],
      ] as const) {
        const before = (await way.journal(DENIED_ACCOUNT)).length;
        const error = await failureOf(client.send(command as ConverseCommand));
        expect(error).toBeInstanceOf(AccessDeniedException);
        expect(error).toMatchObject({
          name: "AccessDeniedException",
          message: `User: arn:aws:iam::${DENIED_ACCOUNT}:user/outcrop is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a service control policy`,
          $fault: "client",
          $metadata: { httpStatusCode: 403, attempts: 1 },
        });
        const [entry, ...others] = (await way.journal(DENIED_ACCOUNT)).slice(before);
        expect(others).toEqual([]);
        const denied = { action, resource, region, allowed: false };
        expect(entry?.explanation).toMatchObject({ checks: expect.arrayContaining([expect.objectContaining(denied)]) });
      }
    });

    test("a model of an allowed Region answers", async () => {
      const { output } = await way.runtime(DENIED_ACCOUNT).send(new ConverseCommand(saying("hello")));
      expect(output?.message?.role).toBe("assistant");
    });
  });

  describe("has a stream that breaks, and does not try again:", () => {
    /** Reads a stream that begins well; gives what it breaks with. */
    async function breakOf(text: string): Promise<unknown> {
      const account = freshAccount();
      const { stream, $metadata } = await way.runtime(account).send(new ConverseStreamCommand(saying(text)));
      const { kinds, error } = await readKinds(stream);
      expect(kinds).toEqual(["messageStart", "contentBlockDelta", "contentBlockDelta"]);
      expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
      expect(await attemptsOf(account)).toMatchObject([{ status: 200 }]);
      return error;
    }

    test.each([
      ["throttlingException", ThrottlingException, "Too many requests, please wait before trying again."],
      ["serviceUnavailableException", ServiceUnavailableException, "Bedrock is unable to process your request."],
      [
        "internalServerException",
        InternalServerException,
        "The system encountered an unexpected error during processing. Try your request again.",
      ],
      [
        "validationException",
        ValidationException,
        "Malformed input request, please reformat your input and try again.",
      ],
      [
        "modelStreamErrorException",
        ModelStreamErrorException,
        "The system encountered an unexpected error during processing. Try your request again.",
      ],
    ])("%s is an error of its class without a status", async (text, type, message) => {
      const error = (await breakOf(text)) as BedrockRuntimeServiceException;
      expect(error).toBeInstanceOf(type);
      expect(error).toBeInstanceOf(BedrockRuntimeServiceException);
      expect(error).toMatchObject({ name: type.name, message });
      expect(error.$metadata?.httpStatusCode).toBeUndefined();
      if (error instanceof ModelStreamErrorException) {
        expect(error).toMatchObject({ originalStatusCode: 502, originalMessage: "overloaded" });
      }
    });

    test("throttlingException comes after the first chunks of InvokeModelWithResponseStream, too", async () => {
      const account = freshAccount();
      const { modelId, messages } = saying("throttlingException");
      const request = { modelId, body: JSON.stringify({ messages }), contentType: "application/json" };
      const { body } = await way.runtime(account).send(new InvokeModelWithResponseStreamCommand(request));
      const { kinds, error } = await readKinds(body);
      expect(kinds).toEqual(["chunk", "chunk", "chunk"]);
      expect(error).toBeInstanceOf(ThrottlingException);
      expect(await attemptsOf(account)).toHaveLength(1);
    });

    test("an end within a frame is an error of no class", async () => {
      const error = await breakOf("truncated");
      expect(error).toMatchObject({ name: "Error", message: "Truncated event message received." });
    });

    test("a wrong checksum is an error of no class", async () => {
      const error = await breakOf("wrong checksum");
      expect(error).toMatchObject({ name: "Error", message: expect.stringMatching(/^The message checksum/) });
    });
  });

  test(`${http2 ? "does not try" : "tries"} again when a stream is reset within its first frame`, async () => {
    const account = freshAccount();
    const error = await failureOf(way.runtime(account).send(new ConverseStreamCommand(saying("stream reset"))));
    const attempts = http2 ? 1 : 3;
    const code = http2 ? "ERR_HTTP2_STREAM_ERROR" : "ECONNRESET";
    expect(error).toMatchObject({ code, $metadata: { httpStatusCode: 200, attempts } });
    expect(await attemptsOf(account)).toHaveLength(attempts);
  });
});

// The SDK takes the header Date for the true time, and its own clock for skewed by it: then it would retry any error.
test("a clock that stands still does not make the JavaScript SDK try again what is not worth it", async () => {
  await using emulator = createEmulator({ scenario: { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } });
  const credentials = { accessKeyId: freshAccount(), secretAccessKey: "outcrop" };
  const requestHandler = emulator.requestHandler();
  const client = new BedrockRuntimeClient({ region: "us-east-1", credentials, requestHandler });
  await expect(client.send(new ConverseCommand({ ...saying("hello"), modelId: CLAUDE }))).rejects.toThrow("on-demand");
  expect(emulator.journal.entries).toHaveLength(1);
});

/** The kinds of a stream's events, and the error that ended it. */
async function readKinds(stream: AsyncIterable<object> | undefined) {
  const kinds: string[] = [];
  try {
    for await (const event of stream ?? []) kinds.push(...Object.keys(event));
  } catch (error) {
    return { kinds, error };
  }
  return { kinds, error: undefined };
}

/** What a call that has to fail fails with. */
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => error,
  );
