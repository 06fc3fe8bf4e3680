import { awsError } from "../errors.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The deepest nesting that a body may have: the default of Jackson, the JSON library that the service's error texts give away.
 * Without a limit a small body could exhaust the stack of whoever walks its value.
 */
const DEEPEST = 1000;

/**
 * Parses a body that is a JSON object or list. Whatever else JSON allows at the top is answered as malformed, as the service
 * does (third-party captures of Athena, 2026).
 */
export function parseJson(body: Uint8Array): object {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch {
    throw awsError("malformedJson");
  }
  if (typeof value !== "object" || value === null) throw awsError("malformedJson");
  // Each level takes two bytes at least, so most bodies need no second look.
  if (body.byteLength > 2 * DEEPEST && depthOf(body) > DEEPEST) throw awsError("jsonTooDeep", { limit: DEEPEST });
  return value;
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
