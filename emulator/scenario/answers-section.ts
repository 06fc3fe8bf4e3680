import { z } from "zod";
import type { ReplyFunction } from "../answers/rule.ts";
import { callCondition, ordinal, textCondition } from "./call-condition.ts";
import { oneOrMany } from "./common.ts";

const text = z.union([z.string(), textCondition], { error: "this is a text, or one of contains, equals and matches" });

const when = z.strictObject({
  ...callCondition,
  family: oneOrMany.optional(),
  tags: z.record(z.string(), z.string()).optional(),
  requestMetadata: z.record(z.string(), z.string()).optional(),
  lastUserText: text.optional(),
  systemText: text.optional(),
  toolResult: text.optional(),
  turn: ordinal.optional(),
});

/** As long may a wait between two chunks be: an hour. */
const milliseconds = z.number().min(0).max(3_600_000);

const stream = z.strictObject({
  chunkTokens: z
    .union([ordinal, z.array(ordinal).min(1)], { error: "this is a number of tokens, 1 or more, or a list of them" })
    .optional(),
  timeToFirstTokenMs: milliseconds.optional(),
  tokensPerSecond: z.number().min(0.1).optional(),
  perChunkMs: milliseconds.optional(),
});

const written = z.strictObject({
  reasoning: z.string().optional(),
  text: z.string().optional(),
  json: z.unknown().optional(),
  toolCalls: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64),
        input: z.unknown().optional(),
        id: z
          .string()
          .regex(/^[a-zA-Z0-9_.:-]{1,64}$/, "an id is 1 to 64 letters, digits and _ . : -")
          .optional(),
      }),
    )
    .min(1)
    .optional(),
  stopReason: z.string().optional(),
  body: z.unknown().optional(),
  chunks: z.array(z.unknown()).min(1).optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  stream: stream.optional(),
});

/** A function can stand only in a scenario that is an object of JavaScript. */
const made = z.custom<ReplyFunction>((value) => typeof value === "function");

const reply = z.union([written, made]);

/** What the model says. Whether an operation can say it so is checked when the rules are compiled. */
export const answers = z.array(
  z.strictObject({
    when: when.optional(),
    then: z.union([reply, z.array(reply).min(1)]),
    times: ordinal.optional(),
  }),
);
