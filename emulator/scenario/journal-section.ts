import { z } from "zod";

/** Each entry takes some KiB of memory, without bodies. */
const MOST_ENTRIES = 100_000;

/** What the journal keeps. */
export const journal = z.strictObject({
  bodies: z.boolean().optional(),
  limit: z.int().min(1).max(MOST_ENTRIES, `a journal keeps at most ${MOST_ENTRIES} requests`).optional(),
});
