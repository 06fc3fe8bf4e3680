import type { GuardrailWordPolicy } from "@aws-sdk/client-bedrock";
import type {
  GuardrailCustomWord,
  GuardrailManagedWord,
  GuardrailWordPolicyAssessment,
} from "@aws-sdk/client-bedrock-runtime";
import { PROFANITY } from "./content-lists.ts";
import { type Directed, type Direction, setting } from "./direction.ts";

type Found = (text: NormalText) => readonly string[];

/** The word filters of a guardrail, ready to search. */
export interface WordFilters {
  readonly custom: WordSearch | undefined;
  readonly profanity: (Directed<"BLOCK" | "NONE"> & { readonly find: Found }) | undefined;
}

interface WordSearch {
  readonly find: Found;
  readonly settings: ReadonlyMap<string, Directed<"BLOCK" | "NONE">>;
}

/** Made when it is first needed. */
let profanity: Found | undefined;
const findProfanity: Found = (text) => {
  profanity ??= createWordSearch(PROFANITY);
  return profanity(text);
};

/** Makes the search for the words of a policy. */
export function wordFilters(policy: GuardrailWordPolicy | undefined): WordFilters {
  const settings = new Map((policy?.words ?? []).map((word) => [word.text ?? "", word]));
  const managed = policy?.managedWordLists?.find(({ type }) => type === "PROFANITY");
  return {
    custom: settings.size > 0 ? { find: createWordSearch([...settings.keys()]), settings } : undefined,
    profanity: managed && { ...managed, find: findProfanity },
  };
}

/** Whether any word is looked for in a direction. */
export function hasWordFilters({ custom, profanity }: WordFilters, direction: Direction): boolean {
  const isOn = (entry: Directed<"BLOCK" | "NONE">) => setting(entry, direction, "BLOCK").enabled;
  return (profanity !== undefined && isOn(profanity)) || [...(custom?.settings.values() ?? [])].some(isOn);
}

/** The words of the policy that stand in a text; words that are not there are never told. */
export function assessWords(
  filters: WordFilters,
  text: NormalText,
  direction: Direction,
): GuardrailWordPolicyAssessment {
  const customWords: GuardrailCustomWord[] = [];
  for (const match of filters.custom?.find(text) ?? []) {
    const { action, enabled } = setting(filters.custom?.settings.get(match) ?? {}, direction, "BLOCK");
    if (enabled) customWords.push({ match, action: action === "BLOCK" ? "BLOCKED" : "NONE", detected: true });
  }
  const managedWordLists: GuardrailManagedWord[] = [];
  const managed = filters.profanity && setting(filters.profanity, direction, "BLOCK");
  for (const match of managed?.enabled ? (filters.profanity?.find(text) ?? []) : []) {
    const action = managed?.action === "BLOCK" ? "BLOCKED" : "NONE";
    managedWordLists.push({ match, type: "PROFANITY", action, detected: true });
  }
  return { customWords, managedWordLists };
}

/** A text in the form in which words are searched: in lower case, with single spaces, and where each of its words begins. */
export interface NormalText {
  readonly text: string;
  readonly starts: ReadonlyMap<string, readonly number[]>;
}

const RUN = /[\p{L}\p{N}]+/gu;

export function normalText(original: string): NormalText {
  const text = normal(original);
  const starts = new Map<string, number[]>();
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const places = starts.get(run);
    if (places) places.push(index);
    else starts.set(run, [index]);
  }
  return { text, starts };
}

const normal = (text: string) => text.toLowerCase().replaceAll(/\s+/g, " ");

/** Words that begin with the same run of letters and digits and are equally long. */
interface Alike {
  /** How far before the run the words begin. */
  readonly lead: number;
  readonly length: number;
  /** The words by their normal form. */
  readonly words: Map<string, string>;
}

/**
 * Makes the search for words and phrases, exact but for case and for how they are spaced, between what is no letter or digit: seen of
 * the live service, which does not find a Chinese word within a run of others (https://github.com/lijingfz/bedrock-guardrails-demo).
 * Words are looked up by their first run, so that ten thousand of them cost little more than one.
 */
function createWordSearch(words: readonly string[]): Found {
  const byRun = new Map<string, Alike[]>();
  const bare: [form: string, word: string][] = [];
  for (const word of words) {
    const form = normal(word.trim());
    const run = RUN_ONCE.exec(form);
    if (!run) bare.push([form, word]);
    else shelve(byRun, run[0], { lead: run.index, length: form.length, words: new Map([[form, word]]) });
  }
  return ({ text, starts }) => {
    const found = new Set(bare.filter(([form]) => form !== "" && text.includes(form)).map(([, word]) => word));
    for (const [run, places] of starts) {
      for (const alike of byRun.get(run) ?? []) {
        for (const place of places) {
          const word = wordAt(text, place - alike.lead, alike);
          if (word !== undefined) found.add(word);
        }
      }
    }
    return words.filter((word) => found.has(word));
  };
}

function shelve(byRun: Map<string, Alike[]>, run: string, entry: Alike): void {
  const shelf = byRun.get(run) ?? [];
  byRun.set(run, shelf);
  const alike = shelf.find(({ lead, length }) => lead === entry.lead && length === entry.length);
  if (!alike) shelf.push(entry);
  for (const [form, word] of entry.words) alike?.words.set(form, word);
}

/** The word that stands at a place and ends where a word ends; that it begins where one begins is known. */
function wordAt(text: string, at: number, { length, words }: Alike): string | undefined {
  const form = text.slice(Math.max(at, 0), at + length);
  const word = words.get(form);
  if (word === undefined) return undefined;
  const goesOn = ENDS_IN_RUN.test(form) && STARTS_WITH_RUN.test(text.slice(at + length, at + length + 2));
  return goesOn ? undefined : word;
}

const RUN_ONCE = /[\p{L}\p{N}]+/u;
const ENDS_IN_RUN = /[\p{L}\p{N}]$/u;
const STARTS_WITH_RUN = /^[\p{L}\p{N}]/u;
