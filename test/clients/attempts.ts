import type { JournalEntry } from "../../emulator/index.ts";

/** One attempt of a client: its own count of it, and how it ended. */
export interface Attempt {
  readonly number: number | undefined;
  readonly max: number | undefined;
  /** 0 when nothing was answered. */
  readonly status: number;
  readonly code: string | undefined;
}

/** The attempts of each call among the entries of a journal; a client names its call in `amz-sdk-invocation-id`. */
export function attemptsByCall(entries: readonly JournalEntry[]): readonly (readonly Attempt[])[] {
  const calls = Map.groupBy(entries, ({ attempt, id }) => attempt?.invocationId ?? id);
  return [...calls.values()].map((attempts) =>
    attempts.map(({ attempt, status, error }) => {
      return { number: attempt?.number, max: attempt?.max, status, code: error?.code };
    }),
  );
}
