import { describe, expect, test } from "vitest";
import { type Door, openSpeech } from "./open-speech.ts";
import { audioFormat, audioIn, outlineOf, type SpeechEvent, silence, textsIn, tone } from "./speech-client.ts";

const doors: readonly Door[] = ["in process", "over HTTP/2"];
const frozen = { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } as const;

/** A tool of promptStart. */
const tool = (name: string, description: string, properties: object = { city: { type: "string" } }) => ({
  toolSpec: { name, description, inputSchema: { json: JSON.stringify({ type: "object", properties }) } },
});

const usesIn = (events: readonly SpeechEvent[]) =>
  events.filter(({ name }) => name === "toolUse").map(({ body }) => body);
const last = (events: readonly SpeechEvent[], name: string) => events.findLast((event) => event.name === name)?.body;
const isToolEnd = ({ name, body }: SpeechEvent) => name === "contentEnd" && body.stopReason === "TOOL_USE";

describe.each(doors)("a conversation with Nova Sonic %s", (door) => {
  test("answers speech: what was heard, the text and its audio by sentences, and the text of what was spoken", async () => {
    await using speech = await openSpeech({ door });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    const events = await conversation.turn();
    const sentences = textsIn(events).filter((text) => text.startsWith("ASSISTANT SPECULATIVE"));
    const finals = sentences.map((text) => text.replace("SPECULATIVE", "FINAL"));
    expect(textsIn(events)).toEqual([expect.stringMatching(/^USER FINAL: \w+ /), ...sentences, ...finals]);
    expect(sentences.length).toBeGreaterThan(1);
    const stops = sentences.map((_, at) => (at === sentences.length - 1 ? "END_TURN" : "PARTIAL_TURN"));
    expect(outlineOf(events)).toEqual([
      "completionStart",
      "usageEvent",
      ...["contentStart USER TEXT", "textOutput", "contentEnd PARTIAL_TURN"],
      "usageEvent",
      ...stops.flatMap((stop) => [
        ...["contentStart ASSISTANT TEXT", "textOutput", "contentEnd PARTIAL_TURN"],
        ...["contentStart ASSISTANT AUDIO", "audioOutput", `contentEnd ${stop}`],
        "usageEvent",
      ]),
      ...stops.flatMap((stop) => ["contentStart ASSISTANT TEXT", "textOutput", `contentEnd ${stop}`]),
    ]);
    expect(outlineOf((await conversation.end().finish()).slice(events.length))).toEqual(["completionEnd"]);
  });

  test("holds one completion together by its ids, and every content by its own", async () => {
    await using speech = await openSpeech({ door });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    const events = await conversation.turn();
    const ids = (name: string) => new Set(events.map(({ body }) => body[name]));
    expect([ids("sessionId").size, ids("promptName"), ids("completionId").size]).toEqual([1, new Set(["prompt"]), 1]);
    let open: string | undefined;
    const seen: string[] = [];
    for (const { name, body } of events) {
      if (name === "contentStart") {
        expect([open, seen]).toEqual([undefined, expect.not.arrayContaining([body.contentId])]);
        open = body.contentId;
        seen.push(body.contentId);
      } else if (body.contentId !== undefined) expect(body.contentId).toBe(open);
      if (name === "contentEnd") open = undefined;
    }
  });

  test("sends what the model needs a tool for, waits for the result, and says it", async () => {
    await using speech = await openSpeech({ door });
    const tools = [tool("get_weather", "The weather of a city"), tool("get_time", "The time of day")];
    const conversation = speech.converse().begin({ prompt: { toolConfiguration: { tools } } });
    conversation.text("USER", "Use get_weather for Zermatt").listen().audio(tone()).audio(silence());
    const asked = await conversation.until(isToolEnd);
    expect(outlineOf(asked).slice(-3)).toEqual(["contentStart TOOL TOOL", "toolUse", "contentEnd TOOL_USE"]);
    const [use] = usesIn(asked);
    expect(use).toMatchObject({ toolName: "get_weather", role: "TOOL" });
    expect(JSON.parse(use.content)).toEqual({ city: expect.any(String) });
    conversation.toolResult(use.toolUseId, '{"sky":"blue"}');
    expect(textsIn(await conversation.turn())[0]).toMatch(/^ASSISTANT SPECULATIVE: The tool says: \{"sky":"blue"\}/);
    await conversation.end().finish();
  });

  test("holds two conversations at once, and keeps them apart", async () => {
    await using speech = await openSpeech({ door });
    const [left, right] = [speech.converse(), speech.converse()];
    left.begin().text("USER", "Good morning").listen();
    right.begin().text("USER", "Good night").listen();
    for (const conversation of [right, left]) conversation.audio(tone()).audio(silence());
    const texts = (await Promise.all([left.turn(), right.turn()])).map(textsIn);
    expect(texts.map(([heard]) => heard)).toEqual(["USER FINAL: Good morning", "USER FINAL: Good night"]);
    await Promise.all([left.end().finish(), right.end().finish()]);
    expect(left.events[0]?.body.sessionId).not.toBe(right.events[0]?.body.sessionId);
  });

  test("is refused before it begins where the model cannot hold one", async () => {
    await using speech = await openSpeech({ door });
    const conversation = speech.converse({ modelId: "amazon.nova-lite-v1:0" }).begin();
    await expect(conversation.over()).rejects.toMatchObject({
      name: "ValidationException",
      message: "The model is unsupported for bidirectional streaming.",
      $metadata: { httpStatusCode: 400 },
    });
  });
});

