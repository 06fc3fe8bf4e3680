import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createEmulator, type HttpRequest, type HttpResponse } from "../../emulator/index.ts";
import { askHttp2, openSession, openSocket } from "../doors/clients.ts";
import { deepRequests, hostileRequest } from "./hostile-requests.ts";

vi.setConfig({ testTimeout: 120_000 });

const SEED = 20261123;
const JOURNAL_LIMIT = 2_000;

const rejections: unknown[] = [];
const keep = (reason: unknown) => rejections.push(reason);
beforeAll(() => void process.on("unhandledRejection", keep));
afterAll(() => void process.off("unhandledRejection", keep));

/** Throws unless the answer is one that AWS, or the named 501, could be. Ten thousand times `expect` would take seconds. */
async function expectSane({ status, headers, body }: HttpResponse, { method, path }: HttpRequest) {
  const fail = (what: string) => expect.fail(`${method} ${path.slice(0, 200)}: ${status}, ${what}`);
  if (status !== 501 && !(status >= 200 && status < 500)) fail("a status that is never to be");
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w-]+: [\t\x20-\x7e]*$/.test(`${name}: ${value}`)) fail(`the header ${name}: ${value}`);
  }
  if (status >= 400 && status !== 404 && headers["x-amzn-ErrorType"] === undefined) fail("no error type");
  const bytes = body instanceof Uint8Array ? body : await collected(body);
  if (headers["Content-Type"] === "application/json") JSON.parse(bytes.toString());
}

async function collected(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const wellAsked = {
  method: "GET",
  path: "/foundation-models/amazon.nova-lite-v1:0",
  query: "",
  headers: {},
  body: new Uint8Array(),
};

describe("whatever is asked of the emulator in its process", () => {
  it("10,000 spoilt requests get AWS's answers, AWS's errors or the named 501, and the journal keeps its limit", async () => {
    const emulator = createEmulator({ seed: SEED });
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(hostileRequest, async (request) => {
        const response = await emulator.handle(request);
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        await expectSane(response, request);
      }),
      { seed: SEED, numRuns: 10_000 },
    );
    expect(emulator.journal.entries).toHaveLength(JOURNAL_LIMIT);
    expect(emulator.journal.dropped).toBe(10_000 - JOURNAL_LIMIT);
    // Requests of all sorts came through, so the test looks at more than one door that is shut.
    for (const status of [200, 400, 403, 404, 501]) expect(statuses.get(status), String(status)).toBeGreaterThan(50);
    expect((await emulator.handle(wellAsked)).status).toBe(200);
    expect(rejections).toEqual([]);
  });

  it.each([...deepRequests])("bodies nested up to 100,000 levels deep for %s are answered", async (_path, requests) => {
    const emulator = createEmulator({ seed: SEED });
    for (const request of requests) await expectSane(await emulator.handle(request), request);
  });
});

describe("whatever is sent to the emulator's port", () => {
  it("hundreds of spoilt requests and broken messages leave it answering", async () => {
    const errors: unknown[] = [];
    await using emulator = createEmulator({ seed: SEED, onError: (error) => errors.push(error) });
    const { port, url } = await emulator.listen();
    for (const message of [
      ...fc.sample(hostileRequest, { seed: SEED, numRuns: 300 }).map(toMessage),
      ...brokenMessages(),
    ]) {
      await using client = await openSocket(port);
      await client.send(message);
      client.socket.end();
      await client.closed;
      const answers = [...client.text().matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      expect(
        answers.filter((status) => status >= 500 && status !== 501),
        message.subarray(0, 300).toString("latin1"),
      ).toEqual([]);
    }
    await using session = await openSession(url);
    for (const { method, path, body } of fc.sample(hostileRequest, { seed: SEED + 1, numRuns: 100 })) {
      if (!/^[A-Z]+$/.test(method) || method === "CONNECT" || !/^\/[!-~]*$/.test(path)) continue;
      const { status } = await askHttp2(session, {
        method,
        path,
        headers: { "content-type": "application/json" },
        body,
      });
      expect(status < 500 || status === 501, `${method} ${path}`).toBe(true);
    }
    expect((await fetch(`${url}/foundation-models/amazon.nova-lite-v1:0`)).status).toBe(200);
    expect(errors).toEqual([]);
    expect(rejections).toEqual([]);
  });
});

describe("spoilt requests", () => {
  it("leave no memory behind once the journal is full", async () => {
    const script = fileURLToPath(new URL("heap-growth.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script]);
    const { before, after } = JSON.parse(stdout) as { before: number; after: number };
    expect(after - before).toBeLessThan(6 * 2 ** 20);
  });
});

/** The request as HTTP/1.1, with what a header or request line cannot carry left as it is: the server must cope. */
function toMessage({ method, path, query, headers, body }: HttpRequest): Buffer {
  const lines = [
    `${method} ${path}${query === "" ? "" : `?${query}`} HTTP/1.1`,
    ...Object.entries({ "content-length": String(body.byteLength), ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]);
}

/** Messages that break HTTP itself. */
function brokenMessages(): Buffer[] {
  const post = "POST /model/amazon.nova-lite-v1:0/converse HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
  return [
    "",
    "\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
    `${post}Content-Length: 100\r\n\r\n{}`,
    `${post}Content-Length: 1\r\n\r\n{}`,
    `${post}Content-Length: -1\r\n\r\n{}`,
    `${post}Content-Length: 1e3\r\n\r\n{}`,
    `${post}Content-Length: 99999999999999999999\r\n\r\n{}`,
    `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    `${post}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
    `${post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}`,
    `${post}Transfer-Encoding: gzip, x\r\n\r\n{}`,
    `${post}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}Expect: the-impossible\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}X: ${"a".repeat(20_000)}\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}${"X: a\r\n".repeat(3_000)}Content-Length: 2\r\n\r\n{}`,
    `${post}X: \x00\x01\r\nContent-Length: 2\r\n\r\n{}`,
    `${post} folded: line\r\nContent-Length: 2\r\n\r\n{}`,
    `GET /${"a".repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    `${"GET /foundation-models HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20)}`,
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ...fc
      .sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), { seed: SEED, numRuns: 50 })
      .map((bytes) => Buffer.from(bytes).toString("latin1")),
  ].map((text) => Buffer.from(text, "latin1"));
}
