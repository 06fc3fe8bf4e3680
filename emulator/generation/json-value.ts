import type { Random } from "../random.ts";
export function createValue(_schema: unknown, _random: Random, _hints?: { readonly text?: string }): unknown {
  return {};
}
