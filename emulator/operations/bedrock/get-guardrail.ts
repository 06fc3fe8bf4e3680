import type { GetGuardrailCommandInput, GetGuardrailResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { versionOf } from "../../state/guardrails.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { describeGuardrail } from "./guardrail.ts";
import { findGuardrail, namedGuardrail } from "./guardrail-identifier.ts";

type Needs = Pick<Parts, "catalog" | "guardrails">;

/**
 * GetGuardrail: "If you don't specify a version, the response returns details for the DRAFT version."
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetGuardrail.html
 */
export const getGuardrail = {
  service: "bedrock",
  name: "GetGuardrail",
  honours: ["guardrailIdentifier", "guardrailVersion"],
  access:
    (needs: Needs) =>
    async ({ guardrailIdentifier = "" }: GetGuardrailCommandInput, call: Call) => ({
      resources: [await namedGuardrail(guardrailIdentifier, call, needs)],
    }),
  handler:
    (needs: Needs) =>
    async (
      { guardrailIdentifier = "", guardrailVersion = "DRAFT" }: GetGuardrailCommandInput,
      call: Call,
    ): Promise<GetGuardrailResponse> => {
      const guardrail = await findGuardrail(guardrailIdentifier, call, needs);
      const version = versionOf(guardrail, guardrailVersion);
      if (!version) throw awsError("guardrailNotFound");
      return describeGuardrail(guardrail, version);
    },
} satisfies OperationDefinition;
