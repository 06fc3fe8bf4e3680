/**
 * How many asynchronous invocations of a model may be in progress at once in an account and Region, where AWS's value is known.
 * Sources: https://docs.aws.amazon.com/general/latest/gr/bedrock.html for Nova Reel; Service Quotas as a third party read it in
 * 2026-09 for Luma ("On-demand model inference concurrent requests for Luma Ray V2").
 */
const AWS_DEFAULTS: Readonly<Record<string, number>> = {
  "amazon.nova-reel-v1:0": 10,
  "amazon.nova-reel-v1:1": 3,
  "luma.ray-v2:0": 1,
};

/** What the emulator can carry. */
const MOST = 1_000;

/** The limit of a model: AWS's default in the mode `aws`, else one that is seldom felt. */
export function mostConcurrentInvocations(modelId: string, mode: "off" | "aws"): number {
  return mode === "aws" ? (AWS_DEFAULTS[modelId] ?? MOST) : MOST;
}
