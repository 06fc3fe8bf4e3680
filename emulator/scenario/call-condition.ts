import { z } from "zod";
import { oneOrMany } from "./common.ts";

/** Which calls a rule is about: what faults and answers have in common. */

export const ordinal = z.int().min(1);

export const textCondition = z.strictObject({
  contains: z.string().optional(),
  equals: z.string().optional(),
  matches: z.string().optional(),
});

export const callCondition = {
  operation: oneOrMany.optional(),
  model: oneOrMany.optional(),
  profile: oneOrMany.optional(),
  principal: oneOrMany.optional(),
  region: oneOrMany.optional(),
  source: oneOrMany.optional(),
  call: z
    .union([ordinal, z.array(ordinal).min(1), z.strictObject({ from: ordinal.optional(), to: ordinal.optional() })], {
      error: "this is the number of a call, counted from 1, a list of them, or { from, to }",
    })
    .optional(),
  probability: z.number().min(0).max(1).optional(),
  window: z.strictObject({ from: z.string().optional(), to: z.string().optional() }).optional(),
};
