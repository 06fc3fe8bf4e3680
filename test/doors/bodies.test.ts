import { once } from "node:events";
import http from "node:http";
import type { ClientHttp2Stream } from "node:http2";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { HttpResponse } from "../../emulator/protocol/http.ts";
import { type Answer, askHttp1, askHttp2, type Exchange, openSession, openSocket } from "./clients.ts";
import { gate, ok, openDoor } from "./open-door.ts";

type Ask = (url: string, exchange: Exchange) => Promise<Answer>;

const overHttp2: Ask = async (url, exchange) => {
  await using session = await openSession(url);
  return await askHttp2(session, exchange);
};

const tooLarge = {
  status: 413,
  body: '{"message":"Request Entity Too Large"}',
  headers: { "x-amzn-errortype": "RequestEntityTooLargeException" },
};

describe.each([
  ["HTTP/1.1", askHttp1 satisfies Ask],
  ["HTTP/2", overHttp2],
])("a body over %s", (_protocol, ask) => {
  const text = '{"inputText":"granite"}';

  test.each([
    ["gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["identity", text],
  ])("in %s arrives decoded", async (encoding, body) => {
    await using opened = await openDoor();
    const answer = await ask(opened.url, { method: "POST", headers: { "content-encoding": encoding }, body });
    expect(answer.status).toBe(200);
    expect(Buffer.from(opened.requests[0]?.body ?? []).toString()).toBe(text);
  });

  test.each([
    ["no gzip at all", Buffer.from("granite")],
    ["cut gzip", gzipSync(text).subarray(0, 15)],
    ["nothing", Buffer.alloc(0)],
  ])("that says gzip and is %s gets a 400", async (_what, body) => {
    await using opened = await openDoor();
    const answer = await ask(opened.url, { method: "POST", headers: { "content-encoding": "gzip" }, body });
    expect(answer).toMatchObject({
      status: 400,
      body: '{"message":"The request body is not valid gzip data"}',
      headers: { "x-amzn-errortype": "SerializationException" },
    });
    expect(opened.requests).toEqual([]);
  });

  test("in another encoding gets a 415", async () => {
    await using opened = await openDoor();
    const answer = await ask(opened.url, { method: "POST", headers: { "content-encoding": "br" }, body: "x" });
    expect(answer).toMatchObject({ status: 415, body: '{"message":"Unsupported Content-Encoding: br"}' });
  });

  test("is taken up to the limit and refused one byte later", async () => {
    await using opened = await openDoor(undefined, { limits: { bodyBytes: 1000 } });
    expect(await ask(opened.url, { method: "POST", body: "a".repeat(1000) })).toMatchObject({ status: 200 });
    expect(await ask(opened.url, { method: "POST", body: "a".repeat(1001) })).toMatchObject(tooLarge);
    expect(opened.requests.map(({ body }) => body.byteLength)).toEqual([1000]);
  });

  test("that inflates beyond the limit is refused", async () => {
    await using opened = await openDoor(undefined, { limits: { bodyBytes: 1000 } });
    const headers = { "content-encoding": "gzip" };
    const post = (size: number) => ask(opened.url, { method: "POST", headers, body: gzipSync("a".repeat(size)) });
    expect(await post(1000)).toMatchObject({ status: 200 });
    expect(await post(1001)).toMatchObject(tooLarge);
  });

  test("far beyond the limit still lets the client read its refusal", async () => {
    await using opened = await openDoor(undefined, { limits: { bodyBytes: 1000 } });
    const body = Buffer.alloc(8 * 1024 * 1024);
    expect(await ask(opened.url, { method: "POST", body })).toMatchObject(tooLarge);
    expect(opened.errors).toEqual([]);
  });
});

describe("a body that is refused while it still comes", () => {
  test("over HTTP/1.1 is read to its end, and the connection closes after it", async () => {
    await using opened = await openDoor(undefined, { limits: { bodyBytes: 10 } });
    await using client = await openSocket(opened.port);
    await client.send("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 20\r\n\r\n", "0123456789");
    expect(await client.until((text) => text.includes("Too Large"))).toMatch(/^HTTP\/1\.1 413 .*connection: close/is);
    await client.send("0123456789");
    await client.closed;
  });

  test("over HTTP/1.1 is cut off when it does not end", async () => {
    await using opened = await openDoor(undefined, { limits: { bodyBytes: 10, lingerMs: 20 } });
    await using client = await openSocket(opened.port);
    await client.send("POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", "b\r\n01234567890\r\n");
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("over HTTP/2 that does not end has its stream reset without error, and the session goes on", async () => {
    await using opened = await openDoor(undefined, { limits: { bodyBytes: 10, lingerMs: 20 } });
    await using session = await openSession(opened.url);
    const stream = session.request({ ":method": "POST", ":path": "/a" });
    stream.resume();
    stream.write("01234567890");
    const [headers] = await once(stream, "response");
    await once(stream, "close");
    expect(headers).toMatchObject({ ":status": 413 });
    expect(stream.rstCode).toBe(0);
    expect(await askHttp2(session)).toMatchObject({ status: 200 });
  });
});

describe("Expect: 100-continue", () => {
  test("over HTTP/1.1 lets the client go on with its body", async () => {
    await using opened = await openDoor();
    const { hostname, port } = new URL(opened.url);
    const headers = { expect: "100-continue", "content-length": "5" };
    const request = http.request({ hostname, port, method: "POST", path: "/a", headers, agent: false });
    request.flushHeaders();
    await once(request, "continue");
    request.end("later");
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(Buffer.from(opened.requests[0]?.body ?? []).toString()).toBe("later");
  });

  test("over HTTP/2 lets the client go on with its body", async () => {
    await using opened = await openDoor();
    await using session = await openSession(opened.url);
    const stream = session.request({ ":method": "POST", ":path": "/a", expect: "100-continue" });
    await once(stream, "continue");
    stream.resume();
    stream.end("later");
    await once(stream, "close");
    expect(Buffer.from(opened.requests[0]?.body ?? []).toString()).toBe("later");
  });
});

describe("a client that goes away in the middle of its body", () => {
  test("leaves nothing behind over HTTP/1.1", async () => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 20\r\n\r\nabc");
    client.socket.destroy();
    await client.closed;
    await opened.door.close();
    expect(opened.requests).toEqual([]);
    expect(opened.errors).toEqual([]);
  });

  test("leaves nothing behind over HTTP/2", async () => {
    await using opened = await openDoor();
    await using session = await openSession(opened.url);
    const stream = session.request({ ":method": "POST", ":path": "/a" });
    stream.on("error", () => undefined);
    await new Promise((resolve) => stream.write("abc", resolve));
    stream.destroy();
    expect(await askHttp2(session, { path: "/next" })).toMatchObject({ status: 200 });
    expect(opened.requests.map(({ path }) => path)).toEqual(["/next"]);
    expect(opened.errors).toEqual([]);
  });
});

describe("a client that goes away before its answer", () => {
  test("aborts the request's signal over HTTP/1.1, also of requests that wait in the pipeline", async () => {
    const aborted = [gate(), gate()];
    const both = gate();
    let count = 0;
    await using opened = await openDoor(({ signal }) => {
      const index = count++;
      if (count === 2) both.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => {
          aborted[index]?.resolve();
          reject(signal.reason);
        });
      });
    });
    await using client = await openSocket(opened.port);
    await client.send("GET /1 HTTP/1.1\r\nhost: x\r\n\r\nGET /2 HTTP/1.1\r\nhost: x\r\n\r\n");
    await both.promise;
    client.socket.destroy();
    await Promise.all(aborted.map(({ promise }) => promise));
    expect(opened.errors).toEqual([]);
  });

  test.each([
    ["its stream", (stream: ClientHttp2Stream) => stream.close()],
    ["its connection", (stream: ClientHttp2Stream) => stream.session?.destroy()],
  ])("aborts the request's signal over HTTP/2 when it ends %s", async (_what, end) => {
    const started = gate();
    const aborted = gate();
    await using opened = await openDoor(({ signal }) => {
      started.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => {
          aborted.resolve();
          reject(signal.reason);
        });
      });
    });
    await using session = await openSession(opened.url);
    const stream = session.request({ ":path": "/" });
    stream.on("error", () => undefined);
    await started.promise;
    end(stream);
    await aborted.promise;
    expect(opened.errors).toEqual([]);
  });
});

