import { z } from "zod";
import { account } from "./common.ts";

const state = z.enum(["up", "degraded", "down"]);
const count = z.number().min(0);

/** The Regions as destinations: their state on the clock, their latency, their capacity. */
export const regions = z.record(
  z.string(),
  z.strictObject({
    state: state.optional(),
    windows: z.array(z.strictObject({ from: z.string().optional(), to: z.string().optional(), state })).optional(),
    latencyMs: z.strictObject({ p50: z.number(), p99: z.number().optional() }).optional(),
    capacity: z.strictObject({ requestsPerMinute: count.optional(), tokensPerMinute: count.optional() }).optional(),
  }),
);

/** How the destination of a request is chosen, and whether the answer tells it. */
export const routing = z.strictObject({
  policy: z
    .union([z.enum(["capacity", "source-first", "round-robin", "latency"]), z.strictObject({ pinned: z.string() })], {
      error: "a policy is capacity, source-first, round-robin, latency, or { pinned: REGION }",
    })
    .optional(),
  destinationHeader: z.boolean().optional(),
});

/** How much may be asked. */
export const quotas = z.strictObject({
  mode: z.enum(["off", "aws"]).optional(),
  rules: z
    .array(
      z.strictObject({
        account: account.optional(),
        region: z.string().optional(),
        model: z.string().optional(),
        kind: z.enum(["on-demand", "cross-region", "global"]).optional(),
        requestsPerMinute: count.optional(),
        tokensPerMinute: count.optional(),
        tokensPerDay: count.optional(),
      }),
    )
    .optional(),
  controlPlane: z.array(z.strictObject({ operation: z.string(), perSecond: z.number().positive() })).optional(),
  applicationProfilesPerRegion: z.int().min(0).optional(),
});
