import { isObject } from "../body-schema.ts";

/**
 * What `reference` points to in the schema `root`: `#`, a JSON pointer behind `#`, the name of an `$anchor` behind `#`, or an
 * `$id` of the schema itself with such a part behind it. `undefined` when it points to nothing there.
 */
export function resolveReference(root: unknown, reference: string): unknown {
  const hash = reference.indexOf("#");
  const before = hash < 0 ? reference : reference.slice(0, hash);
  const fragment = hash < 0 ? "" : decode(reference.slice(hash + 1));
  if (fragment === undefined) return undefined;
  const base = before === "" ? root : withId(root, before);
  if (base === undefined) return undefined;
  if (fragment === "") return base;
  return fragment.startsWith("/") ? atPointer(base, fragment) : withAnchor(base, fragment);
}

function atPointer(base: unknown, fragment: string): unknown {
  let place = base;
  for (const part of fragment.slice(1).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, key)) return undefined;
    place = (place as Record<string, unknown>)[key];
  }
  return place;
}

function withId(root: unknown, id: string): unknown {
  const same = (value: unknown) => typeof value === "string" && (value === id || value === `${id}#`);
  if (isObject(root) && same(root.$id)) return root;
  return definitions(root).find((schema) => same(schema.$id));
}

function withAnchor(base: unknown, name: string): unknown {
  const same = ({ $anchor, $id }: Readonly<Record<string, unknown>>) => $anchor === name || $id === `#${name}`;
  if (isObject(base) && same(base)) return base;
  return definitions(base).find(same);
}

/** Names are given to definitions alone: elsewhere no generator of tool schemas puts them. */
function definitions(root: unknown): Readonly<Record<string, unknown>>[] {
  if (!isObject(root)) return [];
  return [root.$defs, root.definitions].filter(isObject).flatMap((group) => Object.values(group).filter(isObject));
}

function decode(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
