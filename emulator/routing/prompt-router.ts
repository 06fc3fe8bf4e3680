import { type Arn, formatArn, parseArn } from "../arn.ts";
import { type Catalog, defaultPromptRouters, type SystemProfile } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import type { PromptRouter, PromptRouters, RouterModel } from "../state/prompt-routers.ts";
import type { Scope } from "../state/store.ts";
import { difficultyOf } from "./prompt-difficulty.ts";
import { type ModelSources, resolveModelId } from "./resolve.ts";
import { systemProfileArn } from "./system-profile.ts";
import type { Target } from "./target.ts";

interface Sources extends ModelSources {
  readonly promptRouters: Pick<PromptRouters, "get">;
}

/** The words that a prompt router chooses by. */
export type ReadPrompt = () => string;

const CUSTOM = "prompt-router";
const DEFAULT = "default-prompt-router";

/**
 * Finds what a `modelId` stands for where it may also be a prompt router, which chooses one of its two models for every prompt. The
 * target is the chosen one's, with the router beside it. Errors: those of `resolveModelId`.
 */
export async function resolveThroughRouter(
  modelId: string,
  scope: Scope,
  sources: Sources,
  readPrompt: ReadPrompt,
): Promise<Target> {
  const arn = parseArn(modelId);
  if (arn?.resourceType !== CUSTOM && arn?.resourceType !== DEFAULT) return resolveModelId(modelId, scope, sources);
  const router = await findPromptRouter(arn, scope, sources);
  if (!router) throw awsError("modelIdentifierInvalid");
  const difficulty = difficultyOf(readPrompt());
  const modelArn = choose(router, difficulty, scope, sources.catalog);
  const target = await resolveModelId(modelArn, scope, sources);
  return { ...target, router: { arn: router.arn, tags: router.tags, modelArn, difficulty } };
}

/** The prompt router that an ARN names; `undefined` when there is none in the caller's account and Region. */
export async function findPromptRouter(
  { partition, region, account, resourceType, resourceId }: Arn,
  scope: Scope,
  { catalog, promptRouters }: Pick<Sources, "catalog" | "promptRouters">,
): Promise<PromptRouter | undefined> {
  const isOwn = region === scope.region && account === scope.account;
  if (!isOwn || partition !== catalog.regions.get(region)?.partition) return undefined;
  if (resourceType === CUSTOM) return promptRouters.get(scope, resourceId);
  return resourceType === DEFAULT ? defaultRouters(scope, catalog).find(({ id }) => id === resourceId) : undefined;
}

/** The routers that AWS brings, as a source Region has them. */
export function defaultRouters(scope: Scope, catalog: Pick<Catalog, "regions" | "systemProfiles">): PromptRouter[] {
  return defaultPromptRouters().flatMap(({ id, name, description, models: modelIds, createdAt }) => {
    const profiles = modelIds.map((modelId) => geographicProfile(modelId, scope.region, catalog));
    const models = profiles.flatMap((profile) =>
      profile ? [{ arn: systemProfileArn(profile, scope, catalog), modelId: profile.modelId }] : [],
    );
    const [, fallback] = models;
    if (!fallback) return [];
    const at = new Date(createdAt);
    const arn = routerArn(DEFAULT, id, scope, catalog);
    const criteria = { fallback: fallback.arn, responseQualityDifference: 0 };
    return [{ id, arn, name, description, models, ...criteria, createdAt: at, updatedAt: at, tags: new Map() }];
  });
}

/** The ARN of a prompt router of a customer's own. */
export const promptRouterArn = (id: string, scope: Scope, catalog: Pick<Catalog, "regions">): string =>
  routerArn(CUSTOM, id, scope, catalog);

function routerArn(
  resourceType: string,
  resourceId: string,
  { account, region }: Scope,
  { regions }: Pick<Catalog, "regions">,
): string {
  const partition = regions.get(region)?.partition ?? "aws";
  return formatArn({ partition, service: "bedrock", region, account, resourceType, resourceId });
}

function geographicProfile(
  modelId: string,
  region: string,
  { systemProfiles }: Pick<Catalog, "systemProfiles">,
): SystemProfile | undefined {
  return systemProfiles
    .all()
    .find(
      (profile) => profile.modelId === modelId && profile.geography !== "global" && profile.destinations.has(region),
    );
}

/**
 * The model that answers. The prompt's difficulty is taken for how much better, in percent, the more expensive model would answer it:
 * that one answers when it is better by more than the router's response quality difference, and the cheaper one otherwise. Which of
 * the two is the fallback makes no difference but for a prompt without words, which the fallback answers.
 *
 * AWS predicts the quality by models of its own. "The router will switch to another model, say Claude Sonnet3, only if its responses
 * are 10% better than Claude Haiku3's responses": https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-routing.html. With a
 * difference of 0 a third party's easy prompts went to Nova Lite and hard ones to Nova Pro, with 50 all went to Nova Lite (2026-03).
 */
function choose(
  { models, fallback, responseQualityDifference }: PromptRouter,
  difficulty: number | undefined,
  scope: Scope,
  catalog: Catalog,
): string {
  if (difficulty === undefined) return fallback;
  const better = [...models].sort((one, other) => worth(other) - worth(one))[0];
  const cheaper = models.find((model) => model !== better);
  const chosen = difficulty > responseQualityDifference ? better : cheaper;
  return chosen?.arn ?? fallback;

  /** Of two that cost the same the fallback counts as the better one. */
  function worth({ arn, modelId }: RouterModel): number {
    const { input = 0, output = 0 } = catalog.prices.for(modelId, scope.region, undefined) ?? {};
    return input + output + (arn === fallback ? Number.EPSILON : 0);
  }
}
