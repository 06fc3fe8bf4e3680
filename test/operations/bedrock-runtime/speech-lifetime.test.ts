import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { type PassThrough, Transform } from "node:stream";
import {
  InvokeModelWithBidirectionalStreamCommand,
  type InvokeModelWithBidirectionalStreamInput,
} from "@aws-sdk/client-bedrock-runtime";
import { EventStreamCodec } from "@smithy/core/event-streams";
import type { HttpRequest as SdkHttpRequest } from "@smithy/types";
import { describe, expect, test, vi } from "vitest";
import { createEmulator, type Emulator } from "../../../emulator/index.ts";
import { type Door, openSpeech } from "./open-speech.ts";
import { SpeechConversation, silence, speechClient, tone } from "./speech-client.ts";

const doors: readonly Door[] = ["in process", "over HTTP/2"];
const frozen = { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } as const;
const operation = "InvokeModelWithBidirectionalStream";

/** Waits until the session of the latest request has ended, which is when its usage is known. */
const ended = (emulator: Emulator) =>
  vi.waitFor(() => expect(emulator.journal.entries.at(-1)).toHaveProperty("usage"), { timeout: 10_000 });

describe.each(doors)("%s, a conversation", (door) => {
  test("that the client aborts ends, and what it has used counts", async () => {
    await using speech = await openSpeech({ door });
    const abort = new AbortController();
    const conversation = speech.converse({ abortSignal: abort.signal }).begin().listen().audio(tone()).audio(silence());
    await conversation.turn();
    abort.abort();
    // What the SDK makes of its own abort differs between its handlers.
    await conversation.over().catch(() => undefined);
    await ended(speech.emulator);
    expect(speech.emulator.journal.entries[0]).toMatchObject({
      status: 200,
      usage: { inputTokens: expect.any(Number) },
    });
    expect(speech.emulator.usage.rows).toMatchObject([{ invocations: 1, outputTokens: expect.any(Number) }]);
  });

  test("ends in good order when the client's events do, whatever it has left open", async () => {
    await using speech = await openSpeech({ door });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    await conversation.turn();
    conversation.hangUp();
    expect((await conversation.over()).at(-1)).toMatchObject({
      name: "completionEnd",
      body: { stopReason: "END_TURN" },
    });
  });

  test("ends when the emulator closes, within seconds", async () => {
    const speech = await openSpeech({ door });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    await conversation.turn();
    const before = performance.now();
    await speech.emulator.close();
    await conversation.over().catch(() => undefined);
    expect(performance.now() - before).toBeLessThan(3_000);
    await speech[Symbol.asyncDispose]();
  });

  test("leaves no timer behind, however it ends", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
    const before = timers();
    {
      await using speech = await openSpeech({ door });
      for (let turn = 0; turn < 10; turn++) {
        const abort = new AbortController();
        const conversation = speech.converse({ abortSignal: abort.signal }).begin().listen().audio(silence(100));
        conversation.text("USER", "Hello", true);
        await conversation.turn();
        if (turn % 3 === 0) abort.abort();
        else if (turn % 3 === 1) conversation.end();
        else conversation.sayBytes("?");
        conversation.hangUp();
        await conversation.over().catch(() => undefined);
        await ended(speech.emulator);
      }
    }
    await vi.waitFor(() => expect(timers()).toBeLessThanOrEqual(before), { timeout: 5_000 });
  });

  test("does not read on while nobody reads its answer", async () => {
    await using speech = await openSpeech({ door });
    let sent = 0;
    const conversation = new SpeechConversation(speech.client);
    conversation.begin().listen();
    await conversation.until(({ name }) => name === "usageEvent");
    conversation.hangUp();
    await conversation.over();
    const events = conversation.sentSoFar;
    async function* body(): AsyncGenerator<InvokeModelWithBidirectionalStreamInput> {
      yield* events;
      const bytes = Buffer.from(
        JSON.stringify({ event: { audioInput: { promptName: "prompt", contentName: "audio", content: tone(1_000) } } }),
      );
      const pause = Buffer.from(
        JSON.stringify({
          event: { audioInput: { promptName: "prompt", contentName: "audio", content: silence(1_750) } },
        }),
      );
      for (;;) {
        yield { chunk: { bytes } };
        yield { chunk: { bytes: pause } };
        sent += 2;
      }
    }
    const abort = new AbortController();
    const command = new InvokeModelWithBidirectionalStreamCommand({
      modelId: "amazon.nova-2-sonic-v1:0",
      body: body(),
    });
    await speech.client.send(command, { abortSignal: abort.signal });
    let before = -1;
    // Once nothing has moved for a while, nothing will.
    await vi.waitFor(
      () => {
        const isStill = sent === before;
        before = sent;
        expect(isStill).toBe(true);
      },
      { timeout: 20_000, interval: 500 },
    );
    expect(sent).toBeLessThan(500);
    abort.abort();
    await ended(speech.emulator);
  });
});

