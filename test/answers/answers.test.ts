import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario } from "../../emulator/index.ts";

type Rules = NonNullable<Scenario["answers"]>;

const PROFILE = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";
const frozen: Scenario = {
  clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
  profiles: [
    {
      id: "abcdefghijkl",
      name: "team-a",
      copyFrom: "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0",
      tags: { team: "a" },
    },
  ],
};

function scripted(answers: Rules) {
  const emulator = createEmulator({ scenario: { ...frozen, answers } });
  const client = new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "111122223333", secretAccessKey: "x" },
    requestHandler: emulator.requestHandler(),
    maxAttempts: 1,
  });
  const converse = (text: string, more: Partial<ConverseCommandInput> = {}) =>
    client.send(
      new ConverseCommand({
        modelId: "amazon.nova-lite-v1:0",
        messages: [{ role: "user", content: [{ text }] }],
        ...more,
      }),
    );
  const say = async (text: string, more: Partial<ConverseCommandInput> = {}) =>
    (await converse(text, more)).output?.message?.content?.[0]?.text;
  return { emulator, client, converse, say };
}

const lastStep = (emulator: Emulator) =>
  emulator.journal.entries.at(-1)?.decision.find(({ step }) => step === "answers")?.outcome;

test("the first answer in the file's order that matches is said, and the journal tells which", async () => {
  const { emulator, say } = scripted([
    { when: { lastUserText: { contains: "granite" } }, then: { text: "Igneous." } },
    { when: { lastUserText: { matches: "^What" } }, then: { text: "That." } },
    { when: { lastUserText: "exactly" }, then: { text: "Yes." } },
  ]);
  expect(await say("What is granite?")).toBe("Igneous.");
  expect(lastStep(emulator)).toBe("answers[0]");
  expect(await say("What is basalt?")).toBe("That.");
  expect(await say("exactly")).toBe("Yes.");
  expect(await say("not exactly")).not.toBe("Yes.");
  expect(lastStep(emulator)).toBeUndefined();
});

test("an answer is chosen by operation, model, family, profile, tags, metadata, system text, turn and principal", async () => {
  const { say } = scripted([
    { when: { operation: "ConverseStream" }, then: { text: "stream" } },
    { when: { tags: { team: "a" }, requestMetadata: { user: "al*" } }, then: { text: "metadata" } },
    { when: { profile: "team-a" }, then: { text: "profile" } },
    { when: { family: "anthropic" }, then: { text: "family" } },
    { when: { model: "amazon.nova-micro-*" }, then: { text: "model" } },
    { when: { systemText: { contains: "brief" } }, then: { text: "system" } },
    { when: { turn: 2 }, then: { text: "turn" } },
    { when: { toolResult: { contains: "17" } }, then: { text: "result" } },
    { when: { principal: "*:root" }, then: { text: "principal" } },
  ]);
  expect(await say("x", { modelId: PROFILE, requestMetadata: { user: "alice" } })).toBe("metadata");
  expect(await say("x", { modelId: PROFILE, requestMetadata: { user: "bob" } })).toBe("profile");
  expect(await say("x", { modelId: "anthropic.claude-3-haiku-20240307-v1:0" })).toBe("family");
  expect(await say("x", { modelId: "amazon.nova-micro-v1:0" })).toBe("model");
  expect(await say("x", { system: [{ text: "Be brief." }] })).toBe("system");
  const turns: ConverseCommandInput["messages"] = [
    { role: "user", content: [{ text: "a" }] },
    { role: "assistant", content: [{ text: "b" }] },
    { role: "user", content: [{ text: "c" }] },
  ];
  expect(await say("x", { messages: turns })).toBe("turn");
  const results: ConverseCommandInput["messages"] = [
    { role: "user", content: [{ text: "a" }] },
    { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "weather", input: {} } }] },
    { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ json: { degrees: 17 } }] } }] },
  ];
  const toolConfig = { tools: [{ toolSpec: { name: "weather", inputSchema: { json: { type: "object" } } } }] };
  expect(await say("x", { messages: results, toolConfig })).toBe("result");
  expect(await say("x")).not.toBe("principal");
});

test("a sequence says one reply after the other and repeats the last, and an error in it is AWS's", async () => {
  const { say } = scripted([{ then: [{ text: "one" }, { error: "ThrottlingException" }, { text: "three" }] }]);
  expect(await say("x")).toBe("one");
  await expect(say("x")).rejects.toMatchObject({
    name: "ThrottlingException",
    message: "Too many requests, please wait before trying again.",
    $metadata: { httpStatusCode: 429 },
  });
  expect(await say("x")).toBe("three");
  expect(await say("x")).toBe("three");
});

