import leven from "leven";
import { nearestWord } from "../nearest.ts";
import { compileCondition, operatorNames, readOperator } from "./condition.ts";
import type { PolicyType } from "./policy.ts";
import type { PolicyProblem } from "./policy-error.ts";
import { readTemplate } from "./template.ts";

/** The elements of a document and of a statement: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/**
 * The most characters that a document may have, white space outside of strings not counted.
 * - SCP: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html ("10,240 characters" since 2026)
 * - identity-based policy: the limit of all inline policies of a role, the highest of the several in
 *   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * - permissions boundary: a managed policy, same page
 * - session policy: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const CHARACTERS_MAX: Readonly<Record<PolicyType, number>> = {
  "service control policy": 10_240,
  "identity-based policy": 10_240,
  "permissions boundary": 6_144,
  "session policy": 2_048,
};

/** Everything that AWS would refuse in a document; an empty list when it is valid. */
export function checkPolicy(
  document: unknown,
  type: PolicyType,
  { size = true }: { readonly size?: boolean } = {},
): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report: Report = (place, message) => problems.push({ place, message });
  if (!isObject(document)) {
    report("", "a policy is a JSON object");
    return problems;
  }
  if (size) checkSize(document, type, report);
  checkElements(document, DOCUMENT_ELEMENTS, "", report);
  checkVersion(document.Version, type, report);
  if (document.Id !== undefined) {
    report("Id", `Id is for resource-based policies; ${withArticle(type)} must not have it`);
  }
  const variables = document.Version === "2012-10-17";
  const statement = document.Statement;
  if (statement === undefined) report("Statement", "the element is missing");
  else if (Array.isArray(statement)) {
    for (const [index, item] of statement.entries())
      checkStatement(item, `Statement[${index}]`, type, variables, report);
    checkSids(statement, report);
  } else checkStatement(statement, "Statement", type, variables, report);
  return problems;
}

type Report = (place: string, message: string) => void;

function checkSize(document: object, type: PolicyType, report: Report): void {
  const characters = JSON.stringify(document).length;
  const limit = CHARACTERS_MAX[type];
  if (characters > limit) {
    report(
      "",
      `the document has ${characters} characters without white space; ${withArticle(type)} has at most ${limit}`,
    );
  }
}

/** "Every SCP must include a `Version` element with the value "2012-10-17"": https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
function checkVersion(version: unknown, type: PolicyType, report: Report): void {
  if (type === "service control policy" && version !== "2012-10-17") {
    report("Version", 'a service control policy must have the version "2012-10-17"');
  } else if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    report("Version", `${shown(version)} is no version of the policy language; use "2012-10-17"`);
  }
}

/** "In IAM, the Sid value must be unique within a JSON policy.": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
function checkSids(statements: readonly unknown[], report: Report): void {
  const seen = new Map<unknown, number>();
  for (const [index, statement] of statements.entries()) {
    const sid = isObject(statement) ? statement.Sid : undefined;
    if (typeof sid !== "string" || sid === "") continue;
    const first = seen.get(sid);
    if (first !== undefined) report(`Statement[${index}].Sid`, `Statement[${first}] has the same Sid ${shown(sid)}`);
    else seen.set(sid, index);
  }
}

function checkStatement(statement: unknown, place: string, type: PolicyType, variables: boolean, report: Report): void {
  if (!isObject(statement)) {
    report(place, "a statement is a JSON object");
    return;
  }
  checkElements(statement, STATEMENT_ELEMENTS, place, report);
  const { Sid, Effect, Condition } = statement;
  if (Sid !== undefined && (typeof Sid !== "string" || !/^[A-Za-z0-9]*$/.test(Sid))) {
    report(`${place}.Sid`, `${shown(Sid)} is no Sid; it consists of the letters A-Z, a-z and digits`);
  }
  if (Effect === undefined) report(`${place}.Effect`, "the element is missing; it is Allow or Deny");
  else if (Effect !== "Allow" && Effect !== "Deny")
    report(`${place}.Effect`, `${shown(Effect)} is neither Allow nor Deny`);
  for (const element of ["Principal", "NotPrincipal"]) {
    if (statement[element] !== undefined)
      report(`${place}.${element}`, `${withArticle(type)} must not have this element`);
  }
  const action = oneOf(statement, "Action", "NotAction", place, report);
  if (action) checkStrings(statement[action], `${place}.${action}`, report, checkAction);
  const resource = oneOf(statement, "Resource", "NotResource", place, report);
  if (resource) {
    checkStrings(statement[resource], `${place}.${resource}`, report, (text) => checkResource(text, type, variables));
  }
  if (Condition !== undefined) checkConditions(Condition, `${place}.Condition`, variables, report);
}

/** The one of two elements that the statement has. */
function oneOf(
  statement: Readonly<Record<string, unknown>>,
  element: string,
  opposite: string,
  place: string,
  report: Report,
): string | undefined {
  const present = [element, opposite].filter((name) => statement[name] !== undefined);
  if (present.length === 1) return present[0];
  if (present.length === 0) report(`${place}.${element}`, `the element is missing; give ${element} or ${opposite}`);
  else report(`${place}.${opposite}`, `a statement has either ${element} or ${opposite}, not both`);
  return undefined;
}

