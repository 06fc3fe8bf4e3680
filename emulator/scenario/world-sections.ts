import { z } from "zod";
import { about, account } from "./common.ts";

const state = z
  .enum(["up", "degraded", "down"])
  .meta(about("Whether the Region answers: `degraded` is chosen only when no other can be.", "down"));
const count = z.number().min(0);

/** The Regions as destinations: their state on the clock, their latency, their capacity. */
export const regions = z
  .record(
    z.string(),
    z.strictObject({
      state: state.optional(),
      windows: z
        .array(
          z.strictObject({
            from: z.string().optional().meta(about("From when: a duration; the start when absent.", "PT10S")),
            to: z.string().optional().meta(about("Until when: a duration; for ever when absent.", "PT70S")),
            state,
          }),
        )
        .optional()
        .meta(
          about("States for a time, from the start of the clock; the first that fits is the one.", [
            { from: "PT10S", to: "PT70S", state: "down" },
          ]),
        ),
      latencyMs: z
        .strictObject({
          p50: z.number().meta(about("The median.", 200)),
          p99: z.number().optional().meta(about("The 99th percentile; the median when absent.", 900)),
        })
        .optional()
        .meta(about("What the Region adds to the time of an answer, in milliseconds.", { p50: 200, p99: 900 })),
      capacity: z
        .strictObject({
          requestsPerMinute: count.optional().meta(about("Requests that it takes a minute.", 60)),
          tokensPerMinute: count.optional().meta(about("Tokens that it takes a minute.", 100_000)),
        })
        .optional()
        .meta(
          about("What the Region takes from everybody together; unlimited when absent.", { requestsPerMinute: 60 }),
        ),
    }),
  )
  .meta(about("The Regions as destinations, by name.", { "us-west-2": { state: "down" } }));

/** How the destination of a request is chosen, and whether the answer tells it. */
export const routing = z
  .strictObject({
    policy: z
      .union(
        [
          z.enum(["capacity", "source-first", "round-robin", "latency"]),
          z.strictObject({
            pinned: z
              .string()
              .meta(about("The Region that every profile uses that has it among its destinations.", "us-west-2")),
          }),
        ],
        { error: "a policy is capacity, source-first, round-robin, latency, or { pinned: REGION }" },
      )
      .optional()
      .meta(
        about("By what the destination is chosen; `capacity` when absent.", "source-first", { pinned: "us-west-2" }),
      ),
    destinationHeader: z
      .boolean()
      .optional()
      .meta(about("Whether the header `x-outcrop-destination-region` tells it; true when absent.", false)),
  })
  .meta(about("How the destination of a request is chosen.", { policy: "source-first" }));

/** How much may be asked. */
export const quotas = z
  .strictObject({
    mode: z
      .enum(["off", "aws"])
      .optional()
      .meta(
        about(
          "`off` (default): only the rules below; `aws`: AWS's default values where no rule says otherwise.",
          "aws",
        ),
      ),
    rules: z
      .array(
        z.strictObject({
          account: account.optional(),
          region: z.string().optional().meta(about("The source Region; any when absent.", "us-east-1")),
          model: z.string().optional().meta(about("The foundation model; any when absent.", "amazon.nova-lite-v1:0")),
          kind: z
            .enum(["on-demand", "cross-region", "global"])
            .optional()
            .meta(about("How the model is called; any way when absent.", "cross-region")),
          requestsPerMinute: count.optional().meta(about("Requests a minute.", 2)),
          tokensPerMinute: count.optional().meta(about("Tokens a minute, input and `maxTokens` together.", 1000)),
          tokensPerDay: count.optional().meta(about("Tokens a day; tokensPerMinute × 1,440 when absent.", 10_000)),
        }),
      )
      .optional()
      .meta(
        about("Quotas of models; the most specific rule is the one.", [
          { model: "amazon.nova-lite-v1:0", requestsPerMinute: 2 },
        ]),
      ),
    controlPlane: z
      .array(
        z.strictObject({
          operation: z.string().meta(about("An operation of the service bedrock.", "GetInferenceProfile")),
          perSecond: z.number().positive().meta(about("Calls a second; 0.5 is once in two seconds.", 1)),
        }),
      )
      .optional()
      .meta(about("Rates of the control plane.", [{ operation: "GetInferenceProfile", perSecond: 1 }])),
    applicationProfilesPerRegion: z
      .int()
      .min(0)
      .optional()
      .meta(about("Application inference profiles in an account and Region; 1000 when absent.", 10)),
  })
  .meta(about("How much may be asked; nothing is limited when absent.", { mode: "aws" }));
