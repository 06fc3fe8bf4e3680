import fc from "fast-check";
import { expect, test } from "vitest";
import { createEmulator, type Scenario } from "../../emulator/index.ts";
import { converse, runtimeOf } from "./world.ts";

const texts = ["granite", "basalt", "marble"];
const profiles = ["us.amazon.nova-lite-v1:0", "us.amazon.nova-micro-v1:0", "us.amazon.*"];
const models = ["amazon.nova-lite-v1:0", "amazon.nova-*", "amazon.nova-micro-v1:0"];
const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });
const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

const rule = fc.record({
  text: maybe(texts),
  contains: maybe(["an", "ar", "x"]),
  profile: some(profiles),
  model: some(models),
  call: maybe([1, 2, 3]),
  times: maybe([1, 2]),
});
type Rule = typeof rule extends fc.Arbitrary<infer Value> ? Value : never;
interface Asked {
  readonly text: string;
  readonly profile: string;
}

const matches = (names: readonly string[] | undefined, name: string) =>
  names === undefined || names.some((one) => (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name));

/** What the rules say to one question after the other, by looking at every rule: what the index must not change. */
function expected(rules: readonly Rule[], questions: readonly Asked[]): (number | undefined)[] {
  const uses = rules.map(() => ({ matched: 0, used: 0 }));
  return questions.map(({ text, profile }) => {
    let first: number | undefined;
    for (const [at, { text: equals, contains, profile: wanted, model, call, times }] of rules.entries()) {
      const isAbout =
        (equals === undefined || equals === text) &&
        (contains === undefined || text.includes(contains)) &&
        matches(wanted, profile) &&
        matches(model, profile.slice(3));
      const use = uses[at];
      if (!isAbout || !use) continue;
      use.matched++;
      const isDue = (call === undefined || call === use.matched) && use.used < (times ?? Number.POSITIVE_INFINITY);
      if (isDue) first ??= at;
    }
    const use = first === undefined ? undefined : uses[first];
    if (use) use.used++;
    return first;
  });
}

const asked = fc.record({ text: fc.constantFrom(...texts), profile: fc.constantFrom(...profiles.slice(0, 2)) });
const given = fc.tuple(fc.array(rule, { maxLength: 8 }), fc.array(asked, { minLength: 1, maxLength: 8 }));
const named = ({ profile, model, call }: Rule) => ({ profile, model, call });

test("the first answer that matches is the one, whatever the rules name and in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(given, async ([rules, questions]) => {
      const answers: Scenario["answers"] = rules.map(({ text, contains, times, ...when }, at) => ({
        when: { ...named({ text, contains, times, ...when }), lastUserText: textOf(text, contains) },
        then: { text: `rule ${at}` },
        times,
      }));
      await using emulator = createEmulator({ scenario: { answers } });
      const said = [];
      for (const { text, profile } of questions) {
        const { output } = await runtimeOf(emulator).send(
          converse(profile, { messages: [{ role: "user", content: [{ text }] }] }),
        );
        const [, rule] = /^rule (\d+)$/.exec(output?.message?.content?.[0]?.text ?? "") ?? [];
        said.push(rule === undefined ? undefined : Number(rule));
      }
      expect(said).toEqual(expected(rules, questions));
    }),
    { numRuns: 60 },
  );
});

test("the first fault that matches is the one, whatever the rules name and in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(given, async ([rules, questions]) => {
      const faults: Scenario["faults"] = rules.map(({ text, contains, times, ...when }, at) => ({
        when: { ...named({ text, contains, times, ...when }), text: textOf(text, contains) },
        then: { error: "ThrottlingException", message: `rule ${at}` },
        times,
      }));
      await using emulator = createEmulator({ scenario: { faults } });
      const said = [];
      for (const { text, profile } of questions) {
        const message = await runtimeOf(emulator)
          .send(converse(profile, { messages: [{ role: "user", content: [{ text }] }] }))
          .then(
            () => "",
            (error: Error) => error.message,
          );
        said.push(message === "" ? undefined : Number(message.replace("rule ", "")));
      }
      expect(said).toEqual(expected(rules, questions));
    }),
    { numRuns: 60 },
  );
});

function textOf(equals: string | undefined, contains: string | undefined) {
  return equals === undefined && contains === undefined ? undefined : { equals, contains };
}
