import { z } from "zod";
import { about } from "./common.ts";

/** Each entry takes some KiB of memory, without bodies. */
const MOST_ENTRIES = 100_000;

/** What the journal keeps. */
export const journal = z
  .strictObject({
    bodies: z.boolean().optional().meta(about("Whether it keeps the bodies of requests and answers.", true)),
    limit: z
      .int()
      .min(1)
      .max(MOST_ENTRIES, `a journal keeps at most ${MOST_ENTRIES} requests`)
      .optional()
      .meta(about("How many requests it keeps, the newest ones.", 10_000)),
  })
  .meta(about("What the journal keeps.", { bodies: true, limit: 10_000 }));
