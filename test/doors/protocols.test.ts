import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sniffProtocol } from "../../emulator/doors/protocol-sniffer.ts";
import { askHttp1, askHttp2, byteByByte, openSession, openSocket } from "./clients.ts";
import { ok, openDoor } from "./open-door.ts";

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const emptySettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

describe("one port, two protocols", () => {
  test("HTTP/1.1 and HTTP/2 clients are answered on the same port", async () => {
    await using opened = await openDoor();
    await using session = await openSession(opened.url);
    const [first, second] = await Promise.all([askHttp1(opened.url), askHttp2(session)]);
    expect(first).toMatchObject({ status: 200, body: '{"ok":true}' });
    expect(second).toMatchObject({ status: 200, body: '{"ok":true}' });
  });

  test("a preface that arrives byte by byte is HTTP/2", async () => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send(...byteByByte(preface), emptySettings);
    // The first frame of the server is SETTINGS: type 4 in the fourth byte.
    const answer = await client.until((text) => text.length >= 9);
    expect(answer.charCodeAt(3)).toBe(4);
  });

  test("a request that arrives byte by byte is HTTP/1.1", async () => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send(...byteByByte("PROPFIND /a HTTP/1.1\r\nhost: x\r\n\r\n"));
    expect(await client.until((text) => text.includes('{"ok":true}'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(opened.requests[0]).toMatchObject({ method: "PROPFIND", path: "/a" });
  });

  test.each([
    "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
    "PRI * HTTP/2.0\r\ngarbage",
    "\u0016\u0003\u0001 a TLS hello",
    "\0\0\0\0",
  ])("garbage (%j) gets a 400 without a stack, and the next client is served", async (garbage) => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send(garbage, "\r\n\r\n");
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(client.text()).toMatch(/\r\n\r\n\{"message":"The request is not valid HTTP"\}$/);
    expect(await askHttp1(opened.url)).toMatchObject({ status: 200 });
    expect(opened.errors).toEqual([]);
  });

  test("garbage after a whole preface ends that session only", async () => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send(preface, "this is no frame at all, not even nearly");
    await client.closed;
    expect(await askHttp1(opened.url)).toMatchObject({ status: 200 });
    expect(opened.errors).toEqual([]);
  });

  test.each(["", "PRI * HT", "POST / HTTP/1.1\r\nhost:"])(
    "a client that falls silent after %j is cut off",
    async (beginning) => {
      await using opened = await openDoor(undefined, { limits: { silenceMs: 40 } });
      await using client = await openSocket(opened.port);
      if (beginning !== "") await client.send(beginning);
      await client.closed;
      expect(opened.requests).toEqual([]);
    },
  );

  test("a client that resets its connection in the middle of anything does no harm", async () => {
    await using opened = await openDoor();
    for (const beginning of ["P", preface, "POST /a HTTP/1.1\r\ncontent-length: 9\r\n\r\nab"]) {
      const client = await openSocket(opened.port);
      await client.send(beginning);
      client.socket.resetAndDestroy();
      await client.closed;
    }
    expect(await askHttp1(opened.url)).toMatchObject({ status: 200 });
    expect(opened.errors).toEqual([]);
  });

  test("the first bytes reach the chosen server whole, however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(`${preface}frames`, "PRI * HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "P\0"),
        fc.array(fc.nat({ max: 30 })),
        async (bytes, cuts) => {
          const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
          const decision = Promise.withResolvers<string>();
          sniffProtocol(Object.assign(socket, { setTimeout: () => socket }) as unknown as Socket, 1, decision.resolve);
          const places = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
          for (let index = 1; index < places.length; index += 1) {
            const piece = bytes.slice(places[index - 1], places[index]);
            if (piece === "") continue;
            socket.push(piece);
            await new Promise(setImmediate);
          }
          expect(await decision.promise).toBe(bytes.startsWith(preface) ? "http2" : "http1");
          expect(String(socket.read())).toBe(bytes);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("HTTP/1.1", () => {
  test("pipelined requests are answered in order", async () => {
    await using opened = await openDoor(async ({ path }) => ok({ path }));
    await using client = await openSocket(opened.port);
    await client.send(["/1", "/2", "/3"].map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).join(""));
    const text = await client.until((received) => received.includes("/3"));
    expect([...text.matchAll(/\{"path":"(\/\d)"\}/g)].map(([, path]) => path)).toEqual(["/1", "/2", "/3"]);
  });

  test("a kept-alive connection carries one request after the other", async () => {
    await using opened = await openDoor();
    using agent = Object.assign(new http.Agent({ keepAlive: true, maxSockets: 1 }), {
      [Symbol.dispose]: () => agent.destroy(),
    });
    const sockets = new Set<unknown>();
    agent.on("free", (socket) => sockets.add(socket));
    for (let count = 0; count < 3; count += 1) await askHttp1(opened.url, { agent, method: "POST", body: "x" });
    expect(sockets.size).toBe(1);
  });

  test("an absolute-form target and OPTIONS * reach the emulator", async () => {
    await using opened = await openDoor();
    await askHttp1(opened.url, { path: "http://bedrock.us-east-1.amazonaws.com/a%2Fb?c=%20" });
    await askHttp1(opened.url, { method: "OPTIONS", path: "*" });
    expect(opened.requests[0]).toMatchObject({ path: "/a%2Fb", query: "c=%20" });
    expect(opened.requests[1]).toMatchObject({ method: "OPTIONS", path: "*", query: "" });
  });

  test("a chunked body arrives whole", async () => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send("POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", "3\r\nabc\r\n");
    await client.send("2;ext=1\r\nde\r\n", "0\r\n\r\n");
    await client.until((text) => text.includes('{"ok":true}'));
    expect(Buffer.from(opened.requests[0]?.body ?? []).toString()).toBe("abcde");
  });

  test("broken chunks get a 400, and the emulator never hears of them", async () => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send("POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", "zz\r\nabc\r\n");
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 400 /);
    expect(opened.requests).toEqual([]);
    expect(opened.errors).toEqual([]);
  });

  test("headers beyond Node's limit get a 431", async () => {
    await using opened = await openDoor();
    await using client = await openSocket(opened.port);
    await client.send(`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${"a".repeat(20_000)}\r\n\r\n`);
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1\.1 431 .*\r\n\r\n\{"message":"The request headers are too large"\}$/s);
  });

  test("header names keep the case of AWS, and nothing of Express is added", async () => {
    await using opened = await openDoor();
    const { rawHeaders } = await askHttp1(opened.url);
    const names = rawHeaders.filter((_, index) => index % 2 === 0);
    expect(names).toContain("x-amzn-RequestId");
    expect(names.map((name) => name.toLowerCase())).not.toEqual(expect.arrayContaining(["x-powered-by"]));
    expect(names.map((name) => name.toLowerCase())).not.toEqual(expect.arrayContaining(["etag"]));
  });

  test("HEAD is answered with the length and without the body", async () => {
    await using opened = await openDoor();
    const answer = await askHttp1(opened.url, { method: "HEAD" });
    expect(answer).toMatchObject({ status: 200, body: "", headers: { "content-length": "11" } });
  });

  test("a 204 has neither body nor length", async () => {
    await using opened = await openDoor(async () => ({ status: 204, headers: {}, body: new Uint8Array() }));
    const answer = await askHttp1(opened.url, { method: "DELETE" });
    expect(answer.status).toBe(204);
    expect(answer.headers).not.toHaveProperty("content-length");
  });
});

