import { compileArnPattern } from "./arn-pattern.ts";
import { readInstant } from "./instant.ts";
import { compileIpRange } from "./ip-range.ts";
import type { RequestContext } from "./policy.ts";
import { compileTemplate, fillIn, isStatic, readTemplate, type Template } from "./template.ts";

/** Whether one value of the request matches one value of the policy. */
export type ValueTest = (value: string, context: RequestContext) => boolean;

/** A condition operator without its prefix and suffix. */
export interface Operator {
  /** Whether the condition holds when nothing matches. */
  readonly negated: boolean;
  /** Compiles one value of the policy, or says why it cannot be one. */
  compile(value: string, variables: boolean): ValueTest | { readonly problem: string };
}

type Compile = Operator["compile"];

/** Template operators: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse */
function withTemplate(wildcards: boolean, compile: (template: Template) => ValueTest): Compile {
  return (value, variables) => {
    const template = readTemplate(value, { variables, wildcards });
    return "problem" in template ? template : compile(template);
  };
}

/** Exact comparison after `normalize`, of what the request says and what the policy says. */
function exactly(normalize: (text: string) => string): Compile {
  return withTemplate(false, (template) => {
    const text = (context: RequestContext) => {
      const parts = fillIn(template, context);
      return parts && normalize(parts.map((part) => ("literal" in part ? part.literal : part.wildcard)).join(""));
    };
    if (!isStatic(template)) return (value, context) => normalize(value) === text(context);
    const expected = text(new Map());
    return (value) => normalize(value) === expected;
  });
}

const asIs = (text: string) => text;
const ignoringCase = (text: string) => text.toLowerCase();

function ordered(
  read: (text: string) => number | undefined,
  problem: string,
  compare: (asked: number, given: number) => boolean,
): Compile {
  return (value) => {
    const given = read(value);
    if (given === undefined) return { problem: `"${value}" is ${problem}` };
    return (text) => {
      const asked = read(text);
      return asked !== undefined && compare(asked, given);
    };
  };
}

function readNumber(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

const equal = (asked: number, given: number) => asked === given;
const less = (asked: number, given: number) => asked < given;
const atMost = (asked: number, given: number) => asked <= given;
const greater = (asked: number, given: number) => asked > given;
const atLeast = (asked: number, given: number) => asked >= given;

const numeric = (compare: typeof equal) => ordered(readNumber, "no number", compare);
const date = (compare: typeof equal) =>
  ordered(readInstant, "no date; write it as 2026-01-31T12:00:00Z or in seconds since 1970", compare);

/**
 * AWS's own pages disagree on variables here: the page on variables excludes Boolean operators, the page on operators says
 * "Policy variables – Supported". They are supported.
 */
const bool: Compile = (value, variables) => {
  const compiled = exactly(ignoringCase)(value, variables);
  if (typeof compiled !== "function" || value.includes("${") || /^(?:true|false)$/i.test(value)) return compiled;
  return { problem: `"${value}" is neither true nor false` };
};

/** Base64 against base64: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals */
const binary: Compile = (value) => {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) {
    return { problem: `"${value}" is not base64` };
  }
  return (text) => text === value;
};

const ipAddress: Compile = (value) =>
  compileIpRange(value) ?? { problem: `"${value}" is no IP address or range in CIDR form, such as 203.0.113.0/24` };

const like = withTemplate(true, compileTemplate);
const arn = withTemplate(true, compileArnPattern);

const is = (compile: Compile): Operator => ({ negated: false, compile });
const isNot = (compile: Compile): Operator => ({ negated: true, compile });

/**
 * Every condition operator but Null, which compares nothing.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const operators: Readonly<Record<string, Operator>> = {
  StringEquals: is(exactly(asIs)),
  StringNotEquals: isNot(exactly(asIs)),
  StringEqualsIgnoreCase: is(exactly(ignoringCase)),
  StringNotEqualsIgnoreCase: isNot(exactly(ignoringCase)),
  StringLike: is(like),
  StringNotLike: isNot(like),
  NumericEquals: is(numeric(equal)),
  NumericNotEquals: isNot(numeric(equal)),
  NumericLessThan: is(numeric(less)),
  NumericLessThanEquals: is(numeric(atMost)),
  NumericGreaterThan: is(numeric(greater)),
  NumericGreaterThanEquals: is(numeric(atLeast)),
  DateEquals: is(date(equal)),
  DateNotEquals: isNot(date(equal)),
  DateLessThan: is(date(less)),
  DateLessThanEquals: is(date(atMost)),
  DateGreaterThan: is(date(greater)),
  DateGreaterThanEquals: is(date(atLeast)),
  Bool: is(bool),
  BinaryEquals: is(binary),
  IpAddress: is(ipAddress),
  NotIpAddress: isNot(ipAddress),
  ArnEquals: is(arn),
  ArnLike: is(arn),
  ArnNotEquals: isNot(arn),
  ArnNotLike: isNot(arn),
};
