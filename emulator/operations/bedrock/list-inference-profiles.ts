import type {
  InferenceProfileSummary,
  ListInferenceProfilesCommandInput,
  ListInferenceProfilesResponse,
} from "@aws-sdk/client-bedrock";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { describeApplicationProfile, describeSystemProfile } from "./inference-profile.ts";
import { createNextTokens } from "./next-token.ts";

/**
 * How many profiles a page holds when the caller does not say. AWS's own number is not known; it is above 60, the largest
 * list that was seen in one page.
 */
const DEFAULT_PAGE_SIZE = 100;

/**
 * ListInferenceProfiles: without `typeEquals` AWS lists the system-defined profiles alone
 * (https://github.com/aws/aws-cli/issues/9728).
 */
export const listInferenceProfiles = {
  service: "bedrock",
  name: "ListInferenceProfiles",
  honours: ["maxResults", "nextToken", "typeEquals"],
  handler: ({ catalog, profiles, seed }: Pick<Parts, "catalog" | "profiles" | "seed">) => {
    const tokens = createNextTokens(seed);
    return async (input: ListInferenceProfilesCommandInput, call: Call): Promise<ListInferenceProfilesResponse> => {
      const type = input.typeEquals ?? "SYSTEM_DEFINED";
      const limit = input.maxResults ?? DEFAULT_PAGE_SIZE;
      const request = ["ListInferenceProfiles", call.account, call.region, type];
      const from = tokens.read(input.nextToken, request);
      const answer = (summaries: InferenceProfileSummary[], next: number | undefined) => ({
        inferenceProfileSummaries: summaries,
        nextToken: next === undefined ? undefined : tokens.write(request, next),
      });
      if (type === "APPLICATION") {
        const page = await profiles.page(call, from, limit);
        return answer(page.records.map(describeApplicationProfile), page.next);
      }
      const all = catalog.systemProfiles.in(call.region);
      const page = all.slice(from, from + limit);
      const summaries = page.map((profile) => describeSystemProfile(profile, call, catalog));
      return answer(summaries, from + limit < all.length ? from + limit : undefined);
    };
  },
} satisfies OperationDefinition;
