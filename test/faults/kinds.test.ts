import { describe, expect, test } from "vitest";
import { AwsError, BrokenConnection } from "../../emulator/errors.ts";
import { alterAnswer, breakBody, breakFrames, shapeStream, strike } from "../../emulator/faults/apply.ts";
import type { FaultEffect, OtherAnswer } from "../../emulator/faults/rule.ts";
import { createRandom } from "../../emulator/random.ts";
import { fc } from "../generation/property.ts";
import { decode, drain, events, fakeSleeper, faultsOf, framesOf } from "./tools.ts";

const random = () => createRandom(42, "pace");

/** A stream of seven events that a rule with this `then` has been at, as a client reads it. */
async function streamed(then: FaultEffect, signal?: AbortSignal) {
  const faults = faultsOf(then);
  const { sleeper, slept } = fakeSleeper();
  const shaped = shapeStream(events("a", "b", "c", "d"), faults, { sleeper, signal, random: random() });
  const read = await decode(breakBody(framesOf(shaped), faults, { sleeper, signal }) as AsyncIterable<Uint8Array>);
  return { ...read, slept };
}

const WHOLE = [
  "messageStart",
  ...Array.from({ length: 4 }, () => "contentBlockDelta"),
  "contentBlockStop",
  "messageStop",
];

describe("an error", () => {
  const struck = (then: FaultEffect, operation = "Converse") =>
    strike(faultsOf(then, operation), fakeSleeper()).catch((error) => error);

  // https://github.com/lobehub/lobehub/issues/3994, https://github.com/darko-mesaros/bedrust/issues/47
  test.each([
    ["ThrottlingException", "Too many requests, please wait before trying again."],
    ["ServiceUnavailableException", "Bedrock is unable to process your request."],
    ["ModelNotReadyException", "Model is not ready for inference. Wait and try your request again."],
    ["ExpiredTokenException", "The security token included in the request is expired"],
  ])("%s is answered in AWS's words", async (code, message) => {
    const error = await struck({ error: code });
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject({ code, message, fields: {}, status: undefined, headers: {} });
  });

  test("has the message, status, headers and members that a rule gives it", async () => {
    const then = {
      error: "ModelErrorException",
      message: "It broke.",
      status: 500,
      headers: { "retry-after": "3" },
      originalStatusCode: 502,
      resourceName: "granite",
    };
    expect(await struck(then)).toMatchObject({
      code: "ModelErrorException",
      message: "It broke.",
      status: 500,
      headers: { "retry-after": "3" },
      fields: { originalStatusCode: 502, resourceName: "granite" },
    });
  });

  test("of the control plane does not speak of models", async () => {
    expect(await struck({ error: "AccessDeniedException" }, "GetInferenceProfile")).toMatchObject({
      message: "The request is denied because of missing access permissions.",
    });
  });
});

describe("a delay", () => {
  test.each([
    ["milliseconds", 1_500, 1_500],
    ["a duration", "PT1.5S", 1_500],
    ["a distribution of one value", { p50: 250 }, 250],
  ])("given as %s is waited for before the error comes", async (_, delay, milliseconds) => {
    const { sleeper, slept } = fakeSleeper();
    const faults = faultsOf({ delay, error: "InternalServerException" });
    await expect(strike(faults, { sleeper })).rejects.toThrow("The system encountered an unexpected error");
    expect(slept).toEqual([milliseconds]);
  });

  test("is not waited for once the client has gone", async () => {
    const faults = faultsOf({ delay: 1_000 });
    await expect(strike(faults, { ...fakeSleeper(), signal: AbortSignal.abort("gone") })).rejects.toBe("gone");
  });
});

describe("a connection", () => {
  test.each(["refuse", "reset"] as const)("that is to %s breaks before there is an answer", async (how) => {
    const error = await strike(faultsOf({ connection: how }), fakeSleeper()).catch((error) => error);
    expect(error).toBeInstanceOf(BrokenConnection);
    expect(error).toMatchObject({ how, code: "ECONNRESET" });
  });

  test("that is to reset in mid-body sends half of a body first", async () => {
    const faults = faultsOf({ connection: "reset-mid-body" }, "Converse");
    await strike(faults, fakeSleeper());
    const body = breakBody(Buffer.from("0123456789"), faults, fakeSleeper()) as AsyncIterable<Uint8Array>;
    const { items, error } = await drain(body);
    expect(Buffer.concat(items).toString()).toBe("01234");
    expect(error).toMatchObject({ how: "reset-mid-body" });
  });

  test("that is to reset in mid-body sends half of a stream's first frame first", async () => {
    expect(await streamed({ connection: "reset-mid-body" })).toMatchObject({
      items: [],
      error: { how: "reset-mid-body" },
    });
  });
});

