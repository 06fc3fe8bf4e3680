import { z } from "zod";

const account = z.string().regex(/^\d{12}$/, "an account is 12 digits, in quotes");
const instant = z.union([z.iso.datetime({ offset: true }), z.date()], {
  error: "an instant is written in ISO 8601, for example 2026-01-01T00:00:00Z",
});

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
        name: z.string().min(1).max(64),
        description: z.string().min(1).max(200).optional(),
        copyFrom: z.string().min(1),
        tags: z.record(z.string(), z.string()).optional(),
      }),
    )
    .optional(),
  quotas: z.strictObject({ applicationProfilesPerRegion: z.int().min(0).optional() }).optional(),
});

/** A scenario as users write it. */
export type Scenario = z.input<typeof scenarioSchema>;
