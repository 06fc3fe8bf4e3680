import { checkNames } from "../conditions/condition.ts";
import { parseDuration } from "../duration.ts";
import type { UsageLimit } from "../metering/usage-limits.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Refuse } from "../window.ts";
import type { Compilation } from "./compilation.ts";

/** Compiles the section `usage`: checks that its limits limit something, and that there are such models and durations. */
export function compileUsage(
  { usage = {} }: Scenario,
  { catalog }: Compilation,
  refuse: Refuse,
): readonly UsageLimit[] {
  const models = () => catalog.models.all().map(({ modelId }) => modelId);
  return (usage.limits ?? []).map(({ name, of = {}, per, requests, tokens, usd, then = "deny" }, index) => {
    const keys = ["usage", "limits", index];
    checkNames(of.model, models, "no foundation model of the catalogue", [...keys, "of", "model"], refuse);
    if (requests === undefined && tokens === undefined && usd === undefined) {
      refuse(keys, "a limit names at least one of requests, tokens and usd");
    }
    const perMs = per === undefined ? undefined : parseDuration(per);
    if (per !== undefined && !perMs) {
      refuse([...keys, "per"], `"${per}" is no duration; write it in ISO 8601, for example P1D`);
    }
    return { name, of, perMs, requests, tokens, usd, then };
  });
}
