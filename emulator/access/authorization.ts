import reference from "../../contracts/authorization/bedrock.json" with { type: "json" };
import { formatArn } from "../arn.ts";
import { foundationModelArn, type Partition } from "../catalog/index.ts";
import type { CheckFacts } from "./request-context.ts";

/** One authorization that an operation asks for, with the condition keys that hold for this one alone. */
export interface AccessCheck extends CheckFacts {
  readonly action: string;
  readonly resource: string;
}

/** A resource that a request names. */
export interface NamedResource {
  readonly arn: string;
  readonly tags?: ReadonlyMap<string, string> | undefined;
}

/** The model that a request invokes, and the way to it. */
export interface Invocation {
  readonly modelId: string;
  /** The Regions that may process the request; the source Region alone when no cross-Region profile is named. */
  readonly destinations: readonly string[];
  /** The system-defined or application profile that was named. */
  readonly profile?: (NamedResource & { readonly geography?: string | undefined }) | undefined;
  readonly guardrail?: (NamedResource & { readonly version?: string | undefined }) | undefined;
  /** The prompt router that was named and has chosen the model. */
  readonly promptRouter?: NamedResource | undefined;
  readonly serviceTier?: string | undefined;
}

/** What an operation's checks depend on. */
export interface OperationFacts {
  /** The source Region. */
  readonly region: string;
  readonly account: string;
  readonly partition: Partition;
  /** The resources that the request names by ARN or id. */
  readonly resources?: readonly NamedResource[] | undefined;
  /** The tags in the request, of TagResource or of a creation. */
  readonly requestTags?: ReadonlyMap<string, string> | undefined;
  /** The keys in the request of UntagResource. */
  readonly tagKeys?: readonly string[] | undefined;
  readonly invocation?: Invocation | undefined;
  /** The role that the request hands to Bedrock. */
  readonly passedRole?: string | undefined;
  /** Present when the caller came with a Bedrock API key. */
  readonly bearerTokenType?: "SHORT_TERM" | "LONG_TERM" | undefined;
}

interface ReferenceAction {
  readonly resources: readonly string[];
  readonly optionalResources: readonly string[];
}

const actions: Readonly<Record<string, ReferenceAction>> = reference.actions;
const resourceTypes: Readonly<Record<string, { readonly arn: string }>> = reference.resourceTypes;

/**
 * The operations that are authorized as an action of another name. "This operation requires permission for the
 * `bedrock:InvokeModel` action": https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
 * …/API_runtime_ConverseStream.html, …/API_runtime_StartAsyncInvoke.html. The reference has no action for the bidirectional stream;
 * that it is InvokeModel is assumed.
 */
const AUTHORIZED_AS: Readonly<Record<string, string>> = {
  Converse: "InvokeModel",
  ConverseStream: "InvokeModelWithResponseStream",
  StartAsyncInvoke: "InvokeModel",
  InvokeModelWithBidirectionalStream: "InvokeModel",
  Rerank: "InvokeModel",
};

/** What the operations create whose names do not tell. */
const CREATED: Readonly<Record<string, string>> = {
  CreateInferenceProfile: "application-inference-profile",
  CreateProvisionedModelThroughput: "provisioned-model",
  CreateMarketplaceModelEndpoint: "bedrock-marketplace-model-endpoint",
  StartAsyncInvoke: "async-invoke",
};

/** The action of AWS that an operation needs, for example `bedrock:InvokeModel` for Converse. */
export function actionOf(operation: string): string {
  return `bedrock:${AUTHORIZED_AS[operation] ?? operation}`;
}

/**
 * Every authorization that an operation asks for, in the order in which they are made: the first one that is denied gives the error.
 * 1. With a Bedrock API key `bedrock:CallWithBearerToken` on `*` (third-party captures, 2026).
 * 2. With a role `iam:PassRole` on it.
 * 3. An invocation: the profile, then its models (see `invocationChecks`), then the guardrail.
 * 4. Any other operation: the resources that the reference lists for it, `*` when it lists none.
 * 5. With tags in a creation `bedrock:TagResource` on what is created.
 */
