import type { GuardrailSummary, ListGuardrailsCommandInput, ListGuardrailsResponse } from "@aws-sdk/client-bedrock";
import type { GuardrailVersion } from "../../state/guardrails.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { summarizeGuardrail } from "./guardrail.ts";
import { findGuardrail, namedGuardrail } from "./guardrail-identifier.ts";
import { createNextTokens } from "./next-token.ts";

/** How many guardrails a page holds when the caller does not say. AWS's own number is not known; assumed as for profiles. */
const DEFAULT_PAGE_SIZE = 100;

type Needs = Pick<Parts, "catalog" | "guardrails" | "seed">;

/**
 * ListGuardrails: the DRAFT of every guardrail or, with `guardrailIdentifier`, every version of one. That the draft comes first and
 * the versions follow from the oldest on is assumed.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListGuardrails.html
 */
export const listGuardrails = {
  service: "bedrock",
  name: "ListGuardrails",
  honours: ["guardrailIdentifier", "maxResults", "nextToken"],
  access:
    (needs: Needs) =>
    async ({ guardrailIdentifier }: ListGuardrailsCommandInput, call: Call) => ({
      resources: guardrailIdentifier === undefined ? [] : [await namedGuardrail(guardrailIdentifier, call, needs)],
    }),
  handler: (needs: Needs) => {
    const tokens = createNextTokens(needs.seed);
    return async (input: ListGuardrailsCommandInput, call: Call): Promise<ListGuardrailsResponse> => {
      const { guardrailIdentifier, maxResults: limit = DEFAULT_PAGE_SIZE, nextToken } = input;
      const request = ["ListGuardrails", call.account, call.region, guardrailIdentifier ?? ""];
      const from = tokens.read(nextToken, request);
      const answer = (guardrails: GuardrailSummary[], next: number | undefined) => ({
        guardrails,
        nextToken: next === undefined ? undefined : tokens.write(request, next),
      });
      if (guardrailIdentifier === undefined) {
        const { records, next } = await needs.guardrails.page(call, from, limit);
        return answer(
          records.map((guardrail) => summarizeGuardrail(guardrail, guardrail.draft)),
          next,
        );
      }
      const guardrail = await findGuardrail(guardrailIdentifier, call, needs);
      // By its number and not by its place: a version that is deleted between two pages takes no other with it.
      const rest = [guardrail.draft, ...guardrail.versions].filter((version) => numberOf(version) >= from);
      const next = rest[limit];
      const page = rest.slice(0, limit).map((version) => summarizeGuardrail(guardrail, version));
      return answer(page, next && numberOf(next));
    };
  },
} satisfies OperationDefinition;

const numberOf = ({ version }: GuardrailVersion) => (version === "DRAFT" ? 0 : Number(version));
