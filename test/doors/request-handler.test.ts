import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { HttpRequest as SdkHttpRequest } from "@smithy/core/protocols";
import { describe, expect, test } from "vitest";
import { createRequestHandler } from "../../emulator/doors/request-handler.ts";
import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { type Handle, ok, streamed } from "./open-door.ts";

const sdkRequest = (changes: Partial<ConstructorParameters<typeof SdkHttpRequest>[0]> = {}) =>
  new SdkHttpRequest({ method: "POST", hostname: "bedrock.us-east-1.amazonaws.com", path: "/", ...changes });

/** What the emulator receives of one SDK request. */
async function received(changes: Parameters<typeof sdkRequest>[0]): Promise<HttpRequest | undefined> {
  const requests: HttpRequest[] = [];
  await createRequestHandler(async (request) => {
    requests.push(request);
    return ok();
  }).handle(sdkRequest(changes));
  return requests[0];
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const never: Handle = () => new Promise(() => undefined);

describe("the request of an SDK client", () => {
  test("keeps its encoded path, and has its query encoded with repeated and empty values", async () => {
    const query = { a: ["1", "2 3"], "b/c": "d&e", f: "", g: null };
    expect(await received({ path: "/model/a%2Fb", query })).toMatchObject({
      path: "/model/a%2Fb",
      query: "a=1&a=2%203&b%2Fc=d%26e&f=&g",
    });
  });

  test("has lower-case headers, and a host from the endpoint when it has none", async () => {
    const headers = { "X-Amz-Date": "20260101T000000Z" };
    expect((await received({ headers, port: 8080 }))?.headers).toEqual({
      "x-amz-date": "20260101T000000Z",
      host: "bedrock.us-east-1.amazonaws.com:8080",
    });
    expect((await received({ headers: { Host: "other" } }))?.headers).toEqual({ host: "other" });
  });

  test.each([
    ["a string", "granit\u00e9"],
    ["bytes", Buffer.from("granit\u00e9")],
    ["a view of bytes", new DataView(new Uint8Array(Buffer.from("granit\u00e9")).buffer)],
    ["an ArrayBuffer", new Uint8Array(Buffer.from("granit\u00e9")).buffer],
    ["a Node stream", Readable.from([Buffer.from("grani"), "t\u00e9"])],
    ["a web stream", new Blob(["granit\u00e9"]).stream()],
  ])("may have %s as its body", async (_what, body) => {
    expect(Buffer.from((await received({ body }))?.body ?? []).toString()).toBe("granit\u00e9");
  });

  test("may have no body", async () => {
    expect((await received({}))?.body).toEqual(new Uint8Array());
  });

  test("may be compressed", async () => {
    const headers = { "content-encoding": "gzip" };
    expect(Buffer.from((await received({ headers, body: gzipSync("rock") }))?.body ?? []).toString()).toBe("rock");
    const { response } = await createRequestHandler(async () => ok()).handle(sdkRequest({ headers, body: "rock" }));
    expect(response).toMatchObject({ statusCode: 400, headers: { "x-amzn-errortype": "SerializationException" } });
  });
});

describe("the answer to an SDK client", () => {
  test("has lower-case headers and a Node stream as its body", async () => {
    const { response } = await createRequestHandler(async () => ok()).handle(sdkRequest());
    expect(response).toMatchObject({
      statusCode: 200,
      headers: { "x-amzn-requestid": "00000000-0000-4000-8000-000000000001", "content-length": "11" },
    });
    expect(response.body).toBeInstanceOf(Readable);
    expect(await text(response.body)).toBe('{"ok":true}');
  });

  test("may have an empty body", async () => {
    const handler = createRequestHandler(async () => ({ status: 204, headers: {}, body: new Uint8Array() }));
    expect(await text((await handler.handle(sdkRequest())).response.body)).toBe("");
  });

  test("is pulled no faster than it is read, and stopped when its reader goes", async () => {
    let pulled = 0;
    let stopped = false;
    const handler = createRequestHandler(async () =>
      streamed(
        (async function* () {
          try {
            for (;;) yield Buffer.from(String(pulled++ % 10));
          } finally {
            stopped = true;
          }
        })(),
      ),
    );
    const { response } = await handler.handle(sdkRequest());
    let read = 0;
    for await (const chunk of response.body as Readable) {
      read += (chunk as Buffer).length;
      await new Promise(setImmediate);
      expect(pulled - read).toBeLessThanOrEqual(2);
      if (read >= 20) break;
    }
    await new Promise(setImmediate);
    expect(stopped).toBe(true);
  });

  test("is an AbortError when the signal aborted before or aborts meanwhile", async () => {
    const handler = createRequestHandler(never);
    await expect(handler.handle(sdkRequest(), { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    const abort = new AbortController();
    const answer = handler.handle(sdkRequest(), { abortSignal: abort.signal });
    abort.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });

  test("is a TimeoutError when it takes longer than the client's or the request's limit", async () => {
    const handler = createRequestHandler(never, { requestTimeout: 5 });
    await expect(handler.handle(sdkRequest())).rejects.toMatchObject({ name: "TimeoutError" });
    handler.updateHttpClientConfig("requestTimeout", undefined);
    expect(handler.httpHandlerConfigs()).toEqual({});
    await expect(handler.handle(sdkRequest(), { requestTimeout: 5 })).rejects.toMatchObject({ name: "TimeoutError" });
  });

  test("is the emulator's own error when it has a bug", async () => {
    const bug = new Error("a bug");
    const handler = createRequestHandler(() => Promise.reject(bug));
    await expect(handler.handle(sdkRequest())).rejects.toBe(bug);
  });
});
