import { once } from "node:events";
import http from "node:http";
import type { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { openSession } from "./clients.ts";
import { gate, openDoor, streamed } from "./open-door.ts";

/** A client of one protocol that asks for `/` and gives the answer's body as it comes. */
interface StreamClient extends AsyncDisposable {
  open(): Promise<Readable>;
}

async function http1Client(url: string): Promise<StreamClient> {
  const { hostname, port } = new URL(url);
  const requests: http.ClientRequest[] = [];
  return {
    open: async () => {
      const request = http.request({ hostname, port, agent: false });
      requests.push(request);
      request.end();
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      return response;
    },
    [Symbol.asyncDispose]: async () => {
      for (const request of requests) request.destroy();
    },
  };
}

async function http2Client(url: string): Promise<StreamClient> {
  const session = await openSession(url);
  return {
    open: async () => {
      const stream = session.request({ ":path": "/" });
      await once(stream, "response");
      return stream;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

async function next(stream: Readable): Promise<string> {
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) return chunk.toString();
    await once(stream, "readable");
  }
}

describe.each([
  ["HTTP/1.1", http1Client],
  ["HTTP/2", http2Client],
])("a stream over %s", (protocol, connect) => {
  test("sends its head before the first chunk, and every chunk at once", async () => {
    const gates = [gate<string>(), gate<string>()];
    await using opened = await openDoor(async () =>
      streamed(
        (async function* () {
          for (const { promise } of gates) yield Buffer.from(await promise);
        })(),
      ),
    );
    await using client = await connect(opened.url);
    const stream = await client.open();
    gates[0]?.resolve("first");
    expect(await next(stream)).toBe("first");
    gates[1]?.resolve("second");
    expect(await next(stream)).toBe("second");
    const end = once(stream, "end");
    stream.resume();
    await end;
  });

  test("is stopped when the client goes away, even while it waits for something", async () => {
    const stopped = gate<boolean>();
    await using opened = await openDoor(async ({ signal }) =>
      streamed(
        (async function* () {
          try {
            yield Buffer.from("first");
            await new Promise((_resolve, reject) => {
              signal?.addEventListener("abort", () => reject(signal.reason));
            });
          } finally {
            stopped.resolve(signal?.aborted ?? false);
          }
        })(),
      ),
    );
    await using client = await connect(opened.url);
    const stream = await client.open();
    await next(stream);
    stream.on("error", () => undefined).destroy();
    expect(await stopped.promise).toBe(true);
    expect(opened.errors).toEqual([]);
  });

  test("is told to return when the client goes away while the next chunk is outstanding", async () => {
    const returned = gate();
    let chunks = 1;
    await using opened = await openDoor(async () =>
      streamed({
        [Symbol.asyncIterator]: () => ({
          next: () =>
            chunks-- > 0 ? Promise.resolve({ done: false, value: Buffer.from("x") }) : new Promise(() => {}),
          return: async () => {
            returned.resolve();
            return { done: true, value: undefined };
          },
        }),
      }),
    );
    await using client = await connect(opened.url);
    const stream = await client.open();
    await next(stream);
    stream.on("error", () => undefined).destroy();
    await returned.promise;
  });

  test("waits for a slow reader instead of running ahead", async () => {
    const chunk = Buffer.alloc(64 * 1024);
    let pulled = 0;
    let stopped = false;
    await using opened = await openDoor(async () =>
      streamed(
        (async function* () {
          try {
            while (pulled < 4_000) {
              pulled += 1;
              yield chunk;
              // Gives the sockets a turn, so that a lack of back-pressure would show.
              await new Promise(setImmediate);
            }
          } finally {
            stopped = true;
          }
        })(),
      ),
    );
    await using client = await connect(opened.url);
    const stream = await client.open();
    stream.pause();
    // 250 MiB are there to be sent; what the two systems buffer is a small part of it, and then it stands still.
    let before = -1;
    for (let still = 0; still < 200; still = pulled === before ? still + 1 : 0) {
      before = pulled;
      await new Promise(setImmediate);
    }
    expect(pulled).toBeGreaterThan(0);
    expect(pulled).toBeLessThan(400);
    expect(stopped).toBe(false);
    stream.on("error", () => undefined).destroy();
    await opened.door.close();
    expect(stopped).toBe(true);
  });

  test("that fails breaks off so that the client notices, and is reported", async () => {
    await using opened = await openDoor(async () =>
      streamed(
        (async function* () {
          yield Buffer.from("first");
          throw new Error("broken on purpose");
        })(),
      ),
    );
    await using client = await connect(opened.url);
    const stream = await client.open();
    const [error] = await Promise.all([once(stream, "error"), stream.resume()]);
    expect(error[0]).toMatchObject(
      protocol === "HTTP/2" ? { message: expect.stringContaining("NGHTTP2_INTERNAL_ERROR") } : { code: "ECONNRESET" },
    );
    expect(opened.errors).toEqual([expect.objectContaining({ message: "broken on purpose" })]);
  });

  test("without any chunk ends at once", async () => {
    await using opened = await openDoor(async () => streamed((async function* () {})()));
    await using client = await connect(opened.url);
    const stream = await client.open();
    const end = once(stream, "end");
    stream.resume();
    await end;
  });
});

// Node 24.21 writes frames without end, until memory is used up, when such a stream is closed once more.
test.each([true, false])(
  "an empty answer ends a conversation whose body was not read whole; the client ends it: %s",
  async (isEnded) => {
    const handle = async ({ stream }: HttpRequest) => {
      const parts = stream?.[Symbol.asyncIterator]();
      await parts?.next();
      await parts?.return?.();
      return streamed((async function* () {})());
    };
    await using opened = await openDoor(handle, { isStream: () => true, limits: { lingerMs: 20 } });
    await using session = await openSession(opened.url);
    const request = session.request({ ":method": "POST", ":path": "/" });
    request.write("one event");
    if (isEnded) request.end("another");
    request.resume();
    await once(request, "close");
    expect(request.rstCode).toBe(0);
    expect(opened.errors).toEqual([]);
  },
);
