import type { DeletePromptRouterCommandInput, DeletePromptRouterResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { readRouter, routerAccess } from "./prompt-router.ts";

/** DeletePromptRouter: of custom routers alone, at once. */
export const deletePromptRouter = {
  service: "bedrock",
  name: "DeletePromptRouter",
  honours: ["promptRouterArn"],
  access: routerAccess,
  handler:
    (parts: Pick<Parts, "catalog" | "promptRouters">) =>
    async ({ promptRouterArn = "" }: DeletePromptRouterCommandInput, call: Call): Promise<DeletePromptRouterResponse> =>
      // Not between the reading and the writing of a TagResource, which would bring the router back.
      parts.promptRouters.exclusively(call, async () => {
        const { router, type } = await readRouter(promptRouterArn, call, parts);
        if (type === "default") throw awsError("defaultPromptRouterImmutable", { arn: router.arn });
        await parts.promptRouters.delete(call, router.id);
        return {};
      }),
} satisfies OperationDefinition;
