import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { apiModel, type Shape } from "../../emulator/protocol/model.ts";
import { wholeMatch } from "../../emulator/protocol/patterns.ts";
import { services } from "../../emulator/services.ts";
import { patternArbitrary } from "./pattern-arbitrary.ts";

// To make the generator of a large shape takes a second, and more on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

/** Every pattern of the four models, with the first shape that has it. */
const patterns = new Map<string, { readonly name: string; readonly shape: Shape }>();
for (const service of services) {
  for (const [name, shape] of Object.entries(apiModel(service).shapes)) {
    if (shape.pattern !== undefined && !patterns.has(shape.pattern)) patterns.set(shape.pattern, { name, shape });
  }
}
const cases = [...patterns].map(([pattern, facts]) => ({ pattern, ...facts }));
const patternOf = (name: string) => cases.find((entry) => entry.name === name)?.pattern ?? "";

describe("a pattern", () => {
  it("must match from end to end", () => {
    const matches = wholeMatch("[a-z]+|x");
    expect(["abc", "abc1", "1abc", "", "x"].map(matches)).toEqual([true, false, false, false, true]);
  });

  it("takes Java's view of spaces: those of ASCII and no others", () => {
    const tagValue = wholeMatch("[a-zA-Z0-9\\s._:/=+@-]*");
    expect(["a b", "a\tb", "a\u00a0b", "a\u3000b"].map(tagValue)).toEqual([true, true, false, false]);
    const token = wholeMatch("\\S*");
    expect(["a", "a b", "a\u00a0b", "\ufeff"].map(token)).toEqual([true, false, true, true]);
    expect(["a", " ", "\u00a0", "\u2028"].map(wholeMatch("[\\s\\S]"))).toEqual([true, true, true, true]);
    expect(["a", " ", "\u00a0"].map(wholeMatch("[^\\s]"))).toEqual([true, false, true]);
  });

  it("may name classes of Unicode, by what they hold or do not hold", () => {
    const text = ["granit\u00e9", "a\u0001", "P{C}"];
    expect(text.map(wholeMatch("^\\P{C}*$"))).toEqual([true, false, true]);
    expect(text.map(wholeMatch("[^\\p{C}]*"))).toEqual([true, false, true]);
  });

  it("is not held against a text of more than 8,192 characters", () => {
    const matches = wholeMatch("a*");
    expect([matches(`${"a".repeat(8191)}b`), matches(`${"a".repeat(8192)}b`)]).toEqual([false, true]);
  });
});

/** Shapes whose patterns are replaced by faster ones, with the characters that matter to them. */
const REPLACED = {
  JobName: "a-+._",
  ModelCustomizationJobIdentifier: "a-+._",
  ModelImportJobIdentifier: "a-+._",
  ModelInvocationJobName: "a-+._",
  AgentCoreMemoryActorId: "a:-_/ ",
  MemoryNamespace: "a:-_/* ",
  ContentType: "aZ/\n",
  CustomModelUnitsVersion: "v01.\n",
  AwsDataCatalogTableName: "a.\n",
  QueryGenerationTableName: "a.\n",
} as const;

describe("a pattern that is replaced by a faster one", () => {
  const sameAs = (pattern: string, texts: fc.Arbitrary<string>) => {
    const fast = wholeMatch(pattern);
    const original = new RegExp(`^(?:${pattern})$`);
    let matched = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (original.test(text)) matched++;
        return fast(text) === original.test(text);
      }),
      { seed: 1, numRuns: 2000 },
    );
    expect(matched).toBeGreaterThan(20);
  };

  it.each(Object.entries(REPLACED))("still takes the same short texts as %s's own", (name, alphabet) => {
    const text = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 });
    sameAs(
      patternOf(name),
      fc.oneof(
        text,
        text.map((rest) => `v${rest}`),
      ),
    );
  });

  it("still takes the same short texts as MongoDbAtlasEndpointServiceName's own", () => {
    const pieces = fc.constantFrom("a", "*", "-", ":", "::", "1", ":1:", "/", "\n");
    const rest = fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join(""));
    const start = fc.constantFrom("", "arn:aws:", "arn:aws-iso-b:", "arn:aws:a::1:");
    sameAs(
      patternOf("MongoDbAtlasEndpointServiceName"),
      fc.tuple(start, rest).map((parts) => parts.join("")),
    );
  });

  it("still counts the parts of ModelInvocationJobName and not its hyphens", () => {
    const matches = wholeMatch(patternOf("ModelInvocationJobName"));
    const parts = (count: number) => `${"a".repeat(63)}${"-b".repeat(count)}`;
    expect([matches(`a${"-".repeat(100)}b`), matches(parts(63)), matches(parts(64))]).toEqual([true, true, false]);
    expect([matches(`${parts(62)}--`), matches(`${parts(63)}--`)]).toEqual([true, false]);
  });
});

/** Milliseconds that no linear pattern needs for 8,000 characters, and that all others do. */
const LIMIT_MS = 40;

describe("every pattern", () => {
  it.each(cases)("of $name decides about hostile texts of 8,000 characters at once", ({ pattern, shape }) => {
    const matches = wholeMatch(pattern);
    for (const text of hostileTexts(pattern, shape)) {
      expect(
        quickest(() => matches(text)),
        JSON.stringify(text.slice(0, 80)),
      ).toBeLessThan(LIMIT_MS);
    }
  });
});

/** Texts that begin as the pattern likes it, go on with one repeated piece of such a text, and end as no pattern likes it. */
function hostileTexts(pattern: string, shape: Shape): string[] {
  const valid = patternArbitrary(pattern, shape.min ?? 0, shape.max ?? Infinity);
  const texts = fc.sample(valid, { seed: 1, numRuns: 3 }).flatMap((sample) => {
    const step = Math.max(1, Math.ceil(sample.length / 6));
    return Array.from({ length: Math.ceil(sample.length / step) }, (_, index) => index * step).flatMap((at) =>
      [1, 2, 5].map((length) => sample.slice(0, at) + repeated(sample.slice(at, at + length))),
    );
  });
  return [...texts, ...["a", "-", "1", ".", ":", "a-", "1:", " ", "/"].map(repeated)].map(
    (text) => `${text.slice(0, 8000)}\u0001\n`,
  );
}

const repeated = (piece: string) => piece.repeat(Math.ceil(8000 / piece.length));

/** The best of at most three tries: the machine may be busy with something else. */
function quickest(run: () => void): number {
  let best = Infinity;
  for (let tries = 0; tries < 3 && best >= LIMIT_MS; tries++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
