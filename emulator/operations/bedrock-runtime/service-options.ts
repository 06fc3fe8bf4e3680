import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";

export interface ServiceOptions {
  readonly latency?: string | undefined;
  readonly tier?: string | undefined;
}

/**
 * Models with optimized latency, which only their geographic profiles offer.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/latency-optimized-inference.html
 */
const OPTIMIZED = new Set([
  "amazon.nova-pro-v1:0",
  "anthropic.claude-3-5-haiku-20241022-v1:0",
  "meta.llama3-1-405b-instruct-v1:0",
  "meta.llama3-1-70b-instruct-v1:0",
]);

/**
 * Checks the options of the service itself, which the answer repeats: what they would change, how soon the answer comes and its
 * price, does not exist here. Nobody has reserved capacity in Outcrop.
 * Source of the tiers of a model: its card, https://docs.aws.amazon.com/bedrock/latest/userguide/service-tiers-inference.html
 */
export function checkServiceOptions(
  { latency = "standard", tier = "default" }: ServiceOptions,
  model: FoundationModel,
): void {
  if (latency !== "standard" && !OPTIMIZED.has(model.modelId)) {
    throw awsError("latencyNotSupported", { modelId: model.modelId });
  }
  if (tier === "reserved") throw awsError("reservationNotFound");
  if (tier !== "default" && !model.serviceTiers.includes(tier)) throw awsError("serviceTierNotSupported");
}
