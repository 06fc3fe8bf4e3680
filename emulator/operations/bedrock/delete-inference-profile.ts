import type { DeleteInferenceProfileCommandInput, DeleteInferenceProfileResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { findSystemProfile } from "../../routing/system-profile.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { namedProfile } from "./named-resource.ts";
import { parseProfileIdentifier } from "./profile-identifier.ts";

/** DeleteInferenceProfile: of application profiles alone, by id or ARN, at once. */
export const deleteInferenceProfile = {
  service: "bedrock",
  name: "DeleteInferenceProfile",
  honours: ["inferenceProfileIdentifier"],
  access:
    (needs: Pick<Parts, "catalog" | "profiles">) =>
    async ({ inferenceProfileIdentifier = "" }: DeleteInferenceProfileCommandInput, call: Call) => ({
      resources: [await namedProfile(inferenceProfileIdentifier, call, needs)],
    }),
  handler:
    ({ catalog, profiles }: Pick<Parts, "catalog" | "profiles">) =>
    async (input: DeleteInferenceProfileCommandInput, call: Call): Promise<DeleteInferenceProfileResponse> => {
      const identifier = input.inferenceProfileIdentifier ?? "";
      const { kind, id } = parseProfileIdentifier(identifier, call, catalog);
      if (kind !== "application" && findSystemProfile(id, call.region, catalog)) {
        throw awsError("systemProfileImmutable", { operation: "DeleteInferenceProfile", identifier });
      }
      // Not between the reading and the writing of a TagResource, which would bring the profile back.
      const deleted = kind !== "system" && (await profiles.exclusively(call, () => profiles.delete(call, id)));
      if (!deleted) throw awsError("inferenceProfileNotFound");
      return {};
    },
} satisfies OperationDefinition;