export function checksFor(operation: string, facts: OperationFacts): readonly AccessCheck[] {
  const checks =
    AUTHORIZED_AS[operation] || facts.invocation
      ? invocationChecks(operation, facts)
      : resourceChecks(operation, facts);
  const tags = facts.requestTags ? { requestTags: facts.requestTags } : {};
  const keys = facts.tagKeys ? { tagKeys: facts.tagKeys } : {};
  const all = [...bearerChecks(facts), ...passRoleChecks(facts), ...checks, ...tagOnCreateChecks(operation, facts)];
  return all.map((check) => ({ ...check, ...tags, ...keys }));
}

function bearerChecks({ bearerTokenType, region }: OperationFacts): readonly AccessCheck[] {
  if (bearerTokenType === undefined) return [];
  return [{ action: "bedrock:CallWithBearerToken", resource: "*", requestedRegion: region, bearerTokenType }];
}

/**
 * A caller without the right to pass the role was told so, and not that it lacked rights on the job:
 * https://github.com/ministryofjustice/analytical-platform/issues/10682
 */
function passRoleChecks({ passedRole, region }: OperationFacts): readonly AccessCheck[] {
  if (passedRole === undefined) return [];
  const passedToService = "bedrock.amazonaws.com";
  return [{ action: "iam:PassRole", resource: passedRole, requestedRegion: region, passedToService }];
}

/**
 * - A foundation model: the model in the source Region.
 * - A geographic profile: the profile; "the foundation model in the source Region"; "the foundation model in all destination Regions",
 *   each with its Region as `aws:RequestedRegion` and with `bedrock:InferenceProfileArn`.
 * - A global profile: the profile; the model in the source Region; the Region-less model with `aws:RequestedRegion` "unspecified".
 * - An application profile: the same with its own ARN in both places. The profile it was made from is not looked at: a role without
 *   rights on it works in https://github.com/anthropics/claude-code/issues/6191; a note of a user says otherwise
 *   (https://www.alexis-segura.com/notes/a-note-on-claude-code-amazon-bedrock-and-cost-tracking).
 * - A prompt router: the router, then what it has chosen as above, with `bedrock:PromptRouterArn`. The reference lists routers among the
 *   resources of InvokeModel; that the model that was not chosen is not looked at is assumed.
 * AWS's example policies have `bedrock:InferenceProfileArn` with models alone; that the key is absent when the profile itself is
 * judged is assumed.
 *
 * All are judged before the request is routed: one blocked destination blocks it. That the profile comes first is seen in
 * https://github.com/BerriAI/litellm/pull/39166; the order of the models is assumed to be the profile's.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html (ApplyGuardrail),
 * https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-prereq.html ("permissions for both the bedrock:Rerank and
 * bedrock:InvokeModel actions"; the order is assumed)
 */
function invocationChecks(operation: string, facts: OperationFacts): readonly AccessCheck[] {
  const { invocation, region } = facts;
  if (!invocation) throw new RangeError(`the checks of ${operation} depend on what it invokes`);
  const { profile, guardrail, promptRouter, serviceTier } = invocation;
  const action = actionOf(operation);
  const keys = {
    ...(promptRouter ? { promptRouterArn: promptRouter.arn } : {}),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(guardrail ? { guardrailIdentifier: guardrailIdentifier(guardrail) } : {}),
  };
  const checks: AccessCheck[] = [];
  if (operation === "Rerank") checks.push({ action: "bedrock:Rerank", resource: "*", requestedRegion: region });
  if (promptRouter) {
    checks.push({ action, resource: promptRouter.arn, requestedRegion: region, ...tagsOf(promptRouter) });
  }
  if (profile) checks.push({ action, resource: profile.arn, requestedRegion: region, ...tagsOf(profile), ...keys });
  const inferenceProfile = profile ? { inferenceProfileArn: profile.arn } : {};
  for (const name of modelRegions(invocation, region)) {
    const resource = foundationModelArn(name === "" ? "" : { name, partition: facts.partition }, invocation.modelId);
    checks.push({
      action,
      resource,
      requestedRegion: name === "" ? "unspecified" : name,
      ...inferenceProfile,
      ...keys,
    });
  }
  if (guardrail) {
    checks.push({
      action: "bedrock:ApplyGuardrail",
      resource: guardrail.arn,
      requestedRegion: region,
      ...tagsOf(guardrail),
    });
  }
  return checks;
}

