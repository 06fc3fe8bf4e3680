import { z } from "zod";

const account = z.string().regex(/^\d{12}$/, "an account is 12 digits, in quotes");
const instantForm = { error: "an instant is written in ISO 8601, for example 2026-01-01T00:00:00Z" };
const instant = z.union([z.iso.datetime({ offset: true, ...instantForm }), z.date(instantForm)], instantForm);

/** The patterns and lengths of CreateInferenceProfile and of tags in AWS's API model, which holds them for requests. */
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
const tagCharacters = /^[a-zA-Z0-9\s._:/=+@-]*$/;
const tagForm = "a tag is letters, digits, white space and . _ : / = + @ -";
const tags = z.record(
  z.string().min(1).max(128).regex(tagCharacters, tagForm),
  z.string().max(256).regex(tagCharacters, tagForm),
);

/**
 * The scenario object: one definition for the types, the checks and the messages. Every section is optional and an unknown key
 * is an error.
 */
export const scenarioSchema = z.strictObject({
  version: z.literal(1, { error: "the version is 1" }).optional(),
  seed: z.int().min(0).optional(),
  clock: z.strictObject({ start: instant.optional(), mode: z.enum(["running", "frozen"]).optional() }).optional(),
  defaults: z.strictObject({ region: z.string().optional(), account: account.optional() }).optional(),
  principals: z
    .array(
      z.strictObject({
        arn: z.string().regex(/^arn:[a-z-]+:(iam|sts)::\d{12}:.+$/, "a principal is named by its IAM or STS ARN"),
        accessKeyId: z.string().min(1).optional(),
        secretAccessKey: z.string().min(1).optional(),
      }),
    )
    .optional(),
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
  quotas: z.strictObject({ applicationProfilesPerRegion: z.int().min(0).optional() }).optional(),
});

/** A scenario as users write it. */
export type Scenario = z.input<typeof scenarioSchema>;
