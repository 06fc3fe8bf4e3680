import { CreateInferenceProfileCommand, GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import {
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ModelStreamErrorException,
  ThrottlingException,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator, type Scenario } from "../../emulator/index.ts";
import {
  ACCOUNT,
  APP,
  appProfileArn,
  controlOf,
  converse,
  converseStream,
  failureOf,
  frozen,
  KEY,
  lastOf,
  messages,
  NOVA,
  readStream,
  runtimeOf,
  serve,
  settled,
  stepOf,
  US_NOVA,
  waitsOf,
} from "./world.ts";

type Rule = NonNullable<Scenario["faults"]>[number];

const failing = (then: Rule["then"], when: Rule["when"] = {}, more: Scenario = {}): Scenario => ({
  ...more,
  faults: [{ when, then }],
});

const inProcess = (scenario: Scenario) => {
  const emulator = createEmulator({ scenario });
  return { emulator, runtime: runtimeOf(emulator), control: controlOf(emulator) };
};

const nativeInput = { modelId: US_NOVA, body: JSON.stringify({ messages }), contentType: "application/json" };
const nativeStream = new InvokeModelWithResponseStreamCommand(nativeInput);

describe("errors", () => {
  test.each([
    ["ThrottlingException", 429, "Too many requests, please wait before trying again.", 3],
    ["ServiceUnavailableException", 503, "Bedrock is unable to process your request.", 3],
    ["ModelNotReadyException", 429, "Model is not ready for inference. Wait and try your request again.", 3],
    [
      "InternalServerException",
      500,
      "The system encountered an unexpected error during processing. Try your request again.",
      3,
    ],
    ["ModelTimeoutException", 408, "Model has timed out in processing the request. Try your request again.", 1],
    [
      "ModelErrorException",
      424,
      "The system encountered an unexpected error during processing. Try your request again.",
      1,
    ],
    ["ValidationException", 400, "Malformed input request, please reformat your input and try again.", 1],
    ["AccessDeniedException", 403, "You don't have access to the model with the specified model ID.", 1],
    ["ResourceNotFoundException", 404, "Could not resolve the foundation model from the provided model identifier.", 1],
  ])(
    "%s reaches the SDK as %d in AWS's words, after as many attempts as the SDK makes",
    async (error, status, message, attempts) => {
      const emulator = createEmulator({ scenario: failing({ error }) });
      for (const command of [converse(), converseStream(), new InvokeModelCommand(nativeInput), nativeStream]) {
        const runtime = runtimeOf(emulator, { maxAttempts: attempts === 1 ? 3 : 1 });
        expect(await failureOf(runtime.send(command as ReturnType<typeof converse>))).toEqual({
          name: error,
          message,
          status,
          attempts: 1,
        });
        expect(lastOf(emulator)).toMatchObject({ status, error: { code: error, message } });
      }
    },
  );

  test("a fault shows in the journal with the rule that it came from", async () => {
    const { emulator, runtime } = inProcess({
      faults: [
        { when: { operation: "InvokeModel" }, then: { error: "ThrottlingException" } },
        { then: { error: "ServiceUnavailableException" } },
      ],
    });
    await failureOf(runtime.send(converse()));
    expect(stepOf(emulator, "faults")).toMatchObject({
      outcome: "faults[1]",
      detail: [{ kind: "error", code: "ServiceUnavailableException" }],
    });
  });

  test("a status, headers and members of one's own reach the client over both protocols", async () => {
    const then = {
      error: "ModelErrorException",
      message: "It broke.",
      status: 502,
      headers: { "Retry-After": "7", "X-Amzn-Trace": "a" },
      originalStatusCode: 500,
      resourceName: "granite",
    };
    await using served = await serve(failing(then));
    for (const client of [served.overHttp1(), served.overHttp2(), runtimeOf(served.emulator)]) {
      const error = await client.send(converse()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        name: "ModelErrorException",
        message: "It broke.",
        originalStatusCode: 500,
        resourceName: "granite",
        $metadata: { httpStatusCode: 502 },
        $response: { headers: { "retry-after": "7", "x-amzn-trace": "a" } },
      });
    }
  });

  test("headers of one's own cannot spoil how the body is carried", async () => {
    const headers = { "content-length": "3", "transfer-encoding": "chunked", connection: "close" };
    await using served = await serve(failing({ error: "ThrottlingException", headers }));
    for (const client of [served.overHttp1(), served.overHttp2(), runtimeOf(served.emulator)]) {
      expect(await failureOf(client.send(converse()))).toMatchObject({ name: "ThrottlingException", status: 429 });
    }
    expect(served.errors).toEqual([]);
  });

  test("a header that the answer has already is replaced, not sent twice", async () => {
    const headers = {
      "x-amzn-errortype": "SomethingElse",
      "content-type": "text/plain",
      "x-amzn-requestid": "mine",
      date: "then",
    };
    await using served = await serve(failing({ error: "ThrottlingException", headers }));
    const { askHttp1, askHttp2, openSession } = await import("../doors/clients.ts");
    await using session = await openSession(served.url);
    const exchange = {
      method: "POST",
      path: `/model/${encodeURIComponent(US_NOVA)}/converse`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messages }),
    };
    const overHttp1 = await askHttp1(served.url, exchange);
    const names = overHttp1.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
    for (const answer of [overHttp1, await askHttp2(session, exchange)]) {
      expect(answer.headers).toMatchObject({ "x-amzn-errortype": "SomethingElse", "content-type": "text/plain" });
    }
    const { path, ...rest } = exchange;
    const fetched = await served.emulator.handle(new Request(`http://localhost${path}`, rest));
    expect(fetched.headers.get("content-type")).toBe("text/plain");
    expect(served.errors).toEqual([]);
  });
});

