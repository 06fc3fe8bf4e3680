import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwsError } from "../../emulator/errors.ts";
import { createEventEncoder } from "../../emulator/protocol/event-stream.ts";
import { apiModel } from "../../emulator/protocol/model.ts";
import { operationCodec } from "../../emulator/protocol/operation.ts";
import { createWriters } from "../../emulator/protocol/write.ts";
import type { Random } from "../../emulator/random.ts";

const model = apiModel("bedrock-runtime");
const writers = createWriters(model);
const encoder = createEventEncoder(model, "ConverseStreamOutput", writers);

/** Chance that gives `length` for the length of every padding. */
const padded = (length: number) => ({ integer: () => length }) as unknown as Random;

/** Takes a frame apart by the format's own description, and checks its lengths and checksums. */
function decode(frame: Uint8Array) {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const [total, headersLength] = [view.getUint32(0), view.getUint32(4)];
  expect(total).toBe(frame.byteLength);
  expect(view.getUint32(8)).toBe(crc32(frame.subarray(0, 8)));
  expect(view.getUint32(total - 4)).toBe(crc32(frame.subarray(0, total - 4)));
  const headers: [string, string][] = [];
  for (let at = 12; at < 12 + headersLength; ) {
    const nameLength = view.getUint8(at);
    const valueAt = at + 1 + nameLength;
    expect(view.getUint8(valueAt)).toBe(7); // a string
    const valueLength = view.getUint16(valueAt + 1);
    const text = (from: number, length: number) => Buffer.from(frame.subarray(from, from + length)).toString();
    headers.push([text(at + 1, nameLength), text(valueAt + 3, valueLength)]);
    at = valueAt + 3 + valueLength;
  }
  return { headers, payload: Buffer.from(frame.subarray(12 + headersLength, total - 4)).toString() };
}

describe("the frame of an event", () => {
  it("is, byte for byte, the one put together by hand", () => {
    const header = (name: string, value: string) =>
      Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7, 0, value.length]),
        Buffer.from(value),
      ]);
    const headers = Buffer.concat([
      header(":event-type", "messageStart"),
      header(":content-type", "application/json"),
      header(":message-type", "event"),
    ]);
    const payload = Buffer.from('{"role":"assistant","p":"abcd"}');
    const prelude = Buffer.alloc(8);
    prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
    prelude.writeUInt32BE(headers.length, 4);
    const checksum = (bytes: Uint8Array) => {
      const four = Buffer.alloc(4);
      four.writeUInt32BE(crc32(bytes));
      return four;
    };
    const unsigned = Buffer.concat([prelude, checksum(prelude), headers, payload]);
    const expected = Buffer.concat([unsigned, checksum(unsigned)]);
    // The headers take 27 + 33 + 22 bytes, the payload 31, prelude and checksums 16.
    expect([headers.length, payload.length, expected.length]).toEqual([82, 31, 129]);
    const frame = encoder.event({ messageStart: { role: "assistant" } }, padded(4));
    expect(Buffer.from(frame).toString("hex")).toBe(expected.toString("hex"));
  });

  it("has its headers in the order of recorded frames (https://github.com/vercel/ai/issues/18994)", () => {
    const { headers } = decode(encoder.event({ messageStop: { stopReason: "end_turn" } }, padded(2)));
    expect(headers).toEqual([
      [":event-type", "messageStop"],
      [":content-type", "application/json"],
      [":message-type", "event"],
    ]);
  });

  it("is padded with 2 to 61 characters, always the beginning of the same text (1,544 recorded frames)", () => {
    const asked: number[][] = [];
    const recorded = (length: number) =>
      ({
        integer: (low: number, high: number) => {
          asked.push([low, high]);
          return length;
        },
      }) as unknown as Random;
    const paddings = [2, 31, 61].map((length) => {
      const { payload } = decode(encoder.event({ messageStart: { role: "assistant" } }, recorded(length)));
      return (JSON.parse(payload) as { p: string }).p;
    });
    expect(asked).toEqual(Array(3).fill([2, 61]));
    expect(paddings.map(({ length }) => length)).toEqual([2, 31, 61]);
    expect(paddings.every((padding) => paddings[2]?.startsWith(padding))).toBe(true);
    expect(paddings[2]).toBe("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678");
  });

  it("holds any text whole", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 61 }), (text, length) => {
        const event = { contentBlockDelta: { contentBlockIndex: 0, delta: { text } } };
        const { payload } = decode(encoder.event(event, padded(length)));
        expect(JSON.parse(payload)).toMatchObject(event.contentBlockDelta);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("carries a chunk of InvokeModelWithResponseStream in base64", () => {
    const { payload } = decode(
      createEventEncoder(model, "ResponseStream", writers).event({ chunk: { bytes: Buffer.from("hi") } }, padded(3)),
    );
    expect(payload).toBe('{"bytes":"aGk=","p":"abc"}');
  });

  it("is not made of what is no event", () => {
    expect(() => encoder.event({}, padded(2))).toThrow("ConverseStreamOutput has no event undefined");
    expect(() => encoder.event({ chunk: {} }, padded(2))).toThrow("ConverseStreamOutput has no event chunk");
  });
});

