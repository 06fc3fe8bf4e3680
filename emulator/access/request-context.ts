import { parseArn } from "../arn.ts";
import type { RequestContext } from "./policy.ts";

/** What is known of the principal of a request. */
export interface PrincipalFacts {
  /** The ARN that AWS's errors name: of a role's session it is the STS one. */
  readonly arn: string;
  readonly account: string;
  readonly type: "Account" | "User" | "AssumedRole" | "FederatedUser" | "Anonymous";
  /** Of an IAM user. */
  readonly userName?: string | undefined;
  /** The unique id; of a role's session `AROA…:session`. */
  readonly userId?: string | undefined;
  /** Of a role's session: the role, where its ARN has a path that the session's does not show. */
  readonly roleArn?: string | undefined;
  /** Tags of the user or role, and session tags. */
  readonly tags?: ReadonlyMap<string, string> | undefined;
  readonly orgId?: string | undefined;
  /** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/` */
  readonly orgPath?: string | undefined;
  readonly sourceIdentity?: string | undefined;
  /** Of temporary credentials. */
  readonly tokenIssuedAt?: Date | undefined;
  readonly multiFactorAuthentication?: boolean | undefined;
}

/** The plain facts that the condition keys of a request are made of. */
export interface RequestFacts {
  readonly principal: PrincipalFacts;
  /** The Region that the resource is judged in; `unspecified` for the Region-less model of a global profile. */
  readonly requestedRegion: string;
  readonly now: Date;
  readonly sourceIp?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Whether the request came over TLS; false at an emulator's plain port. */
  readonly secureTransport?: boolean | undefined;
  /** The ARN of the resource, which tells the account that owns it. */
  readonly resource?: string | undefined;
  readonly resourceTags?: ReadonlyMap<string, string> | undefined;
  readonly requestTags?: ReadonlyMap<string, string> | undefined;
  /** The keys of the tags in the request; those of `requestTags` when absent. */
  readonly tagKeys?: readonly string[] | undefined;
  readonly inferenceProfileArn?: string | undefined;
  /** The guardrail's ARN, with `:version` when a numbered version is asked for. */
  readonly guardrailIdentifier?: string | undefined;
  readonly promptRouterArn?: string | undefined;
  readonly serviceTier?: string | undefined;
  readonly bearerTokenType?: "SHORT_TERM" | "LONG_TERM" | undefined;
  /** Keys that no other fact stands for, such as `aws:SourceVpce`, with their values. */
  readonly further?: ReadonlyMap<string, readonly string[]> | undefined;
}

/**
 * The condition keys of a request: the global ones and those of Amazon Bedrock, by name in lower case. A key without a value is
 * absent.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html#amazonbedrock-policy-keys
 */
export function requestContext(facts: RequestFacts): RequestContext {
  const context = new Map<string, readonly string[]>();
  const set = (key: string, value: string | undefined) => {
    if (value !== undefined) context.set(key, [value]);
  };
  for (const [key, values] of facts.further ?? []) context.set(key.toLowerCase(), values);
  setPrincipal(facts.principal, facts.now, context);
  set("aws:requestedregion", facts.requestedRegion);
  set("aws:currenttime", `${facts.now.toISOString().slice(0, 19)}Z`);
  set("aws:epochtime", String(Math.floor(facts.now.getTime() / 1000)));
  set("aws:sourceip", facts.sourceIp);
  set("aws:useragent", facts.userAgent);
  set("aws:securetransport", String(facts.secureTransport ?? false));
  set("aws:viaawsservice", "false");
  setResource(facts, context);
  setTags("aws:requesttag/", facts.requestTags, context);
  const tagKeys = facts.tagKeys ?? [...(facts.requestTags?.keys() ?? [])];
  if (tagKeys.length > 0) context.set("aws:tagkeys", tagKeys);
  set("bedrock:inferenceprofilearn", facts.inferenceProfileArn);
  set("bedrock:guardrailidentifier", facts.guardrailIdentifier);
  set("bedrock:promptrouterarn", facts.promptRouterArn);
  set("bedrock:servicetier", facts.serviceTier);
  set("bedrock:bearertokentype", facts.bearerTokenType);
  return context;
}

function setPrincipal(principal: PrincipalFacts, now: Date, context: Map<string, readonly string[]>): void {
  const set = (key: string, value: string | undefined) => {
    if (value !== undefined) context.set(key, [value]);
  };
  set("aws:principalarn", principalArn(principal));
  set("aws:principalaccount", principal.account);
  set("aws:principaltype", principal.type);
  set("aws:principalisawsservice", "false");
  set("aws:username", principal.type === "User" ? principal.userName : undefined);
  set("aws:userid", principal.userId ?? (principal.type === "Account" ? principal.account : undefined));
  set("aws:principalorgid", principal.orgId);
  set("aws:principalorgpaths", principal.orgPath);
  set("aws:sourceidentity", principal.sourceIdentity);
  setTags("aws:principaltag/", principal.tags, context);
  const { tokenIssuedAt, multiFactorAuthentication } = principal;
  set("aws:tokenissuetime", tokenIssuedAt && `${tokenIssuedAt.toISOString().slice(0, 19)}Z`);
  // "This key is present only in temporary credentials": long-term access keys never tell.
  if (tokenIssuedAt) {
    set("aws:multifactorauthpresent", String(multiFactorAuthentication ?? false));
    const ageSeconds = Math.floor((now.getTime() - tokenIssuedAt.getTime()) / 1000);
    set("aws:multifactorauthage", multiFactorAuthentication ? String(ageSeconds) : undefined);
  }
}

/**
 * "For IAM roles, the request context returns the ARN of the role, not the ARN of the user that assumed the role."
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
function principalArn({ arn, roleArn }: PrincipalFacts): string {
  if (roleArn !== undefined) return roleArn;
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  if (!session) return arn;
  const [, partition, account, role] = session;
  return `arn:${partition}:iam::${account}:role/${role}`;
}

function setResource(
  { resource, resourceTags, principal }: RequestFacts,
  context: Map<string, readonly string[]>,
): void {
  setTags("aws:resourcetag/", resourceTags, context);
  const account = resource === undefined ? "" : (parseArn(resource)?.account ?? "");
  if (account === "") return;
  context.set("aws:resourceaccount", [account]);
  if (account !== principal.account) return;
  if (principal.orgId !== undefined) context.set("aws:resourceorgid", [principal.orgId]);
  if (principal.orgPath !== undefined) context.set("aws:resourceorgpaths", [principal.orgPath]);
}

/** Key names are not case-sensitive, also where a tag's key is part of them. */
function setTags(
  prefix: string,
  tags: ReadonlyMap<string, string> | undefined,
  context: Map<string, readonly string[]>,
): void {
  for (const [key, value] of tags ?? []) context.set(prefix + key.toLowerCase(), [value]);
}
