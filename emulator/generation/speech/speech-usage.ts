/** Tokens of one direction, as Nova Sonic counts them apart. */
interface Tokens {
  speechTokens: number;
  textTokens: number;
}

/**
 * How long a speech token is: 118 of them for some five seconds of speech (third-party measurement, 2026), and counts that go up by
 * 20. Silence costs nothing: 90 seconds of it left the count of a session as it was (the same measurement).
 */
const SPEECH_TOKEN_MS = 40;

export const speechTokens = (milliseconds: number): number => Math.ceil(milliseconds / SPEECH_TOKEN_MS);

/** The tokens of one session, counted from its beginning. */
export class SpeechUsage {
  readonly input: Tokens = { speechTokens: 0, textTokens: 0 };
  readonly output: Tokens = { speechTokens: 0, textTokens: 0 };
  #told = { input: { ...this.input }, output: { ...this.output } };

  get inputTokens(): number {
    return this.input.speechTokens + this.input.textTokens;
  }

  get outputTokens(): number {
    return this.output.speechTokens + this.output.textTokens;
  }

  /** The content of a usageEvent: what has been used since the last one, and altogether. */
  tell(): object {
    const total = { input: { ...this.input }, output: { ...this.output } };
    const delta = { input: less(total.input, this.#told.input), output: less(total.output, this.#told.output) };
    this.#told = total;
    const { inputTokens, outputTokens } = this;
    return {
      details: { delta, total },
      totalInputTokens: inputTokens,
      totalOutputTokens: outputTokens,
      totalTokens: inputTokens + outputTokens,
    };
  }
}

const less = (tokens: Tokens, by: Tokens): Tokens => ({
  speechTokens: tokens.speechTokens - by.speechTokens,
  textTokens: tokens.textTokens - by.textTokens,
});
