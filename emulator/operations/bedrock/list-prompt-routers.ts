import type { ListPromptRoutersCommandInput, ListPromptRoutersResponse } from "@aws-sdk/client-bedrock";
import { defaultRouters } from "../../routing/prompt-router.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { createNextTokens } from "./next-token.ts";
import { describeRouter } from "./prompt-router.ts";

/** How many routers a page holds when the caller does not say; AWS's number is not known. */
const DEFAULT_PAGE_SIZE = 100;

/** ListPromptRouters: of both kinds unless `type` says which; the default ones first (assumed: AWS does not say). */
export const listPromptRouters = {
  service: "bedrock",
  name: "ListPromptRouters",
  honours: ["maxResults", "nextToken", "type"],
  handler: ({ catalog, promptRouters, seed }: Pick<Parts, "catalog" | "promptRouters" | "seed">) => {
    const tokens = createNextTokens(seed);
    return async (
      { type, nextToken, maxResults = DEFAULT_PAGE_SIZE }: ListPromptRoutersCommandInput,
      call: Call,
    ): Promise<ListPromptRoutersResponse> => {
      const request = ["ListPromptRouters", call.account, call.region, type ?? ""];
      const from = tokens.read(nextToken, request);
      const defaults = type === "custom" ? [] : defaultRouters(call, catalog);
      const customs = type === "default" ? [] : await promptRouters.all(call);
      const all = [
        ...defaults.map((router) => describeRouter(router, "default")),
        ...customs.map((router) => describeRouter(router, "custom")),
      ];
      const next = from + maxResults;
      return {
        promptRouterSummaries: all.slice(from, next),
        nextToken: next < all.length ? tokens.write(request, next) : undefined,
      };
    };
  },
} satisfies OperationDefinition;