/** The Regions whose model is judged, the source Region first; "" is that of the Region-less model. */
function modelRegions({ profile, destinations }: Invocation, source: string): readonly string[] {
  if (!profile) return [source];
  if (profile.geography === "global") return [source, ""];
  return [source, ...destinations.filter((name) => name !== source)];
}

/** "The GuardrailIdentifier containing the GuardrailArn or the GuardrailArn:NumericVersion": AWS's reference of condition keys. */
function guardrailIdentifier({ arn, version }: NonNullable<Invocation["guardrail"]>): string {
  return version === undefined || !/^\d+$/.test(version) ? arn : `${arn}:${version}`;
}

function tagsOf({ tags }: NamedResource): Pick<AccessCheck, "resourceTags"> {
  return tags ? { resourceTags: tags } : {};
}

function resourceChecks(operation: string, facts: OperationFacts): readonly AccessCheck[] {
  const action = actionOf(operation);
  const requestedRegion = facts.region;
  const resources = resourcesOf(operation, facts);
  return resources.map((resource) => ({ action, resource: resource.arn, requestedRegion, ...tagsOf(resource) }));
}

/**
 * - CreateInferenceProfile is authorized on the profiles that may come to be and on the source, a model or a profile; a profile's
 *   models are not looked at (assumed). Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 * - ListInferenceProfiles is authorized on `inference-profile/*`, as AWS's errors say (third-party captures, 2026), although the
 *   reference lists no resource for it.
 * - CreateGuardrail is authorized on `guardrail/*`, as AWS's errors say (third-party captures, 2026), although the reference lists no
 *   resource for it.
 * - CreateModelInvocationJob is authorized on the jobs that may come to be and on the model or profile, the reference's own list
 *   (profiles are not in it: assumed).
 */
function resourcesOf(operation: string, facts: OperationFacts): readonly NamedResource[] {
  const named = facts.resources ?? [];
  if (operation === "CreateInferenceProfile") return [anyOf("application-inference-profile", facts), ...named];
  if (operation === "CreateModelInvocationJob") return [anyOf("model-invocation-job", facts), ...named];
  if (operation === "ListInferenceProfiles") return [anyOf("inference-profile", facts)];
  if (operation === "CreateGuardrail") return [anyOf("guardrail", facts)];
  const { resources = [] } = actions[operation] ?? {};
  if (named.length > 0) return named;
  const [first] = resources;
  return [first === undefined ? { arn: "*" } : anyOf(first, facts)];
}

/**
 * "bedrock:TagResource" on what is created, as with other services of AWS
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html lists `aws:RequestTag` for both
 * actions); that a creation with tags needs it is assumed.
 */
function tagOnCreateChecks(operation: string, facts: OperationFacts): readonly AccessCheck[] {
  const created = CREATED[operation] ?? /^Create(.+)$/.exec(operation)?.[1];
  if (created === undefined || !facts.requestTags || facts.requestTags.size === 0) return [];
  const type = created.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  const { arn } = anyOf(type, facts);
  return [{ action: "bedrock:TagResource", resource: arn, requestedRegion: facts.region }];
}

/** The ARN that stands for every resource of a type in the source Region. */
function anyOf(type: string, { partition, region, account }: OperationFacts): NamedResource {
  const form = resourceTypes[type]?.arn;
  if (form === undefined) {
    return { arn: formatArn({ partition, service: "bedrock", region, account, resourceType: type, resourceId: "*" }) };
  }
  const known: Readonly<Record<string, string>> = { Partition: partition, Region: region, Account: account };
  return { arn: form.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? "*") };
}
