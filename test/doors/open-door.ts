import type { RequestHandler } from "express";
import { createServerDoor } from "../../emulator/doors/express.ts";
import type { DoorLimits } from "../../emulator/doors/limits.ts";
import type { HttpRequest, HttpResponse } from "../../emulator/protocol/http.ts";

export type Handle = (request: HttpRequest) => Promise<HttpResponse>;

/** A small JSON answer. */
export const ok = (body: object = { ok: true }): HttpResponse => ({
  status: 200,
  headers: { "content-type": "application/json", "x-amzn-RequestId": "00000000-0000-4000-8000-000000000001" },
  body: Buffer.from(JSON.stringify(body)),
});

/** A streamed answer. */
export const streamed = (body: AsyncIterable<Uint8Array>): HttpResponse => ({
  status: 200,
  headers: { "content-type": "application/vnd.amazon.eventstream" },
  body,
});

/** A server door on a free port that records what reaches the emulator and what is reported as an error. */
export async function openDoor(
  handle: Handle = async () => ok(),
  {
    routes,
    limits,
    isStream,
  }: { routes?: RequestHandler; limits?: Partial<DoorLimits>; isStream?: () => boolean } = {},
) {
  const requests: HttpRequest[] = [];
  const errors: unknown[] = [];
  const door = createServerDoor({
    handle: (request) => {
      requests.push(request);
      return handle(request);
    },
    onError: (error) => errors.push(error),
    ...(routes && { routes }),
    ...(limits && { limits }),
    ...(isStream && { isStream }),
  });
  const { port, url } = await door.listen({ host: "127.0.0.1", port: 0 });
  return {
    door,
    port,
    url,
    requests,
    errors,
    [Symbol.asyncDispose]: () => door.close(),
  };
}

/** A promise with its ends outside, to order what happens without waiting for time to pass. */
export function gate<T = void>() {
  return Promise.withResolvers<T>();
}