test("the same conversation sounds the same over both doors, and in every run", async () => {
  const hear = async (door: Door) => {
    await using speech = await openSpeech({ door });
    const events = await speech.converse().begin().listen().audio(tone()).audio(silence()).turn();
    return { texts: textsIn(events), audio: audioIn(events).toString("base64") };
  };
  const first = await hear("in process");
  expect([await hear("over HTTP/2"), await hear("in process")]).toEqual([first, first]);
});

describe("what the user says", () => {
  test.each([
    ["HIGH", 1_500],
    ["MEDIUM", 1_750],
    ["LOW", 2_000],
  ])("with the sensitivity %s is answered after %i ms of silence, and no sooner", async (sensitivity, pauseMs) => {
    await using speech = await openSpeech();
    const session = { turnDetectionConfiguration: { endpointingSensitivity: sensitivity } };
    const conversation = speech
      .converse()
      .begin({ session })
      .listen()
      .audio(tone())
      .audio(silence(pauseMs - 20));
    // Words are answered in their turn: the speech before them has not been answered.
    conversation.text("USER", "Hello", true);
    const words = await conversation.turn();
    expect(textsIn(words).some((text) => text.startsWith("USER"))).toBe(false);
    conversation.audio(silence(20));
    expect(textsIn(await conversation.turn())[0]).toMatch(/^USER FINAL/);
  });

  test("is over with the audio's end, too", async () => {
    await using speech = await openSpeech();
    const conversation = speech.converse().begin().listen().audio(tone()).end();
    expect(textsIn(await conversation.turn())[0]).toMatch(/^USER FINAL/);
  });

  test("is what the text before it says, once; then it is made up again", async () => {
    await using speech = await openSpeech();
    const conversation = speech.converse().begin().text("USER", "What is granite?").listen();
    conversation.audio(tone()).audio(silence());
    expect(textsIn(await conversation.turn())[0]).toBe("USER FINAL: What is granite?");
    conversation.audio(silence(60_000)).audio(tone()).audio(silence());
    expect(textsIn(await conversation.turn())[0]).not.toContain("granite");
    conversation.text("USER", "And basalt?").audio(silence(60_000)).audio(tone()).audio(silence());
    expect(textsIn(await conversation.turn())[0]).toBe("USER FINAL: And basalt?");
  });

  test("in words is answered once some audio has come, silent or not; before that it is not, and the journal tells", async () => {
    await using speech = await openSpeech();
    const conversation = speech.converse().begin().listen().audio(silence(60)).text("USER", "Hello?", true);
    conversation.audio(silence(10)).text("USER", "Are you there?", true);
    expect(textsIn(await conversation.turn())[0]).toMatch(/^ASSISTANT SPECULATIVE/);
    expect(
      textsIn(await conversation.end().finish()).filter((text) => text.includes("SPECULATIVE")).length,
    ).toBeLessThan(6);
    expect(speech.emulator.journal.entries[0]?.decision).toContainEqual({
      step: "speech",
      outcome: "words are not answered before 68 ms of audio, silence or not, have been streamed",
    });
  });

  test("is answered with what was said before in mind, the system's text and the history among it", async () => {
    const say = async (system: string, history: string) => {
      await using speech = await openSpeech();
      const conversation = speech.converse().begin({ system }).text("USER", history).text("ASSISTANT", "I see.");
      conversation.listen().text("USER", "Well?").audio(tone()).audio(silence());
      return textsIn(await conversation.turn()).join();
    };
    const answer = await say("Be kind.", "My name is Ada.");
    expect(await say("Be kind.", "My name is Ada.")).toBe(answer);
    expect(await say("Be brief.", "My name is Ada.")).not.toBe(answer);
    expect(await say("Be kind.", "My name is Bob.")).not.toBe(answer);
  });

  test.each([8_000, 16_000, 24_000])("may be sampled at %i Hz, and so may the answer", async (rate) => {
    await using speech = await openSpeech();
    const audioOutputConfiguration = { ...audioFormat, sampleRateHertz: rate, voiceId: "tiffany" };
    const conversation = speech.converse().begin({ prompt: { audioOutputConfiguration } }).listen("audio", rate);
    const events = await conversation.audio(tone(300, rate)).audio(silence(1_750, rate)).turn();
    const start = events.find(({ name, body }) => name === "contentStart" && body.type === "AUDIO")?.body;
    expect(start.audioOutputConfiguration).toEqual({
      ...{ mediaType: "audio/lpcm", sampleRateHertz: rate, sampleSizeBits: 16, channelCount: 1 },
      ...{ encoding: "base64", audioType: "SPEECH" },
    });
    // Speech comes in tokens of 40 ms.
    const { details } = last(events, "usageEvent");
    expect(audioIn(events).byteLength).toBe((details.total.output.speechTokens * 40 * 2 * rate) / 1_000);
  });
});

