import { z } from "zod";
import { callCondition, ordinal, textCondition } from "./call-condition.ts";

const distribution = z.strictObject({ p50: z.number(), p99: z.number().optional() });

const when = z.strictObject({ ...callCondition, text: textCondition.optional() });

const effect = z.strictObject({
  delay: z
    .union([z.number(), z.string(), distribution], { error: "a delay is milliseconds, a duration, or { p50, p99 }" })
    .optional(),
  timeToFirstTokenMs: z.number().optional(),
  tokensPerSecond: z.number().optional(),
  perChunkMs: z.number().optional(),
  jitterMs: z.number().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  status: z.int().min(400).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  originalStatusCode: z.int().optional(),
  originalMessage: z.string().optional(),
  resourceName: z.string().optional(),
  exceptionAfterEvents: z.int().min(0).optional(),
  connection: z.enum(["refuse", "reset", "reset-mid-body"]).optional(),
  stallBeforeFirstEvent: z.literal(true).optional(),
  stallAfterEvents: z.int().min(0).optional(),
  stallFor: z.string().optional(),
  truncateAfterEvents: z.int().min(0).optional(),
  corruptFrame: ordinal.optional(),
  splitFrames: ordinal.optional(),
  answer: z
    .enum([
      "empty",
      "max_tokens",
      "guardrail_intervened",
      "content_filtered",
      "malformed_model_output",
      "model_context_window_exceeded",
    ])
    .optional(),
});

/** What goes wrong on purpose. Whether an operation can fail in a way is checked when the rules are compiled. */
export const faults = z.array(z.strictObject({ when: when.optional(), then: effect, times: ordinal.optional() }));
