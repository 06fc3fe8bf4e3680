import type { FoundationModel } from "../catalog/index.ts";

/** What a `modelId` stands for. */
export interface Target {
  readonly kind: "foundation-model" | "system-profile" | "application-profile";
  /** The foundation model that answers; its provider decides the shape of native bodies. */
  readonly model: FoundationModel;
  /** The inference profile that was named; absent for a foundation model called directly. */
  readonly profile?: TargetProfile;
  /** The prompt router that was named; everything else is of the one of its models that it has chosen. */
  readonly router?: TargetRouter;
  /** The Region that the call was made in. */
  readonly source: string;
  /** The Regions that may process the request, in AWS's order. Of a global profile they are all commercial Regions. */
  readonly destinations: readonly string[];
}

export interface TargetRouter {
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
  /** The ARN of the model or profile that it has chosen. */
  readonly modelArn: string;
  /** How hard it takes the prompt to be; `undefined` for one without words. */
  readonly difficulty: number | undefined;
}

export interface TargetProfile {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** `us`, `eu`, … or `global`; absent for an application profile over a foundation model. */
  readonly geography?: string;
  readonly tags?: ReadonlyMap<string, string>;
}
