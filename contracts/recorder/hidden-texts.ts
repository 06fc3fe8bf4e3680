import { personalData } from "../../emulator/verification/personal-data.ts";
import type { PersonalDataKind } from "../../emulator/verification/rule.ts";

/** What is hidden besides account ids and credentials: words of people and models, a kind of personal data, or what a pattern finds. */
export type RedactionRule = "prompts" | PersonalDataKind | RegExp;

/** Hides within texts, the same thing behind the same stand-in everywhere. */
export interface HiddenTexts {
  /** The account that stands for `account`, from now on wherever it is named. */
  account(account: string): string;
  /**
   * The texts without what is hidden, as many as there were: they are read as one text, such as that of a stream, so that nothing stays
   * because it is split. `withRules` hides what the rules find besides what is hidden always.
   */
  hide(pieces: readonly string[], withRules: boolean): readonly string[];
}

/** Account ids that AWS's documentation uses and that nobody has: they are kept, and the first of them stand for others. */
const OF_EXAMPLES = ["111122223333", "222233334444", "333344445555", "444455556666", "555566667777", "123456789012"];

const TWELVE_DIGITS = /(?<!\d)\d{12}(?!\d)/g;
/** Access keys, ids of users and roles, and Bedrock API keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const CREDENTIAL = /\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ABSK)[A-Za-z0-9+/=]{12,}|\bbedrock-api-key-[A-Za-z0-9+/=_-]+/g;
/** Users, roles and sessions have the names of people. */
const PRINCIPAL = /(?<=\barn:[^:\s]*:(?:iam|sts)::\d{12}:)(user|role|assumed-role|federated-user)\/[^\s"']+/g;
const PRINCIPAL_STAND_INS: Readonly<Record<string, string>> = {
  user: "user/name",
  role: "role/name",
  "assumed-role": "assumed-role/name/session",
  "federated-user": "federated-user/name",
};

/** `count` is told of everything that is hidden; `keep` has texts that are no secret. */
export function createHiddenTexts(
  rules: readonly RedactionRule[],
  keep: ReadonlySet<string>,
  count: (what: string) => void,
): HiddenTexts {
  const accounts = new Map<string, string>();
  const account = (given: string): string => {
    const known = accounts.get(given);
    if (known !== undefined) return known;
    const isKept = keep.has(given) || OF_EXAMPLES.includes(given);
    const taken = new Set(accounts.values());
    const free = OF_EXAMPLES.find((example) => !taken.has(example) && !accounts.has(example) && !keep.has(example));
    const standIn = isKept ? given : (free ?? String(900_000_000_000 + accounts.size));
    accounts.set(given, standIn);
    return standIn;
  };
  const isStandIn = (text: string) => [...accounts.values()].includes(text);
  const patterns = rules.flatMap((rule): [string, RegExp][] => {
    if (rule === "prompts") return [];
    if (rule instanceof RegExp) return [[`/${rule.source}/`, new RegExp(rule.source, withG(rule.flags))]];
    return [[rule, new RegExp(personalData[rule].source, "gu")]];
  });
  const hide = (given: readonly string[], withRules: boolean): readonly string[] => {
    const counted = (what: string, standIn: (found: RegExpExecArray) => string) => (found: RegExpExecArray) => {
      const hidden = standIn(found);
      if (hidden !== found[0]) count(what);
      return hidden;
    };
    const isKeptPrincipal = (named: string) => [...keep].some((kept) => kept.endsWith(named));
    let pieces = replaceAcross(
      given,
      TWELVE_DIGITS,
      counted("account ids", ([digits]) => accounts.get(digits) ?? digits),
    );
    pieces = replaceAcross(
      pieces,
      PRINCIPAL,
      counted("names of principals", ([named, kind = ""]) =>
        isKeptPrincipal(named) ? named : (PRINCIPAL_STAND_INS[kind] ?? named),
      ),
    );
    pieces = replaceAcross(
      pieces,
      CREDENTIAL,
      counted("credentials", ([found]) => (keep.has(found) ? found : "redacted-credential")),
    );
    if (!withRules) return pieces;
    for (const [name, pattern] of patterns) {
      pieces = replaceAcross(
        pieces,
        pattern,
        counted(name, ([found]) => (isStandIn(found) ? found : blank(found))),
      );
    }
    return pieces;
  };
  return { account, hide };
}

/** The same with every letter an x and every digit a 0, so that lengths and forms stay. */
export const blank = (text: string): string => text.replaceAll(/\p{L}\p{M}*/gu, "x").replaceAll(/\p{N}/gu, "0");

const withG = (flags: string) => (flags.includes("g") ? flags : `${flags}g`);

/** Replaces what is found in the pieces as in one text. What is as long as what it replaces is spread over the same pieces. */
function replaceAcross(
  pieces: readonly string[],
  pattern: RegExp,
  standIn: (found: RegExpExecArray) => string,
): readonly string[] {
  const whole = pieces.join("");
  let isChanged = false;
  const written = pieces.map(() => "");
  let piece = 0;
  let pieceEnd = pieces[0]?.length ?? 0;
  let at = 0;
  /** Puts `text` where the next `length` characters of the whole stand. */
  const put = (text: string, length: number) => {
    const end = at + length;
    let from = 0;
    while (at < end) {
      while (at >= pieceEnd) pieceEnd += pieces[++piece]?.length ?? 0;
      const step = Math.min(end, pieceEnd) - at;
      written[piece] += text.length === length ? text.slice(from, from + step) : from === 0 ? text : "";
      from += step;
      at += step;
    }
  };
  for (const found of whole.matchAll(pattern)) {
    const [text] = found;
    const hidden = text === "" ? "" : standIn(found);
    if (hidden === text) continue;
    isChanged = true;
    put(whole.slice(at, found.index), found.index - at);
    put(hidden, text.length);
  }
  if (!isChanged) return pieces;
  put(whole.slice(at), whole.length - at);
  return written;
}
