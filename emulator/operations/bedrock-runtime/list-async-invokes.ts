import type { ListAsyncInvokesCommandInput, ListAsyncInvokesResponse } from "@aws-sdk/client-bedrock-runtime";
import { createNextTokens } from "../bedrock/next-token.ts";
import { timeOrderedPage } from "../bedrock/time-ordered-page.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { type AsyncParts, broughtUpToDate, describeInvocation } from "./async-invocation.ts";

/** How many invocations a page holds when the caller does not say; AWS's number is not known. */
const DEFAULT_PAGE_SIZE = 100;

/**
 * ListAsyncInvokes: by the time of submission, the newest first unless asked otherwise (assumed: AWS does not say).
 */
export const listAsyncInvokes = {
  service: "bedrock-runtime",
  name: "ListAsyncInvokes",
  honours: ["submitTimeAfter", "submitTimeBefore", "statusEquals", "maxResults", "nextToken", "sortBy", "sortOrder"],
  handler: (parts: AsyncParts) => {
    const tokens = createNextTokens(parts.seed);
    return async (input: ListAsyncInvokesCommandInput, call: Call): Promise<ListAsyncInvokesResponse> => {
      const { submitTimeAfter, submitTimeBefore, statusEquals, sortOrder = "Descending" } = input;
      const filters = [submitTimeAfter?.toISOString(), submitTimeBefore?.toISOString(), statusEquals, sortOrder];
      const request = ["ListAsyncInvokes", call.account, call.region, ...filters.map((filter) => filter ?? "")];
      const limit = input.maxResults ?? DEFAULT_PAGE_SIZE;
      const all = await parts.asyncInvocations.all(call);
      const from = input.nextToken === undefined ? undefined : tokens.read(input.nextToken, request);
      const page = await timeOrderedPage(all, { sortOrder, from, limit }, async (invocation) => {
        if (submitTimeAfter && invocation.submittedAt < submitTimeAfter) return undefined;
        if (submitTimeBefore && invocation.submittedAt > submitTimeBefore) return undefined;
        const current = await broughtUpToDate(parts, call, invocation);
        const status = current.outcome?.status ?? "InProgress";
        return statusEquals && status !== statusEquals ? undefined : describeInvocation(current);
      });
      return {
        asyncInvokeSummaries: [...page.items],
        nextToken: page.next === undefined ? undefined : tokens.write(request, page.next),
      };
    };
  },
} satisfies OperationDefinition;
