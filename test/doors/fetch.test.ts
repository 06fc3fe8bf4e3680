import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { answerFetch } from "../../emulator/doors/fetch.ts";
import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { gate, type Handle, ok, streamed } from "./open-door.ts";

const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/a%2Fb/converse";

describe("a Fetch API request", () => {
  test("reaches the emulator with its raw path and query, its host and its decoded body", async () => {
    const requests: HttpRequest[] = [];
    const handle: Handle = async (request) => {
      requests.push(request);
      return ok();
    };
    const headers = { "Content-Encoding": "gzip", "X-Amz-Date": "20260101T000000Z" };
    const body = gzipSync("rock");
    await answerFetch(handle, new Request(`${url}?a=%20&a=2#part`, { method: "POST", headers, body }));
    expect(requests[0]).toMatchObject({
      method: "POST",
      path: "/model/a%2Fb/converse",
      query: "a=%20&a=2",
      headers: { host: "bedrock-runtime.us-east-1.amazonaws.com", "x-amz-date": "20260101T000000Z" },
    });
    expect(Buffer.from(requests[0]?.body ?? []).toString()).toBe("rock");
  });

  test("larger than the limit is refused", async () => {
    const ask = (size: number) =>
      answerFetch(async () => ok(), new Request(url, { method: "POST", body: "a".repeat(size) }), 10);
    expect((await ask(10)).status).toBe(200);
    const refused = await ask(11);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toEqual({ message: "Request Entity Too Large" });
  });
});

describe("its answer", () => {
  test("has the status, headers and body that the emulator gave", async () => {
    const answer = await answerFetch(async () => ok(), new Request(url));
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toEqual({
      "content-length": "11",
      "content-type": "application/json",
      "x-amzn-requestid": "00000000-0000-4000-8000-000000000001",
    });
    expect(await answer.json()).toEqual({ ok: true });
  });

  test("has no body for HEAD and for 204, and the stream behind it is stopped", async () => {
    let stopped = 0;
    const handle: Handle = async ({ method }) => ({
      ...streamed({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ done: false, value: Buffer.from("x") }),
          return: async () => {
            stopped += 1;
            return { done: true, value: undefined };
          },
        }),
      }),
      status: method === "DELETE" ? 204 : 200,
    });
    for (const method of ["HEAD", "DELETE"]) {
      const answer = await answerFetch(handle, new Request(url, { method }));
      expect(answer.body).toBeNull();
    }
    expect(stopped).toBe(2);
  });

  test("is pulled chunk by chunk, and stopped when the reader cancels", async () => {
    let pulled = 0;
    const stopped = gate<boolean>();
    const answer = await answerFetch(
      async ({ signal }) =>
        streamed(
          (async function* () {
            try {
              for (;;) yield Buffer.from(String(pulled++));
            } finally {
              stopped.resolve(signal?.aborted ?? false);
            }
          })(),
        ),
      new Request(url),
    );
    expect(pulled).toBe(0);
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("0");
    expect(pulled).toBe(1);
    await reader?.cancel();
    expect(await stopped.promise).toBe(true);
  });

  test("ends when the stream ends, and fails as the stream fails", async () => {
    const answer = (fails: boolean) =>
      answerFetch(
        async () =>
          streamed(
            (async function* () {
              yield Buffer.from("rock");
              if (fails) throw new Error("broken on purpose");
            })(),
          ),
        new Request(url),
      );
    expect(await (await answer(false)).text()).toBe("rock");
    await expect((await answer(true)).text()).rejects.toThrow("broken on purpose");
  });

  test("stops with the request's signal, before and in the middle of the stream", async () => {
    await expect(
      answerFetch(async () => ok(), new Request(url, { signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ name: "AbortError" });
    const waiting = new AbortController();
    const unanswered = answerFetch(() => new Promise(() => undefined), new Request(url, { signal: waiting.signal }));
    waiting.abort();
    await expect(unanswered).rejects.toMatchObject({ name: "AbortError" });

    const stopped = gate();
    const abort = new AbortController();
    const answer = await answerFetch(
      async ({ signal }) =>
        streamed(
          (async function* () {
            try {
              yield Buffer.from("rock");
              await new Promise((_resolve, reject) => {
                signal?.addEventListener("abort", () => reject(signal.reason));
              });
            } finally {
              stopped.resolve();
            }
          })(),
        ),
      new Request(url, { signal: abort.signal }),
    );
    const reader = answer.body?.getReader();
    await reader?.read();
    const next = reader?.read();
    abort.abort();
    await expect(next).rejects.toMatchObject({ name: "AbortError" });
    await stopped.promise;
  });

  test("is the emulator's own error when it has a bug", async () => {
    const bug = new Error("a bug");
    await expect(answerFetch(() => Promise.reject(bug), new Request(url))).rejects.toBe(bug);
  });
});
