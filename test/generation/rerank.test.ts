import { expect, test } from "vitest";
import { relevance } from "../../emulator/generation/relevance.ts";
import { invoke, invokeThroughProfile, refusal } from "./invoke.ts";
import { fc } from "./property.ts";

const cohere = "cohere.rerank-v3-5:0";
const amazon = "amazon.rerank-v1:0";
const documents = [
  "Carson City is the capital city of the American state of Nevada.",
  "Washington, D.C. is the capital of the United States.",
  "Bananas grow in warm countries.",
  "Capital punishment has existed in the United States since before it was a country.",
];
const query = "What is the capital of the United States?";
const body = { query, documents, api_version: 2 };
const malformed = (violations: string) =>
  `ValidationException: Malformed input request: ${violations}, please reformat your input and try again.`;

test.each([cohere, amazon])("%s ranks documents by what they share with the query", async (modelId) => {
  const given = modelId === cohere ? body : { query, documents };
  const { results } = (await invoke(modelId, given)).body;
  expect(results.map(({ index }: { index: number }) => index)).toEqual([1, 3, 0, 2]);
  expect(Object.keys(results[0])).toEqual(["index", "relevance_score"]);
  expect((await invokeThroughProfile(modelId, given)).body.results).toEqual(results);
});

test("top_n keeps the first", async () => {
  const { results } = (await invoke(cohere, { ...body, top_n: 1 })).body;
  expect(results.map(({ index }: { index: number }) => index)).toEqual([1]);
  expect((await invoke(cohere, { ...body, top_n: 99 })).body.results).toHaveLength(4);
});

test("equally relevant documents stay in their order", async () => {
  const { results } = (await invoke(amazon, { query: "granite", documents: ["a", "b", "c", "d"] })).body;
  expect(results.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3]);
});

test("a document is read up to the tokens that are asked for", async () => {
  const long = { query: "granite", documents: [`${"word ".repeat(50)}granite`, "marble"], api_version: 2 };
  const [first] = (await invoke(cohere, long)).body.results;
  const [cut] = (await invoke(cohere, { ...long, max_tokens_per_doc: 10 })).body.results;
  expect(first.relevance_score).toBeGreaterThan(0.5);
  expect(cut.relevance_score).toBeLessThan(0.1);
});

test.each([
  // https://github.com/langgenius/dify/issues/12640
  [
    cohere,
    { prompt: "x" },
    malformed(
      "#: required key [query] not found#: required key [documents] not found#: required key [api_version] not found#: extraneous key [prompt] is not permitted",
    ),
  ],
  // https://github.com/cohere-ai/cohere-python/issues/613
  [cohere, { ...body, api_version: 1 }, malformed("#/api_version: 1 is not greater or equal to 2")],
  [amazon, { query, documents: [] }, malformed("#/documents: expected minimum item count: 1, found: 0")],
  [
    amazon,
    { query, documents: Array(1_001).fill("x") },
    malformed("#/documents: expected maximum item count: 1000, found: 1001"),
  ],
  [amazon, { query, documents, top_n: 0 }, malformed("#/top_n: 0 is not greater or equal to 1")],
])("%s refuses a body that breaks its rules (%#)", async (modelId, given, message) => {
  expect(await refusal(modelId, given)).toBe(message);
});

test("scores lie between 0 and 1, and a document that is the query has the best", () => {
  const text = fc.array(fc.constantFrom("granite", "marble", "the", "quarry", "日本", "old", "is"), { maxLength: 8 });
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 1, maxLength: 8 }), (words, others) => {
      const asked = words.join(" ");
      const scores = relevance(asked, [...others.map((other) => other.join(" ")), asked]);
      for (const score of scores) expect(score > 0 && score < 1).toBe(true);
      expect(Math.max(...scores)).toBe(scores.at(-1));
    }),
  );
});