describe("the pace of a stream", () => {
  test("is the time to its first token, then that of tokens and chunks", async () => {
    const { items, slept } = await streamed({ timeToFirstTokenMs: 800, tokensPerSecond: 20, perChunkMs: 5 });
    expect(items).toEqual(WHOLE);
    expect(slept).toEqual([800, 55, 55, 55, 55, 55, 55]);
  });

  test("counts the tokens of each event where they are known", async () => {
    const { sleeper, slept } = fakeSleeper();
    const tokensOf = (event: Record<string, unknown>) => ("contentBlockDelta" in event ? 3 : 0);
    const faults = faultsOf({ tokensPerSecond: 10 });
    await drain(shapeStream(events("a", "b"), faults, { sleeper, random: random(), tokensOf }));
    expect(slept).toEqual([300, 300]);
  });

  test("is off by no more than its jitter, and by the same with the same seed", () => {
    return fc.assert(
      fc.asyncProperty(fc.nat(200), fc.nat(200), async (perChunkMs, jitterMs) => {
        const { slept } = await streamed({ perChunkMs, jitterMs });
        for (const waited of slept) expect(Math.abs(waited - perChunkMs)).toBeLessThanOrEqual(jitterMs);
        expect((await streamed({ perChunkMs, jitterMs })).slept).toEqual(slept);
      }),
      { numRuns: 50 },
    );
  });

  test("goes with an exception in mid-stream", async () => {
    const then = { perChunkMs: 10, exceptionAfterEvents: 2, error: "throttlingException" };
    expect(await streamed(then)).toEqual({
      items: WHOLE.slice(0, 2),
      error: { name: "throttlingException", body: { message: "Too many requests, please wait before trying again." } },
      slept: [10, 10],
    });
  });
});