function checkStrings(
  value: unknown,
  place: string,
  report: Report,
  check: (text: string) => string | undefined,
): void {
  for (const [item, itemPlace] of items(value, place)) {
    const problem = typeof item === "string" ? check(item) : `${shown(item)} is no string`;
    if (problem !== undefined) report(itemPlace, problem);
  }
}

/** "Consists of a service namespace, a colon, and the name of an action. Action names can include wildcards." */
function checkAction(action: string): string | undefined {
  if (action === "*") return undefined;
  if (!action.includes(":"))
    return `${shown(action)} names no service; an action is written service:Name, or * for all`;
  if (/^(?:\*|[A-Za-z0-9-]+):[A-Za-z0-9*?_.-]+$/.test(action)) return undefined;
  return `${shown(action)} is no action; it is written service:Name, and wildcards may be in the name alone`;
}

/**
 * "You can't use a wildcard in the service segment"; "You can't use a variable to replace parts of the ARN before the fifth colon";
 * session policies "do not support incomplete ARNs".
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
function checkResource(resource: string, type: PolicyType, variables: boolean): string | undefined {
  if (resource === "*") return undefined;
  const template = readTemplate(resource, { variables, wildcards: true });
  if ("problem" in template) return template.problem;
  const [arn, , service, ...rest] = resource.split(":");
  if (arn !== "arn" || service === undefined) return `${shown(resource)} is no ARN; a resource is an ARN or *`;
  if (!/^[A-Za-z0-9-]+$/.test(service))
    return `${shown(resource)} has no service; its third part must be a service's name`;
  if (type === "session policy" && rest.length < 3) {
    return `${shown(resource)} is incomplete; a session policy needs ARNs with all six parts`;
  }
  const start = resource.indexOf("${");
  if (variables && start >= 0 && resource.slice(0, start).split(":").length < 6) {
    return `${shown(resource)} has a variable before its fifth colon`;
  }
  return undefined;
}

function checkConditions(conditions: unknown, place: string, variables: boolean, report: Report): void {
  if (!isObject(conditions)) {
    report(place, "a Condition element is a JSON object of operators");
    return;
  }
  for (const [operator, keys] of Object.entries(conditions)) {
    const operatorPlace = `${place}.${operator}`;
    if (!readOperator(operator)) report(operatorPlace, `unknown condition operator${nearestOperator(operator)}`);
    else if (!isObject(keys)) report(operatorPlace, "an operator has a JSON object of condition keys");
    else {
      for (const [key, values] of Object.entries(keys)) {
        checkCondition(operator, key, values, `${operatorPlace}.${key}`, variables, report);
      }
    }
  }
}

function checkCondition(
  operator: string,
  key: string,
  values: unknown,
  place: string,
  variables: boolean,
  report: Report,
): void {
  if (!/^[A-Za-z0-9-]+:./.test(key)) report(place, `${shown(key)} is no condition key; it is written service:Name`);
  for (const [value, valuePlace] of items(values, place)) {
    if (!["string", "number", "boolean"].includes(typeof value)) {
      report(valuePlace, `${shown(value)} is no string`);
      continue;
    }
    const compiled = compileCondition(operator, key, [String(value)], variables);
    if ("problems" in compiled) for (const { problem } of compiled.problems) report(valuePlace, problem);
  }
}

function nearestOperator(name: string): string {
  const [, prefix = "", rest = ""] = /^((?:For\w+:)?)(.*)$/.exec(name) ?? [];
  const base = rest.replace(/IfExists$/i, "");
  if (base === "Null") return "; Null has no IfExists form: it asks just that";
  const nearest = operatorNames.toSorted((a, b) => distance(a, base) - distance(b, base))[0];
  if (nearest === undefined || distance(nearest, base) > 4) return "";
  const goodPrefix = prefix === "" || readOperator(`${prefix}${nearest}`) ? prefix : nearestPrefix(prefix);
  return `; did you mean ${goodPrefix}${nearest}${base === rest ? "" : "IfExists"}?`;
}

function nearestPrefix(prefix: string): string {
  return /any/i.test(prefix) ? "ForAnyValue:" : "ForAllValues:";
}

const distance = (a: string, b: string) => leven(a.toLowerCase(), b.toLowerCase());

function checkElements(
  object: Readonly<Record<string, unknown>>,
  known: readonly string[],
  place: string,
  report: Report,
): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    const nearest = nearestWord(name, known);
    const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
    report(place === "" ? name : `${place}.${name}`, `unknown element${hint}`);
  }
}

/** The items of a list with their places; of a single value the value itself. */
function items(value: unknown, place: string): readonly (readonly [unknown, string])[] {
  if (!Array.isArray(value)) return [[value, place]];
  return value.map((item: unknown, index) => [item, `${place}[${index}]`] as const);
}

const withArticle = (type: PolicyType) => (type === "identity-based policy" ? `an ${type}` : `a ${type}`);

const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
