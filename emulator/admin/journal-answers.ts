import { parseInstant } from "../clock.ts";
import { toHar, toJsonl } from "../journal/export.ts";
import type { JournalEntry } from "../journal/journal.ts";
import { Problem } from "./problem.ts";
import { TextAnswer } from "./text-answer.ts";

/** The members of an entry that the journal can be searched by, each for one exact value. */
const SEARCHED = ["operation", "account", "principal", "source", "destination", "modelId", "status"] as const;
const ALL_SEARCHED = [...SEARCHED, "profile", "error", "since", "limit"];
const FORMATS = ["json", "jsonl", "har"];

const invalid = (detail: string) => new Problem(400, "Invalid query", detail);

/** The journal, or the part of it that `query` asks for, as JSON, JSON lines or HAR. Throws Problem (400). */
export function journalAnswer(
  { entries, dropped }: { readonly entries: readonly JournalEntry[]; readonly dropped: number },
  query: URLSearchParams,
): object {
  const { format = "json", ...asked } = readQuery(query);
  const found = findEntries(entries, asked);
  if (format === "json") return { entries: found, dropped };
  if (format === "jsonl") return new TextAnswer("application/x-ndjson", toJsonl(found));
  if (format === "har") return toHar(found);
  throw invalid(`The journal comes as ${FORMATS.join(", ")}, and not as "${format}".`);
}

/** Each name once: of two values no entry has both. */
function readQuery(query: URLSearchParams): Record<string, string> {
  // Without a prototype: any name may be asked for.
  const asked: Record<string, string> = Object.create(null);
  for (const [name, value] of query) {
    if (Object.hasOwn(asked, name)) throw invalid(`"${name}" is given twice.`);
    asked[name] = value;
  }
  return asked;
}

type Test = (entry: JournalEntry) => boolean;

/** The entries that have all that is asked for, the newest `limit` of them. Throws Problem (400) when anything else is asked. */
function findEntries(
  entries: readonly JournalEntry[],
  { limit, ...asked }: Readonly<Record<string, string>>,
): readonly JournalEntry[] {
  const tests = Object.entries(asked).map(([name, value]) => testOf(name, value));
  const found = tests.length === 0 ? entries : entries.filter((entry) => tests.every((test) => test(entry)));
  if (limit === undefined) return found;
  if (!/^[1-9]\d{0,8}$/.test(limit)) throw invalid(`"limit" is a number from 1, and not "${limit}".`);
  return found.slice(-Number(limit));
}

function testOf(name: string, value: string): Test {
  const member = SEARCHED.find((one) => one === name);
  if (member) return (entry) => entry[member] !== undefined && String(entry[member]) === value;
  if (name === "profile") return (entry) => profileNames(entry).includes(value);
  if (name === "error") return ({ error }) => error?.code === value;
  if (name === "since") {
    const since = parseInstant(value)?.getTime();
    if (since === undefined) throw invalid('"since" is an instant such as "2026-01-01T00:00:00Z".');
    return ({ time }) => Date.parse(time) >= since;
  }
  throw invalid(`The journal is searched by ${ALL_SEARCHED.join(", ")}, and not by "${name}".`);
}

/** What the profile of a request can be called: its ARN, its id, its name. */
function profileNames({ resolved }: JournalEntry): readonly (string | undefined)[] {
  const { profileArn, profileName } = resolved ?? {};
  return profileArn === undefined ? [] : [profileArn, profileArn.split("/").at(-1), profileName];
}

/**
 * The explanation of a denied request. Those of allowed ones are not kept, since thousands of them would fill the memory. Throws
 * Problem (404) that says why there is none.
 */
export function explanationOf(
  id: string,
  { entries, dropped }: { readonly entries: readonly JournalEntry[]; readonly dropped: number },
): object {
  const none = (detail: string) => new Problem(404, "No explanation", detail);
  const entry = entries.find((one) => one.id === id);
  if (!entry) {
    const gone = dropped > 0 ? `; ${dropped} older requests have made room for newer ones` : "";
    throw none(`There is no request ${id} in the journal${gone}.`);
  }
  if (entry.explanation !== undefined) return entry.explanation as object;
  throw none(
    entry.decision.some(({ step }) => step === "access")
      ? `Request ${id} was allowed. Explanations are kept for denied requests alone; "outcrop explain" explains both.`
      : `Nothing was judged of request ${id}: no policy restricts its caller, or it ended before that.`,
  );
}
