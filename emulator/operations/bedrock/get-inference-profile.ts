import type { GetInferenceProfileCommandInput, GetInferenceProfileResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { findSystemProfile } from "../../routing/system-profile.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { describeApplicationProfile, describeSystemProfile } from "./inference-profile.ts";
import { namedProfile } from "./named-resource.ts";
import { parseProfileIdentifier } from "./profile-identifier.ts";

/** GetInferenceProfile: by id or ARN, of both kinds. */
export const getInferenceProfile = {
  service: "bedrock",
  name: "GetInferenceProfile",
  honours: ["inferenceProfileIdentifier"],
  access:
    (needs: Pick<Parts, "catalog" | "profiles">) =>
    async ({ inferenceProfileIdentifier = "" }: GetInferenceProfileCommandInput, call: Call) => ({
      resources: [await namedProfile(inferenceProfileIdentifier, call, needs)],
    }),
  handler:
    ({ catalog, profiles }: Pick<Parts, "catalog" | "profiles">) =>
    async (input: GetInferenceProfileCommandInput, call: Call): Promise<GetInferenceProfileResponse> => {
      const { kind, id } = parseProfileIdentifier(input.inferenceProfileIdentifier ?? "", call, catalog);
      const system = kind === "application" ? undefined : findSystemProfile(id, call.region, catalog);
      if (system) return describeSystemProfile(system.profile, call, catalog);
      const application = kind === "system" ? undefined : await profiles.get(call, id);
      if (!application) throw awsError("inferenceProfileNotFound");
      return describeApplicationProfile(application);
    },
} satisfies OperationDefinition;
