import type { RequestContext } from "./policy.ts";
import { compilePattern, type PatternPart, patternParts } from "./wildcard.ts";

/** A text of a policy with its policy variables found. */
export interface Template {
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = PatternPart | Variable;

/** `${aws:PrincipalTag/team}` or `${aws:PrincipalTag/team, 'none'}`. */
export interface Variable {
  /** The condition key, in lower case. */
  readonly variable: string;
  readonly otherwise: string | undefined;
}

/** Why a text is no valid template. */
export interface TemplateProblem {
  readonly problem: string;
}

/**
 * Finds the policy variables of a text: `${key}`, `${key, 'default'}` and the three that stand for themselves, `${*}`, `${?}` and
 * `${$}`. Without `variables` everything is literal, as AWS takes it in documents older than version 2012-10-17; with `wildcards`
 * `*` and `?` outside of variables are wildcards.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function readTemplate(
  text: string,
  { variables, wildcards }: { readonly variables: boolean; readonly wildcards: boolean },
): Template | TemplateProblem {
  const literal = (part: string): readonly TemplatePart[] =>
    part === "" ? [] : wildcards ? patternParts(part) : [{ literal: part }];
  if (!variables) return { parts: literal(text) };
  const parts: TemplatePart[] = [];
  let rest = text;
  for (;;) {
    const start = rest.indexOf("${");
    if (start < 0) return { parts: [...parts, ...literal(rest)] };
    const end = rest.indexOf("}", start);
    if (end < 0)
      return { problem: `the variable that starts at "${rest.slice(start, start + 20)}" has no closing brace` };
    parts.push(...literal(rest.slice(0, start)));
    const variable = readVariable(rest.slice(start + 2, end));
    if ("problem" in variable) return variable;
    parts.push(variable);
    rest = rest.slice(end + 1);
  }
}

function readVariable(content: string): PatternPart | Variable | TemplateProblem {
  if (content === "*" || content === "?" || content === "$") return { literal: content };
  const match = /^\s*([A-Za-z0-9-]+:[^,'"${}]*[^\s,'"${}])\s*(?:,\s*'([^']*)')?\s*$/.exec(content);
  if (match?.[1] === undefined) {
    return { problem: `"\${${content}}" is no policy variable; it is written \${key} or \${key, 'default'}` };
  }
  return { variable: match[1].toLowerCase(), otherwise: match[2] };
}

/** Whether the template is the same for every request. */
export function isStatic(template: Template): boolean {
  return template.parts.every((part) => !("variable" in part));
}

/**
 * Puts the request's values in; `undefined` when a variable without a default has no value. A key with several values is no
 * variable either. Values are literal: a `*` in a tag matches a `*` alone.
 */
export function fillIn(template: Template, context: RequestContext): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  for (const part of template.parts) {
    if (!("variable" in part)) {
      parts.push(part);
      continue;
    }
    const values = context.get(part.variable);
    const value = values?.length === 1 ? values[0] : part.otherwise;
    if (value === undefined) return undefined;
    parts.push({ literal: value });
  }
  return parts;
}

/** Compiles a template into a test that knows the request; nothing matches a template that cannot be filled in. */
export function compileTemplate(template: Template): (text: string, context: RequestContext) => boolean {
  if (isStatic(template)) return compilePattern(template.parts as readonly PatternPart[]);
  return (text, context) => {
    const parts = fillIn(template, context);
    return parts !== undefined && compilePattern(parts)(text);
  };
}
