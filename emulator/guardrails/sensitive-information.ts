import type {
  GuardrailPiiEntity,
  GuardrailRegex,
  GuardrailSensitiveInformationAction,
  GuardrailSensitiveInformationPolicy,
} from "@aws-sdk/client-bedrock";
import type {
  GuardrailPiiEntityFilter,
  GuardrailRegexFilter,
  GuardrailSensitiveInformationPolicyAction,
} from "@aws-sdk/client-bedrock-runtime";
import { codePointsOf } from "./code-points.ts";
import { type Direction, setting } from "./direction.ts";
import type { Cover } from "./mask.ts";
import { findPii } from "./pii/detectors.ts";
import { compileRegex, type Program } from "./regex/program.ts";
import { type Budget, searchAll } from "./regex/search.ts";

/** The entries of a policy with what they do in one direction. */
export interface SensitiveFilters {
  readonly entities: readonly Active<GuardrailPiiEntity>[];
  readonly regexes: readonly (Active<GuardrailRegex> & { readonly program: Program })[];
}

interface Active<Entry> {
  readonly entry: Entry;
  readonly action: GuardrailSensitiveInformationAction;
}

/** The regexes of a policy, compiled. They have been checked when the guardrail was made. */
export function compileRegexes(policy: GuardrailSensitiveInformationPolicy | undefined): ReadonlyMap<string, Program> {
  return new Map((policy?.regexes ?? []).map(({ name = "", pattern = "" }) => [name, compileRegex(pattern)]));
}

/** What of the policy is looked for in a direction. */
export function activeSensitiveFilters(
  policy: GuardrailSensitiveInformationPolicy | undefined,
  programs: ReadonlyMap<string, Program>,
  direction: Direction,
): SensitiveFilters {
  return {
    entities: active(policy?.piiEntities ?? [], direction),
    regexes: active(policy?.regexes ?? [], direction).flatMap((regex) => {
      const program = programs.get(regex.entry.name ?? "");
      return program ? [{ ...regex, program }] : [];
    }),
  };
}

/**
 * A plain `action` of BLOCK holds for prompts and answers; one of ANONYMIZE for answers alone: a prompt is masked only where
 * `inputAction` asks for it, and nothing is told of it elsewhere.
 * Source: https://github.com/lijingfz/bedrock-guardrails-demo, checked against the live service in 2026.
 */
function active<Entry extends GuardrailPiiEntity | GuardrailRegex>(
  entries: readonly Entry[],
  direction: Direction,
): Active<Entry>[] {
  return entries.flatMap((entry) => {
    const { action, enabled } = setting(entry, direction, entry.action ?? "NONE");
    const isAnswersOnly = direction === "INPUT" && entry.inputAction === undefined && action === "ANONYMIZE";
    return enabled && !isAnswersOnly ? [{ entry, action }] : [];
  });
}

/** What was found in some texts. */
export interface SensitiveFindings {
  readonly piiEntities: readonly GuardrailPiiEntityFilter[];
  readonly regexes: readonly GuardrailRegexFilter[];
  /** For each text what is to be covered in it. */
  readonly covers: readonly (readonly Cover[])[];
}

const DONE: Readonly<Record<GuardrailSensitiveInformationAction, GuardrailSensitiveInformationPolicyAction>> = {
  BLOCK: "BLOCKED",
  ANONYMIZE: "ANONYMIZED",
  NONE: "NONE",
};

/** Looks for sensitive information; a value that stands in the texts several times is told once. Throws BudgetSpent. */
export function findSensitive(
  { entities, regexes }: SensitiveFilters,
  texts: readonly string[],
  budget: Budget,
): SensitiveFindings {
  const covers: Cover[][] = texts.map(() => []);
  const note = (
    label: string,
    action: GuardrailSensitiveInformationAction,
    find: (text: string, at: number) => readonly Omit<Cover, "label">[],
  ) => {
    const matches = new Set<string>();
    texts.forEach((text, at) => {
      for (const { start, end } of find(text, at)) {
        matches.add(text.slice(start, end));
        if (action === "ANONYMIZE") covers[at]?.push({ start, end, label });
      }
    });
    return [...matches];
  };
  const piiEntities = entities.flatMap(({ entry: { type = "NAME" }, action }) =>
    note(type, action, (text) => findPii(type, text)).map(
      (match): GuardrailPiiEntityFilter => ({ type, match, action: DONE[action], detected: true }),
    ),
  );
  const codes = regexes.length > 0 ? texts.map(codePointsOf) : [];
  const found = regexes.flatMap(({ entry: { name = "", pattern: regex }, action, program }) => {
    const find = (_: string, at: number) => {
      const points = codes[at];
      if (!points) return [];
      return searchAll(program, points, budget).map(({ start, end }) => ({
        start: points.offset(start),
        end: points.offset(end),
      }));
    };
    return note(name, action, find).map(
      (match): GuardrailRegexFilter => ({ name, match, regex, action: DONE[action], detected: true }),
    );
  });
  return { piiEntities, regexes: found, covers };
}