describe("an exception in mid-stream", () => {
  test("comes after as many events as a rule says", () => {
    return fc.assert(
      fc.asyncProperty(fc.nat(9), async (afterEvents) => {
        const name = "modelStreamErrorException";
        const { items, error } = await streamed({ exceptionAfterEvents: afterEvents, error: name });
        expect(items).toEqual(WHOLE.slice(0, afterEvents));
        if (afterEvents <= WHOLE.length) expect(error).toMatchObject({ name });
        else expect(error).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  // Exception frames name the stream's member in lower camel case (facts of the event stream, §5.4).
  test.each([
    "throttlingException",
    "modelStreamErrorException",
    "internalServerException",
    "serviceUnavailableException",
    "validationException",
  ])("can be %s", async (name) => {
    const read = await streamed({ exceptionAfterEvents: 1, error: name });
    expect(read).toMatchObject({ items: ["messageStart"], error: { name } });
  });

  test("can be a timeout of the model in InvokeModelWithResponseStream, with a message of its own", async () => {
    const then = { exceptionAfterEvents: 0, error: "modelTimeoutException", message: "Too slow." };
    const faults = faultsOf(then, "InvokeModelWithResponseStream");
    const { error } = await drain(shapeStream(events("a"), faults, { ...fakeSleeper(), random: random() }));
    expect(error).toMatchObject({ code: "ModelTimeoutException", message: "Too slow." });
  });

  test("carries the original error that a rule gives it", () => {
    const faults = faultsOf({
      exceptionAfterEvents: 0,
      error: "ModelStreamErrorException",
      originalStatusCode: 500,
      originalMessage: "boom",
    });
    expect(faults).toEqual([
      {
        kind: "stream-exception",
        afterEvents: 0,
        code: "ModelStreamErrorException",
        message: "The system encountered an unexpected error during processing. Try your request again.",
        fields: { originalStatusCode: 500, originalMessage: "boom" },
      },
    ]);
  });
});

describe("a stream that stalls", () => {
  test("before its first event breaks after an hour if the client waits that long", async () => {
    expect(await streamed({ stallBeforeFirstEvent: true })).toMatchObject({
      items: [],
      slept: [3_600_000],
      error: { how: "reset" },
    });
  });

  test.each([
    ["in between", 3],
    ["at its end", 7],
  ])("%s stands still after as many events as a rule says", async (_, stallAfterEvents) => {
    expect(await streamed({ stallAfterEvents })).toMatchObject({
      items: WHOLE.slice(0, stallAfterEvents),
      slept: [3_600_000],
      error: { how: "reset" },
    });
  });

  test("for a time goes on after it", async () => {
    const read = await streamed({ stallAfterEvents: 3, stallFor: "PT30S" });
    expect(read).toEqual({ items: WHOLE, slept: [30_000] });
  });

  test("lets go of a client that leaves", async () => {
    const read = await streamed({ stallAfterEvents: 1 }, AbortSignal.abort("gone"));
    expect(read).toMatchObject({ items: ["messageStart"], error: "gone" });
  });
});

describe("a truncated stream", () => {
  test("ends within the frame after those that a rule leaves whole", () => {
    return fc.assert(
      fc.asyncProperty(fc.nat(9), async (truncateAfterEvents) => {
        const { items, error } = await streamed({ truncateAfterEvents });
        expect(items).toEqual(WHOLE.slice(0, truncateAfterEvents));
        if (truncateAfterEvents < WHOLE.length)
          expect(error).toMatchObject({ message: "Truncated event message received." });
        else expect(error).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  test("loses bytes of that frame and of no other", async () => {
    const whole = (await drain(framesOf(events("a", "b")))).items;
    const [fault] = faultsOf({ truncateAfterEvents: 2 });
    const cut = fault && (await drain(breakFrames(framesOf(events("a", "b")), fault, fakeSleeper()))).items;
    expect(cut?.slice(0, 2)).toEqual(whole.slice(0, 2));
    const rest = cut?.[2]?.byteLength ?? 0;
    expect(cut).toHaveLength(3);
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(whole[2]?.byteLength ?? 0);
  });
});

describe("a corrupt frame", () => {
  test("has a wrong checksum, and the frames before it do not", () => {
    return fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (corruptFrame) => {
        const { items, error } = await streamed({ corruptFrame });
        expect(items).toEqual(WHOLE.slice(0, corruptFrame - 1));
        if (corruptFrame > WHOLE.length) expect(error).toBeUndefined();
        else expect(String(error)).toMatch(/The message checksum \(\d+\) did not match the expected value of \d+/);
      }),
      { numRuns: 30 },
    );
  });
});

describe("split frames", () => {
  test("come in pieces of as many bytes as a rule says, and are whole again when put together", () => {
    return fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (splitFrames) => {
        const [fault] = faultsOf({ splitFrames });
        if (!fault) throw new Error("the rule does nothing");
        const { items } = await drain(breakFrames(framesOf(events("a", "b")), fault, fakeSleeper()));
        expect(Math.max(...items.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(splitFrames);
        const whole = (await drain(framesOf(events("a", "b")))).items;
        expect(Buffer.concat(items).equals(Buffer.concat(whole))).toBe(true);
        expect((await streamed({ splitFrames })).items).toEqual(WHOLE);
      }),
      { numRuns: 30 },
    );
  });

  test("go with what breaks a stream", async () => {
    const { items, error } = await streamed({ splitFrames: 7, truncateAfterEvents: 2 });
    expect(items).toEqual(WHOLE.slice(0, 2));
    expect(error).toMatchObject({ message: "Truncated event message received." });
  });
});

describe("another answer", () => {
  const given = {
    text: "Granite is hard.",
    pieces: ["Granite", " is", " hard", "."],
    stopReason: "end_turn",
    usage: { inputTokens: 7, outputTokens: 4 },
  };

  test.each<[OtherAnswer, string, string, number]>([
    ["empty", "end_turn", "", 0],
    ["max_tokens", "max_tokens", "Granite is", 2],
    ["guardrail_intervened", "guardrail_intervened", "Sorry, the model cannot answer this question.", 7],
    ["content_filtered", "content_filtered", "", 0],
    ["malformed_model_output", "malformed_model_output", "Granite is", 2],
    ["model_context_window_exceeded", "model_context_window_exceeded", "Granite is", 2],
  ])("that is %s stops with %s", (answer, stopReason, text, outputTokens) => {
    const altered = alterAnswer(given, faultsOf({ answer }, "Converse"));
    expect(altered).toMatchObject({ stopReason, text, usage: { inputTokens: 7, outputTokens } });
    expect(altered?.pieces.join("")).toBe(text);
  });

  test("is given only where a rule asks for it", () => {
    expect(alterAnswer(given, faultsOf({ delay: 1 }))).toBeUndefined();
  });
});

test("a stream that nothing happens to is left alone", () => {
  const stream = events("a");
  const frames = framesOf(stream);
  const body = Buffer.from("{}");
  const tools = { ...fakeSleeper(), random: random() };
  expect(shapeStream(stream, faultsOf({ answer: "empty" }), tools)).toBe(stream);
  expect(breakBody(frames, [], tools)).toBe(frames);
  expect(breakBody(body, faultsOf({ corruptFrame: 1 }), tools)).toBe(body);
});
