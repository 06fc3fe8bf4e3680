import { z } from "zod";
import { accounts, identity, organization, principals } from "./access-sections.ts";
import { answers } from "./answers-section.ts";
import { about, account, tags } from "./common.ts";
import { expect } from "./expect-section.ts";
import { faults } from "./faults-section.ts";
import { guardrails } from "./guardrails-section.ts";
import { journal } from "./journal-section.ts";
import { output } from "./output-section.ts";
import { steps } from "./steps-section.ts";
import { usage } from "./usage-section.ts";
import { quotas, regions, routing } from "./world-sections.ts";

const instantForm = { error: "an instant is written in ISO 8601, for example 2026-01-01T00:00:00Z" };
export const date = z.date(instantForm);
const instant = z.union([z.iso.datetime({ offset: true, ...instantForm }), date], instantForm);

/** The patterns and lengths of CreateInferenceProfile in AWS's API model, which holds them for requests. */
const name = z
  .string()
  .max(64)
  .regex(/^([0-9a-zA-Z][ _-]?)+$/, "a name is letters and digits, with single spaces, '_' or '-' between them");
const description = z
  .string()
  .max(200)
  .regex(
    /^([0-9a-zA-Z:.][ _-]?)+$/,
    "a description is letters, digits, ':' and '.', with single spaces, '_' or '-' between",
  );
/** What a file may take from other files; it is gone once the file has been read. */
export const inFilesOnly = z.never({ error: "this works in scenario files only, as it names other files" });

/**
 * The scenario object: one definition for the types, the checks and the messages. Every section is optional and an unknown key
 * is an error.
 */
export const scenarioSchema = z.strictObject({
  version: z.literal(1, { error: "the version is 1" }).optional().meta(about("The version of this format.", 1)),
  extends: inFilesOnly
    .optional()
    .meta(about("A file, or several, whose sections this file's replace. Paths are seen from this file.", "base.yaml")),
  include: inFilesOnly
    .optional()
    .meta(
      about("A file, or several, whose sections are put beside this file's: lists follow it, maps are joined.", [
        "teams.yaml",
        "faults.yaml",
      ]),
    ),
  seed: z.int().min(0).optional().meta(about("The seed of all chance.", 42)),
  clock: z
    .strictObject({
      start: instant
        .optional()
        .meta(about("The time at which it starts; the machine's when absent.", "2026-01-01T00:00:00Z")),
      mode: z
        .enum(["running", "frozen"])
        .optional()
        .meta(about("Whether time passes by itself (default) or stands still until it is advanced.", "frozen")),
    })
    .optional()
    .meta(about("The emulator's clock.", { start: "2026-01-01T00:00:00Z", mode: "frozen" })),
  defaults: z
    .strictObject({
      region: z
        .string()
        .optional()
        .meta(about("The Region of requests that name none; us-east-1 when absent.", "eu-west-1")),
      account: account
        .optional()
        .meta(about("The account of callers that are not known; 111122223333 when absent.", "123456789012")),
    })
    .optional()
    .meta(
      about("What holds where a request or a section names nothing.", { region: "us-east-1", account: "123456789012" }),
    ),
  sessions: z
    .strictObject({
      by: z
        .enum(["header", "access-key"])
        .meta(about("What tells sessions apart: the header `x-outcrop-session`, or the access key.", "access-key")),
    })
    .optional()
    .meta(about("How parallel tests of one server are kept apart.", { by: "access-key" })),
  identity: identity.optional(),
  organization: organization.optional(),
  accounts: accounts.optional(),
  principals: principals.optional(),
  profiles: z
    .array(
      z.strictObject({
        account: account.optional(),
        region: z.string().optional().meta(about("The Region it is in; the default one when absent.", "us-east-1")),
        id: z
          .string()
          .regex(/^[a-z0-9]{12}$/, "an application profile's id is 12 characters of a-z and 0-9")
          .meta(about("Its id: 12 characters of a-z and 0-9.", "teamaprofile")),
        name: name.meta(about("Its name.", "team-a")),
        description: description.optional().meta(about("What it is for.", "Chat of team A")),
        copyFrom: z
          .string()
          .min(1)
          .meta(
            about(
              "The system-defined profile or foundation model it is made from, by id or ARN.",
              "us.amazon.nova-lite-v1:0",
            ),
          ),
        tags: tags.optional(),
      }),
    )
    .optional()
    .meta(
      about("Application inference profiles that exist from the start.", [
        { id: "teamaprofile", name: "team-a", copyFrom: "us.amazon.nova-lite-v1:0", tags: { team: "a" } },
      ]),
    ),
  guardrails: guardrails.optional(),
  regions: regions.optional(),
  routing: routing.optional(),
  quotas: quotas.optional(),
  usage: usage.optional(),
  faults: faults.optional(),
  output: output.optional(),
  journal: journal.optional(),
  answers: answers.optional(),
  expect: expect.optional(),
  steps: steps.optional(),
});

/** A scenario as users write it. */
export type Scenario = z.input<typeof scenarioSchema>;
