import { createCatalog } from "../../emulator/catalog/index.ts";
import { type AdjustableClock, createClock } from "../../emulator/clock.ts";
import { createRandom } from "../../emulator/random.ts";
import { createRouter, type Router } from "../../emulator/routing/router.ts";
import { compileRouting, type RoutingSettings } from "../../emulator/routing/settings.ts";

/** The destinations of `us.` profiles, called from us-east-1. */
export const US = { source: "us-east-1", destinations: ["us-east-1", "us-east-2", "us-west-2"] };

/** A router on a frozen clock. */
export function routed(settings: RoutingSettings = {}, seed = 42): { router: Router; clock: AdjustableClock } {
  const clock = createClock({ start: new Date("2026-01-01T00:00:00Z"), mode: "frozen" });
  const rules = compileRouting(settings, createCatalog(), (keys, message) => {
    throw new Error(`${keys.join(".")}: ${message}`);
  });
  return { router: createRouter({ clock, random: createRandom(seed, "routing"), rules }), clock };
}

/** Where `count` requests of `tokens` go. */
export function destinations(router: Router, count: number, target = US, tokens = 100): string[] {
  return Array.from({ length: count }, () => router.choose(target, { tokens }).destination);
}

/** How many of `names` each name is. */
export function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
