/** The forms of https://www.w3.org/TR/NOTE-datetime, from the year alone to fractions of a second. */
const W3C = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/;

/**
 * Reads a date of a policy or a request: W3C's profile of ISO 8601, or seconds since 1970. Returns milliseconds since 1970. Four
 * digits are a year.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function readInstant(text: string): number | undefined {
  if (W3C.test(text)) {
    const instant = Date.parse(text);
    return Number.isNaN(instant) ? undefined : instant;
  }
  return /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) * 1000 : undefined;
}
