import type { RequestContext } from "./policy.ts";
import { compileTemplate, type Template, type TemplatePart } from "./template.ts";

type SegmentTest = (text: string, context: RequestContext) => boolean;

/**
 * Compiles the value of an ARN operator: "Each of the six colon-delimited components of the ARN is checked separately and each can
 * include multi-character match wildcards (*) or single-character match wildcards (?)." What follows the fifth colon is one
 * component. A pattern with fewer components matches nothing.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function compileArnPattern(template: Template): SegmentTest {
  const segments = splitAtColons(template.parts);
  if (segments.length !== 6) return () => false;
  // The last component tells ARNs apart best, and a lone `*` need not be tested.
  const tests = segments
    .map((parts, index) => ({ index, matches: compileTemplate({ parts }), any: isAny(parts) }))
    .filter(({ any }) => !any)
    .toReversed();
  return (text, context) => {
    const found = splitArn(text);
    if (!found) return false;
    for (const { index, matches } of tests) if (!matches(found[index] ?? "", context)) return false;
    return true;
  };
}

function isAny(parts: readonly TemplatePart[]): boolean {
  const [only] = parts;
  return parts.length === 1 && only !== undefined && "wildcard" in only && only.wildcard === "*";
}

// The same few ARNs are compared with every pattern of every policy, one after the other.
let latest = "";
let latestSegments: readonly string[] | undefined;

/** The six components of an ARN, or `undefined` when the text has fewer. */
function splitArn(text: string): readonly string[] | undefined {
  if (text === latest) return latestSegments;
  const segments = text.split(":");
  latest = text;
  latestSegments = segments.length < 6 ? undefined : [...segments.slice(0, 5), segments.slice(5).join(":")];
  return latestSegments;
}

/** Colons inside of a variable's value do not count: the pattern's form is fixed when it is written. */
function splitAtColons(parts: readonly TemplatePart[]): readonly (readonly TemplatePart[])[] {
  const segments: TemplatePart[][] = [[]];
  for (const part of parts) {
    if (!("literal" in part)) {
      segments.at(-1)?.push(part);
      continue;
    }
    const [head = "", ...tail] = splitAtMost(part.literal, 6 - segments.length);
    if (head !== "") segments.at(-1)?.push({ literal: head });
    for (const text of tail) segments.push(text === "" ? [] : [{ literal: text }]);
  }
  return segments;
}

/** Splits at the first `colons` colons. */
function splitAtMost(text: string, colons: number): readonly string[] {
  const pieces = text.split(":");
  return [...pieces.slice(0, colons), pieces.slice(colons).join(":")].slice(0, Math.min(pieces.length, colons + 1));
}
