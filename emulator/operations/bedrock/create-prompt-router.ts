import type {
  CreatePromptRouterCommandInput,
  CreatePromptRouterResponse,
  PromptRouterTargetModel,
} from "@aws-sdk/client-bedrock";
import { supportsPromptRouting } from "../../catalog/index.ts";
import { AwsError, awsError } from "../../errors.ts";
import { promptRouterArn } from "../../routing/prompt-router.ts";
import type { Target } from "../../routing/target.ts";
import type { PromptRouter, RouterModel } from "../../state/prompt-routers.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { onceForToken, tagsInOrder } from "./client-token.ts";
import { freshId } from "./fresh-id.ts";
import { namedProfile } from "./named-resource.ts";
import { addTags } from "./profile-tags.ts";

type Needs = Pick<Parts, "catalog" | "clock" | "promptRouters" | "random" | "routing">;

/** As many an account has in each Region. AWS's own quota was not found. */
const MOST_ROUTERS = 500;

const MODELS_OF_A_ROUTER = 2;
const STEP = 5;

/**
 * CreatePromptRouter: over two models of one family, each a foundation model or an inference profile; one of them is the fallback.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-routing.html; that the fallback must stand among the models,
 * two third parties' routers (2025-2026), although the page's own example has it beside them
 */
export const createPromptRouter = {
  service: "bedrock",
  name: "CreatePromptRouter",
  honours: [
    "clientRequestToken",
    "promptRouterName",
    "models",
    "description",
    "routingCriteria",
    "fallbackModel",
    "tags",
  ],
  access:
    (parts: Pick<Parts, "catalog" | "profiles">) =>
    async ({ models = [], fallbackModel, tags }: CreatePromptRouterCommandInput, call: Call) => {
      const arns = new Set([...models, ...(fallbackModel ? [fallbackModel] : [])].map(({ modelArn = "" }) => modelArn));
      return {
        resources: await Promise.all([...arns].map((arn) => namedProfile(arn, call, parts))),
        requestTags: tags && new Map(tags.map(({ key = "", value = "" }) => [key, value])),
      };
    },
  handler:
    (needs: Needs) =>
    (input: CreatePromptRouterCommandInput, call: Call): Promise<CreatePromptRouterResponse> =>
      // Two requests with one token or name, or at the edge of the quota, must see each other.
      needs.promptRouters.exclusively(call, async () => {
        const { clientRequestToken: token, ...request } = { ...input, tags: tagsInOrder(input.tags) };
        const now = needs.clock.now();
        const { arn } = await onceForToken(needs.promptRouters, call, { token, request, now }, () =>
          create(input, now, call, needs),
        );
        return { promptRouterArn: arn };
      }),
} satisfies OperationDefinition;

async function create(input: CreatePromptRouterCommandInput, now: Date, call: Call, needs: Needs): Promise<string> {
  const { promptRouterName: name = "", description, models: named = [], routingCriteria, fallbackModel } = input;
  const { responseQualityDifference = 0 } = routingCriteria ?? {};
  const fallback = fallbackModel?.modelArn ?? "";
  const models = await readModels(named, call, needs);
  if (!models.some(({ arn }) => arn === fallback)) throw awsError("fallbackModelInvalid");
  if (responseQualityDifference % STEP !== 0) throw awsError("responseQualityDifferenceInvalid");
  const tags = addTags(new Map(), input.tags ?? []);
  const all = await needs.promptRouters.all(call);
  if (all.some((router) => router.name === name)) throw awsError("promptRouterNameTaken", { name });
  if (all.length >= MOST_ROUTERS) throw awsError("promptRouterQuotaExceeded", { quota: MOST_ROUTERS });
  const id = await freshId(needs.random, (id) => needs.promptRouters.get(call, id));
  const router: PromptRouter = {
    id,
    arn: promptRouterArn(id, call, needs.catalog),
    name,
    description,
    models,
    fallback,
    responseQualityDifference,
    createdAt: now,
    updatedAt: now,
    tags,
  };
  await needs.promptRouters.put(call, router);
  return router.arn;
}

/** Throws ValidationException unless these are two different models of one provider, each of which can be called and routed to. */
async function readModels(
  named: readonly PromptRouterTargetModel[],
  call: Call,
  { routing }: Needs,
): Promise<readonly RouterModel[]> {
  const targets: Target[] = [];
  for (const { modelArn = "" } of named) targets.push(await resolveRoutable(modelArn, call, routing));
  const isPair = new Set(targets.map(({ model }) => model.modelId)).size === MODELS_OF_A_ROUTER;
  const isFamily = new Set(targets.map(({ model }) => model.providerName)).size === 1;
  if (named.length !== MODELS_OF_A_ROUTER || !isPair || !isFamily) throw awsError("promptRouterModelsInvalid");
  return targets.map(({ model: { modelId } }, index) => ({ arn: named[index]?.modelArn ?? "", modelId }));
}

async function resolveRoutable(modelArn: string, call: Call, routing: Parts["routing"]): Promise<Target> {
  let target: Target | undefined;
  try {
    target = await routing.resolve(modelArn, call);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  if (!target || !supportsPromptRouting(target.model.modelId)) throw awsError("promptRoutingNotSupported");
  return target;
}
