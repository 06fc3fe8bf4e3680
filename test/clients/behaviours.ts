import { expect } from "vitest";
import type { BehaviourName, Outcome } from "./frameworks/case.ts";
import { rock, tools } from "./frameworks/tools.ts";

/** What is asked of every client that can do it, and what has to come of it. */
export interface Behaviour {
  readonly title: string;
  /** What it is about, in the README's table. */
  readonly topic: string;
  readonly prompt: string;
  readonly texts?: readonly string[];
  /** `chat` is what came of the chat with the same model. */
  check(outcome: Outcome, chat: Outcome | undefined): void;
}

const question = "Which rock lets the deepest layers be seen?";
const errand = "Use get_weather and then convert_temperature to tell how warm it is in Paris, in Fahrenheit.";
const search = "Which layer of the Earth is liquid?";
const passages = [
  "Granite is quarried for buildings.",
  "The outer core is the layer of the Earth that is liquid.",
  "Rivers carry sand to the sea.",
];

export const behaviours: Readonly<Record<BehaviourName, Behaviour>> = {
  chat: { title: "an answer", topic: "chat", prompt: question, check: expectText },
  stream: {
    title: "a stream of the same answer",
    topic: "streams",
    prompt: question,
    check: (outcome, chat) => {
      expectText(outcome);
      expect(outcome.pieces?.length).toBeGreaterThan(1);
      expect(outcome.pieces?.join("")).toBe(outcome.text);
      expect(outcome.text).toBe(chat?.text);
      expect(outcome.usage).toEqual(chat?.usage);
    },
  },
  tools: { title: "an agent that uses two tools", topic: "tools", prompt: errand, check: expectErrand },
  "streamed tools": {
    title: "an agent that uses two tools over streams",
    topic: "tools",
    prompt: errand,
    check: expectErrand,
  },
  "structured output": {
    title: "an object by a schema",
    topic: "structured output",
    // Clients that offer the schema as a tool leave the choice to the model: the words of its name have it taken.
    prompt: "Describe granite as a rock, in JSON.",
    check: ({ object }) => expect(rock.strict().safeParse(object)).toMatchObject({ success: true }),
  },
  embeddings: {
    title: "embeddings",
    topic: "embeddings",
    prompt: "",
    texts: ["granite", "basalt", "granite"],
    check: ({ vectors }) => {
      expect(vectors?.map(({ length }) => length)).toEqual([1024, 1024, 1024]);
      expect(vectors?.[0]).toEqual(vectors?.[2]);
      expect(vectors?.[0]).not.toEqual(vectors?.[1]);
    },
  },
  reranking: { title: "a ranking", topic: "reranking", prompt: search, texts: passages, check: expectRanking },
  "reranking by InvokeModel": {
    title: "a ranking by InvokeModel",
    topic: "reranking",
    prompt: search,
    texts: passages,
    check: expectRanking,
  },
  images: {
    title: "an image",
    topic: "images",
    prompt: "A cross-section of the Earth",
    check: ({ images }) => {
      const signatures = images?.map((image) => Buffer.from(image, "base64").toString("latin1", 1, 4));
      expect(signatures).toEqual(["PNG"]);
    },
  },
};

function expectText({ text, usage }: Outcome): void {
  expect(text).toMatch(/\w+ \w+/);
  expect(usage?.input).toBeGreaterThan(0);
  expect(usage?.output).toBeGreaterThan(0);
}

function expectErrand({ calls, text }: Outcome): void {
  expect(calls?.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  for (const [index, { input }] of tools.entries())
    expect(input.strict().safeParse(calls?.[index]?.input)).toMatchObject({ success: true });
  expect(text).toMatch(/\w+ \w+/);
}

function expectRanking({ ranking = [] }: Outcome): void {
  expect(ranking.map(({ index }) => index).sort()).toEqual([0, 1, 2]);
  expect(ranking[0]?.index).toBe(1);
  const scores = ranking.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  for (const score of scores) expect(score).toSatisfy((value: number) => value >= 0 && value <= 1);
}
