import type { GetPromptRouterCommandInput, GetPromptRouterResponse } from "@aws-sdk/client-bedrock";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { describeRouter, readRouter, routerAccess } from "./prompt-router.ts";

/** GetPromptRouter: of both kinds, by ARN. */
export const getPromptRouter = {
  service: "bedrock",
  name: "GetPromptRouter",
  honours: ["promptRouterArn"],
  access: routerAccess,
  handler:
    (parts: Pick<Parts, "catalog" | "promptRouters">) =>
    async ({ promptRouterArn = "" }: GetPromptRouterCommandInput, call: Call): Promise<GetPromptRouterResponse> => {
      const { router, type } = await readRouter(promptRouterArn, call, parts);
      return describeRouter(router, type);
    },
} satisfies OperationDefinition;
