import type { UpdateGuardrailCommandInput, UpdateGuardrailResponse } from "@aws-sdk/client-bedrock";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { refuseTakenName } from "./create-guardrail.ts";
import { guardrailConfigHonours, readGuardrailConfig } from "./guardrail-config.ts";
import { findGuardrail, namedGuardrail } from "./guardrail-identifier.ts";

type Needs = Pick<Parts, "catalog" | "guardrails" | "clock">;

/**
 * UpdateGuardrail: puts a whole new configuration in the place of the working draft; what is left out is gone. Numbered versions
 * stay as they are.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_UpdateGuardrail.html
 */
export const updateGuardrail = {
  service: "bedrock",
  name: "UpdateGuardrail",
  honours: ["guardrailIdentifier", ...guardrailConfigHonours],
  access:
    (needs: Needs) =>
    async ({ guardrailIdentifier = "" }: UpdateGuardrailCommandInput, call: Call) => ({
      resources: [await namedGuardrail(guardrailIdentifier, call, needs)],
    }),
  handler:
    (needs: Needs) =>
    (input: UpdateGuardrailCommandInput, call: Call): Promise<UpdateGuardrailResponse> =>
      needs.guardrails.exclusively(call, async () => {
        const { guardrails, clock } = needs;
        const guardrail = await findGuardrail(input.guardrailIdentifier ?? "", call, needs);
        const at = { createdAt: guardrail.draft.createdAt, updatedAt: clock.now() };
        const draft = readGuardrailConfig(input, call, needs, at);
        await refuseTakenName(draft.name, call, guardrails, guardrail.id);
        await guardrails.put(call, { ...guardrail, draft });
        return {
          guardrailId: guardrail.id,
          guardrailArn: guardrail.arn,
          version: "DRAFT",
          updatedAt: draft.updatedAt,
        };
      }),
} satisfies OperationDefinition;