test.each(["HTTP/1.1", "HTTP/2"])(
  "an answer that comes after its client went away is dropped over %s",
  async (protocol) => {
    const started = gate();
    const gone = gate();
    const release = gate<HttpResponse>();
    await using opened = await openDoor(({ signal }) => {
      signal?.addEventListener("abort", () => gone.resolve());
      started.resolve();
      return release.promise;
    });
    await using client = await openSocket(opened.port);
    await using session = await openSession(opened.url);
    if (protocol === "HTTP/2") session.request({ ":path": "/" }).on("error", () => undefined);
    else await client.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    await started.promise;
    session.destroy();
    client.socket.destroy();
    await gone.promise;
    release.resolve(ok());
    await opened.door.close();
    expect(opened.errors).toEqual([]);
  },
);

describe("a bug of the emulator", () => {
  const bug = async () => {
    throw new Error("secret detail");
  };

  test.each([
    ["HTTP/1.1", askHttp1],
    ["HTTP/2", overHttp2],
  ] satisfies [string, Ask][])("is a 500 without details over %s, and is reported", async (_protocol, ask) => {
    await using opened = await openDoor(bug);
    const answer = await ask(opened.url, { method: "POST", body: "x" });
    expect(answer).toMatchObject({ status: 500, headers: { "x-outcrop-bug": "true" } });
    expect(JSON.parse(answer.body)).toEqual({ message: expect.stringContaining("a bug of the emulator") });
    expect(answer.body).not.toMatch(/secret detail|\.ts/);
    expect(opened.errors).toEqual([expect.objectContaining({ message: "secret detail" })]);
  });

  test.each([
    ["HTTP/1.1", askHttp1],
    ["HTTP/2", overHttp2],
  ] satisfies [string, Ask][])("in the head of its answer is one too over %s", async (_protocol, ask) => {
    await using opened = await openDoor(async () => ({
      status: 200,
      headers: { "content-type": "text/plain", "x-broken": "a\nb" },
      body: new Uint8Array(),
    }));
    const answer = await ask(opened.url, {});
    expect(answer).toMatchObject({
      status: 500,
      headers: { "x-outcrop-bug": "true", "content-type": "application/json" },
    });
    expect(opened.errors).toHaveLength(1);
  });
});
