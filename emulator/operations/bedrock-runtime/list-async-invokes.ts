import type { ListAsyncInvokesCommandInput, ListAsyncInvokesResponse } from "@aws-sdk/client-bedrock-runtime";
import type { AsyncInvocation } from "../../state/async-invocations.ts";
import { createNextTokens } from "../bedrock/next-token.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { type AsyncParts, broughtUpToDate, describeInvocation } from "./async-invocation.ts";

/** How many invocations a page holds when the caller does not say; AWS's number is not known. */
const DEFAULT_PAGE_SIZE = 100;

/**
 * ListAsyncInvokes: by the time of submission, the newest first unless asked otherwise (assumed: AWS does not say). A page is
 * continued by where it stands among all invocations, so that new ones neither shift nor repeat what follows.
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
      const given = tokens.read(input.nextToken, request);
      const ascending = sortOrder === "Ascending";
      const found: AsyncInvocation[] = [];
      let next: number | undefined;
      // A position counts from the oldest; of a token that is not there the first page starts at either end.
      let at = input.nextToken === undefined && !ascending ? all.length - 1 : given;
      for (; at >= 0 && at < all.length; at += ascending ? 1 : -1) {
        const invocation = all[at] as AsyncInvocation;
        if (submitTimeAfter && invocation.submittedAt < submitTimeAfter) continue;
        if (submitTimeBefore && invocation.submittedAt > submitTimeBefore) continue;
        const current = await broughtUpToDate(parts, call, invocation);
        if (statusEquals && (current.outcome?.status ?? "InProgress") !== statusEquals) continue;
        if (found.length === limit) {
          next = at;
          break;
        }
        found.push(current);
      }
      return {
        asyncInvokeSummaries: found.map(describeInvocation),
        nextToken: next === undefined ? undefined : tokens.write(request, next),
      };
    };
  },
} satisfies OperationDefinition;
