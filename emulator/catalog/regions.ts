import { readData } from "./data.ts";

export type Partition = "aws" | "aws-us-gov";

/** An AWS Region in which Amazon Bedrock exists. */
export interface Region {
  readonly name: string;
  readonly displayName: string;
  readonly partition: Partition;
  /**
   * Whether an account has to enable the Region before it can call it.
   * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
   */
  readonly optIn: boolean;
  /**
   * Whether AWS documents that application inference profiles can be created here. That the API refuses the other
   * Regions is not known.
   * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
   */
  readonly applicationProfiles: boolean;
}

/** Reads every Region, in AWS's own order of the documentation. */
export function readRegions(): readonly Region[] {
  const { regions } = readData<{ regions: readonly Region[] }>("regions");
  return Object.freeze(regions.map((region) => Object.freeze({ ...region })));
}