describe("the control plane", () => {
  test("an operation of the control plane fails as one of the models does, in its own words", async () => {
    const { emulator, control } = inProcess(
      failing({ error: "InternalServerException" }, { operation: "GetInferenceProfile" }),
    );
    const get = () => control.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: US_NOVA }));
    expect(await failureOf(get())).toMatchObject({ name: "InternalServerException", status: 500 });
    expect(stepOf(emulator, "faults")?.outcome).toBe("faults[0]");
    expect((await runtimeOf(emulator).send(converse())).stopReason).toBe("end_turn");
  });

  test("a creation that fails creates nothing", async () => {
    const { control } = inProcess({
      faults: [{ when: { operation: "CreateInferenceProfile" }, then: { error: "ConflictException" }, times: 1 }],
      quotas: { applicationProfilesPerRegion: 1 },
    });
    const create = () =>
      control.send(
        new CreateInferenceProfileCommand({
          inferenceProfileName: "made",
          modelSource: { copyFrom: `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}` },
        }),
      );
    expect((await failureOf(create())).name).toBe("ConflictException");
    expect((await create()).status).toBe("ACTIVE");
  });

  test("a rule may name the profile that an operation of the control plane is about: by its id, name or ARN", async () => {
    const profiles = [
      { id: "teamaprofile", name: "team-a", copyFrom: US_NOVA },
      { id: "teambprofile", name: "team-b", copyFrom: US_NOVA },
    ];
    for (const profile of ["teamaprofile", "team-a", appProfileArn("teamaprofile", "us-east-1", "111122223333")]) {
      const { control } = inProcess(
        failing({ error: "ThrottlingException" }, { operation: "GetInferenceProfile", profile }, { profiles }),
      );
      const get = (inferenceProfileIdentifier: string) =>
        control.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }));
      expect((await failureOf(get("teamaprofile"))).name).toBe("ThrottlingException");
      expect((await failureOf(get(appProfileArn("teamaprofile", "us-east-1", "111122223333")))).name).toBe(
        "ThrottlingException",
      );
      expect((await get("teambprofile")).inferenceProfileName).toBe("team-b");
    }
  });

  test("a rule may name the model whose tokens are counted", async () => {
    const modelId = "anthropic.claude-sonnet-4-20250514-v1:0";
    const { runtime } = inProcess(
      failing({ error: "ThrottlingException" }, { operation: "CountTokens", model: modelId }),
    );
    const count = new CountTokensCommand({ modelId, input: { converse: { messages } } });
    expect((await failureOf(runtime.send(count))).name).toBe("ThrottlingException");
  });
});

