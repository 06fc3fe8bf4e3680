import type { ListModelInvocationJobsCommandInput, ListModelInvocationJobsResponse } from "@aws-sdk/client-bedrock";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { describeJob } from "./invocation-job.ts";
import { type BatchParts, broughtUpToDate } from "./invocation-job-life.ts";
import { createNextTokens } from "./next-token.ts";
import { timeOrderedPage } from "./time-ordered-page.ts";

/** How many jobs a page holds when the caller does not say; AWS's number is not known. */
const DEFAULT_PAGE_SIZE = 100;

/** ListModelInvocationJobs: by the time of submission, the newest first unless asked otherwise (assumed: AWS does not say). */
export const listModelInvocationJobs = {
  service: "bedrock",
  name: "ListModelInvocationJobs",
  honours: [
    "submitTimeAfter",
    "submitTimeBefore",
    "statusEquals",
    "nameContains",
    "maxResults",
    "nextToken",
    "sortBy",
    "sortOrder",
  ],
  handler: (parts: BatchParts & Pick<Parts, "seed">) => {
    const tokens = createNextTokens(parts.seed);
    return async (input: ListModelInvocationJobsCommandInput, call: Call): Promise<ListModelInvocationJobsResponse> => {
      const { submitTimeAfter, submitTimeBefore, statusEquals, nameContains, sortOrder = "Descending" } = input;
      const times = [submitTimeAfter?.toISOString(), submitTimeBefore?.toISOString()];
      const filters = [...times, statusEquals, nameContains, sortOrder];
      const request = ["ListModelInvocationJobs", call.account, call.region, ...filters.map((filter) => filter ?? "")];
      const limit = input.maxResults ?? DEFAULT_PAGE_SIZE;
      const from = input.nextToken === undefined ? undefined : tokens.read(input.nextToken, request);
      const all = await parts.invocationJobs.all(call);
      const page = await timeOrderedPage(all, { sortOrder, from, limit }, async (job) => {
        if (submitTimeAfter && job.submittedAt < submitTimeAfter) return undefined;
        if (submitTimeBefore && job.submittedAt > submitTimeBefore) return undefined;
        if (nameContains !== undefined && !job.name.includes(nameContains)) return undefined;
        const current = await broughtUpToDate(parts, call, job);
        return statusEquals && current.status !== statusEquals ? undefined : describeJob(current, parts.clock.now());
      });
      return {
        invocationJobSummaries: [...page.items],
        nextToken: page.next === undefined ? undefined : tokens.write(request, page.next),
      };
    };
  },
} satisfies OperationDefinition;