describe("an exception in the middle of a stream", () => {
  it("names itself with a small first letter and keeps its further members", () => {
    const error = new AwsError("ModelStreamErrorException", "Broken.", {
      originalStatusCode: 500,
      originalMessage: "o",
    });
    expect(decode(encoder.exception(error))).toEqual({
      headers: [
        [":exception-type", "modelStreamErrorException"],
        [":content-type", "application/json"],
        [":message-type", "exception"],
      ],
      payload: '{"message":"Broken.","originalStatusCode":500,"originalMessage":"o"}',
    });
  });

  it("that the stream does not model is its internal server exception", () => {
    const { headers, payload } = decode(encoder.exception(new AwsError("ResourceNotFoundException", "secret")));
    expect(headers[0]).toEqual([":exception-type", "internalServerException"]);
    expect(payload).not.toContain("secret");
  });

  it("comes after the events before it and ends the stream", async () => {
    const frames = await framesOf(async function* () {
      yield { messageStart: { role: "assistant" } };
      throw new AwsError("ThrottlingException", "Too many tokens.");
    });
    expect(frames.map(({ headers }) => headers[0]?.[1])).toEqual(["messageStart", "throttlingException"]);
  });

  it("is never made of a bug of the emulator: the stream breaks off", async () => {
    const bug = new TypeError("a bug");
    const frames = framesOf(async function* () {
      yield { messageStart: { role: "assistant" } };
      throw bug;
    });
    await expect(frames).rejects.toBe(bug);
  });
});

describe("a stream", () => {
  it("is made as it is read, and stopped when its reader leaves", async () => {
    let made = 0;
    let stopped = false;
    const body = bodyOf(async function* () {
      try {
        for (;;) {
          made++;
          yield { messageStart: { role: "assistant" } };
        }
      } finally {
        stopped = true;
      }
    });
    expect(made).toBe(0);
    for await (const frame of body) {
      expect(decode(frame).headers[0]?.[1]).toBe("messageStart");
      if (made === 3) break;
    }
    expect({ made, stopped }).toEqual({ made: 3, stopped: true });
  });
});

function bodyOf(events: () => AsyncGenerator<object>): AsyncIterable<Uint8Array> {
  const response = operationCodec("bedrock-runtime", "ConverseStream").write({ stream: events() }, padded(2));
  expect(response.headers).toEqual({ "Content-Type": "application/vnd.amazon.eventstream" });
  return response.body as AsyncIterable<Uint8Array>;
}

async function framesOf(events: () => AsyncGenerator<object>) {
  const frames: ReturnType<typeof decode>[] = [];
  for await (const frame of bodyOf(events)) frames.push(decode(frame));
  return frames;
}
