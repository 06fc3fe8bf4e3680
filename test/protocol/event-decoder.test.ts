import { EventStreamCodec, type Message } from "@smithy/core/event-streams";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChecks } from "../../emulator/protocol/constraints.ts";
import { createEventDecoder, type SignedEvent } from "../../emulator/protocol/event-decoder.ts";
import { decodeMessage, LONGEST_MESSAGE } from "../../emulator/protocol/event-messages.ts";
import { apiModel } from "../../emulator/protocol/model.ts";
import { createReaders } from "../../emulator/protocol/read.ts";

const model = apiModel("bedrock-runtime");
const tools = { model, readerOf: createReaders(model), checkOf: createChecks(model) };
const decode = createEventDecoder("InvokeModelWithBidirectionalStreamInput", tools);
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

const text = (value: string) => ({ type: "string", value }) as const;
const eventHeaders = {
  ":event-type": text("chunk"),
  ":message-type": text("event"),
  ":content-type": text("application/json"),
};

/** The message of one event, as an SDK makes it. */
const message = (bytes: Uint8Array, headers: Message["headers"] = eventHeaders) =>
  codec.encode({ headers, body: Buffer.from(JSON.stringify({ bytes: Buffer.from(bytes).toString("base64") })) });

/** A message wrapped as a client with credentials wraps it. */
const signed = (payload: Uint8Array) =>
  codec.encode({
    headers: {
      ":date": { type: "timestamp", value: new Date("2026-01-01T00:00:00Z") },
      ":chunk-signature": { type: "binary", value: new Uint8Array(32).fill(7) },
    },
    body: payload,
  });

async function events(chunks: Iterable<Uint8Array>, verify?: Parameters<typeof decode>[1]) {
  const found: Record<string, unknown>[] = [];
  for await (const event of decode(chunks, verify)) found.push(event);
  return found;
}

const refused = async (chunks: Iterable<Uint8Array>) =>
  expect(events(chunks)).rejects.toMatchObject({
    code: "ValidationException",
    message: "Unable to parse input chunk. Please check input format contains correct format.",
  });

