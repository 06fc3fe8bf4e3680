import { expect, test } from "vitest";
import { isSignatureOf, sign } from "../../emulator/generation/signature.ts";
import { createRandom } from "../../emulator/random.ts";
import { fc } from "./property.ts";

test("a signature vouches for its own text and no other", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer(), (text, other, seed) => {
      const signature = sign(text, createRandom(seed));
      expect(isSignatureOf(signature, text)).toBe(true);
      expect(isSignatureOf(signature, other)).toBe(text === other);
    }),
  );
});

test.each(["", "abc", "not base64!", "A".repeat(40)])(
  "a text that no model signs with is no signature: %j",
  (signature) => {
    expect(isSignatureOf(signature, "Let me see.")).toBe(false);
  },
);

test("a signature of a model passes, as nobody else can read it", () => {
  // The beginning of a recorded one (test cassette test_bedrock_model_thinking_part_anthropic_adaptive_effort of pydantic-ai)
  const recorded =
    "EpMCCl0IDRABGAIqQKKoiSM9th3pXQzQrsz0ZcQjlrg2iabjpumhEdQX0w2TEb0V+F5mJE0+z7yU5gpGPCuMEAKzDSdxZWM3dvps";
  expect(isSignatureOf(recorded, "The user is asking a simple question.")).toBe(true);
});
