import { z } from "zod";
import { personalDataKinds } from "../verification/rule.ts";
import { callCondition, ordinal, textCondition } from "./call-condition.ts";
import { oneOrMany } from "./common.ts";

const { call: _call, probability: _probability, ...named } = callCondition;

const selector = { ...named, text: textCondition.optional(), outcome: oneOrMany.optional() };
const calls = z.strictObject(selector);
const count = z.int().min(0);
const keys = z.array(z.string().min(1)).min(1);

/** What the app must have done. That each expectation is of one form is checked when they are compiled. */
export const expect = z
  .array(
    z.strictObject({
      name: z.string().min(1).optional(),
      calls: z
        .strictObject({ ...selector, times: count.optional(), atLeast: count.optional(), atMost: count.optional() })
        .optional(),
      noCalls: calls.optional(),
      order: z.array(calls).min(2).optional(),
      retries: z
        .strictObject({
          of: calls,
          attemptsAtMost: ordinal.optional(),
          attemptsAtLeast: ordinal.optional(),
          waitAtLeast: z.string().optional(),
          retried: z.literal(true).optional(),
          growing: z.literal(true).optional(),
        })
        .optional(),
      fallback: z.strictObject({ from: calls, to: calls }).optional(),
      profilesOnly: z.literal(true).optional(),
      noTextInPrompts: keys.optional(),
      noPersonalData: z.array(z.enum(personalDataKinds)).min(1).optional(),
      profileTags: keys.optional(),
      requestMetadata: keys.optional(),
      budget: z
        .strictObject({ requests: count.optional(), tokens: count.optional(), usd: z.number().min(0).optional() })
        .optional(),
      toolUsesAnswered: z.literal(true).optional(),
      streamsRead: z.literal(true).optional(),
      nothingElse: z.literal(true).optional(),
    }),
  )
  .max(1_000, "a scenario has at most 1000 expectations");
