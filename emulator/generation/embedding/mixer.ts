/**
 * An endless row of 32-bit numbers that a text chooses: FNV-1a, then the steps of SplitMix32. A feature of a text needs a few of
 * them, and a text has thousands of features, for which a seeded generator is too much.
 */
export class Mixer {
  #state: number;

  constructor(text: string) {
    let state = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
    this.#state = state;
  }

  /** An integer from 0 to 2³² - 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }
}
