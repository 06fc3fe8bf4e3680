import type { ModelInvocationJob } from "../../state/invocation-jobs.ts";

/**
 * How long a job is in each state. AWS promises no times ("within 24 hours"); these are assumed, long enough to be seen and short
 * enough to be waited for.
 */
export const PACE_MS = {
  Submitted: 15_000,
  Validating: 45_000,
  Scheduled: 60_000,
  Stopping: 15_000,
} as const;

/** While records are in progress: until the first of them, and for each. */
const STARTING_MS = 60_000;
const RECORD_MS = 100;

/** When the records of a job have all been processed that began at `start`. */
export const doneAt = (start: Date, records: number): Date => after(start, STARTING_MS + records * RECORD_MS);

/** How many records have been processed at an instant. */
export function processedAt(
  { status, changedAt, totalRecords = 0, processedRecords = 0 }: ModelInvocationJob,
  instant: Date,
): number {
  if (status !== "InProgress") return processedRecords;
  const processed = Math.floor((instant.getTime() - changedAt.getTime() - STARTING_MS) / RECORD_MS);
  return Math.min(Math.max(processed, 0), totalRecords);
}

/** An instant so much later. */
export const after = (instant: Date, milliseconds: number): Date => new Date(instant.getTime() + milliseconds);

/** The earlier of two instants. */
export const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