test("call and times count the requests that a rule was met by", async () => {
  const { emulator, say } = scripted([
    { when: { call: 2 }, then: { text: "second" } },
    { then: { text: "first two others" }, times: 2 },
    { then: { text: "rest" } },
  ]);
  const said = [];
  for (let at = 0; at < 5; at++) said.push(await say("x"));
  expect(said).toEqual(["first two others", "second", "first two others", "rest", "rest"]);
  expect(emulator.answers.map(({ used }) => used)).toEqual([1, 2, 2]);
});

test("places in a text are filled in with the request's own fields", async () => {
  const { say } = scripted([
    {
      then: {
        text: "{{turn}}/{{call}} {{lastUserText}} for {{profile}} ({{tags.team}}, {{requestMetadata.user}}) on {{model}} from {{source}} of {{account}}",
      },
    },
  ]);
  expect(await say("Hello {{call}}", { modelId: PROFILE, requestMetadata: { user: "al" } })).toBe(
    "1/1 Hello {{call}} for team-a (a, al) on amazon.nova-lite-v1:0 from us-east-1 of 111122223333",
  );
});

test("tool calls, reasoning and a stop reason come as they are written", async () => {
  const { converse } = scripted([
    {
      then: {
        reasoning: "Look it up.",
        text: "One moment.",
        toolCalls: [{ name: "weather", input: { city: "{{lastUserText}}" }, id: "tool-1" }],
      },
    },
  ]);
  const { output, stopReason } = await converse("Paris", { modelId: "anthropic.claude-3-haiku-20240307-v1:0" });
  expect(output?.message?.content).toEqual([
    { reasoningContent: { reasoningText: { text: "Look it up.", signature: expect.any(String) } } },
    { text: "One moment." },
    { toolUse: { toolUseId: "tool-1", name: "weather", input: { city: "Paris" } } },
  ]);
  expect(stopReason).toBe("tool_use");
  const filtered = scripted([{ then: { text: "", stopReason: "content_filtered" } }]);
  expect(await filtered.converse("x")).toMatchObject({
    stopReason: "content_filtered",
    output: { message: { content: [] } },
  });
});

test("a JSON value is the text, and native bodies and chunks are answered as they are", async () => {
  const { client, say } = scripted([
    { when: { operation: "Converse" }, then: { json: { sum: 3 } } },
    { then: { body: { custom: true }, chunks: [{ part: 1 }, { part: 2 }] } },
  ]);
  expect(await say("x")).toBe('{"sum":3}');
  const native = {
    contentType: "application/json",
    modelId: "amazon.nova-lite-v1:0",
    body: JSON.stringify({ messages: [{ role: "user", content: [{ text: "x" }] }] }),
  };
  const { body } = await client.send(new InvokeModelCommand(native));
  expect(JSON.parse(Buffer.from(body).toString())).toEqual({ custom: true });
  const { body: stream } = await client.send(new InvokeModelWithResponseStreamCommand(native));
  const parts = [];
  for await (const { chunk } of stream ?? []) parts.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
  expect(parts).toEqual([{ part: 1 }, { part: 2 }]);
});

test("a stream hands the answer out in the chunks and at the pace that are asked for", async () => {
  const { emulator, client } = scripted([
    {
      then: {
        text: "one two three four five",
        stream: { chunkTokens: [2, 1], timeToFirstTokenMs: 500, perChunkMs: 100 },
      },
    },
  ]);
  const texts: string[] = [];
  let isRead = false;
  const reading = (async () => {
    const { stream } = await client.send(
      new ConverseStreamCommand({
        modelId: "amazon.nova-lite-v1:0",
        messages: [{ role: "user", content: [{ text: "x" }] }],
      }),
    );
    for await (const event of stream ?? []) {
      const { text } = event.contentBlockDelta?.delta ?? {};
      if (text !== undefined) texts.push(text);
    }
    isRead = true;
  })();
  await new Promise(setImmediate);
  expect(texts).toEqual([]);
  for (let ticks = 0; !isRead && ticks < 100; ticks++) {
    emulator.clock.advance(100);
    await new Promise(setImmediate);
  }
  await reading;
  expect(texts).toEqual(["one two", " three", " four five"]);
});

test("in process a function makes the reply, and what goes wrong in it names the rule", async () => {
  const { say } = scripted([
    {
      when: { lastUserText: "fail" },
      then: () => {
        throw new Error("no idea");
      },
    },
    { then: async ({ lastUserText, turn }) => `${turn}: ${lastUserText.toUpperCase()}` },
  ]);
  expect(await say("hello")).toBe("1: HELLO");
  await expect(say("fail")).rejects.toThrow("The function answers[0].then of the scenario failed: no idea");
});

