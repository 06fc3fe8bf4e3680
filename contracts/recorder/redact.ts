import { isMap, textOf } from "../runner/values.ts";
import { blank, createHiddenTexts, type RedactionRule } from "./hidden-texts.ts";
import { isEnumValue, isOfService, type Speech, speechAt } from "./spoken-words.ts";

export interface RedactorOptions {
  readonly rules: readonly RedactionRule[];
  /** Texts that are no secret, such as the account ids of a scenario that the recording stands on. */
  readonly keep: ReadonlySet<string>;
}

/** Hides what a recording must not tell, the same thing behind the same stand-in everywhere. */
export interface Redactor {
  /** Learns the account ids that a value names, so that they are hidden wherever they stand. */
  learn(value: unknown): void;
  /** The account that stands for `account`. */
  account(account: string): string;
  /** The input of a call to a model: `prompts` hides its words too. Throws NotRedactable for images and other media among them. */
  asked(input: unknown): unknown;
  /** The output of such a call. Throws NotRedactable. */
  spoken(output: unknown): unknown;
  /** Any other value. */
  value(value: unknown): unknown;
  /** The events of a stream, whose texts go on from one to the next; `isSpoken` as for `spoken`. Throws NotRedactable. */
  stream(events: readonly unknown[], isSpoken: boolean): readonly unknown[];
  /** How often something was hidden, by what it was. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A call that cannot be written down without what is to be hidden. */
export class NotRedactable extends Error {
  override readonly name = "NotRedactable";
}

const ACCOUNT_IN_ARN = /(?<=\barn:[^:\s]*:[^:\s]*:[^:\s]*:)\d{12}(?=:)/g;
/** Members and keys that hold an account id alone. */
const ACCOUNT_KEY = /(?:account|accountId|account_id|bucketOwner)$/i;
/** Longer lists of numbers are what a model has made of words or images. */
const LONG_LIST = 16;

/** Where a value stands: the speech that it is part of, the key that it is under, and the JSON pointer without places in lists. */
interface Place {
  readonly speech: Speech;
  readonly key: string | undefined;
  readonly pointer: string;
}

const isHidden = ({ speech }: Place): boolean => speech === "words" || speech === "document";

const MEDIA = "it holds an image or other bytes that are no text, and prompts are to be hidden";
/** Media within native bodies. */
const BASE64 = /^(?:data:[\w/+.-]+;base64,)?[A-Za-z0-9+/]{64,}={0,2}$/;

/** Gives what a text is to be replaced with. */
type OnText = (text: string, place: Place) => string;

export function createRedactor({ rules, keep }: RedactorOptions): Redactor {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const texts = createHiddenTexts(rules, keep, count);
  const hidesPrompts = rules.includes("prompts");

  const withRules = (text: string, { key, speech }: Place) =>
    speech === "document" || !(isEnumValue(text) || isOfService(key));
  const withoutWords = (text: string, { speech }: Place): string => {
    if (speech === "technical" || speech === "open" || (speech === "words" && isEnumValue(text))) return text;
    if (/\p{L}|\p{N}/u.test(text)) count("prompts");
    return blank(text);
  };
  const one: OnText = (text, place) => withoutWords(texts.hide([text], withRules(text, place))[0] ?? "", place);

  const walk = (value: unknown, place: Place, onText: OnText): unknown => {
    if (typeof value === "string") return onText(value, place);
    if (typeof value === "number") return place.speech === "document" ? 0 : walkNumber(value, place);
    if (Array.isArray(value)) {
      const isVector = value.length > LONG_LIST && value.every((item) => typeof item === "number");
      if (isVector && isHidden(place)) return value.map(() => 0);
      return value.map((item) => walk(item, place, onText));
    }
    if (value instanceof Uint8Array) return walkBytes(value, place, onText);
    if (!isMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const speech = speechAt(key, value, place.speech, place.key);
        return [texts.hide([key], false)[0], walk(item, { speech, key, pointer: `${place.pointer}/${key}` }, onText)];
      }),
    );
  };
  /** Numbers of many digits may be those of accounts or telephones. */
  const walkNumber = (value: number, place: Place): number => {
    if (!Number.isSafeInteger(value) || value < 10 ** 8) return value;
    const written = String(value);
    return Number(texts.hide([written], withRules(written, place))[0]);
  };
  const walkBytes = (bytes: Uint8Array, place: Place, onText: OnText): unknown => {
    const written = textOf(bytes);
    if (written === undefined) {
      if (isHidden(place)) throw new NotRedactable(MEDIA);
      return bytes;
    }
    let json: unknown;
    try {
      json = JSON.parse(written);
    } catch {
      return new TextEncoder().encode(onText(written, place));
    }
    const hidden = JSON.stringify(walk(json, place, onText));
    return hidden === JSON.stringify(json) ? bytes : new TextEncoder().encode(hidden);
  };
  const learn = (value: unknown, key = ""): void => {
    if (typeof value === "string") {
      for (const [account] of value.matchAll(ACCOUNT_IN_ARN)) texts.account(account);
      if (ACCOUNT_KEY.test(key) && /^\d{12}$/.test(value)) texts.account(value);
    } else if (value instanceof Uint8Array) {
      const written = textOf(value);
      learn(written);
    } else if (Array.isArray(value)) for (const item of value) learn(item, key);
    else if (isMap(value)) for (const [inner, item] of Object.entries(value)) learn(item, inner);
  };
  const top = (isSpoken: boolean): Place => ({
    speech: isSpoken && hidesPrompts ? "words" : "open",
    key: undefined,
    pointer: "",
  });
  return {
    learn: (value) => learn(value),
    account: texts.account,
    asked: (input) =>
      walk(input, top(true), (text, place) => {
        if (isHidden(place) && BASE64.test(text)) throw new NotRedactable(MEDIA);
        return one(text, place);
      }),
    spoken: (output) => walk(output, top(true), one),
    value: (value) => walk(value, top(false), one),
    stream(events, isSpoken) {
      const together = new Map<string, string[]>();
      walk(events, top(isSpoken), (text, place) => {
        if (!withRules(text, place)) return text;
        const pieces = together.get(place.pointer);
        if (pieces) pieces.push(text);
        else together.set(place.pointer, [text]);
        return text;
      });
      const hidden = new Map([...together].map(([pointer, pieces]) => [pointer, texts.hide(pieces, true).values()]));
      return walk(events, top(isSpoken), (text, place) =>
        withRules(text, place) ? withoutWords(hidden.get(place.pointer)?.next().value ?? "", place) : one(text, place),
      ) as readonly unknown[];
    },
    counts,
  };
}