describe("which calls", () => {
  const outcomes = async (scenario: Scenario, count: number) => {
    const { runtime } = inProcess(scenario);
    const failures: boolean[] = [];
    for (let call = 0; call < count; call++) {
      failures.push(
        await runtime.send(converse()).then(
          () => false,
          () => true,
        ),
      );
    }
    return failures;
  };

  test("the nth call, a list, a range, and so many times", async () => {
    const error = { error: "ThrottlingException" };
    const hits = (flags: readonly boolean[]) => flags.flatMap((failed, index) => (failed ? [index + 1] : []));
    expect(hits(await outcomes(failing(error, { call: 3 }), 6))).toEqual([3]);
    expect(hits(await outcomes(failing(error, { call: [1, 4] }), 6))).toEqual([1, 4]);
    expect(hits(await outcomes(failing(error, { call: { from: 5 } }), 6))).toEqual([5, 6]);
    expect(hits(await outcomes({ faults: [{ then: error, times: 2 }] }, 6))).toEqual([1, 2]);
    const first = hits(await outcomes({ ...failing(error, { probability: 0.5 }), seed: 7 }, 40));
    expect(hits(await outcomes({ ...failing(error, { probability: 0.5 }), seed: 7 }, 40))).toEqual(first);
    expect(hits(await outcomes({ ...failing(error, { probability: 0.5 }), seed: 8 }, 40))).not.toEqual(first);
    expect(first.length).toBeGreaterThan(8);
    expect(first.length).toBeLessThan(32);
  });

  test("a window on the clock", async () => {
    const { emulator, runtime } = inProcess(
      failing({ error: "ServiceUnavailableException" }, { window: { from: "PT10S", to: "PT20S" } }, { clock: frozen }),
    );
    const isUp = () =>
      runtime.send(converse()).then(
        () => true,
        () => false,
      );
    const seen: boolean[] = [];
    for (let second = 0; second < 25; second += 5) {
      seen.push(await isUp());
      emulator.clock.advance(5_000);
    }
    expect(seen).toEqual([true, true, false, false, true]);
  });

  test("the profile by its name, the caller, the source Region and what was said last", async () => {
    const world: Scenario = {
      defaults: { account: ACCOUNT },
      principals: [{ arn: APP, accessKeyId: KEY }],
      profiles: [{ id: "teamaprofile", name: "team-a", copyFrom: US_NOVA }],
    };
    const arn = appProfileArn("teamaprofile");
    const fails = async (when: Rule["when"], modelId: string, region = "us-east-1", accessKeyId = KEY) => {
      const emulator = createEmulator({ scenario: failing({ error: "ThrottlingException" }, when, world) });
      const runtime = runtimeOf(emulator, { region, accessKeyId });
      return runtime.send(converse(modelId)).then(
        () => false,
        () => true,
      );
    };
    expect(await fails({ profile: "team-a" }, arn)).toBe(true);
    expect(await fails({ profile: "team-a" }, US_NOVA)).toBe(false);
    expect(await fails({ profile: US_NOVA }, US_NOVA)).toBe(true);
    expect(await fails({ model: "amazon.nova-*" }, arn)).toBe(true);
    expect(await fails({ principal: APP }, arn)).toBe(true);
    expect(await fails({ principal: APP }, US_NOVA, "us-east-1", ACCOUNT)).toBe(false);
    expect(await fails({ source: "us-west-2" }, US_NOVA, "us-west-2")).toBe(true);
    expect(await fails({ source: "us-west-2" }, US_NOVA)).toBe(false);
    expect(await fails({ text: { contains: "rock" } }, US_NOVA)).toBe(true);
    expect(await fails({ text: { matches: "^Name .* tree" } }, US_NOVA)).toBe(false);
  });

  test("a caller who has assumed a role may be named by the role", async () => {
    const principal = `arn:aws:iam::${ACCOUNT}:role/app`;
    const { control, runtime } = inProcess(
      failing({ error: "ThrottlingException" }, { principal }, { principals: [{ arn: APP, accessKeyId: KEY }] }),
    );
    const get = new GetInferenceProfileCommand({ inferenceProfileIdentifier: US_NOVA });
    expect((await failureOf(control.send(get))).name).toBe("ThrottlingException");
    expect((await failureOf(runtime.send(converse()))).name).toBe("ThrottlingException");
  });

  test("a rule of one destination hits the calls that went there, and the others get through", async () => {
    const { emulator, runtime } = inProcess({
      ...failing({ error: "ThrottlingException" }, { region: "us-east-2" }),
      routing: { policy: "round-robin" },
    });
    const answers: (number | undefined)[] = [];
    for (let call = 0; call < 6; call++) {
      answers.push(
        await runtime.send(converse()).then(
          () => 200,
          (error) => error.$metadata.httpStatusCode,
        ),
      );
    }
    expect(answers).toEqual([200, 429, 200, 200, 429, 200]);
    expect(emulator.journal.entries.map(({ destination }) => destination === "us-east-2")).toEqual(
      answers.map((status) => status === 429),
    );
  });
});

