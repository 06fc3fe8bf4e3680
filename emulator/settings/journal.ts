import type { JournalSettings } from "../journal/journal.ts";
import type { Scenario } from "../scenario/schema.ts";

/** How many requests the journal keeps when the scenario does not say. */
export const JOURNAL_LIMIT = 2_000;

/** Turns the section `journal` into settings: no bodies, unless they are asked for. */
export const compileJournal = ({
  limit = JOURNAL_LIMIT,
  bodies = false,
}: Scenario["journal"] = {}): JournalSettings => ({
  limit,
  bodies,
});
