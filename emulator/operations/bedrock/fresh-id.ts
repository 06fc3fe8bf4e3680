import type { Random } from "../../random.ts";

/** An id that `find` finds nothing under: 12 characters of `[a-z0-9]`, as every id of a profile or guardrail that was seen. */
export async function freshId(random: Random, find: (id: string) => Promise<unknown>): Promise<string> {
  for (;;) {
    const id = random.characters(12, "abcdefghijklmnopqrstuvwxyz0123456789");
    if (!(await find(id))) return id;
  }
}