test("a conversation in process ends when its client is destroyed", async () => {
  await using speech = await openSpeech();
  const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
  await conversation.turn();
  speech.client.destroy();
  await conversation.over().catch(() => undefined);
  await ended(speech.emulator);
});

describe("the emulator's clock", () => {
  test("ends a conversation after eight minutes, however much is said", async () => {
    await using speech = await openSpeech({ scenario: frozen });
    const conversation = speech.converse().begin().listen().audio(silence(100));
    for (let minute = 0; minute < 10; minute++) {
      conversation.text("USER", `Minute ${minute}`, true);
      await conversation.turn();
      speech.emulator.clock.advance(minute < 9 ? 50_000 : 29_999);
    }
    conversation.text("USER", "One more", true);
    await conversation.turn();
    speech.emulator.clock.advance(1);
    await expect(conversation.over()).rejects.toMatchObject({
      name: "ModelTimeoutException",
      message: "Model has timed out in processing the request. Try your request again.",
    });
  });

  test("ends a conversation after 55 seconds without audio or words", async () => {
    await using speech = await openSpeech({ scenario: frozen });
    const conversation = speech.converse().begin().listen().audio(silence(100)).text("USER", "Hello", true);
    await conversation.turn();
    speech.emulator.clock.advance(54_999);
    conversation.text("USER", "Still here", true);
    await conversation.turn();
    speech.emulator.clock.advance(55_000);
    await expect(conversation.over()).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(
        /^RequestId=\S+ : InternalErrorCode=532::Timed out waiting for audio bytes or interactive content\. .* less than 55 seconds\.$/,
      ),
    });
  });

  test("ends a session after a minute without a prompt", async () => {
    await using speech = await openSpeech({ scenario: frozen });
    const conversation = speech.converse();
    conversation.say("sessionStart", {});
    await vi.waitFor(() => expect(speech.emulator.journal.entries).toHaveLength(1));
    await new Promise((resolve) => setImmediate(resolve));
    speech.emulator.clock.advance(60_000);
    await expect(conversation.over()).rejects.toMatchObject({
      name: "ValidationException",
      message: "Timed out waiting for input events",
    });
  });
});

describe("a scenario", () => {
  test("fails a conversation before it begins, and delays it", async () => {
    const faults = [{ when: { operation }, then: { error: "ThrottlingException", delay: 1_000 } }];
    await using speech = await openSpeech({ scenario: { ...frozen, faults } });
    const conversation = speech.converse().begin();
    await vi.waitFor(() => expect(speech.emulator.faults).toEqual([{ rule: 0, matched: 1, fired: 1 }]));
    speech.emulator.clock.advance(1_000);
    await expect(conversation.over()).rejects.toMatchObject({
      name: "ThrottlingException",
      $metadata: { httpStatusCode: 429 },
    });
  });

  test("throws an exception in its midst, or cuts it off", async () => {
    const faults = [
      { when: { operation, call: 1 }, then: { exceptionAfterEvents: 3, error: "modelStreamErrorException" } },
      { when: { operation, call: 2 }, then: { truncateAfterEvents: 3 } },
    ];
    await using speech = await openSpeech({ scenario: { faults } });
    for (const error of [{ name: "ModelStreamErrorException" }, { message: "Truncated event message received." }]) {
      const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
      await expect(conversation.over()).rejects.toMatchObject(error);
      expect(conversation.events).toHaveLength(3);
      await ended(speech.emulator);
    }
  });

  test("lets in as many conversations as a quota has requests, and counts their tokens when they end", async () => {
    const rule = { model: "amazon.nova-2-sonic-v1:0", kind: "on-demand", region: "us-east-1" } as const;
    const quotas = { rules: [{ ...rule, requestsPerMinute: 2, tokensPerMinute: 100 }] };
    await using speech = await openSpeech({ scenario: { ...frozen, quotas } });
    await speech.converse().begin().listen().audio(tone()).end().finish();
    await ended(speech.emulator);
    // The first has used all tokens of the minute.
    await expect(speech.converse().over()).rejects.toMatchObject({ name: "ThrottlingException" });
    speech.emulator.clock.advance(60_000);
    await speech.converse().begin().listen().audio(silence(100)).end().finish();
    await speech.converse().begin().listen().audio(silence(100)).end().finish();
    await expect(speech.converse().over()).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  test("denies a conversation to who may not invoke the model", async () => {
    const Statement = [{ Effect: "Deny", Action: "bedrock:InvokeModel", Resource: "*" }];
    const policies = ["AmazonBedrockFullAccess", { name: "silent", document: { Version: "2012-10-17", Statement } }];
    const arn = "arn:aws:iam::111122223333:role/speaker";
    const principals = [{ arn, accessKeyId: "AKIASPEECH", policies }];
    await using speech = await openSpeech({ scenario: { principals } });
    await expect(speech.converse().over()).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("bedrock:InvokeModel"),
    });
  });
});

