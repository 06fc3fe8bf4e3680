/**
 * The deepest nesting that a body may have: the default of Jackson, the JSON library that the service's error texts give away.
 * Without a limit a small body could exhaust the stack of whoever walks its value.
 */
export const DEEPEST_JSON = 1000;

/** Whether valid JSON is nested deeper than that. */
export function isTooDeep(json: Uint8Array): boolean {
  // Each level takes two bytes at least, so most bodies need no second look.
  return json.byteLength > 2 * DEEPEST_JSON && depthOf(json) > DEEPEST_JSON;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How deep lists and objects are nested in valid JSON. All bytes that matter are ASCII, which UTF-8 uses for nothing else. */
function depthOf(json: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case QUOTE:
        at = endOfString(json, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth++;
        if (depth > deepest) deepest = depth;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
    }
  }
  return deepest;
}

function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