/** Cuts `bytes` at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.byteLength + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.byteLength));
}

const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });
const streams = fc.record({ payloads, wrapped: fc.boolean(), cuts: fc.array(fc.nat(), { maxLength: 30 }) });
const framesOf = (payloads: readonly Uint8Array[], wrapped: boolean) =>
  Buffer.concat(payloads.map((payload) => (wrapped ? signed(message(payload)) : message(payload))));

describe("a stream of events", () => {
  it("is the same, however its bytes are portioned and whether or not its messages are signed", async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ payloads, wrapped, cuts }) => {
        const expected = payloads.map((bytes) => ({ chunk: { bytes } }));
        expect(await events(cut(framesOf(payloads, wrapped), cuts))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("may come byte by byte", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const frames = signed(message(bytes));
    expect(await events(Array.from(frames, (_, at) => frames.subarray(at, at + 1)))).toEqual([{ chunk: { bytes } }]);
  });

  it("is refused when any byte of it is damaged, and gives the events before", async () => {
    const damaged = fc.record({ stream: streams, at: fc.nat(), bits: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(damaged, async ({ stream: { payloads, wrapped, cuts }, at, bits }) => {
        fc.pre(payloads.length > 0);
        const frames = framesOf(payloads, wrapped);
        frames[at % frames.byteLength] = (frames[at % frames.byteLength] ?? 0) ^ bits;
        const found: unknown[] = [];
        const reading = (async () => {
          for await (const event of decode(cut(frames, cuts), undefined)) found.push(event);
        })();
        await expect(reading).rejects.toMatchObject({ code: "ValidationException" });
        expect(found).toEqual(payloads.slice(0, found.length).map((bytes) => ({ chunk: { bytes } })));
        expect(found.length).toBeLessThan(payloads.length);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused when it ends within a message", async () => {
    const frames = message(new Uint8Array(10));
    for (let end = 1; end < frames.byteLength; end++) await refused([frames.subarray(0, end)]);
  });

  it("ends with the signed message that has no content; what follows is not read", async () => {
    const bytes = new Uint8Array([1]);
    const frames = [signed(message(bytes)), signed(new Uint8Array()), new Uint8Array([1, 2, 3])];
    expect(await events(frames)).toEqual([{ chunk: { bytes } }]);
  });

  it("does not wait for the length that a message makes up", async () => {
    const frame = Buffer.from(message(new Uint8Array(10)));
    frame.writeUInt32BE(0xffffffff, 0);
    // A stream that would never end.
    const endless = (async function* () {
      yield frame.subarray(0, 12);
      await new Promise(() => undefined);
    })();
    await expect(decode(endless, undefined).next()).rejects.toMatchObject({ code: "ValidationException" });
  });

  it("may have messages of two MiB, and none that is longer", async () => {
    const ofLength = (length: number) => {
      const frame = message(new Uint8Array(Math.floor(((length - 200) / 4) * 3)));
      const rest = length - frame.byteLength;
      return codec.encode({
        headers: { ...eventHeaders, padding: { type: "binary", value: new Uint8Array(rest - 11) } },
        body: frame.subarray(12 + new DataView(frame.buffer).getUint32(4), frame.byteLength - 4),
      });
    };
    const longest = ofLength(LONGEST_MESSAGE);
    expect(longest.byteLength).toBe(LONGEST_MESSAGE);
    // Its bytes are more than the API model allows, which is another error than a message that is too long.
    await expect(events([longest])).rejects.toThrow("Member must have length less than or equal to 1000000");
    await refused([ofLength(LONGEST_MESSAGE + 1)]);
  });
});

describe("a message", () => {
  const withHeaders = (headers: Message["headers"]) => message(new Uint8Array([1]), headers);

  it.each([
    ["of an unknown event", withHeaders({ ...eventHeaders, ":event-type": text("toString") })],
    ["that is an exception", withHeaders({ ...eventHeaders, ":message-type": text("exception") })],
    ["without headers", withHeaders({})],
    [
      "that is signed without a date",
      withHeaders({ ":chunk-signature": { type: "binary", value: new Uint8Array(1) } }),
    ],
    ["whose content is not JSON", codec.encode({ headers: eventHeaders, body: Buffer.from("{") })],
    ["whose bytes are not base64", codec.encode({ headers: eventHeaders, body: Buffer.from('{"bytes":"?"}') })],
    ["that wraps something else than a message", signed(new Uint8Array([1, 2, 3]))],
    ["with headers that end too early", damagedHeaders()],
  ])("%s is refused", async (_what, frame) => {
    await refused([frame]);
  });

  it("may leave its bytes out", async () => {
    expect(await events([codec.encode({ headers: eventHeaders, body: Buffer.from("{}") })])).toEqual([{ chunk: {} }]);
  });

  it("is shown to the verifier before it counts, with what was signed", async () => {
    const seen: (SignedEvent | undefined)[] = [];
    const inner = message(new Uint8Array([1]));
    await events([signed(inner), message(new Uint8Array([2]))], (event) => {
      seen.push(event);
    });
    const date = new Date("2026-01-01T00:00:00Z");
    expect(seen).toEqual([{ payload: new Uint8Array(inner), date, signature: new Uint8Array(32).fill(7) }, undefined]);
    const refusal = new Error("not signed");
    await expect(events([inner], () => Promise.reject(refusal))).rejects.toBe(refusal);
  });
});

/** A message with sound checksums whose only header claims to be longer than all headers. */
function damagedHeaders(): Uint8Array {
  const frame = codec.encode({ headers: { a: text("b") }, body: new Uint8Array(4) });
  const raw = codec.encode({ headers: {}, body: frame.subarray(12, frame.byteLength - 4).fill(0xff, 3, 5) });
  return withHeaderLength(raw, 6);
}

function withHeaderLength(frame: Uint8Array, length: number): Uint8Array {
  const bytes = Buffer.from(frame);
  bytes.writeUInt32BE(length, 4);
  bytes.writeUInt32BE(crc(bytes.subarray(0, 8)), 8);
  bytes.writeUInt32BE(crc(bytes.subarray(0, -4)), bytes.byteLength - 4);
  expect(() => decodeMessage(bytes)).toThrow();
  return bytes;
}

function crc(bytes: Uint8Array): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}
