import fc from "fast-check";
import { expect, test } from "vitest";
import { codePointsOf } from "../../emulator/guardrails/code-points.ts";
import { checkRegex } from "../../emulator/guardrails/regex/check.ts";
import { compileRegex } from "../../emulator/guardrails/regex/program.ts";
import { BudgetSpent, searchAll } from "../../emulator/guardrails/regex/search.ts";

function findAll(pattern: string, text: string, steps = 10_000_000): string[] {
  const points = codePointsOf(text);
  const spans = searchAll(compileRegex(pattern), points, { steps });
  return spans.map(({ start, end }) => text.slice(points.offset(start), points.offset(end)));
}

test.each([
  ["TCK-[0-9]{4}", "see TCK-1234, TCK-99 and TCK-0000", ["TCK-1234", "TCK-0000"]],
  ["(?i)tck-\\d+", "TCK-1 tck-2 Tck-3", ["TCK-1", "tck-2", "Tck-3"]],
  ["\\bcat\\b", "cat concat cat.", ["cat", "cat"]],
  ["^a.c$", "abc", ["abc"]],
  ["(?m)^\\w+$", "one\ntwo words\nthree", ["one", "three"]],
  ["(?s)a.b", "a\nb", ["a\nb"]],
  ["a|ab|abc", "abcabc", ["a", "a"]],
  ["(a|ab)(c|bcd)", "abcd", ["abcd"]],
  ["a{2,3}?", "aaaaa", ["aa", "aa"]],
  ["[\\w.-]+@[\\w-.]+", "to a-b.c@x-y.org now", ["a-b.c@x-y.org"]],
  ["[^\\x00-\\x7F]+", "abc déf 😀z", ["é", "😀"]],
  ["[[:alpha:]]+\\d", "ab1 c2", ["ab1", "c2"]],
  ["\\p{Lu}\\p{Ll}+", "Ünal and Øre", ["Ünal", "Øre"]],
  ["(?<year>\\d{4})-(?P<month>\\d\\d)", "2026-01", ["2026-01"]],
  ["机密代号海神", "帮我总结一下机密代号海神的进展。", ["机密代号海神"]],
  ["\\Aab|cd\\z", "abcd ab cd", ["ab", "cd"]],
  ["a{,2}", "a{,2}", ["a{,2}"]],
])("%s finds what Java's and RE2's search would find", (pattern, text, found) => {
  expect(findAll(pattern, text)).toEqual(found);
});

test.each([
  ["(a", false],
  ["a)", false],
  ["[a", false],
  ["*a", false],
  ["a**", false],
  ["a{3,1}", false],
  ["[b-a]", false],
  ["\\", false],
  ["\\q", false],
  ["\\p{Nothing}", false],
  ["(?=a)", false],
  ["(?<!a)b", false],
  ["\\1", true],
  ["(?>a)", true],
  ["a++", true],
  ["[a&&b]", true],
  ["a{1001}", true],
  ["((a{100}){100}){100}", true],
])("%s is refused, and only what AWS may take is said to be missing here", (pattern, isGap) => {
  expect(checkRegex(pattern)).toMatchObject({ isGap });
});

// A loop over what can be empty is left out: engines differ in what they make of it.
const { node } = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.constantFrom("a", "b", "x", "[ab]", "[^a]", "."),
  node: fc.oneof(
    { maxDepth: 4 },
    tie("atom"),
    fc
      .tuple(tie("atom"), fc.constantFrom("*", "+", "?", "*?", "+?", "??", "{1,3}", "{2}"))
      .map(([atom, times]) => atom + times),
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((nodes) => nodes.join("")),
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((nodes) => `(?:${nodes.join("|")})`),
  ),
}));

test("it finds what JavaScript's engine finds", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "x"), maxLength: 30 });
  fc.assert(
    fc.property(node, text, (pattern, text) => {
      const some = `[ax]${pattern}`;
      expect(findAll(some, text)).toEqual(Array.from(text.matchAll(new RegExp(some, "gu")), ([found]) => found));
    }),
  );
});

test("any pattern on any text ends within its steps", () => {
  const pattern = fc.string({
    unit: fc.constantFrom(..."ab01(){}[]|*+?.^$\\,-dwsbp:=!<>i&"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(pattern, fc.string({ unit: "binary", maxLength: 200 }), (pattern, text) => {
      if (checkRegex(pattern)) return;
      try {
        findAll(pattern, text, 20_000);
      } catch (error) {
        expect(error).toBeInstanceOf(BudgetSpent);
      }
    }),
    { numRuns: 300 },
  );
});

test.each(["(a+)+$", "(a|a)*b", "(a*)*c", "(.*a){20}$", "(\\w{1,50}){1,50}!"])(
  "%s does not explode on a long text",
  (pattern) => {
    // Twice as long a text takes twice as many steps, and not many times as many.
    const stepsFor = (length: number) => {
      const budget = { steps: Number.MAX_SAFE_INTEGER };
      searchAll(compileRegex(pattern), codePointsOf("a".repeat(length)), budget);
      return Number.MAX_SAFE_INTEGER - budget.steps;
    };
    expect(stepsFor(800) / stepsFor(400)).toBeLessThan(3);
    expect(() => findAll(pattern, "a".repeat(2000), 1000)).toThrow(BudgetSpent);
  },
);
