import type { Condition } from "./condition.ts";

/** The types of policy that restrict a principal, as AWS names them in its messages. */
export type PolicyType = "service control policy" | "identity-based policy" | "permissions boundary" | "session policy";

/** A policy, compiled once and evaluated as often as needed. */
export interface Policy {
  readonly name: string;
  readonly type: PolicyType;
  /** Managed policies and SCPs have an ARN, which AWS names when they deny; inline policies have none. */
  readonly arn?: string;
  readonly statements: readonly Statement[];
  /** The policy as a list of one. */
  readonly alone: readonly Policy[];
  /** The document that the policy was compiled from. */
  readonly document: PolicyDocument;
}

/** A statement, named. */
export interface StatementName {
  /** The place among the document's statements, from 0. */
  readonly index: number;
  readonly sid?: string;
}

/** One compiled statement. */
export interface Statement {
  readonly name: StatementName;
  readonly effect: "Allow" | "Deny";
  /** Whether the statement speaks of an action, given in lower case. */
  matchesAction(action: string): boolean;
  matchesResource(resource: string, context: RequestContext): boolean;
  /** All of them have to hold. */
  readonly conditions: readonly Condition[];
}

/** The values of the condition keys of one request, by key in lower case. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** A policy document in AWS's JSON form. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: StatementDocument | readonly StatementDocument[];
}

export interface StatementDocument {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: ConditionDocument;
}

export type ConditionValue = string | number | boolean;

/** Operator, then key, then values. */
export type ConditionDocument = Readonly<
  Record<string, Readonly<Record<string, ConditionValue | readonly ConditionValue[]>>>
>;

/** One or several, as a list. */
export function listOf<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}
