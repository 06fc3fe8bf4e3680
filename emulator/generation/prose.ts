import type { Faker } from "@faker-js/faker";
import { faker as english } from "@faker-js/faker/locale/en";
import type { Random } from "../random.ts";

// The package's index loads every locale, some 200 ms; the English entry loads in 30 ms but exports its instance alone. That
// instance belongs to whoever runs in this process, so Outcrop makes its own, with its own chance, from the same class.
const FakerClass = english.constructor as typeof Faker;

let chance: Random | undefined;
const faker = new FakerClass({
  locale: english.rawDefinitions,
  randomizer: {
    next: () => {
      if (!chance) throw new Error("prose is made by say() alone");
      return chance.float();
    },
    seed: () => {},
  },
});

const { hacker, company } = faker;

const openings: readonly (() => string)[] = [
  () => `In short, ${hacker.verb()} the ${hacker.adjective()} ${hacker.noun()} first.`,
  () => `The quickest way is to ${company.buzzPhrase()}.`,
  () => `It comes down to ${hacker.ingverb()} the ${hacker.adjective()} ${hacker.noun()}.`,
  () => `Think of it as ${withArticle(company.catchPhrase().toLowerCase())}.`,
];

const sentences: readonly (() => string)[] = [
  () =>
    `Once the ${hacker.noun()} is ready, ${hacker.verb()} it through the ${hacker.adjective()} ${hacker.abbreviation()} ${hacker.noun()}.`,
  () => `That lets you ${company.buzzPhrase()} without ${hacker.ingverb()} the ${hacker.noun()}.`,
  () => `Teams usually pair it with ${withArticle(company.catchPhrase().toLowerCase())}.`,
  () =>
    `If the ${hacker.abbreviation()} ${hacker.noun()} is busy, try ${hacker.ingverb()} the ${hacker.adjective()} one instead.`,
  () => `Avoid ${hacker.ingverb()} more than one ${hacker.noun()} at a time.`,
  () => `Then ${company.buzzPhrase()} and ${hacker.verb()} the result.`,
];

/** Says two to four English sentences; the same chance says the same on every machine. */
export function say(random: Random): string {
  chance = random;
  try {
    let text = pick(openings, random)();
    for (let left = random.integer(1, 3); left > 0; left--) text += ` ${pick(sentences, random)()}`;
    return text;
  } finally {
    chance = undefined;
  }
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random.integer(0, items.length - 1)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}

function withArticle(phrase: string): string {
  return `${/^[aeiou]/.test(phrase) ? "an" : "a"} ${phrase}`;
}
