export { type AssessmentRequest, assess, type Outcome, readGrounds } from "./assess.ts";
export { type CheckedText, checkTexts } from "./checks.ts";
export type { Direction } from "./direction.ts";
export { checkRegex } from "./regex/check.ts";
