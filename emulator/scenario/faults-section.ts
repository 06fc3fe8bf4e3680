import { z } from "zod";
import { callCondition, ordinal, textCondition } from "./call-condition.ts";
import { about } from "./common.ts";

const distribution = z.strictObject({
  p50: z.number().meta(about("The median, in milliseconds.", 200)),
  p99: z.number().optional().meta(about("The 99th percentile, in milliseconds; the median when absent.", 900)),
});

const when = z
  .strictObject({
    ...callCondition,
    text: textCondition.optional().meta(about("What the user said last.", { contains: "slow" })),
  })
  .meta(about("Which calls; all when absent. What is named must all be true.", { operation: "Converse", call: 3 }));

const effect = z
  .strictObject({
    delay: z
      .union([z.number(), z.string(), distribution], { error: "a delay is milliseconds, a duration, or { p50, p99 }" })
      .optional()
      .meta(
        about("Waits before anything else: milliseconds, a duration, or a distribution.", 500, "PT2S", { p50: 200 }),
      ),
    timeToFirstTokenMs: z
      .number()
      .optional()
      .meta(about("Waits before a stream's first event, in milliseconds.", 2000)),
    tokensPerSecond: z.number().optional().meta(about("How fast a stream's tokens come after that.", 5)),
    perChunkMs: z
      .number()
      .optional()
      .meta(about("Waits before every event of a stream but the first, in milliseconds.", 250)),
    jitterMs: z
      .number()
      .optional()
      .meta(about("Up to so much longer or shorter than the three above, drawn from the seed.", 50)),
    error: z
      .string()
      .optional()
      .meta(
        about(
          "The exception that is answered, or thrown in mid-stream where `exceptionAfterEvents` is given.",
          "ThrottlingException",
          "modelStreamErrorException",
        ),
      ),
    message: z.string().optional().meta(about("The exception's message; AWS's when absent.", "Slow down, please.")),
    status: z.int().min(400).max(599).optional().meta(about("The exception's HTTP status; AWS's when absent.", 503)),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .meta(about("Further headers of the answer.", { "retry-after": "1" })),
    originalStatusCode: z.int().optional().meta(about("The model's own status, in ModelErrorException.", 500)),
    originalMessage: z
      .string()
      .optional()
      .meta(about("The model's own message, in ModelStreamErrorException.", "The model has failed.")),
    resourceName: z.string().optional().meta(about("The model, in ModelErrorException.", "amazon.nova-lite-v1:0")),
    exceptionAfterEvents: z.int().min(0).optional().meta(about("Throws `error` in a stream, after so many events.", 3)),
    connection: z
      .enum(["refuse", "reset", "reset-mid-body"])
      .optional()
      .meta(
        about(
          "What becomes of the connection: closed, broken off, or broken off once half of the body is sent.",
          "reset",
        ),
      ),
    stallBeforeFirstEvent: z
      .literal(true)
      .optional()
      .meta(about("The head of a stream comes, and then nothing.", true)),
    stallAfterEvents: z.int().min(0).optional().meta(about("So many events come, and then nothing.", 2)),
    stallFor: z
      .string()
      .optional()
      .meta(about("How long a stalled stream stands still: a duration; for ever when absent.", "PT30S")),
    truncateAfterEvents: z
      .int()
      .min(0)
      .optional()
      .meta(about("So many frames come and half of the next one; then the body ends as if all were well.", 2)),
    corruptFrame: ordinal.optional().meta(about("The frame whose checksum is wrong, counted from 1.", 2)),
    splitFrames: ordinal.optional().meta(about("Each frame comes in pieces of so many bytes.", 7)),
    answer: z
      .enum([
        "empty",
        "max_tokens",
        "guardrail_intervened",
        "content_filtered",
        "malformed_model_output",
        "model_context_window_exceeded",
      ])
      .optional()
      .meta(about("An answer that is legal, and not what was hoped for.", "max_tokens")),
  })
  .meta(
    about("What happens: at most one thing goes wrong; delays, the pace of a stream and `splitFrames` go with any.", {
      error: "ThrottlingException",
    }),
  );

/** What goes wrong on purpose. Whether an operation can fail in a way is checked when the rules are compiled. */
export const faults = z
  .array(
    z.strictObject({
      when: when.optional(),
      then: effect,
      times: ordinal.optional().meta(about("After so many times the rule is used up; never when absent.", 1)),
    }),
  )
  .meta(
    about("What goes wrong on purpose. The first rule that matches a call is the one.", [
      { when: { operation: "Converse", call: 3 }, then: { error: "ThrottlingException" } },
    ]),
  );
