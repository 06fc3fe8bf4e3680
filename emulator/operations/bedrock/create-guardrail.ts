import type { CreateGuardrailCommandInput, CreateGuardrailResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import type { Guardrail, Guardrails } from "../../state/guardrails.ts";
import type { Scope } from "../../state/store.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { onceForToken, tagsInOrder } from "./client-token.ts";
import { freshId } from "./fresh-id.ts";
import { guardrailConfigHonours, readGuardrailConfig } from "./guardrail-config.ts";
import { guardrailArn } from "./guardrail-identifier.ts";
import { addTags } from "./profile-tags.ts";

/** "Guardrails per account": 100 in each Region (https://docs.aws.amazon.com/general/latest/gr/bedrock.html). */
const MOST_GUARDRAILS = 100;

type Needs = Pick<Parts, "catalog" | "guardrails" | "clock" | "random">;

/**
 * CreateGuardrail: a guardrail with its working draft, ready at once.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrail.html
 */
export const createGuardrail = {
  service: "bedrock",
  name: "CreateGuardrail",
  honours: [...guardrailConfigHonours, "tags", "clientRequestToken"],
  access:
    () =>
    ({ tags }: CreateGuardrailCommandInput) => ({
      requestTags: tags && new Map(tags.map(({ key = "", value = "" }) => [key, value])),
    }),
  handler:
    (needs: Needs) =>
    (input: CreateGuardrailCommandInput, call: Call): Promise<CreateGuardrailResponse> =>
      // Two requests with one name or token, or at the edge of the quota, must see each other.
      needs.guardrails.exclusively(call, () => create(input, call, needs)),
} satisfies OperationDefinition;

async function create(
  input: CreateGuardrailCommandInput,
  call: Call,
  { catalog, guardrails, clock, random }: Needs,
): Promise<CreateGuardrailResponse> {
  const now = clock.now();
  const { clientRequestToken: token, ...request } = { ...input, tags: tagsInOrder(input.tags) };
  const made = await onceForToken(guardrails, call, { token, request, now }, async () => {
    const draft = readGuardrailConfig(input, call, { catalog }, { createdAt: now, updatedAt: now });
    const tags = addTags(new Map(), input.tags ?? []);
    await refuseTakenName(draft.name, call, guardrails);
    if ((await guardrails.count(call)) >= MOST_GUARDRAILS) {
      throw awsError("guardrailQuotaExceeded", { quota: MOST_GUARDRAILS });
    }
    const id = await freshId(random, (id) => guardrails.get(call, id));
    const guardrail: Guardrail = {
      id,
      arn: guardrailArn(id, call, { catalog }),
      tags,
      draft,
      versions: [],
      lastVersion: 0,
    };
    await guardrails.put(call, guardrail);
    return guardrail.arn;
  });
  return { guardrailId: made.arn.split("/")[1], guardrailArn: made.arn, version: "DRAFT", createdAt: made.at };
}

/** Names are unique in an account and Region. `except` is the guardrail that may have the name already. */
export async function refuseTakenName(
  name: string,
  scope: Scope,
  guardrails: Pick<Guardrails, "page">,
  except?: string,
): Promise<void> {
  const { records } = await guardrails.page(scope, 0, MOST_GUARDRAILS);
  if (records.some(({ id, draft }) => draft.name === name && id !== except)) throw awsError("guardrailNameTaken");
}
