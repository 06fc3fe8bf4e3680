import { z } from "zod";
import { accounts, identity, organization, principals } from "./access-sections.ts";
import { answers } from "./answers-section.ts";
import { account, tags } from "./common.ts";
import { expect } from "./expect-section.ts";
import { faults } from "./faults-section.ts";
import { guardrails } from "./guardrails-section.ts";
import { journal } from "./journal-section.ts";
import { output } from "./output-section.ts";
import { steps } from "./steps-section.ts";
import { quotas, regions, routing } from "./world-sections.ts";

const instantForm = { error: "an instant is written in ISO 8601, for example 2026-01-01T00:00:00Z" };
const instant = z.union([z.iso.datetime({ offset: true, ...instantForm }), z.date(instantForm)], instantForm);

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
const inFilesOnly = z.never({ error: "this works in scenario files only, as it names other files" });

/**
 * The scenario object: one definition for the types, the checks and the messages. Every section is optional and an unknown key
 * is an error.
 */
export const scenarioSchema = z.strictObject({
  version: z.literal(1, { error: "the version is 1" }).optional(),
  extends: inFilesOnly.optional(),
  include: inFilesOnly.optional(),
  seed: z.int().min(0).optional(),
  clock: z.strictObject({ start: instant.optional(), mode: z.enum(["running", "frozen"]).optional() }).optional(),
  defaults: z.strictObject({ region: z.string().optional(), account: account.optional() }).optional(),
  sessions: z.strictObject({ by: z.enum(["header", "access-key"]) }).optional(),
  identity: identity.optional(),
  organization: organization.optional(),
  accounts: accounts.optional(),
  principals: principals.optional(),
  profiles: z
    .array(
      z.strictObject({
        account: account.optional(),
        region: z.string().optional(),
        id: z.string().regex(/^[a-z0-9]{12}$/, "an application profile's id is 12 characters of a-z and 0-9"),
        name,
        description: description.optional(),
        copyFrom: z.string().min(1),
        tags: tags.optional(),
      }),
    )
    .optional(),
  guardrails: guardrails.optional(),
  regions: regions.optional(),
  routing: routing.optional(),
  quotas: quotas.optional(),
  faults: faults.optional(),
  output: output.optional(),
  journal: journal.optional(),
  answers: answers.optional(),
  expect: expect.optional(),
  steps: steps.optional(),
});

/** A scenario as users write it. */
export type Scenario = z.input<typeof scenarioSchema>;
