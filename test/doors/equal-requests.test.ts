import fc from "fast-check";
import { expect, test } from "vitest";
import { answerFetch } from "../../emulator/doors/fetch.ts";
import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { askHttp1, askHttp2, openSession } from "./clients.ts";
import { ok, openDoor } from "./open-door.ts";

const from = (characters: string, constraints: fc.StringConstraints = {}) =>
  fc.string({ unit: fc.constantFrom(...characters), maxLength: 12, ...constraints });
const unreserved = "abzAZ019-._~!$&'()*+,;=:@";
const escaped = fc.nat({ max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`);
const pathPiece = fc.oneof(from(unreserved), escaped, fc.constant("%2F"), fc.constant("/"));
const requests = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE"),
  path: fc.array(pathPiece, { maxLength: 6 }).map((pieces) => `/${pieces.join("")}`),
  query: fc.array(fc.oneof(from(`${unreserved}/?`), escaped), { maxLength: 5 }).map((pieces) => pieces.join("")),
  headers: fc.dictionary(
    from("abcxyz-019", { minLength: 1 }).map((name) => `x-${name}`),
    fc.oneof(headerValue(), fc.array(headerValue(), { minLength: 2, maxLength: 3 })),
    { maxKeys: 5 },
  ),
  body: fc.uint8Array({ maxLength: 300 }),
});

function headerValue() {
  return from("abc XYZ 019 ,;=:\"'/\\%{}[]", { maxLength: 20 }).map((value) => value.trim());
}

test("method, path, query, headers and body arrive as sent, and equal over every door", async () => {
  await using opened = await openDoor();
  await using session = await openSession(opened.url);
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, query, headers, body }) => {
      const target = query === "" ? path : `${path}?${query}`;
      // GET with a body is unusual but legal; Node's client needs to be told its length.
      const length = { "content-length": String(body.byteLength) };
      const sentHeaders = { ...headers, ...length };
      opened.requests.length = 0;
      await askHttp1(opened.url, { method, path: target, headers: sentHeaders, body });
      await askHttp2(session, { method, path: target, headers: sentHeaders, body });
      const joined = Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : value,
      ]);
      const expected = { method, path, query, headers: { ...Object.fromEntries(joined), ...length } };
      expect(opened.requests.map(withoutConnection)).toEqual([expected, expected]);
      for (const received of opened.requests) expect(Buffer.from(received.body).equals(body)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

function withoutConnection({ method, path, query, headers }: HttpRequest) {
  const { host, connection, ":authority": _authority, ...rest } = headers;
  return { method, path, query, headers: rest };
}

test("a Fetch API request arrives as it would over a socket", async () => {
  await using opened = await openDoor();
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, query, headers, body }) => {
      const init = {
        method,
        headers: Object.entries(headers).flatMap(([name, value]) =>
          [value].flat().map((one) => [name, one] as [string, string]),
        ),
        ...(method === "GET" ? {} : { body: new Uint8Array(body) }),
      };
      // What URL makes of dot segments, quotes and the like happens before either door.
      const url = new URL(`${opened.url}${path}?${query}`);
      opened.requests.length = 0;
      await fetch(url, init);
      const viaFetch: HttpRequest[] = [];
      await answerFetch(async (request) => {
        viaFetch.push(request);
        return ok();
      }, new Request(url, init));
      const names = ["host", ...Object.keys(headers)];
      const [left, right] = [opened.requests[0], viaFetch[0]].map((received) => ({
        ...(received && { method: received.method, path: received.path, query: received.query }),
        headers: names.map((name) => received?.headers[name]?.trim()),
        body: Buffer.from(received?.body ?? []).toString("hex"),
      }));
      expect(right).toEqual(left);
    }),
    { numRuns: 100 },
  );
});