describe("signatures, where they are checked", () => {
  const principals = [
    { arn: "arn:aws:iam::111122223333:user/speaker", accessKeyId: "AKIASPEECH", secretAccessKey: "secret" },
  ];
  const scenario = { identity: { signatures: "verify" }, principals } as const;
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString(),
    (text) => Buffer.from(text),
  );

  test.each(doors)("let a conversation through %s whose request and events are signed well", async (door) => {
    await using speech = await openSpeech({ door, scenario });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    await conversation.turn();
    await conversation.end().finish();
    expect(speech.emulator.journal.entries[0]).toMatchObject({ principal: principals[0]?.arn, status: 200 });
  });

  test("refuse a request with another secret", async () => {
    const credentials = { accessKeyId: "AKIASPEECH", secretAccessKey: "another" };
    await using speech = await openSpeech({ scenario, settings: { credentials } });
    await expect(speech.converse().begin().over()).rejects.toMatchObject({ name: "InvalidSignatureException" });
  });

  test.each([
    ["an event that is not signed", (frame: Uint8Array) => codec.decode(frame).body],
    [
      "an event that was changed",
      (frame: Uint8Array) => {
        const { headers, body } = codec.decode(frame);
        const inner = codec.decode(body);
        return codec.encode({ headers, body: codec.encode({ ...inner, body: Buffer.from('{"bytes":"e30="}') }) });
      },
    ],
    ["an event that is missing", () => new Uint8Array()],
  ])("end a conversation at %s", async (_what, change) => {
    await using speech = await openSpeech({ scenario });
    const handler = speech.emulator.requestHandler();
    /** Changes the second frame on its way. */
    const tampering = {
      ...handler,
      handle(request: SdkHttpRequest, options: object) {
        let frames = 0;
        const changed = new Transform({
          objectMode: true,
          transform(frame: Uint8Array, _encoding, done) {
            done(null, ++frames === 2 ? change(frame) : frame);
          },
        });
        (request.body as PassThrough).pipe(changed);
        return handler.handle(Object.assign(request, { body: changed }), options);
      },
    };
    const client = speechClient(speech.emulator, { requestHandler: tampering });
    await expect(new SpeechConversation(client).begin().over()).rejects.toMatchObject({
      name: "ValidationException",
      message: "The signature of an event does not match the signature that was calculated for it.",
    });
  });

  test.each(doors)("let a conversation through %s whose caller has an API key", async (door) => {
    const token = `ABSK${Buffer.from("BedrockAPIKey-abcd-at-111122223333:secret").toString("base64")}`;
    const owner = { arn: "arn:aws:iam::111122223333:user/key-owner", apiKey: token };
    const settings = { token: { token }, authSchemePreference: ["httpBearerAuth"] };
    await using speech = await openSpeech({ door, scenario: { ...scenario, principals: [owner] }, settings });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    await conversation.turn();
    await conversation.end().finish();
    expect(speech.emulator.journal.entries[0]).toMatchObject({ principal: owner.arn, status: 200 });
  });
});

test.each([
  ["", { "content-type": "application/vnd.amazon.eventstream" }],
  [", which the AWS SDK for Go does without a content type", {}],
])("HTTP/1.1 is refused while the client still sends%s", async (_what, type) => {
  await using emulator = createEmulator();
  const { port } = await emulator.listen();
  const path = "/model/amazon.nova-2-sonic-v1:0/invoke-with-bidirectional-stream";
  const headers = { ...type, "transfer-encoding": "chunked" };
  const request = httpRequest({ port, path, method: "POST", headers });
  request.on("error", () => undefined);
  request.write(new Uint8Array(10));
  const [response] = await once(request, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  expect([response.statusCode, response.headers["x-amzn-errortype"]]).toEqual([
    400,
    expect.stringMatching(/^ValidationException/),
  ]);
  expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual({
    message: "InvokeModelWithBidirectionalStream requires HTTP/2.",
  });
});

test("a Fetch API request may hold a conversation whose events are not signed", async () => {
  await using emulator = createEmulator();
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString(),
    (text) => Buffer.from(text),
  );
  const said = new SpeechConversation(speechClient(emulator)).begin().listen().audio(tone()).end();
  await said.finish();
  const header = (value: string) => ({ type: "string", value }) as const;
  const headers = { ":event-type": header("chunk"), ":message-type": header("event") };
  const frames = said.sentSoFar.map(({ chunk }) =>
    codec.encode({
      headers,
      body: Buffer.from(JSON.stringify({ bytes: Buffer.from(chunk?.bytes ?? []).toString("base64") })),
    }),
  );
  const url = "http://localhost/model/amazon.nova-2-sonic-v1:0/invoke-with-bidirectional-stream";
  const response = await emulator.handle(
    new Request(url, {
      method: "POST",
      headers: { "content-type": "application/vnd.amazon.eventstream" },
      body: ReadableStream.from(frames),
      duplex: "half",
    } as RequestInit),
  );
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/vnd.amazon.eventstream"]);
  const answer = Buffer.from(await response.arrayBuffer());
  let count = 0;
  for (let at = 0; at < answer.byteLength; at += answer.readUInt32BE(at)) count++;
  expect(count).toBe(said.events.length);
});
