import type { GetPromptRouterResponse, PromptRouterSummary, PromptRouterType } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { findPromptRouter } from "../../routing/prompt-router.ts";
import type { PromptRouter } from "../../state/prompt-routers.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";
import { readOwnArn } from "./own-arn.ts";
import { namedTagged, type TaggedParts } from "./tagged-resource.ts";

/** What access to the router that a request names is judged on. */
export const routerAccess =
  (parts: TaggedParts) =>
  async ({ promptRouterArn = "" }: { readonly promptRouterArn: string | undefined }, call: Call) => ({
    resources: [await namedTagged(promptRouterArn, call, parts)],
  });

/** The router that an ARN names, and whose it is. Throws ResourceNotFoundException. */
export async function readRouter(
  promptRouterArn: string,
  call: Call,
  parts: Pick<Parts, "catalog" | "promptRouters">,
): Promise<{ readonly router: PromptRouter; readonly type: PromptRouterType }> {
  const arn = readOwnArn(promptRouterArn, call, parts.catalog);
  const router = await findPromptRouter(arn, call, parts);
  if (!router) throw awsError("promptRouterNotFound");
  return { router, type: arn.resourceType === "prompt-router" ? "custom" : "default" };
}

/** A router as GetPromptRouter and ListPromptRouters answer it. */
export function describeRouter(
  router: PromptRouter,
  type: PromptRouterType,
): GetPromptRouterResponse & PromptRouterSummary {
  const { arn, name, description, models, fallback, responseQualityDifference, createdAt, updatedAt } = router;
  return {
    promptRouterName: name,
    routingCriteria: { responseQualityDifference },
    description,
    createdAt,
    updatedAt,
    promptRouterArn: arn,
    models: models.map((model) => ({ modelArn: model.arn })),
    fallbackModel: { modelArn: fallback },
    status: "AVAILABLE",
    type,
  };
}