describe("connections", () => {
  test.each(["refuse", "reset", "reset-mid-body"] as const)(
    "%s breaks the connection over both protocols and in the process, and is no bug",
    async (connection) => {
      await using served = await serve(failing({ connection }));
      for (const client of [served.overHttp1(), served.overHttp2(), runtimeOf(served.emulator)]) {
        const failure = await failureOf(client.send(converse()));
        expect(failure.name).not.toBe("SyntaxError");
        expect(failure.message).not.toBe("");
        expect(lastOf(served.emulator).decision.find(({ step }) => step === "faults")?.detail).toEqual([
          { kind: "connection", how: connection },
        ]);
      }
      expect(served.errors).toEqual([]);
    },
  );

  test.each([
    ["overHttp1", "refuse"],
    ["overHttp1", "reset"],
    ["overHttp2", "refuse"],
  ] as const)("%s the SDK takes %s for passing trouble and tries again", async (over, connection) => {
    await using served = await serve({ faults: [{ then: { connection }, times: 1 }] });
    const { stopReason, $metadata } = await served[over]({ maxAttempts: 3 }).send(converse());
    expect(stopReason).toBe("end_turn");
    expect($metadata.attempts).toBe(2);
    expect(served.emulator.journal.entries.map(({ status }) => status)).toEqual([0, 200]);
    expect(served.errors).toEqual([]);
  });

  test("over HTTP/2 a reset breaks the stream of the one request, which the SDK does not send again", async () => {
    await using served = await serve({ faults: [{ then: { connection: "reset" }, times: 1 }] });
    const client = served.overHttp2({ maxAttempts: 3 });
    expect((await failureOf(client.send(converse()))).message).toContain("NGHTTP2_INTERNAL_ERROR");
    expect((await client.send(converse())).stopReason).toBe("end_turn");
    expect(served.emulator.journal.entries.map(({ status }) => status)).toEqual([0, 200]);
    expect(served.errors).toEqual([]);
  });

  test.each(["refuse", "reset"] as const)(
    "the head of an answer never comes when the connection is to %s",
    async (connection) => {
      await using served = await serve(failing({ connection }));
      await expect(fetch(`${served.url}/inference-profiles`)).rejects.toThrow();
      expect(served.errors).toEqual([]);
    },
  );

  test("in mid-body half of the answer comes, with its head", async () => {
    await using served = await serve(failing({ connection: "reset-mid-body" }));
    const answer = await fetch(`${served.url}/inference-profiles`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(served.errors).toEqual([]);
  });

  test.each(["overHttp1", "overHttp2"] as const)(
    "a stream whose connection breaks ends with an error and not as if all were well: %s",
    async (over) => {
      await using served = await serve(failing({ connection: "reset-mid-body" }, { operation: "ConverseStream" }));
      const { events, error } = await readStream(served[over]());
      expect(events).toEqual([]);
      expect(error).toBeDefined();
      expect(served.errors).toEqual([]);
    },
  );

  test("other requests on the same connection go on over HTTP/2", async () => {
    await using served = await serve({
      faults: [{ when: { text: { contains: "break" } }, then: { connection: "reset" } }],
    });
    const client = served.overHttp2();
    const breaking = [{ role: "user" as const, content: [{ text: "break" }] }];
    const answers = await Promise.allSettled([
      client.send(converse()),
      client.send(converse(US_NOVA, { messages: breaking })),
      client.send(converse()),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});

describe("streams", () => {
  test.each([
    ["throttlingException", "ThrottlingException"],
    ["modelStreamErrorException", "ModelStreamErrorException"],
    ["internalServerException", "InternalServerException"],
    ["serviceUnavailableException", "ServiceUnavailableException"],
    ["validationException", "ValidationException"],
  ])(
    "%s after two events is thrown by the SDK with its class, with no status, and not retried",
    async (error, name) => {
      await using served = await serve(failing({ exceptionAfterEvents: 2, error }, { operation: "ConverseStream" }));
      for (const client of [
        served.overHttp1({ maxAttempts: 3 }),
        served.overHttp2({ maxAttempts: 3 }),
        runtimeOf(served.emulator),
      ]) {
        const read = await readStream(client);
        expect(read.events).toEqual(["messageStart", "contentBlockDelta"]);
        expect(read.error).toMatchObject({ name });
        expect(read.error?.$metadata?.httpStatusCode).toBeUndefined();
        expect(lastOf(served.emulator)).toMatchObject({ status: 200 });
      }
      expect(served.emulator.journal.entries).toHaveLength(3);
      expect(served.errors).toEqual([]);
    },
  );

  test("the SDK's own classes tell mid-stream exceptions apart, with their members", async () => {
    const then = {
      exceptionAfterEvents: 1,
      error: "modelStreamErrorException",
      message: "Model produced invalid sequence as part of ToolUse.",
      originalStatusCode: 424,
      originalMessage: "invalid sequence",
    };
    const { runtime } = inProcess(failing(then, { operation: "ConverseStream" }));
    const { error } = await readStream(runtime);
    expect(error).toBeInstanceOf(ModelStreamErrorException);
    expect(error).toMatchObject({
      originalStatusCode: 424,
      originalMessage: "invalid sequence",
      message: then.message,
    });
    const throttled = inProcess(
      failing({ exceptionAfterEvents: 0, error: "throttlingException" }, { operation: "ConverseStream" }),
    );
    const read = await readStream(throttled.runtime);
    expect(read.events).toEqual([]);
    expect(read.error).toBeInstanceOf(ThrottlingException);
  });

  test("the native stream throws in the middle, too, also what Converse cannot", async () => {
    const { runtime } = inProcess(
      failing(
        { exceptionAfterEvents: 2, error: "modelTimeoutException" },
        { operation: "InvokeModelWithResponseStream" },
      ),
    );
    const { body } = await runtime.send(nativeStream);
    let chunks = 0;
    const read = async () => {
      for await (const _ of body ?? []) chunks++;
    };
    await expect(read()).rejects.toMatchObject({ name: "ModelTimeoutException" });
    expect(chunks).toBe(2);
  });

  test.each(["overHttp1", "overHttp2"] as const)("a frame that is cut off is an error to the SDK: %s", async (over) => {
    await using served = await serve(failing({ truncateAfterEvents: 2 }));
    const { events, error } = await readStream(served[over]());
    expect(events).toEqual(["messageStart", "contentBlockDelta"]);
    expect(error?.message).toMatch(/Truncated event message received/);
    expect(served.errors).toEqual([]);
  });

  test.each(["overHttp1", "overHttp2"] as const)(
    "a frame with a wrong checksum is an error to the SDK: %s",
    async (over) => {
      await using served = await serve(failing({ corruptFrame: 3 }));
      const { events, error } = await readStream(served[over]());
      expect(events).toEqual(["messageStart", "contentBlockDelta"]);
      expect(error?.message).toMatch(/checksum/i);
      expect(served.errors).toEqual([]);
    },
  );

  test.each(["overHttp1", "overHttp2"] as const)(
    "frames in pieces of three bytes are whole to the SDK: %s",
    async (over) => {
      await using served = await serve(failing({ splitFrames: 3 }));
      const { events, error } = await readStream(served[over]());
      expect(error).toBeUndefined();
      expect(events.at(-1)).toBe("metadata");
    },
  );

  test("a delay holds the answer until the clock has moved on", async () => {
    const { emulator, runtime } = inProcess(failing({ delay: "PT30S" }, {}, { clock: frozen }));
    const waits = waitsOf(emulator);
    let answered = false;
    const call = runtime.send(converse()).then((answer) => {
      answered = true;
      return answer;
    });
    await waits(1);
    emulator.clock.advance(29_999);
    await settled();
    expect(answered).toBe(false);
    emulator.clock.advance(1);
    expect((await call).stopReason).toBe("end_turn");
  });

  test("a delay and an error go together: the error comes late", async () => {
    const { emulator, runtime } = inProcess(
      failing({ delay: 1_000, error: "ModelTimeoutException" }, {}, { clock: frozen }),
    );
    const waits = waitsOf(emulator);
    const call = failureOf(runtime.send(converse()));
    await waits(1);
    emulator.clock.advance(1_000);
    expect((await call).name).toBe("ModelTimeoutException");
  });

  test("a stream comes at its pace: the first event late, each after its time", async () => {
    const { emulator, runtime } = inProcess(
      failing({ timeToFirstTokenMs: 500, perChunkMs: 100 }, { operation: "ConverseStream" }, { clock: frozen }),
    );
    const waits = waitsOf(emulator);
    const seen: string[] = [];
    const reading = readStream(runtime, converseStream(), seen);
    await waits(1);
    expect(seen).toEqual([]);
    emulator.clock.advance(500);
    await waits(2);
    await expect.poll(() => seen).toEqual(["messageStart"]);
    emulator.clock.advance(100);
    await waits(3);
    await expect.poll(() => seen).toEqual(["messageStart", "contentBlockDelta"]);
    emulator.clock.advance(99);
    await settled();
    expect(seen).toHaveLength(2);
    emulator.clock.advance(1);
    while (seen.at(-1) !== "metadata") {
      await settled();
      emulator.clock.advance(100);
    }
    await reading;
  });

  test.each(["overHttp1", "overHttp2", "in the process"] as const)(
    "a stream that stands still ends when the client has had enough: %s",
    async (over) => {
      await using served = await serve(
        failing({ stallAfterEvents: 1 }, { operation: "ConverseStream" }, { clock: frozen }),
      );
      const client = over === "in the process" ? runtimeOf(served.emulator) : served[over]();
      const abort = new AbortController();
      const { stream } = await client.send(converseStream(), { abortSignal: abort.signal });
      const seen: string[] = [];
      const reading = (async () => {
        for await (const event of stream ?? []) {
          seen.push(Object.keys(event)[0] ?? "");
          abort.abort();
        }
      })();
      await reading.catch(() => undefined);
      expect(seen).toEqual(["messageStart"]);
      await settled();
      expect(served.errors).toEqual([]);
    },
  );

  test("a stream may stand still before its first event, for a time, and then go on", async () => {
    const { emulator, runtime } = inProcess(
      failing({ stallBeforeFirstEvent: true, stallFor: "PT1M" }, { operation: "ConverseStream" }, { clock: frozen }),
    );
    const waits = waitsOf(emulator);
    const reading = readStream(runtime);
    await waits(1);
    emulator.clock.advance(60_000);
    const { events, error } = await reading;
    expect(error).toBeUndefined();
    expect(events.at(-1)).toBe("metadata");
  });

  test("a call that waits ends when its client goes away, over both protocols, and is no bug", async () => {
    await using served = await serve(failing({ delay: "PT1H" }, {}, { clock: frozen }));
    const waits = waitsOf(served.emulator);
    for (const client of [served.overHttp1(), served.overHttp2(), runtimeOf(served.emulator)]) {
      const before = served.emulator.journal.entries.length;
      const abort = new AbortController();
      const call = failureOf(client.send(converse(), { abortSignal: abort.signal }));
      await waits(before + 1);
      abort.abort();
      expect((await call).name).toBe("AbortError");
      await expect.poll(() => served.emulator.journal.entries.length).toBe(before + 1);
      expect(lastOf(served.emulator).status).toBe(0);
    }
    expect(served.errors).toEqual([]);
  });
});

test("a reset wakes the calls that wait, on whatever clock they did, and they end", async () => {
  const emulator = createEmulator({ scenario: failing({ delay: "PT1H" }, {}, { clock: frozen }) });
  const waits = waitsOf(emulator);
  const call = runtimeOf(emulator).send(converse());
  await waits(1);
  await emulator.reset();
  expect((await call).stopReason).toBe("end_turn");
});

describe("answers that are legal and not what was hoped for", () => {
  test.each([
    ["empty", "end_turn"],
    ["max_tokens", "max_tokens"],
    ["guardrail_intervened", "guardrail_intervened"],
    ["content_filtered", "content_filtered"],
    ["malformed_model_output", "malformed_model_output"],
    ["model_context_window_exceeded", "model_context_window_exceeded"],
  ] as const)("%s", async (answer, stopReason) => {
    const { emulator, runtime } = inProcess(failing({ answer }));
    const whole = await runtime.send(converse());
    expect(whole.stopReason).toBe(stopReason);
    expect(whole.usage?.outputTokens).toBe(lastOf(emulator).usage?.outputTokens);
    if (answer === "empty" || answer === "content_filtered") expect(whole.output?.message?.content).toEqual([]);
    else expect(whole.output?.message?.content?.[0]?.text).toBeTruthy();
    const { stream } = await runtime.send(converseStream());
    const reasons: unknown[] = [];
    for await (const event of stream ?? []) if (event.messageStop) reasons.push(event.messageStop.stopReason);
    expect(reasons).toEqual([stopReason]);
  });

  test.each([
    [US_NOVA, { messages }, (body: { stopReason?: string }) => body.stopReason],
    [
      "us.anthropic.claude-sonnet-4-20250514-v1:0",
      {
        anthropic_version: "bedrock-2023-05-31",
        max_tokens: 100,
        messages: [{ role: "user", content: "Name a rock." }],
      },
      (body: { stop_reason?: string }) => body.stop_reason,
    ],
  ])("the native answer of %s says so in its own words", async (modelId, request, read) => {
    const { runtime } = inProcess(failing({ answer: "max_tokens" }));
    const { body } = await runtime.send(
      new InvokeModelCommand({ modelId, body: JSON.stringify(request), contentType: "application/json" }),
    );
    expect(read(JSON.parse(body.transformToString()))).toBe("max_tokens");
  });
});

describe("counting", () => {
  const scenario = failing(
    { error: "ThrottlingException" },
    { call: 2 },
    { clock: frozen, routing: { policy: "round-robin" } },
  );
  const outcome = async (emulator: ReturnType<typeof createEmulator>) =>
    runtimeOf(emulator)
      .send(converse())
      .then(
        () => "ok",
        (error: Error) => error.name,
      );

  test("a reset counts anew, as does a new scenario", async () => {
    const emulator = createEmulator({ scenario });
    const three = async () => [await outcome(emulator), await outcome(emulator), await outcome(emulator)];
    const expected = ["ok", "ThrottlingException", "ok"];
    expect(await three()).toEqual(expected);
    await emulator.reset();
    expect(await three()).toEqual(expected);
    await emulator.useScenario(scenario);
    expect(await three()).toEqual(expected);
  });

  test("a scenario that is refused leaves the counts alone", async () => {
    const emulator = createEmulator({ scenario });
    expect(await outcome(emulator)).toBe("ok");
    await expect(emulator.useScenario({ faults: [{ then: { error: "Thing" } }] })).rejects.toThrow("no exception here");
    expect(await outcome(emulator)).toBe("ThrottlingException");
  });

  test("every attempt of a client that retries is a call, grouped in the journal by its invocation", async () => {
    const emulator = createEmulator({
      scenario: { faults: [{ then: { error: "ServiceUnavailableException" }, times: 2 }] },
    });
    const { $metadata } = await runtimeOf(emulator, { maxAttempts: 3 }).send(converse());
    expect($metadata.attempts).toBe(3);
    const { entries } = emulator.journal;
    expect(entries.map(({ status, attempt }) => [status, attempt?.number, attempt?.max])).toEqual([
      [503, 1, 3],
      [503, 2, 3],
      [200, 3, 3],
    ]);
    expect(new Set(entries.map(({ attempt }) => attempt?.invocationId)).size).toBe(1);
  });

  test("the same scenario, seed and requests give the same bytes, destinations and faults", async () => {
    const chancy: Scenario = {
      seed: 3,
      clock: frozen,
      faults: [
        {
          when: { operation: "ConverseStream", probability: 0.4 },
          then: { exceptionAfterEvents: 2, error: "throttlingException" },
        },
        { when: { region: ["us-east-1", "us-east-2"], probability: 0.3 }, then: { error: "ThrottlingException" } },
        { when: { probability: 0.3 }, then: { splitFrames: 7 } },
      ],
      regions: { "us-west-2": { state: "degraded" } },
    };
    const run = async (seed: number) => {
      const emulator = createEmulator({ scenario: { ...chancy, seed } });
      const answers: unknown[] = [];
      for (let call = 0; call < 20; call++) {
        const operation = call % 2 === 0 ? "converse" : "converse-stream";
        const response = await emulator.handle(
          new Request(`http://localhost/model/${encodeURIComponent(US_NOVA)}/${operation}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ messages }),
          }),
        );
        const bytes = Buffer.from(await response.arrayBuffer()).toString("base64");
        answers.push([response.status, Object.fromEntries(response.headers), bytes]);
      }
      return { answers, journal: emulator.journal.entries };
    };
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect((await run(4)).answers).not.toEqual(first.answers);
    expect(new Set(first.journal.map(({ destination }) => destination)).size).toBe(3);
    expect(new Set(first.journal.map(({ status }) => status))).toEqual(new Set([200, 429]));
  });
});
