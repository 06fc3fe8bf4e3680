import type { Refuse } from "../window.ts";
import type { AnswerFacts } from "./rule.ts";

/** What is put into a text for `{{name}}`. */
const places: Readonly<Record<string, (facts: AnswerFacts, call: number) => string>> = {
  lastUserText: ({ lastUserText }) => lastUserText,
  systemText: ({ systemText }) => systemText,
  toolResult: ({ toolResult = "" }) => toolResult,
  turn: ({ turn }) => String(turn),
  call: (_, call) => String(call),
  operation: ({ operation }) => operation,
  model: ({ model }) => model,
  profile: ({ profileName = "" }) => profileName,
  account: ({ account }) => account,
  principal: ({ principal }) => (typeof principal === "string" ? principal : (principal[0] ?? "")),
  source: ({ source }) => source,
  destination: ({ destination }) => destination,
};

/** Names with a key behind them: `{{tags.team}}`. */
const keyed: Readonly<Record<string, (facts: AnswerFacts) => Readonly<Record<string, string>>>> = {
  tags: ({ tags }) => tags,
  requestMetadata: ({ requestMetadata }) => requestMetadata,
};

const PLACE = /\{\{\s*(\w+)(?:\.([^{}\s]+))?\s*\}\}/g;

/** Refuses the places of a text that name nothing. */
export function checkTemplate(text: string, keys: readonly PropertyKey[], refuse: Refuse): void {
  for (const [, name = "", key] of text.matchAll(PLACE)) {
    if (Object.hasOwn(key === undefined ? places : keyed, name)) continue;
    const names = [...Object.keys(places), ...Object.keys(keyed).map((one) => `${one}.KEY`)];
    refuse(keys, `{{${key === undefined ? name : `${name}.${key}`}}} is none of ${names.join(", ")}`);
  }
}

/** Fills the places of a text in; what is not known of the request, such as a tag that the profile has not, is left empty. */
export function fill(text: string, facts: AnswerFacts, call: number): string {
  if (!text.includes("{{")) return text;
  return text.replaceAll(PLACE, (whole, name: string, key: string | undefined) => {
    if (key !== undefined) return keyed[name]?.(facts)[key] ?? (Object.hasOwn(keyed, name) ? "" : whole);
    return Object.hasOwn(places, name) ? (places[name]?.(facts, call) ?? "") : whole;
  });
}

/** The same for every text in a JSON value. */
export function fillAll(value: unknown, facts: AnswerFacts, call: number): unknown {
  if (typeof value === "string") return fill(value, facts, call);
  if (Array.isArray(value)) return value.map((item) => fillAll(item, facts, call));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillAll(item, facts, call)]));
}

/** Every text in a JSON value, with the way to it. */
export function* textsIn(value: unknown, keys: readonly PropertyKey[]): Generator<[string, readonly PropertyKey[]]> {
  if (typeof value === "string") yield [value, keys];
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* textsIn(item, [...keys, at]);
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...keys, key]);
  }
}
