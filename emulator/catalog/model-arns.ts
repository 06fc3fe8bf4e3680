import { formatArn } from "../arn.ts";
import type { Region } from "./regions.ts";
import type { SystemProfile } from "./system-profiles.ts";

/**
 * The ARN of a foundation model: `arn:aws:bedrock:us-east-1::foundation-model/ID`, in the Region's partition. With ""
 * for the Region it is the form that global profiles name, `arn:aws:bedrock:::foundation-model/ID`, which exists in
 * the commercial partition only.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function foundationModelArn(region: Pick<Region, "name" | "partition"> | "", modelId: string): string {
  return formatArn({
    partition: region === "" ? "aws" : region.partition,
    service: "bedrock",
    region: region === "" ? "" : region.name,
    account: "",
    resourceType: "foundation-model",
    resourceId: modelId,
  });
}

/**
 * The model ARNs that GetInferenceProfile answers for a system-defined profile in a source Region: one for each
 * destination of a geographic profile; of a global one the Region-less ARN and that of the source Region. Throws a
 * RangeError when the profile does not exist in that Region.
 * Source: third-party captures of ListInferenceProfiles, us-east-2 2025 and us-east-1 2026 (see system-profiles.json);
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
export function profileModelArns(profile: SystemProfile, source: Region): readonly string[] {
  const destinations = destinationsFrom(profile, source);
  if (profile.geography === "global") {
    return [foundationModelArn("", profile.modelId), foundationModelArn(source, profile.modelId)];
  }
  // A profile never leaves its partition, so the source Region's holds for every destination.
  return destinations.map((name) => foundationModelArn({ name, partition: source.partition }, profile.modelId));
}

/**
 * The description that GetInferenceProfile answers for a system-defined profile in a source Region. Throws a
 * RangeError when the profile does not exist in that Region.
 * Source: the captures named at `profileModelArns`.
 */
export function profileDescription(profile: SystemProfile, source: Region): string {
  const destinations = destinationsFrom(profile, source);
  const name = profile.inferenceProfileName.replace(/^\S+ /, "");
  if (profile.geography === "global") return `Routes requests to ${name} globally across all supported AWS Regions.`;
  const last = destinations.at(-1) ?? "";
  const others = destinations.slice(0, -1).join(", ");
  return `Routes requests to ${name} in ${others === "" ? last : `${others} and ${last}`}.`;
}

function destinationsFrom(profile: SystemProfile, source: Region): readonly string[] {
  const destinations = profile.destinations.get(source.name);
  if (!destinations) throw new RangeError(`${profile.inferenceProfileId} does not exist in ${source.name}`);
  return destinations;
}
