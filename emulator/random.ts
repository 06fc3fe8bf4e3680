import { hash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Chance, injected and seeded: the same seed and the same labels give the same numbers on every machine. */
export interface Random {
  /** A float in [0, 1). */
  float(): number;
  /** An integer between `low` and `high`, both included. */
  integer(low: number, high: number): number;
  /** `length` characters, each taken from `alphabet`. */
  characters(length: number, alphabet: string): string;
  /** A random UUID (version 4). */
  uuid(): string;
  /** An independent generator for one purpose; it does not advance this one. */
  fork(...labels: readonly string[]): Random;
}

/** Makes the generator that belongs to `seed` and `labels`. */
export function createRandom(seed: number | string, ...labels: readonly string[]): Random {
  const key = JSON.stringify([seed, ...labels]);
  // Every request has a generator of its own and few draw from it: it is made at the first draw.
  let generator: ReturnType<typeof generatorOf> | undefined;
  const drawn = () => {
    generator ??= generatorOf(key);
    return generator;
  };
  const random: Random = {
    float: () => uniformFloat64(drawn()),
    integer: (low, high) => uniformInt(drawn(), low, high),
    characters(length, alphabet) {
      let text = "";
      for (let i = 0; i < length; i++) text += alphabet[random.integer(0, alphabet.length - 1)];
      return text;
    },
    uuid() {
      const hex = random.characters(30, "0123456789abcdef");
      const variant = random.characters(1, "89ab");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
    },
    fork: (...more) => createRandom(key, ...more),
  };
  return random;
}

function generatorOf(key: string) {
  // As a text, one character a byte: Node makes it in half the time that a buffer takes.
  const digest = hash("sha256", key, "binary");
  const byte = (at: number) => digest.charCodeAt(at);
  const int32 = (at: number) => byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24);
  return xoroshiro128plusFromState([int32(0), int32(4), int32(8), int32(12)]);
}
