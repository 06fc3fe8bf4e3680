import { BedrockClient, type BedrockClientConfig, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createRequestHandler } from "../../emulator/doors/request-handler.ts";
import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { cannedAnswers, event } from "./canned-answers.ts";
import { gate, type Handle, openDoor, streamed } from "./open-door.ts";

const settings = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIAAPP0000000000001", secretAccessKey: "secret" },
};
const modelId = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";
const messages = [{ role: "user" as const, content: [{ text: "Name a rock." }] }];

/** The default clients against a port, and the same clients with the in-process handler. */
const doors = {
  "a port": async (handle: Handle) => {
    const opened = await openDoor(handle, { limits: { closeGraceMs: 50 } });
    const clientSettings = { ...settings, endpoint: opened.url };
    return withClients(clientSettings, opened.requests, () => opened.door.close());
  },
  "the request handler": async (handle: Handle) => {
    const requests: HttpRequest[] = [];
    const requestHandler = createRequestHandler((request) => {
      requests.push(request);
      return handle(request);
    });
    return withClients({ ...settings, requestHandler }, requests, async () => undefined);
  },
};

function withClients(
  clientSettings: BedrockRuntimeClientConfig & BedrockClientConfig,
  requests: HttpRequest[],
  close: () => Promise<void>,
) {
  const runtime = new BedrockRuntimeClient(clientSettings);
  const control = new BedrockClient(clientSettings);
  return {
    runtime,
    control,
    requests,
    [Symbol.asyncDispose]: async () => {
      runtime.destroy();
      control.destroy();
      await close();
    },
  };
}

describe.each(Object.entries(doors))("the SDK's default clients through %s", (name, open) => {
  test("converse", async () => {
    await using opened = await open(cannedAnswers);
    const answer = await opened.runtime.send(new ConverseCommand({ modelId, messages }));
    expect(answer.output?.message?.content).toEqual([{ text: "Granite." }]);
    expect(answer.$metadata).toMatchObject({ httpStatusCode: 200, requestId: "00000000-0000-4000-8000-000000000001" });
    expect(opened.requests[0]).toMatchObject({
      method: "POST",
      path: `/model/${encodeURIComponent(modelId)}/converse`,
      query: "",
      headers: { "content-type": "application/json", authorization: expect.stringContaining("SignedHeaders=") },
    });
    expect(JSON.parse(Buffer.from(opened.requests[0]?.body ?? []).toString())).toEqual({ messages });
  });

  test("list with a query", async () => {
    await using opened = await open(cannedAnswers);
    await opened.control.send(
      new ListInferenceProfilesCommand({ typeEquals: "APPLICATION", nextToken: "a/b+c=&d e", maxResults: 5 }),
    );
    expect(opened.requests[0]).toMatchObject({ method: "GET", path: "/inference-profiles" });
    expect(opened.requests[0]?.body).toHaveLength(0);
    expect(Object.fromEntries(new URLSearchParams(opened.requests[0]?.query.replaceAll("+", "%2B")))).toEqual({
      type: "APPLICATION",
      nextToken: "a/b+c=&d e",
      maxResults: "5",
    });
  });

  test("read an event stream", async () => {
    await using opened = await open(cannedAnswers);
    const { stream } = await opened.runtime.send(new ConverseStreamCommand({ modelId, messages }));
    const kinds: string[] = [];
    for await (const item of stream ?? []) kinds.push(...Object.keys(item));
    expect(kinds).toEqual([
      "messageStart",
      "contentBlockDelta",
      "contentBlockDelta",
      "contentBlockStop",
      "messageStop",
    ]);
  });

  test("stop the generator when they abort in the middle of a stream", async () => {
    const stopped = gate<boolean>();
    await using opened = await open(async ({ signal }) =>
      streamed(
        (async function* () {
          try {
            yield event("messageStart", { role: "assistant" });
            await new Promise((_resolve, reject) => {
              signal?.addEventListener("abort", () => reject(signal.reason));
            });
          } finally {
            stopped.resolve(signal?.aborted ?? false);
          }
        })(),
      ),
    );
    const abort = new AbortController();
    const { stream } = await opened.runtime.send(new ConverseStreamCommand({ modelId, messages }), {
      abortSignal: abort.signal,
    });
    const reading = (async () => {
      for await (const item of stream ?? []) if (item.messageStart) abort.abort();
    })();
    // The SDK's HTTP/2 client ends an aborted stream without an error; in this process it is told.
    if (name === "a port") await reading.catch(() => undefined);
    else await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(await stopped.promise).toBe(true);
  });

  test("leave a stream half-read, and the generator stops with the client and the door", async () => {
    const stopped = gate();
    await using opened = await open(async () =>
      streamed(
        (async function* () {
          try {
            for (;;) yield event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "a".repeat(1000) } });
          } finally {
            stopped.resolve();
          }
        })(),
      ),
    );
    const { stream } = await opened.runtime.send(new ConverseStreamCommand({ modelId, messages }));
    for await (const _item of stream ?? []) break;
    await opened[Symbol.asyncDispose]();
    await stopped.promise;
  });

  test("abort before the answer", async () => {
    const started = gate();
    const aborted = gate();
    await using opened = await open(({ signal }) => {
      started.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => {
          aborted.resolve();
          reject(signal.reason);
        });
      });
    });
    const abort = new AbortController();
    const answer = opened.runtime.send(new ConverseCommand({ modelId, messages }), { abortSignal: abort.signal });
    const refused = expect(answer).rejects.toMatchObject({ name: "AbortError" });
    await started.promise;
    abort.abort();
    await refused;
    await aborted.promise;
  });

  test("see a stream that breaks in the middle", async () => {
    await using opened = await open(async () =>
      streamed(
        (async function* () {
          yield event("messageStart", { role: "assistant" });
          throw new Error("broken on purpose");
        })(),
      ),
    );
    const { stream } = await opened.runtime.send(new ConverseStreamCommand({ modelId, messages }));
    await expect(
      (async () => {
        for await (const _item of stream ?? []);
      })(),
    ).rejects.toThrow();
  });
});

test("over a port the runtime client speaks HTTP/2 and the control plane client HTTP/1.1", async () => {
  await using opened = await doors["a port"](cannedAnswers);
  await opened.runtime.send(new ConverseCommand({ modelId, messages }));
  await opened.control.send(new ListInferenceProfilesCommand());
  const [runtime, control] = opened.requests;
  expect(runtime?.headers[":authority"]).toBe(runtime?.headers.host);
  expect(runtime?.headers.authorization).toMatch(/SignedHeaders=:authority;/);
  expect(control?.headers).not.toHaveProperty(":authority");
  expect(control?.headers.authorization).toMatch(/SignedHeaders=.*host;/);
});