describe("HTTP/2", () => {
  test(":authority stands beside host, which repeats it when the client sent none", async () => {
    await using opened = await openDoor();
    await using session = await openSession(opened.url);
    const authority = `127.0.0.1:${opened.port}`;
    await askHttp2(session);
    await askHttp2(session, { headers: { ":authority": authority, host: "bedrock.eu-west-1.localhost" } });
    expect(opened.requests[0]?.headers).toMatchObject({ ":authority": authority, host: authority });
    expect(opened.requests[1]?.headers).toMatchObject({ ":authority": authority, host: "bedrock.eu-west-1.localhost" });
    expect(Object.keys(opened.requests[0]?.headers ?? {}).filter((name) => name.startsWith(":"))).toEqual([
      ":authority",
    ]);
  });

  test("a body without content-length arrives whole", async () => {
    await using opened = await openDoor();
    await using session = await openSession(opened.url);
    const stream = session.request({ ":method": "POST", ":path": "/a" });
    stream.resume();
    stream.write("abc");
    stream.end("de");
    await once(stream, "close");
    expect(Buffer.from(opened.requests[0]?.body ?? []).toString()).toBe("abcde");
  });

  test("header names are in lower case, and those of the connection stay away", async () => {
    await using opened = await openDoor(async () => {
      const answer = ok();
      return { ...answer, headers: { ...answer.headers, Connection: "close", "Transfer-Encoding": "chunked" } };
    });
    await using session = await openSession(opened.url);
    const { status, headers } = await askHttp2(session);
    expect(status).toBe(200);
    expect(headers).toHaveProperty("x-amzn-requestid");
    expect(headers).not.toHaveProperty("connection");
    expect(headers).not.toHaveProperty("transfer-encoding");
  });

  test("HEAD, OPTIONS and 204 are answered", async () => {
    await using opened = await openDoor(async ({ method }) => ({ ...ok(), status: method === "DELETE" ? 204 : 200 }));
    await using session = await openSession(opened.url);
    expect(await askHttp2(session, { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
    expect(await askHttp2(session, { method: "OPTIONS", path: "*" })).toMatchObject({ status: 200 });
    expect(await askHttp2(session, { method: "DELETE" })).toMatchObject({ status: 204, body: "" });
  });

  test("a body shorter than its content-length resets the stream and the emulator never hears of it", async () => {
    await using opened = await openDoor();
    await using session = await openSession(opened.url);
    const stream = session.request({ ":method": "POST", ":path": "/a", "content-length": "10" });
    const failure = once(stream, "error");
    stream.end("abc");
    await failure;
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_PROTOCOL_ERROR);
    expect(opened.requests).toEqual([]);
    expect(opened.errors).toEqual([]);
  });

  test("many streams share one session", async () => {
    await using opened = await openDoor(async ({ path }) => ok({ path }));
    await using session = await openSession(opened.url);
    const paths = Array.from({ length: 50 }, (_, index) => `/${index}`);
    const answers = await Promise.all(paths.map((path) => askHttp2(session, { path })));
    expect(answers.map(({ body }) => body)).toEqual(paths.map((path) => JSON.stringify({ path })));
  });
});
