import type { DeleteInferenceProfileCommandInput, DeleteInferenceProfileResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { parseProfileIdentifier } from "./profile-identifier.ts";

/** DeleteInferenceProfile: of application profiles alone, by id or ARN, at once. */
export const deleteInferenceProfile = {
  service: "bedrock",
  name: "DeleteInferenceProfile",
  honours: ["inferenceProfileIdentifier"],
  handler:
    ({ catalog, profiles }: Pick<Parts, "catalog" | "profiles">) =>
    async (input: DeleteInferenceProfileCommandInput, call: Call): Promise<DeleteInferenceProfileResponse> => {
      const identifier = input.inferenceProfileIdentifier ?? "";
      const { kind, id } = parseProfileIdentifier(identifier, call);
      if (kind !== "application" && catalog.systemProfiles.get(id)?.destinations.has(call.region)) {
        throw awsError("systemProfileImmutable", { operation: "DeleteInferenceProfile", identifier });
      }
      const deleted = kind !== "system" && (await profiles.delete(call, id));
      if (!deleted) throw awsError("inferenceProfileNotFound");
      return {};
    },
} satisfies OperationDefinition;
