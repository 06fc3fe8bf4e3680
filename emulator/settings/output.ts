import type { Scenario } from "../scenario/schema.ts";

/** Where the files of jobs are. */
export type OutputSettings =
  | { readonly kind: "memory" }
  | { readonly kind: "folder"; readonly folder: string }
  | {
      readonly kind: "s3";
      readonly endpoint: string;
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };

/**
 * Turns the section `output` into settings. What is not said is what local S3 services are set up with when nobody says otherwise.
 */
export function compileOutput(output: Scenario["output"]): OutputSettings {
  if (!output) return { kind: "memory" };
  if ("folder" in output) return { kind: "folder", folder: output.folder };
  const { s3: endpoint, region = "us-east-1", accessKeyId = "test", secretAccessKey = "test" } = output;
  return { kind: "s3", endpoint, region, accessKeyId, secretAccessKey };
}
