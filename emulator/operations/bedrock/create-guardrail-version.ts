import type { CreateGuardrailVersionCommandInput, CreateGuardrailVersionResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { onceForToken } from "./client-token.ts";
import { findGuardrail, namedGuardrail } from "./guardrail-identifier.ts";

/** "Versions per guardrail": 20 (https://docs.aws.amazon.com/general/latest/gr/bedrock.html). */
const MOST_VERSIONS = 20;

type Needs = Pick<Parts, "catalog" | "guardrails" | "clock">;

/**
 * CreateGuardrailVersion: freezes the working draft as the next numbered version. Its description is its own; that a version
 * without one has none is assumed.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrailVersion.html
 */
export const createGuardrailVersion = {
  service: "bedrock",
  name: "CreateGuardrailVersion",
  honours: ["guardrailIdentifier", "description", "clientRequestToken"],
  access:
    (needs: Needs) =>
    async ({ guardrailIdentifier = "" }: CreateGuardrailVersionCommandInput, call: Call) => ({
      resources: [await namedGuardrail(guardrailIdentifier, call, needs)],
    }),
  handler:
    (needs: Needs) =>
    (input: CreateGuardrailVersionCommandInput, call: Call): Promise<CreateGuardrailVersionResponse> =>
      needs.guardrails.exclusively(call, () => create(input, call, needs)),
} satisfies OperationDefinition;

async function create(
  { guardrailIdentifier = "", description, clientRequestToken: token }: CreateGuardrailVersionCommandInput,
  call: Call,
  needs: Needs,
): Promise<CreateGuardrailVersionResponse> {
  const { guardrails, clock } = needs;
  const guardrail = await findGuardrail(guardrailIdentifier, call, needs);
  const now = clock.now();
  const request = { version: "of", guardrail: guardrail.id, description };
  const made = await onceForToken(guardrails, call, { token, request, now }, async () => {
    if (guardrail.versions.length >= MOST_VERSIONS) {
      throw awsError("guardrailVersionQuotaExceeded", { id: guardrail.id, quota: MOST_VERSIONS });
    }
    const lastVersion = guardrail.lastVersion + 1;
    const version = `${lastVersion}`;
    const frozen = { ...guardrail.draft, version, description, createdAt: now, updatedAt: now };
    await guardrails.put(call, { ...guardrail, versions: [...guardrail.versions, frozen], lastVersion });
    return `${guardrail.arn}:${version}`;
  });
  return { guardrailId: guardrail.id, version: made.arn.slice(made.arn.lastIndexOf(":") + 1) };
}
