import { NotEmulatedError } from "../errors.ts";
import type { OperationDefinition } from "./operation.ts";

/** The members below one place of the input that are acted on or accepted; `all` stands for everything below it. */
type Accepted = Map<string, Accepted | "all">;

/**
 * Makes the check that refuses an input with a member that the operation does not honour: what is not emulated is refused by
 * name and never ignored. Throws NotEmulatedError.
 */
export function createHonoursCheck(definition: OperationDefinition): (input: object) => void {
  const accepted: Accepted = new Map();
  for (const path of [...definition.honours, ...Object.keys(definition.inert ?? {})]) accept(accepted, path.split("."));
  return (input) => check(input, accepted, "", definition.name);
}

function accept(accepted: Accepted, [name = "", ...rest]: readonly string[]): void {
  const below = accepted.get(name);
  if (rest.length === 0) accepted.set(name, "all");
  else if (below !== "all") {
    const next: Accepted = below ?? new Map();
    accepted.set(name, next);
    accept(next, rest);
  }
}

function check(value: unknown, accepted: Accepted, path: string, operation: string): void {
  if (Array.isArray(value)) {
    for (const item of value) check(item, accepted, path, operation);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const name in value) {
    const below = accepted.get(name);
    const place = path === "" ? name : `${path}.${name}`;
    if (below === undefined) {
      throw new NotEmulatedError(
        `Outcrop does not emulate the member '${place}' of ${operation} yet. Leave it out, or see "What is emulated" in Outcrop's documentation.`,
      );
    }
    if (below !== "all") check((value as Record<string, unknown>)[name], below, place, operation);
  }
}
