/** Which family of AWS's quotas a request counts against; each model has its own quotas for each kind. */
export type QuotaKind = "on-demand" | "cross-region" | "global";

/** What is asked of a target, so that this part need not know where targets come from. */
interface Called {
  /** Absent when a foundation model is called directly. */
  readonly profile?: { readonly geography?: string | undefined } | undefined;
}

/**
 * The kind of quota that a call counts against: `global` through a global profile; `cross-region` through any other
 * system-defined profile, even one with a single destination; `on-demand` for a foundation model. An application profile counts
 * as what it was copied from.
 * Source: the names of the quotas in https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 * and https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html. That application profiles share
 * the quotas of their source, rather than have their own, is assumed.
 */
export function kindOf({ profile }: Called): QuotaKind {
  if (profile?.geography === undefined) return "on-demand";
  return profile.geography === "global" ? "global" : "cross-region";
}
