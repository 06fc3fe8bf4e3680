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

/** What is the same for every resource that one request is judged on. */
export interface CallerFacts {
  readonly principal: PrincipalFacts;
  readonly now: Date;
  readonly sourceIp?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Whether the request came over TLS; false at an emulator's plain port. */
  readonly secureTransport?: boolean | undefined;
  /** Keys that no other fact stands for, such as `aws:SourceVpce`, with their values. */
  readonly further?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** What belongs to one action on one resource. */
export interface CheckFacts {
  /** The Region that the resource is judged in; `unspecified` for the Region-less model of a global profile. */
  readonly requestedRegion: string;
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
  /** Of `iam:PassRole`: the principal of the service that gets the role. */
  readonly passedToService?: string | undefined;
}

type MutableContext = Map<string, readonly string[]>;

/**
 * The condition keys of a request: the global ones and those of Amazon Bedrock, by name in lower case. A key without a value is
 * absent.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html#amazonbedrock-policy-keys
 */
export function requestContext(facts: CallerFacts & CheckFacts): RequestContext {
  return checkContext(callerContext(facts), facts, facts.principal);
}

/** The part of the context that is the same for every check of a request. */
export function callerContext(facts: CallerFacts): RequestContext {
  const context: MutableContext = new Map();
  for (const [key, values] of facts.further ?? []) context.set(key.toLowerCase(), values);
  setPrincipal(facts.principal, facts.now, context);
  set(context, "aws:currenttime", written(facts.now));
  set(context, "aws:epochtime", String(Math.floor(facts.now.getTime() / 1000)));
  set(context, "aws:sourceip", facts.sourceIp);
  set(context, "aws:useragent", facts.userAgent);
  set(context, "aws:securetransport", String(facts.secureTransport ?? false));
  set(context, "aws:viaawsservice", "false");
  return context;
}

/** The whole context of one check. */
export function checkContext(caller: RequestContext, facts: CheckFacts, principal: PrincipalFacts): RequestContext {
  const context: MutableContext = new Map(caller);
  set(context, "aws:requestedregion", facts.requestedRegion);
  setResource(facts, principal, context);
  setTags("aws:requesttag/", facts.requestTags, context);
  const tagKeys = facts.tagKeys ?? (facts.requestTags && [...facts.requestTags.keys()]);
  if (tagKeys && tagKeys.length > 0) context.set("aws:tagkeys", tagKeys);
  set(context, "bedrock:inferenceprofilearn", facts.inferenceProfileArn);
  set(context, "bedrock:guardrailidentifier", facts.guardrailIdentifier);
  set(context, "bedrock:promptrouterarn", facts.promptRouterArn);
  set(context, "bedrock:servicetier", facts.serviceTier);
  set(context, "bedrock:bearertokentype", facts.bearerTokenType);
  set(context, "iam:passedtoservice", facts.passedToService);
  return context;
}

function set(context: MutableContext, key: string, value: string | undefined): void {
  if (value !== undefined) context.set(key, [value]);
}

/** In whole seconds: `2026-01-31T12:00:00Z`. */
function written(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

function setPrincipal(principal: PrincipalFacts, now: Date, context: MutableContext): void {
  set(context, "aws:principalarn", principalArn(principal));
  set(context, "aws:principalaccount", principal.account);
  set(context, "aws:principaltype", principal.type);
  set(context, "aws:principalisawsservice", "false");
  set(context, "aws:username", principal.type === "User" ? principal.userName : undefined);
  set(context, "aws:userid", principal.userId ?? (principal.type === "Account" ? principal.account : undefined));
  set(context, "aws:principalorgid", principal.orgId);
  set(context, "aws:principalorgpaths", principal.orgPath);
  set(context, "aws:sourceidentity", principal.sourceIdentity);
  setTags("aws:principaltag/", principal.tags, context);
  const { tokenIssuedAt, multiFactorAuthentication } = principal;
  // Temporary credentials alone tell when they were issued and whether a second factor was given.
  if (!tokenIssuedAt) return;
  set(context, "aws:tokenissuetime", written(tokenIssuedAt));
  set(context, "aws:multifactorauthpresent", String(multiFactorAuthentication ?? false));
  if (!multiFactorAuthentication) return;
  set(context, "aws:multifactorauthage", String(Math.floor((now.getTime() - tokenIssuedAt.getTime()) / 1000)));
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

function setResource({ resource, resourceTags }: CheckFacts, principal: PrincipalFacts, context: MutableContext): void {
  setTags("aws:resourcetag/", resourceTags, context);
  const account = resource === undefined ? "" : (resource.split(":", 5)[4] ?? "");
  if (account === "") return;
  context.set("aws:resourceaccount", [account]);
  if (account !== principal.account) return;
  set(context, "aws:resourceorgid", principal.orgId);
  set(context, "aws:resourceorgpaths", principal.orgPath);
}

/** Key names are not case-sensitive, also where a tag's key is part of them. */
function setTags(prefix: string, tags: ReadonlyMap<string, string> | undefined, context: MutableContext): void {
  for (const [key, value] of tags ?? []) context.set(prefix + key.toLowerCase(), [value]);
}
