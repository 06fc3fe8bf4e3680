import type { CreateGuardrailCommandInput, UpdateGuardrailCommandInput } from "@aws-sdk/client-bedrock";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { checkRegex } from "../../guardrails/index.ts";
import type { GuardrailPolicies, GuardrailVersion } from "../../state/guardrails.ts";
import type { Scope } from "../../state/store.ts";
import type { Parts } from "../parts.ts";

/** What CreateGuardrail and UpdateGuardrail have in common. */
export type GuardrailConfig = Pick<
  CreateGuardrailCommandInput & UpdateGuardrailCommandInput,
  | "name"
  | "description"
  | "topicPolicyConfig"
  | "contentPolicyConfig"
  | "wordPolicyConfig"
  | "sensitiveInformationPolicyConfig"
  | "contextualGroundingPolicyConfig"
  | "crossRegionConfig"
  | "blockedInputMessaging"
  | "blockedOutputsMessaging"
  | "kmsKeyId"
>;

export const guardrailConfigHonours = [
  "name",
  "description",
  "topicPolicyConfig",
  "contentPolicyConfig",
  "wordPolicyConfig",
  "sensitiveInformationPolicyConfig",
  "contextualGroundingPolicyConfig",
  "crossRegionConfig",
  "blockedInputMessaging",
  "blockedOutputsMessaging",
  "kmsKeyId",
] as const;

/** Reads the configuration of a guardrail into the working draft that it makes; throws what AWS refuses. */
export function readGuardrailConfig(
  config: GuardrailConfig,
  scope: Scope,
  { catalog }: Pick<Parts, "catalog">,
  at: Pick<GuardrailVersion, "createdAt" | "updatedAt">,
): GuardrailVersion {
  const policies = readPolicies(config);
  checkPolicies(policies, config);
  const place: Place = { ...scope, partition: catalog.regions.get(scope.region)?.partition ?? "aws" };
  return {
    version: "DRAFT",
    name: config.name ?? "",
    description: config.description,
    blockedInputMessaging: config.blockedInputMessaging ?? "",
    blockedOutputsMessaging: config.blockedOutputsMessaging ?? "",
    crossRegionDetails: config.crossRegionConfig && readProfile(config.crossRegionConfig, place),
    kmsKeyArn: config.kmsKeyId === undefined ? undefined : readKey(config.kmsKeyId, place),
    ...policies,
    ...at,
  };
}

interface Place extends Scope {
  readonly partition: string;
}

/** The tier of a policy that names none. That GetGuardrail tells it is how Terraform's provider takes it ("computed"). */
const DEFAULT_TIER = { tierName: "CLASSIC" } as const;

function readPolicies(config: GuardrailConfig): GuardrailPolicies {
  const {
    topicPolicyConfig: topics,
    contentPolicyConfig: content,
    wordPolicyConfig: words,
    sensitiveInformationPolicyConfig: sensitive,
    contextualGroundingPolicyConfig: grounding,
  } = config;
  return {
    ...(topics && { topicPolicy: { topics: topics.topicsConfig, tier: topics.tierConfig ?? DEFAULT_TIER } }),
    ...(content && { contentPolicy: { filters: content.filtersConfig, tier: content.tierConfig ?? DEFAULT_TIER } }),
    ...((words?.wordsConfig || words?.managedWordListsConfig) && {
      wordPolicy: { words: words.wordsConfig, managedWordLists: words.managedWordListsConfig },
    }),
    ...((sensitive?.piiEntitiesConfig || sensitive?.regexesConfig) && {
      sensitiveInformationPolicy: { piiEntities: sensitive.piiEntitiesConfig, regexes: sensitive.regexesConfig },
    }),
    ...(grounding && {
      contextualGroundingPolicy: {
        filters: grounding.filtersConfig,
        ...(grounding.tierConfig && { tier: grounding.tierConfig }),
      },
    }),
  };
}

function checkPolicies(policies: GuardrailPolicies, { crossRegionConfig }: GuardrailConfig): void {
  if (Object.keys(policies).length === 0) throw awsError("guardrailWithoutPolicy");
  const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy, contextualGroundingPolicy } = policies;
  const tiers = [topicPolicy?.tier, contentPolicy?.tier, contextualGroundingPolicy?.tier];
  if (!crossRegionConfig && tiers.some((tier) => tier?.tierName === "STANDARD")) {
    throw awsError("standardTierWithoutCrossRegion");
  }
  refuseTwice("topic", topicPolicy?.topics, ({ name }) => name);
  refuseTwice("content filter", contentPolicy?.filters, ({ type }) => type);
  refuseTwice("managed word list", wordPolicy?.managedWordLists, ({ type }) => type);
  refuseTwice("PII entity", sensitiveInformationPolicy?.piiEntities, ({ type }) => type);
  refuseTwice("regex", sensitiveInformationPolicy?.regexes, ({ name }) => name);
  refuseTwice("contextual grounding filter", contextualGroundingPolicy?.filters, ({ type }) => type);
  for (const { type, outputStrength } of contentPolicy?.filters ?? []) {
    if (type === "PROMPT_ATTACK" && outputStrength !== "NONE") throw awsError("promptAttackOnOutput");
  }
  for (const { name = "", pattern = "" } of sensitiveInformationPolicy?.regexes ?? []) {
    const problem = checkRegex(pattern);
    if (problem?.isGap) {
      throw new NotEmulatedError(
        `Outcrop does not emulate ${problem.message} in the regexes of guardrails yet (${name}).`,
      );
    }
    if (problem) throw awsError("guardrailRegexInvalid", { name, problem: problem.message });
  }
  for (const { type = "", threshold = 0 } of contextualGroundingPolicy?.filters ?? []) {
    if (threshold > 0.99) throw awsError("groundingThresholdInvalid", { type });
  }
}

function refuseTwice<Entry>(
  kind: string,
  entries: readonly Entry[] = [],
  nameOf: (entry: Entry) => string | undefined,
): void {
  const seen = new Set<string>();
  for (const entry of entries) {
    const name = nameOf(entry) ?? "";
    if (seen.has(name)) throw awsError("guardrailEntryTwice", { kind, name });
    seen.add(name);
  }
}

/** The guardrail profile by id and ARN; it says where AWS may assess, which nothing here depends on. */
function readProfile(
  { guardrailProfileIdentifier: given = "" }: NonNullable<GuardrailConfig["crossRegionConfig"]>,
  { partition, region, account }: Place,
) {
  const id = given.startsWith("arn:") ? given.slice(given.indexOf("/") + 1) : given;
  const arn = given.startsWith("arn:")
    ? given
    : `arn:${partition}:bedrock:${region}:${account}:guardrail-profile/${id}`;
  return { guardrailProfileId: id, guardrailProfileArn: arn };
}

/** The ARN of a key that is named by ARN or id. What an alias stands for, only KMS knows. */
function readKey(given: string, { partition, region, account }: Place): string {
  if (given.includes("alias/")) {
    throw new NotEmulatedError(
      "Outcrop does not emulate the aliases of KMS keys; name the key of a guardrail by its id or ARN.",
    );
  }
  return given.startsWith("arn:") ? given : `arn:${partition}:kms:${region}:${account}:key/${given}`;
}
