import type { JournalEntry } from "./journal.ts";

/** One entry in one line, for people: when, what, by which profile, where to, what came of it and what it took. */
export function journalLine(entry: JournalEntry): string {
  const { time, operation, method, path, resolved, modelId, names, destination, attempt, status, error, usage } = entry;
  const about = resolved?.profileName ?? modelId ?? Object.values(names ?? {})[0];
  const model = resolved?.profileName === undefined ? undefined : `(${resolved.model})`;
  const { number = 1, max } = attempt ?? {};
  return [
    time.slice(11, -1),
    operation ?? `${method} ${path}`,
    about,
    model,
    destination && `-> ${destination}`,
    number > 1 ? `attempt ${number}${max === undefined ? "" : ` of ${max}`}` : undefined,
    status === 0 ? "no answer" : String(status),
    error?.code,
    usage && `${usage.inputTokens} + ${usage.outputTokens} tokens`,
  ]
    .filter((part) => part !== undefined && part !== "")
    .join("  ");
}
