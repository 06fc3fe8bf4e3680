import { compileRegex } from "./program.ts";
import { RegexProblem } from "./syntax.ts";

/** What is wrong with a customer's pattern; `undefined` when it can be used. */
export function checkRegex(pattern: string): RegexProblem | undefined {
  try {
    compileRegex(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RegexProblem) return error;
    throw error;
  }
}
