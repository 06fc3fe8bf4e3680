import { z } from "zod";
import { about, oneOrMany, tags } from "./common.ts";

const of = z
  .strictObject({
    account: oneOrMany.optional().meta(about("Accounts.", "123456789012")),
    principal: oneOrMany
      .optional()
      .meta(about("ARNs of callers; `*` stands for any characters.", "arn:aws:iam::123456789012:role/app")),
    profile: oneOrMany
      .optional()
      .meta(about("Names, ids or ARNs of inference profiles; `*` stands for any characters.", "team-a")),
    model: oneOrMany.optional().meta(about("Ids of foundation models; `*` stands for any characters.", "anthropic.*")),
    tags: tags.optional().meta(about("Tags of the application profile.", { team: "a" })),
  })
  .meta(about("Whose use counts; everybody's when absent. What is named must all be true.", { profile: "team-a" }));

const amount = z.number().positive();

/** What may be used altogether, and what happens when it is gone. */
export const usage = z
  .strictObject({
    limits: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(128).meta(about("What it is called in denials and reports.", "team-a's budget")),
          of: of.optional(),
          per: z
            .string()
            .optional()
            .meta(about("Begins anew after so long, counted from the start of the clock; never when absent.", "P1D")),
          requests: amount.optional().meta(about("Requests to models.", 100)),
          tokens: amount.optional().meta(about("Tokens: input, output and those of the prompt cache.", 50_000)),
          usd: amount.optional().meta(about("US dollars, by list prices.", 0.05)),
          then: z
            .enum(["deny", "report"])
            .optional()
            .meta(
              about(
                "What happens once it is reached: further requests are denied (default), or `/_outcrop/usage` says so.",
                "report",
              ),
            ),
        }),
      )
      .max(100, "a scenario has at most 100 limits of usage")
      .optional()
      .meta(about("Limits of what may be used.", [{ name: "team-a", of: { profile: "team-a" }, usd: 0.05 }])),
  })
  .meta(
    about("What may be used altogether, as AWS Budgets actions keep it.", {
      limits: [{ name: "team-a", of: { profile: "team-a" }, per: "P1D", usd: 0.05 }],
    }),
  );
