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
  const tests = splitAtColons(template.parts).map((parts) => compileTemplate({ parts }));
  if (tests.length !== 6) return () => false;
  return (text, context) => {
    const segments = splitArn(text);
    return segments !== undefined && tests.every((test, index) => test(segments[index] ?? "", context));
  };
}

/** The six components of an ARN, or `undefined` when the text has fewer. */
function splitArn(text: string): readonly string[] | undefined {
  const segments = text.split(":");
  if (segments.length < 6) return undefined;
  return segments.length === 6 ? segments : [...segments.slice(0, 5), segments.slice(5).join(":")];
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
