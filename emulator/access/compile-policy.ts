import { type Condition, compileCondition } from "./condition.ts";
import {
  type ConditionDocument,
  listOf,
  type Policy,
  type PolicyDocument,
  type PolicyType,
  type RequestContext,
  type Statement,
  type StatementDocument,
} from "./policy.ts";
import { PolicyError } from "./policy-error.ts";
import { checkPolicy } from "./policy-grammar.ts";
import { compileTemplate, readTemplate } from "./template.ts";
import { compileWildcards } from "./wildcard.ts";

/** What a policy is besides its document. */
export interface PolicyIdentity {
  readonly name: string;
  readonly type: PolicyType;
  readonly arn?: string | undefined;
  /** AWS's own managed policies are not bound to the size limits of its customers. */
  readonly ownedByAws?: boolean | undefined;
}

/**
 * Compiles a policy document, given as JSON text or as the value of it. Throws PolicyError with every place that AWS would refuse.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function compilePolicy(source: unknown, { name, type, arn, ownedByAws = false }: PolicyIdentity): Policy {
  const parsed = typeof source === "string" ? parse(source, name) : structuredClone(source);
  const problems = checkPolicy(parsed, type, { size: !ownedByAws });
  if (problems.length > 0) throw new PolicyError(name, problems);
  // `checkPolicy` has found nothing that contradicts the type.
  const document = parsed as PolicyDocument;
  const variables = document.Version === "2012-10-17";
  const statements = listOf(document.Statement).map((statement, index) =>
    compileStatement(statement, index, variables),
  );
  const alone: Policy[] = [];
  const policy: Policy = { name, type, ...(arn === undefined ? {} : { arn }), statements, alone, document };
  alone.push(policy);
  return policy;
}

function parse(source: string, name: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new PolicyError(name, [{ place: "", message: `the document is no JSON: ${(cause as Error).message}` }]);
  }
}

function compileStatement(document: StatementDocument, index: number, variables: boolean): Statement {
  const { Sid, Effect, Condition } = document;
  return {
    name: Sid ? { index, sid: Sid } : { index },
    effect: Effect,
    matchesAction: compileActions(document),
    matchesResource: compileResources(document, variables),
    conditions: compileConditions(Condition ?? {}, variables),
  };
}

/** Actions are not case-sensitive: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function compileActions({ Action, NotAction }: StatementDocument): Statement["matchesAction"] {
  const matchers = listOf(Action ?? NotAction).map((pattern) => compileWildcards(pattern.toLowerCase()));
  const wanted = Action !== undefined;
  return (action) => matchers.some((matches) => matches(action)) === wanted;
}

/**
 * Resources are case-sensitive, and a `*` may reach beyond a colon. "The resource that includes a policy variable with no value will
 * not match any resource": in NotResource it therefore exempts none.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 */
function compileResources(
  { Resource, NotResource }: StatementDocument,
  variables: boolean,
): Statement["matchesResource"] {
  const tests = listOf(Resource ?? NotResource).map((pattern) => compileResource(pattern, variables));
  const wanted = Resource !== undefined;
  const [only] = tests;
  if (only && tests.length === 1 && wanted) return only;
  return (resource, context) => {
    for (const matches of tests) if (matches(resource, context)) return wanted;
    return !wanted;
  };
}

/**
 * "When you specify an incomplete ARN (one with fewer than the standard six fields) in an identity-based policy, AWS automatically
 * completes the ARN by adding wildcard characters (*) to all missing fields."
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
function compileResource(pattern: string, variables: boolean): (text: string, context: RequestContext) => boolean {
  const missing = pattern === "*" ? 0 : Math.max(0, 6 - pattern.split(":").length);
  const template = readTemplate(pattern + ":*".repeat(missing), { variables, wildcards: true });
  if ("problem" in template) throw new RangeError(template.problem);
  return compileTemplate(template);
}

function compileConditions(conditions: ConditionDocument, variables: boolean): readonly Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const compiled = compileCondition(operator, key, listOf(values).map(String), variables);
      if ("problems" in compiled) throw new RangeError(compiled.problems[0]?.problem);
      return compiled;
    }),
  );
}
