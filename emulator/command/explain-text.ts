import type { Change } from "../access/explain.ts";
import { parseArn } from "../arn.ts";
import type { Answers, Check, Result } from "./judge-scenario.ts";

/** Gives a word the colour of a verdict, or leaves it as it is. */
export type Paint = (verdict: "allowed" | "denied", text: string) => string;

/** The answers for people: a table for each principal and profile, and what would allow what is denied. */
export function writeAnswers({ operation, action, results }: Answers, paint: Paint): string {
  const denied = results.filter(({ allowed }) => !allowed).length;
  const summary =
    denied === 0
      ? `${paint("allowed", "allowed")}: all ${results.length}`
      : `${paint("denied", "denied")}: ${denied} of ${results.length}`;
  const sections = results.map((result) => writeResult(result, paint));
  return `${operation} (${action})\n\n${sections.join("\n")}\n${summary}\n`;
}

function writeResult(result: Result, paint: Paint): string {
  const { principal, modelId, name, model, source, allowed, message, checks, changes } = result;
  const verdict = allowed ? "allowed" : "denied";
  const lines = [
    `${paint(verdict, verdict.toUpperCase())}  ${principal}`,
    `  invokes ${modelId}${name === undefined ? "" : ` (${name})`}`,
    `  over ${model} from ${source}`,
    "",
    ...writeTable(
      checks.map((check) => [
        check.region,
        kindOf(check),
        check.allowed ? "allowed" : "denied",
        reasonOf(check, result),
      ]),
      paint,
    ),
    ...(message === undefined ? [] : ["", "  AWS's error:", `    ${message}`]),
    ...(changes.length === 0
      ? []
      : ["", "  The smallest change that would allow it:", ...changes.flatMap(writeChange)]),
  ];
  return `${lines.join("\n")}\n`;
}

const HEAD = ["REGION", "RESOURCE", "VERDICT", "DECIDED BY"];
const VERDICT = HEAD.indexOf("VERDICT");

function writeTable(rows: readonly (readonly string[])[], paint: Paint): string[] {
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [HEAD, ...rows].map((row, index) => {
    const cells = row.map((cell, column) => {
      const padded = cell.padEnd(widths[column] ?? 0);
      return index > 0 && column === VERDICT ? paint(cell === "allowed" ? "allowed" : "denied", padded) : padded;
    });
    return `  ${cells.join("  ").trimEnd()}`;
  });
}

/** `inference-profile`, `foundation-model`, …: which one it is stands above the table. */
const kindOf = ({ action, resource }: Check) => parseArn(resource)?.resourceType ?? `${resource} for ${action}`;

/** What denies, or what allows among the levels that the principal has itself. */
function reasonOf({ decidedBy, levels }: Check, { restricted }: Result): string {
  if (!restricted) return "no policy restricts this principal";
  const deciding = decidedBy ?? levels.find(({ type }) => type === "identity-based policy");
  if (!deciding) return "";
  const { type, level, policy, statement } = deciding;
  const where = placeOf(type, level);
  if (policy === undefined || !statement) return `${where}: ${decidedBy ? "no statement allows it" : "all is allowed"}`;
  const sid = statement.sid === undefined ? "" : ` (Sid ${statement.sid})`;
  return `${where}: Statement[${statement.index}]${sid} of "${policy}"`;
}

const placeOf = (type: string, level: string) => (type === "service control policy" ? `SCPs at ${level}` : level);

function writeChange({ type, level, words, snippet }: Change): string[] {
  const lines = snippet ? JSON.stringify(snippet, null, 2).split("\n") : [];
  return [`    - ${placeOf(type, level)}: ${words}`, ...lines.map((line) => `      ${line}`)];
}