describe("an interruption", () => {
  const interrupted = ["contentStart ASSISTANT TEXT", "textOutput", "contentEnd INTERRUPTED"];

  test("is told when speech begins before the answer can have been heard to its end", async () => {
    await using speech = await openSpeech({ scenario: frozen });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    await conversation.turn();
    conversation.audio(tone()).audio(silence());
    const events = await conversation.turn();
    expect(outlineOf(events).slice(0, 4)).toEqual([...interrupted, "contentStart USER TEXT"]);
    expect(events[1]?.body.content).toBe('{ "interrupted" : true }');
  });

  test.each([
    [
      "by the audio that has come in since",
      (speech: Awaited<ReturnType<typeof openSpeech>>) => speech && silence(60_000),
    ],
    [
      "by the emulator's clock",
      ({ emulator }: Awaited<ReturnType<typeof openSpeech>>) => {
        emulator.clock.advance(50_000);
        return silence(20);
      },
    ],
  ])("is none when the answer has been heard %s", async (_how, pass) => {
    await using speech = await openSpeech({ scenario: frozen });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    await conversation.turn();
    conversation.audio(pass(speech)).audio(tone()).audio(silence());
    expect(outlineOf(await conversation.turn())[0]).toBe("contentStart USER TEXT");
  });

  test("cuts a paced answer short: the open audio ends, and the rest of it never comes", async () => {
    const faults = [{ when: { operation: "InvokeModelWithBidirectionalStream" }, then: { perChunkMs: 100 } }];
    await using speech = await openSpeech({ scenario: { ...frozen, faults } });
    const conversation = speech.converse().begin().listen().audio(tone()).audio(silence());
    /** Lets the frozen clock run until there is what is waited for. */
    const meanwhile = async (events: Promise<readonly SpeechEvent[]>) => {
      let isThere = false;
      void events.finally(() => {
        isThere = true;
      });
      while (!isThere) {
        speech.emulator.clock.advance(5);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return events;
    };
    await meanwhile(conversation.until(({ name }) => name === "audioOutput"));
    conversation.audio(tone()).audio(silence());
    const rest = await meanwhile(
      conversation.until(({ body }) => body.type === "TEXT" && body.stopReason === "INTERRUPTED"),
    );
    const others = rest.filter(({ name }) => name !== "audioOutput");
    expect(outlineOf(others)).toEqual(["contentEnd INTERRUPTED", ...interrupted]);
    expect(others[0]?.body.type).toBe("AUDIO");
    // Nothing of it was spoken to its end.
    expect(textsIn(conversation.events).filter((text) => text.startsWith("ASSISTANT FINAL"))).toEqual([
      'ASSISTANT FINAL: { "interrupted" : true }',
    ]);
    conversation.hangUp();
    await meanwhile(conversation.over());
  });
});

describe("tools", () => {
  test("are called all that the words name, in one turn; the answer waits for every result", async () => {
    await using speech = await openSpeech();
    const tools = [tool("get_weather", "The weather"), tool("get_time", "The time"), tool("call_taxi", "A taxi")];
    const conversation = speech
      .converse()
      .begin({ prompt: { toolConfiguration: { tools } } })
      .listen()
      .audio(silence(100));
    conversation.text("USER", "Please get_time and then get weather", true);
    const asked = [...(await conversation.until(isToolEnd)), ...(await conversation.until(isToolEnd))];
    const uses = usesIn(asked);
    expect(uses.map(({ toolName }) => toolName)).toEqual(["get_time", "get_weather"]);
    conversation.toolResult(uses[1].toolUseId, '{"sky":"grey"}');
    conversation.toolResult(uses[0].toolUseId, '{"time":"noon"}');
    expect(textsIn(await conversation.turn()).join(" ")).toMatch(/\{"sky":"grey"\}.*\{"time":"noon"\}/);
  });

  test("that must be used are, once for every turn of the user's", async () => {
    await using speech = await openSpeech();
    const toolConfiguration = { tools: [tool("note", "Writes down")], toolChoice: { tool: { name: "note" } } };
    const conversation = speech.converse().begin({ prompt: { toolConfiguration } }).listen().audio(silence(100));
    conversation.text("USER", "Hello", true);
    const [use] = usesIn(await conversation.until(isToolEnd));
    expect(use.toolName).toBe("note");
    conversation.toolResult(use.toolUseId, "{}");
    expect(usesIn(await conversation.turn())).toEqual([]);
  });
});

describe("usage", () => {
  test("is counted by speech and text, in every usageEvent since the last one and altogether, and ends in journal and ledger", async () => {
    await using speech = await openSpeech();
    const conversation = speech.converse().begin({ system: "Be kind." }).listen().audio(silence(10_000));
    conversation.audio(tone(1_000)).audio(silence());
    await conversation.turn();
    const events = await conversation.end().finish();
    const usages = events.filter(({ name }) => name === "usageEvent").map(({ body }) => body);
    expect(usages[0].details.total).toEqual({
      input: { speechTokens: 0, textTokens: 3 },
      output: { speechTokens: 0, textTokens: 0 },
    });
    // A second of speech; silence costs nothing.
    expect(usages[1].details.delta.input).toEqual({ speechTokens: 25, textTokens: 0 });
    const sums = usages.reduce(
      (sum, { details: { delta } }) => sum + delta.output.speechTokens + delta.output.textTokens,
      0,
    );
    const { totalInputTokens, totalOutputTokens, totalTokens } = last(events, "usageEvent");
    expect([totalInputTokens, totalOutputTokens, totalTokens]).toEqual([28, sums, 28 + sums]);
    const usage = { inputTokens: totalInputTokens, outputTokens: totalOutputTokens };
    const [entry] = speech.emulator.journal.entries;
    expect(entry).toMatchObject({ operation: "InvokeModelWithBidirectionalStream", status: 200, usage });
    expect(entry?.error).toBeUndefined();
    expect(speech.emulator.usage.rows).toMatchObject([{ model: "amazon.nova-2-sonic-v1:0", invocations: 1, ...usage }]);
  });
});

test("a scenario says what is answered, and when a turn fails", async () => {
  const answers = [
    { when: { lastUserText: { contains: "granite" } }, then: { text: "Granite is an igneous rock. It is hard." } },
    { when: { lastUserText: { contains: "basalt" } }, then: { error: "ThrottlingException", message: "Enough." } },
  ];
  await using speech = await openSpeech({ scenario: { answers } });
  const conversation = speech.converse().begin().listen().audio(silence(100)).text("USER", "What is granite?", true);
  expect(textsIn(await conversation.turn()).slice(0, 2)).toEqual([
    "ASSISTANT SPECULATIVE: Granite is an igneous rock.",
    "ASSISTANT SPECULATIVE: It is hard.",
  ]);
  conversation.text("USER", "And basalt?", true);
  await expect(conversation.over()).rejects.toMatchObject({ name: "ThrottlingException", message: "Enough." });
  expect(speech.emulator.journal.entries[0]).toMatchObject({ status: 200, error: { code: "ThrottlingException" } });
});

test("an application profile leads to its model, with its own name in access, faults and the ledger", async () => {
  const scenario = {
    profiles: [{ id: "speechprofil", name: "speech", copyFrom: "amazon.nova-2-sonic-v1:0" }],
    faults: [{ when: { profile: "speech", call: 2 }, then: { error: "ModelNotReadyException" } }],
  };
  await using speech = await openSpeech({ scenario });
  const modelId = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/speechprofil";
  await speech.converse({ modelId }).begin().listen().audio(tone()).end().finish();
  expect(speech.emulator.usage.rows).toMatchObject([{ model: "amazon.nova-2-sonic-v1:0", profileArn: modelId }]);
  await expect(speech.converse({ modelId }).over()).rejects.toMatchObject({ name: "ModelNotReadyException" });
});
