import { z } from "zod";

const text = z.string().min(1);
const values = z.record(text, z.unknown(), { error: "this is a map" });
const credentials = { accessKeyId: text.optional(), secretAccessKey: text.optional(), sessionToken: text.optional() };

/** What a call must come to; what is said of a value may hold matchers (see contracts/runner/matchers.ts). */
const outcome = z.strictObject({
  output: z.unknown().optional(),
  error: values.optional(),
  stream: z.unknown().optional(),
  status: z.unknown().optional(),
  headers: values.optional(),
});

/**
 * What `outcrop replay` does with the world that the rest of the file describes. That each step is of one form, and that calls,
 * matchers and captures name what there is, is checked when they are compiled.
 */
export const steps = z
  .array(
    z.strictObject({
      name: text.optional(),
      source: z.union([text, z.array(text).min(1)], { error: "this is a URL or a list of URLs" }).optional(),
      assumed: text.optional(),
      call: text.optional(),
      region: text.optional(),
      ...credentials,
      input: values.optional(),
      expect: outcome.optional(),
      capture: z
        .record(z.string().regex(/^[A-Za-z_]\w*$/, "a captured value has a name such as profileArn"), z.string())
        .optional(),
      advance: text.optional(),
      change: values.optional(),
    }),
  )
  .max(10_000, "a scenario has at most 10000 steps");
