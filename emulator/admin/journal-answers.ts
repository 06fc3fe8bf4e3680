import type { JournalEntry } from "../journal/journal.ts";
import { Problem } from "./problem.ts";

/** The members of an entry that the journal can be searched by, each for one exact value. */
const SEARCHED = ["operation", "account", "principal", "source", "destination", "modelId", "status"] as const;

/** The entries that have all that `query` asks for. Throws Problem (400) when it asks for anything else. */
export function findEntries(entries: readonly JournalEntry[], query: URLSearchParams): readonly JournalEntry[] {
  const wanted = [...query].map(([name, value]) => {
    const member = SEARCHED.find((one) => one === name);
    if (member) return { member, value };
    throw new Problem(400, "Invalid query", `The journal is searched by ${SEARCHED.join(", ")}, and not by "${name}".`);
  });
  if (wanted.length === 0) return entries;
  return entries.filter((entry) =>
    wanted.every(({ member, value }) => entry[member] !== undefined && String(entry[member]) === value),
  );
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
