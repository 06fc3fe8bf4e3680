import type { ScenarioDocument } from "./document.ts";
import { type Locate, problemAt, ScenarioError, type ScenarioProblem } from "./scenario-error.ts";

type Sections = Readonly<Record<string, unknown>>;

/** Puts scenarios on top of each other: a section of a later one replaces the same section of an earlier one. */
export function replaceSections(documents: readonly ScenarioDocument[]): ScenarioDocument {
  const [only] = documents;
  if (only && documents.length === 1) return only;
  const content: Sections = Object.assign({}, ...documents.map((document) => sectionsOf(document)));
  const locate: Locate = (keys) => {
    const [section = ""] = keys;
    return documents.findLast((document) => Object.hasOwn(sectionsOf(document), section))?.locate(keys) ?? {};
  };
  return { content, locate };
}

/**
 * Puts scenarios side by side: lists follow each other, maps get the keys of all, and what is one value may be said by one of them
 * only. Throws ScenarioError for what two of them say.
 */
export function joinSections(documents: readonly ScenarioDocument[]): ScenarioDocument {
  const [only] = documents;
  if (only && documents.length === 1) return only;
  const content: Record<string, unknown> = {};
  const problems: ScenarioProblem[] = [];
  /** Whose each item of a list and each key of a map is, and its place there. */
  const owners = new Map<string, { readonly locate: Locate; readonly keys: readonly PropertyKey[] }>();
  const own = (at: readonly PropertyKey[], locate: Locate, keys: readonly PropertyKey[]) =>
    owners.set(JSON.stringify(at), { locate, keys });
  for (const document of documents) {
    const { locate } = document;
    for (const [section, value] of Object.entries(sectionsOf(document))) {
      const known = content[section];
      if (known === undefined) {
        content[section] = value;
        own([section], locate, [section]);
        for (const key of keysOf(value)) own([section, key], locate, [section, key]);
      } else if (Array.isArray(known) && Array.isArray(value)) {
        for (const [at] of value.entries()) own([section, known.length + at], locate, [section, at]);
        content[section] = [...known, ...value];
      } else if (isMap(known) && isMap(value)) {
        for (const key of Object.keys(value)) {
          if (Object.hasOwn(known, key)) problems.push(saidTwice([section, key], locate));
          else own([section, key], locate, [section, key]);
        }
        content[section] = { ...known, ...value };
      } else if (section !== "version") problems.push(saidTwice([section], locate));
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  const locate: Locate = (keys) => {
    for (let length = Math.min(keys.length, 2); length > 0; length--) {
      const owner = owners.get(JSON.stringify(keys.slice(0, length)));
      if (owner) return owner.locate([...owner.keys, ...keys.slice(length)]);
    }
    return documents[0]?.locate([]) ?? {};
  };
  return { content, locate };
}

const saidTwice = (keys: readonly PropertyKey[], locate: Locate) =>
  problemAt(keys, "another of the files that are put together says this too", locate(keys));

const isMap = (value: unknown): value is Sections =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

function keysOf(value: unknown): readonly PropertyKey[] {
  if (Array.isArray(value)) return [...value.keys()];
  return isMap(value) ? Object.keys(value) : [];
}

/** What is no map has no sections; the check of the whole tells so. */
function sectionsOf({ content }: ScenarioDocument): Sections {
  return isMap(content) ? content : {};
}
