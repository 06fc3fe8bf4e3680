import { z } from "zod";
import { about } from "./common.ts";

const MOST_STEPS = 10_000;

const text = z.string().min(1);
const values = z.record(text, z.unknown(), { error: "this is a map" });
const credentials = {
  accessKeyId: text.optional().meta(about("Signs the call.", "AKIAAPP0000000000001")),
  secretAccessKey: text.optional().meta(about("Signs the call.", "a-secret-of-the-tests")),
  sessionToken: text.optional().meta(about("Goes with temporary credentials.", "a-token")),
};

/** What a call must come to; what is said of a value may hold matchers (see contracts/runner/matchers.ts). */
const outcome = z.strictObject({
  output: z
    .unknown()
    .optional()
    .meta(about("The members of the answer, some or all.", { stopReason: "end_turn" })),
  error: values.optional().meta(about("The error of the answer.", { name: "ThrottlingException" })),
  stream: z
    .unknown()
    .optional()
    .meta(about("The events of the stream.", [{ messageStart: { role: "assistant" } }])),
  status: z.unknown().optional().meta(about("The HTTP status.", 200)),
  headers: values.optional().meta(about("Headers of the answer.", { "content-type": "application/json" })),
});

/** What a call came to when it was recorded: it is there to be read, and nothing is held against it. */
const recorded = z.strictObject({
  at: text.meta(about("When the call was made.", "2026-01-01T00:00:00.000Z")),
  milliseconds: z.number().meta(about("From the request to the end of the answer.", 812)),
  status: z.int().meta(about("The HTTP status.", 200)),
  output: z
    .unknown()
    .optional()
    .meta(about("The members of the answer.", { stopReason: "end_turn" })),
  stream: z
    .unknown()
    .optional()
    .meta(about("The events of the stream.", [{ messageStart: { role: "assistant" } }])),
  eventsAt: z
    .array(z.number())
    .optional()
    .meta(about("When each event of the stream came, in milliseconds from the request.", [310, 322, 350])),
  error: values.optional().meta(about("The error of the answer.", { type: "ThrottlingException" })),
});

/**
 * What `outcrop replay` does with the world that the rest of the file describes. That each step is of one form, and that calls,
 * matchers and captures name what there is, is checked when they are compiled.
 */
export const steps = z
  .array(
    z.strictObject({
      name: text.optional().meta(about("What the report calls it.", "asks through the profile")),
      source: z
        .union([text, z.array(text).min(1)], { error: "this is a URL or a list of URLs" })
        .optional()
        .meta(about("Where it is told that AWS behaves so.", "https://docs.aws.amazon.com/bedrock/latest/userguide/")),
      assumed: text
        .optional()
        .meta(about("Why it is taken to be so where no source tells.", "No capture of this answer was found.")),
      call: text.optional().meta(about("The operation that is called.", "Converse")),
      region: text.optional().meta(about("The source Region of the call.", "us-east-1")),
      ...credentials,
      input: values.optional().meta(about("The input of the operation.", { modelId: "amazon.nova-lite-v1:0" })),
      expect: outcome.optional().meta(about("What the call must come to.", { status: 200 })),
      capture: z
        .record(z.string().regex(/^[A-Za-z_]\w*$/, "a captured value has a name such as profileArn"), z.string())
        .optional()
        .meta(about("Values of the answer that later steps use, by name.", { profileArn: "inferenceProfileArn" })),
      recorded: recorded.optional().meta(
        about("What `outcrop record` saw; nothing is held against it.", {
          at: "2026-01-01T00:00:00.000Z",
          milliseconds: 3,
          status: 200,
        }),
      ),
      advance: text.optional().meta(about("Moves the clock on by a duration.", "PT60S")),
      change: values.optional().meta(about("Sections that replace those of the scenario from now on.", { faults: [] })),
    }),
  )
  .max(MOST_STEPS, `a scenario has at most ${MOST_STEPS} steps`)
  .meta(
    about("What `outcrop replay` does in this world, and what must come of it.", [
      { call: "GetInferenceProfile", input: { inferenceProfileIdentifier: "us.amazon.nova-lite-v1:0" } },
    ]),
  );
