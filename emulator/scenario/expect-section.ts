import { z } from "zod";
import type { PersonalDataKind } from "../verification/rule.ts";
import { callCondition, ordinal, textCondition } from "./call-condition.ts";
import { about, oneOrMany } from "./common.ts";

const MOST_EXPECTATIONS = 1_000;

const { call: _call, probability: _probability, ...named } = callCondition;

const selector = {
  ...named,
  text: textCondition.optional().meta(about("What the user said last.", { contains: "granite" })),
  outcome: oneOrMany
    .optional()
    .meta(about("How it ended: `ok`, `error`, or the code of an error.", "ok", "ThrottlingException")),
};
const calls = z.strictObject(selector).meta({ id: "selectedCalls" });
const count = z.int().min(0);
const keys = z.array(z.string().min(1)).min(1);

const personalDataKinds: Readonly<Record<PersonalDataKind, true>> = {
  email: true,
  phone: true,
  "credit-card": true,
  "us-social-security-number": true,
  "ip-address": true,
  "aws-access-key": true,
};

/** What the app must have done. That each expectation is of one form is checked when they are compiled. */
export const expect = z
  .array(
    z.strictObject({
      name: z.string().min(1).optional().meta(about("What the report calls it.", "falls back to Europe")),
      calls: z
        .strictObject({
          ...selector,
          times: count.optional().meta(about("Exactly so many.", 2)),
          atLeast: count.optional().meta(about("So many or more.", 1)),
          atMost: count.optional().meta(about("So many or fewer.", 3)),
        })
        .optional()
        .meta(
          about("So many requests of this kind are made; at least one without a number.", { operation: "Converse" }),
        ),
      noCalls: calls.optional().meta(about("No request of this kind is made.", { outcome: "AccessDeniedException" })),
      order: z
        .array(calls)
        .min(2)
        .optional()
        .meta(
          about("Requests of these kinds are made in this order; others may come between.", [
            { operation: "GetInferenceProfile" },
            { operation: "Converse" },
          ]),
        ),
      retries: z
        .strictObject({
          of: calls.meta(about("Which requests.", { operation: "Converse" })),
          attemptsAtMost: ordinal.optional().meta(about("The most attempts of one call, the first among them.", 3)),
          attemptsAtLeast: ordinal.optional().meta(about("The fewest attempts of a call that goes on failing.", 2)),
          waitAtLeast: z
            .string()
            .optional()
            .meta(about("The shortest time between two attempts: a duration.", "PT0.1S")),
          retried: z.literal(true).optional().meta(about("Some call must have been tried again at all.", true)),
          growing: z.literal(true).optional().meta(about("The waits grow: the last is longer than the first.", true)),
          jitter: z
            .literal(true)
            .optional()
            .meta(
              about(
                "The first waits of different calls differ, by more than a tenth; three calls at least must be tried again.",
                true,
              ),
            ),
        })
        .optional()
        .meta(
          about("Failed requests are tried again by the SDK as they should be.", {
            of: { operation: "Converse" },
            attemptsAtMost: 3,
          }),
        ),
      fallback: z
        .strictObject({
          from: calls.meta(about("What fails.", { profile: "team-a" })),
          to: calls.meta(about("What comes next.", { profile: "team-b" })),
        })
        .optional()
        .meta(
          about("After requests of one kind have failed, the next but retries is of another kind.", {
            from: { profile: "team-a" },
            to: { profile: "team-b" },
          }),
        ),
      profilesOnly: z
        .literal(true)
        .optional()
        .meta(about("Models are called through inference profiles alone, never by a bare model id.", true)),
      noTextInPrompts: keys
        .optional()
        .meta(about("No prompt holds what one of these regular expressions finds.", ["secret-\\d+"])),
      noPersonalData: z
        .array(z.enum(Object.keys(personalDataKinds) as PersonalDataKind[]))
        .min(1)
        .optional()
        .meta(about("No prompt holds personal data of these kinds.", ["email", "phone"])),
      profileTags: keys
        .optional()
        .meta(about("Every request to a model goes through a profile with these tags.", ["team"])),
      requestMetadata: keys
        .optional()
        .meta(about("Every request to a model has request metadata with these keys.", ["feature"])),
      budget: z
        .strictObject({
          requests: count.optional().meta(about("Requests to models.", 10)),
          tokens: count.optional().meta(about("Tokens, input and output together.", 10_000)),
          usd: z.number().min(0).optional().meta(about("US dollars, by list prices.", 0.01)),
        })
        .optional()
        .meta(about("All requests together stay within this.", { requests: 10, usd: 0.01 })),
      toolUsesAnswered: z
        .literal(true)
        .optional()
        .meta(about("Every use of a tool that a model asks for is answered with a result.", true)),
      streamsRead: z.literal(true).optional().meta(about("Every stream is read to its end.", true)),
      nothingElse: z
        .literal(true)
        .optional()
        .meta(about("Every request is one of those that `calls` and `order` are about.", true)),
    }),
  )
  .max(MOST_EXPECTATIONS, `a scenario has at most ${MOST_EXPECTATIONS} expectations`)
  .meta(
    about("What the app must have done; the report says how things stand. Each entry is of one form.", [
      { name: "falls back", fallback: { from: { profile: "team-a" }, to: { profile: "team-b" } } },
    ]),
  );
