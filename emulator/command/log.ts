import type { JournalEntry } from "../journal/journal.ts";
import type { LogLevel } from "./definitions/start.ts";

/** Where the server's log goes: JSON lines on stdout, errors on stderr. */
export interface Log {
  readonly error: (error: unknown) => void;
  /** Absent at levels that do not log requests, so that nothing is made for nobody. */
  readonly request: ((entry: JournalEntry) => void) | undefined;
}

/** Makes the log of a level; the logging library is loaded only where requests are logged. */
export async function createLog(level: LogLevel): Promise<Log> {
  const error = level === "silent" ? () => {} : (problem: unknown) => console.error(problem);
  if (level !== "info") return { error, request: undefined };
  // Its default export: the bundle of the command knows no other of a CommonJS module.
  const { default: pino } = await import("pino");
  // The entry has its own time, by the emulator's clock.
  const logger = pino({ level, base: null, timestamp: false });
  // Prompts and answers, which a scenario may ask the journal to keep, stay there.
  const request = ({ input: _, output: __, ...entry }: JournalEntry) =>
    logger.info(entry, `${entry.operation ?? entry.path} ${entry.status}`);
  return { error, request };
}
