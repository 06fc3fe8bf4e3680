import type { DeleteGuardrailCommandInput, DeleteGuardrailResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { versionOf } from "../../state/guardrails.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { findGuardrail, namedGuardrail } from "./guardrail-identifier.ts";

type Needs = Pick<Parts, "catalog" | "guardrails">;

/**
 * DeleteGuardrail: of one numbered version, or of the guardrail with all its versions.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_DeleteGuardrail.html
 */
export const deleteGuardrail = {
  service: "bedrock",
  name: "DeleteGuardrail",
  honours: ["guardrailIdentifier", "guardrailVersion"],
  access:
    (needs: Needs) =>
    async ({ guardrailIdentifier = "" }: DeleteGuardrailCommandInput, call: Call) => ({
      resources: [await namedGuardrail(guardrailIdentifier, call, needs)],
    }),
  handler:
    (needs: Needs) =>
    ({ guardrailIdentifier = "", guardrailVersion }: DeleteGuardrailCommandInput, call: Call) =>
      needs.guardrails.exclusively(call, async (): Promise<DeleteGuardrailResponse> => {
        const guardrail = await findGuardrail(guardrailIdentifier, call, needs);
        if (guardrailVersion === undefined) {
          await needs.guardrails.delete(call, guardrail.id);
          return {};
        }
        const gone = versionOf(guardrail, guardrailVersion);
        if (!gone) throw awsError("guardrailNotFound");
        const versions = guardrail.versions.filter((version) => version !== gone);
        await needs.guardrails.put(call, { ...guardrail, versions });
        return {};
      }),
} satisfies OperationDefinition;
