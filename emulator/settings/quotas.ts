import { operations } from "../operations/registry.ts";
import type { QuotaSettings } from "../quotas/index.ts";
import { problemAt } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import { type Compilation, checkRegion } from "./compilation.ts";

/** Compiles the section `quotas`: checks that its rules are about models, Regions and operations that exist. */
export function compileQuotas({ quotas = {} }: Scenario, compilation: Compilation): QuotaSettings {
  const { catalog, problems } = compilation;
  for (const [index, { model, region }] of (quotas.rules ?? []).entries()) {
    const keys = ["quotas", "rules", index];
    if (region !== undefined) checkRegion([...keys, "region"], region, compilation);
    if (model !== undefined && !catalog.models.get(model)) {
      problems.push(problemAt([...keys, "model"], `"${model}" is no foundation model that Outcrop knows`));
    }
  }
  const names = operations.filter(({ service }) => service === "bedrock").map(({ name }) => name);
  for (const [index, { operation }] of (quotas.controlPlane ?? []).entries()) {
    if (names.includes(operation)) continue;
    const message = `"${operation}" is no emulated operation of the control plane. Allowed: ${names.join(", ")}`;
    problems.push(problemAt(["quotas", "controlPlane", index, "operation"], message));
  }
  return { mode: quotas.mode, rules: quotas.rules, controlPlane: quotas.controlPlane };
}