test.each<[string, unknown, string]>([
  ["an unknown key", [{ then: { txt: "x" } }], 'answers[0].then.txt: unknown key "txt"; did you mean "text"?'],
  [
    "an unknown operation",
    [{ when: { operation: "Convers" }, then: { text: "x" } }],
    'no model answers "Convers"; did you mean "Converse"?',
  ],
  [
    "an operation that no model answers",
    [{ when: { operation: "GetInferenceProfile" }, then: { text: "x" } }],
    'no model answers "GetInferenceProfile"',
  ],
  [
    "an unknown place",
    [{ then: { text: "{{lastText}}" } }],
    "answers[0].then.text: {{lastText}} is none of lastUserText",
  ],
  [
    "an unknown place deep inside",
    [{ then: { json: { a: ["{{tags}}"] } } }],
    "answers[0].then.json.a[0]: {{tags}} is none of",
  ],
  ["nothing said", [{ then: {} }], "answers[0].then: nothing is said"],
  [
    "two things said",
    [{ then: { text: "a", error: "ThrottlingException" } }],
    "a reply is one thing, and these are text, error",
  ],
  ["an unknown error", [{ then: { error: "Throttling" } }], '"Throttling" is no exception of bedrock-runtime'],
  ["an unknown stop reason", [{ then: { text: "a", stopReason: "stop" } }], '"stop" is none of end_turn'],
  [
    "a broken pattern",
    [{ when: { lastUserText: { matches: "(" } }, then: { text: "x" } }],
    "answers[0].when.lastUserText.matches",
  ],
  ["a body for Converse", [{ when: { operation: "Converse" }, then: { body: {} } }], "'body' is for InvokeModel"],
  ["a wrong type within a list", [{ then: [{ text: 3 }] }], "answers[0].then[0].text"],
])("%s is refused with its place", (_, answers, message) => {
  expect(() => createEmulator({ scenario: { answers } as Scenario })).toThrow(message);
});

test("a reply without content leaves what the model says by itself, and changes the rest", async () => {
  const plain = await scripted([]).converse("hello");
  const cut = await scripted([{ then: { stopReason: "max_tokens", stream: { chunkTokens: 1 } } }]).converse("hello");
  expect(cut.output).toEqual(plain.output);
  expect([plain.stopReason, cut.stopReason]).toEqual(["end_turn", "max_tokens"]);
});

test("words for a model that embeds are refused by name, and a body is given", async () => {
  const { client } = scripted([
    { when: { model: "amazon.titan-embed-text-v2:0", call: 1 }, then: { body: { embedding: [1, 0] } } },
    { then: { text: "Igneous." } },
  ]);
  const embed = () =>
    client.send(
      new InvokeModelCommand({
        modelId: "amazon.titan-embed-text-v2:0",
        contentType: "application/json",
        body: JSON.stringify({ inputText: "granite" }),
      }),
    );
  expect(JSON.parse((await embed()).body.transformToString())).toEqual({ embedding: [1, 0] });
  await expect(embed()).rejects.toMatchObject({
    name: "NotImplementedException",
    message: expect.stringContaining("answer to amazon.titan-embed-text-v2:0 is 'text'"),
  });
});

test("a family that no model of the catalogue is of is told", () => {
  expect(() => scripted([{ when: { family: "antropic" }, then: { text: "Yes." } }])).toThrow(
    /answers\[0\]\.when\.family: "antropic" is no provider of the catalogue; did you mean "anthropic"/,
  );
});

const bodies = {
  "us.meta.llama3-3-70b-instruct-v1:0": { prompt: "What is the weather in Paris?" },
  "us.anthropic.claude-sonnet-4-5-20250929-v1:0": {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 2_000,
    messages: [{ role: "user", content: "What is the weather in Paris?" }],
    tools: [{ name: "get_weather", input_schema: { type: "object", properties: { city: { type: "string" } } } }],
  },
};

test.each([
  ["toolCalls", { toolCalls: [{ name: "get_weather", input: { city: "Paris" } }] }],
  ["reasoning", { reasoning: "First the weather.", text: "It is sunny." }],
])(
  "%s are refused by name where a native body has no place for them, and stand in one that has",
  async (member, then) => {
    const { client } = scripted([{ then }]);
    const invoke = (modelId: keyof typeof bodies) => {
      const input = { modelId, contentType: "application/json", body: JSON.stringify(bodies[modelId]) };
      return [new InvokeModelCommand(input), new InvokeModelWithResponseStreamCommand(input)] as const;
    };
    for (const command of invoke("us.meta.llama3-3-70b-instruct-v1:0")) {
      await expect(client.send(command as InvokeModelCommand)).rejects.toMatchObject({
        name: "NotImplementedException",
        message: expect.stringContaining(`has '${member}', and the native body of that model holds none`),
      });
    }
    const [whole, streamed] = invoke("us.anthropic.claude-sonnet-4-5-20250929-v1:0");
    const { body } = await client.send(whole);
    expect(body.transformToString()).toContain(member === "toolCalls" ? "get_weather" : "First the weather.");
    await client.send(streamed);
  },
);
