import { z } from "zod";
import { about, oneOrMany } from "./common.ts";

/** Which calls a rule is about: what faults and answers have in common. */

export const ordinal = z.int().min(1);

export const textCondition = z
  .strictObject({
    contains: z.string().optional().meta(about("The text has this in it.", "granite")),
    equals: z.string().optional().meta(about("The text is this and nothing else.", "What is granite?")),
    matches: z
      .string()
      .optional()
      .meta(about("A regular expression of JavaScript finds something in the text.", "^order \\d+")),
  })
  .meta({ id: "textCondition" });

export const callCondition = {
  operation: oneOrMany
    .optional()
    .meta(about("API operations.", "Converse", ["InvokeModel", "InvokeModelWithResponseStream"])),
  model: oneOrMany
    .optional()
    .meta(about("Ids of foundation models; `*` stands for any characters.", "amazon.nova-lite-v1:0", "anthropic.*")),
  profile: oneOrMany
    .optional()
    .meta(
      about("Names, ids or ARNs of inference profiles; `*` stands for any characters.", "team-a", [
        "us.amazon.nova-lite-v1:0",
      ]),
    ),
  principal: oneOrMany
    .optional()
    .meta(about("ARNs of callers; `*` stands for any characters.", "arn:aws:iam::123456789012:role/app")),
  region: oneOrMany
    .optional()
    .meta(about("Destination Regions: where the request is answered.", "us-west-2", ["us-east-2", "us-west-2"])),
  source: oneOrMany.optional().meta(about("Source Regions: where the request is made.", "us-east-1")),
  call: z
    .union(
      [
        ordinal,
        z.array(ordinal).min(1),
        z.strictObject({
          from: ordinal.optional().meta(about("The first of them.", 2)),
          to: ordinal.optional().meta(about("The last of them.", 5)),
        }),
      ],
      {
        error: "this is the number of a call, counted from 1, a list of them, or { from, to }",
      },
    )
    .optional()
    .meta(
      about(
        "Of the calls that all else is true of, the nth, several, or a range, counted from 1. Every attempt of a client that retries is a call.",
        3,
        [1, 2],
        { from: 2, to: 5 },
      ),
    ),
  probability: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta(about("Of these calls, the part in which it happens: 0 to 1, drawn from the seed.", 0.5)),
  window: z
    .strictObject({
      from: z.string().optional().meta(about("From when: a duration; the start when absent.", "PT10S")),
      to: z.string().optional().meta(about("Until when: a duration; for ever when absent.", "PT70S")),
    })
    .optional()
    .meta(
      about("Times of the emulator's clock, as ISO 8601 durations from its start.", { from: "PT10S", to: "PT70S" }),
    ),
};
