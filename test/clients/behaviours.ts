import { expect } from "vitest";
import type { JournalEntry } from "../../emulator/index.ts";
import { attemptsByCall } from "./attempts.ts";
import type { BehaviourName, Failure, Outcome } from "./frameworks/case.ts";
import { rock, tools } from "./frameworks/tools.ts";

/** How a client tells of a failure: in AWS's words, unless it has its own (a regular expression). */
export type Told = Pick<Failure, "type" | "status"> & { readonly message?: string };

/** What else is known of a case. */
export interface Seen {
  /** What came of the chat with the same model, if there was one. */
  readonly chat: Outcome | undefined;
  /** What the server has been asked with the case's `modelId`, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** How this client tells of the failure that the case is about. */
  readonly told: Told | undefined;
  /** How often this client tries by default. */
  readonly attempts: number | undefined;
}

/** What is asked of every client that can do it, and what has to come of it. */
export interface Behaviour {
  readonly title: string;
  /** What it is about: its column in the README's table, if it has one. */
  readonly topic?: string;
  readonly prompt: string;
  readonly texts?: readonly string[];
  /**
   * What the client is to call with, where it is not a model, by its id and by a profile: what a profile can be copied from, a
   * profile with the name for which `behaviours.yaml` has a rule, or nothing.
   */
  readonly through?: "copy" | "nothing" | { readonly profile: string };
  /** What the server refuses of it, and so the journal may have. */
  readonly refusal?: { readonly status: number; readonly operation?: string };
  check(outcome: Outcome, seen: Seen): void;
}

const question = "Which rock lets the deepest layers be seen?";
const errand = "Use get_weather and then convert_temperature to tell how warm it is in Paris, in Fahrenheit.";
const search = "Which layer of the Earth is liquid?";
const DENIAL =
  /User: arn:aws:iam::\d{12}:user\/outcrop is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-west-2::foundation-model\/\S+ with an explicit deny in a service control policy/;
const passages = [
  "Granite is quarried for buildings.",
  "The outer core is the layer of the Earth that is liquid.",
  "Rivers carry sand to the sea.",
];

/** In the order of the table's columns. */
export const behaviours: Readonly<Record<BehaviourName, Behaviour>> = {
  "profile life cycle": {
    title: "the life of an application profile",
    topic: "profile life cycle",
    prompt: "team-a",
    through: "copy",
    refusal: { status: 404, operation: "GetInferenceProfile" },
    check: ({ profile }, { told }) => {
      expect(profile).toEqual({
        arn: expect.stringMatching(/^arn:aws:bedrock:us-east-1:\d{12}:application-inference-profile\/[a-z0-9]{12}$/),
        status: "ACTIVE",
        models: 3,
        listed: true,
        tags: { env: "test" },
        afterDelete: expect.anything(),
      });
      expectFailure(profile?.afterDelete, told, /Inference profile not found/);
    },
  },
  chat: { title: "an answer", topic: "chat", prompt: question, check: expectText },
  stream: {
    title: "a stream of the same answer",
    topic: "streams",
    prompt: question,
    check: (outcome, { chat }) => {
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
    topic: "streamed tools",
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
  "spoken conversation": {
    title: "a spoken conversation",
    prompt: "",
    check: ({ events = [] }) => {
      const texts = (role: string) =>
        events.flatMap(({ event: { textOutput } }) => (textOutput?.role === role ? [textOutput.content] : []));
      expect(texts("USER")).toEqual(["What is granite?"]);
      expect(texts("ASSISTANT").join(" ")).toMatch(/\w+ \w+/);
      expect(events.filter(({ event }) => event.audioOutput).length).toBeGreaterThan(1);
      expect(events.at(-1)?.event).toHaveProperty("completionEnd");
    },
  },
  "throttled, then retried": {
    title: "an answer after a ThrottlingException",
    topic: "throttled, then retried",
    prompt: question,
    through: { profile: "throttled-once" },
    refusal: { status: 429 },
    check: ({ text, failure }, { entries, told }) => {
      expectFailure(failure, told, /Too many requests, please wait before trying again\./);
      if (told === undefined) expect(text).toMatch(/\w+ \w+/);
      expect(statusesOf(entries)).toEqual(told === undefined ? [429, 200] : [429]);
    },
  },
  "throttled for good": {
    title: "a ThrottlingException after as many attempts as the client makes by default",
    prompt: question,
    through: { profile: "throttled" },
    refusal: { status: 429 },
    check: ({ failure }, { entries, told, attempts }) => {
      expectFailure(failure, told, /Too many requests, please wait before trying again\./);
      expect(statusesOf(entries)).toEqual(Array.from({ length: attempts ?? 0 }, () => 429));
    },
  },
  "denied by an SCP": {
    title: "the words of an SCP that denies a Region of the profile, without another try",
    topic: "SCP denial",
    prompt: question,
    through: { profile: "denied" },
    refusal: { status: 403 },
    check: ({ failure }, { entries, told }) => {
      expectFailure(failure, told, DENIAL);
      expect(statusesOf(entries)).toEqual([403]);
    },
  },
  "exception in mid-stream": {
    title: "the pieces of a stream before its ModelStreamErrorException, without another try",
    topic: "mid-stream exception",
    prompt: question,
    through: { profile: "fails-in-mid-stream" },
    check: ({ pieces, failure }, { entries, told }) => {
      expect(pieces?.join("")).toMatch(/\w+/);
      expectFailure(
        failure,
        told,
        /The system encountered an unexpected error during processing\. Try your request again\./,
      );
      expect(entries).toHaveLength(1);
    },
  },
  "unknown operation": {
    title: "an error that names an operation which is not emulated",
    topic: "unknown operation",
    prompt: "",
    through: "nothing",
    refusal: { status: 501, operation: "ListProvisionedModelThroughputs" },
    check: ({ failure }, { told }) => {
      expectFailure(failure, told, /ListProvisionedModelThroughputs of bedrock/);
    },
  },
};

/** A failure as the client tells it; none where it tells none. */
function expectFailure(failure: Failure | undefined, told: Told | undefined, words: RegExp): void {
  expect(failure).toEqual(told && { ...told, message: expect.stringMatching(told.message ?? words) });
}

/** How the attempts ended, of the one call that there was. */
function statusesOf(entries: readonly JournalEntry[]): readonly number[] {
  return attemptsByCall(entries).flatMap((attempts) => attempts.map(({ status }) => status));
}

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
