import { describe, expect, test } from "vitest";
import { openSpeech } from "./open-speech.ts";
import { audioFormat, type SpeechConversation, silence, tone } from "./speech-client.ts";

const prompt = { promptName: "prompt" };
const toolConfiguration = {
  tools: [{ toolSpec: { name: "note", description: "Writes down", inputSchema: { json: '{"type":"object"}' } } }],
};

/** Begins a conversation whose model waits for the result of a tool, and gives the id of its use. */
async function awaitTool(conversation: SpeechConversation): Promise<string> {
  conversation.begin({ prompt: { toolConfiguration } }).listen().audio(silence(100));
  conversation.text("USER", "Please note this", true);
  const events = await conversation.until(({ name }) => name === "toolUse");
  return events.at(-1)?.body.toolUseId;
}

const startResult = (conversation: SpeechConversation, toolUseId: string, changes: object = {}) =>
  conversation.say("contentStart", {
    ...{ ...prompt, contentName: "result", type: "TOOL", role: "TOOL", interactive: false },
    toolResultInputConfiguration: { toolUseId, type: "TEXT", textInputConfiguration: { mediaType: "text/plain" } },
    ...changes,
  });

const UNREADABLE = "Unable to parse input chunk. Please check input format contains correct format.";
const INVALID = "Invalid input request, please fix your input and try again.";
const of = (text: string) => expect.stringMatching(new RegExp(`^RequestId=[0-9a-f-]{36} : ${text}`));

type Case = readonly [
  what: string,
  message: unknown,
  mistake: (conversation: SpeechConversation) => unknown,
  session?: { readonly modelId?: string },
];

const audioOutput = { ...audioFormat, sampleRateHertz: 24_000, voiceId: "matthew" };

const cases: readonly Case[] = [
  ["what is not JSON", UNREADABLE, (c) => c.sayBytes("{")],
  ["JSON that is no event", UNREADABLE, (c) => c.sayBytes("[]")],
  ["no bytes", UNREADABLE, (c) => c.sayBytes("")],
  ["an unknown event", UNREADABLE, (c) => c.say("toString", {})],
  ["two events in one", UNREADABLE, (c) => c.sayBytes('{"event":{"sessionStart":{},"sessionEnd":{}}}')],
  ["a value of another type", UNREADABLE, (c) => c.begin({ session: { inferenceConfiguration: { maxTokens: "1" } } })],
  [
    "a tool's schema that is no string",
    UNREADABLE,
    (c) =>
      c.begin({
        prompt: { toolConfiguration: { tools: [{ toolSpec: { name: "note", inputSchema: { json: {} } } }] } },
      }),
  ],
  ["a number out of range", INVALID, (c) => c.begin({ session: { inferenceConfiguration: { topP: 1.5 } } })],
  ["an unknown member", INVALID, (c) => c.begin({ session: { language: "en" } })],
  [
    "the second Nova Sonic's first sensitivity",
    INVALID,
    (c) => c.begin({ session: { endpointingSensitivity: "HIGH" } }),
  ],
  [
    "a prompt without a session",
    INVALID,
    (c) => c.say("promptStart", { ...prompt, audioOutputConfiguration: audioOutput }),
  ],
  ["a second session", INVALID, (c) => c.begin().say("sessionStart", {})],
  [
    "a second prompt",
    INVALID,
    (c) => c.begin().say("promptStart", { ...prompt, audioOutputConfiguration: audioOutput }),
  ],
  ["a prompt without audio output", INVALID, (c) => c.begin({ prompt: { audioOutputConfiguration: undefined } })],
  [
    "a sample rate that no audio has",
    INVALID,
    (c) => c.begin({ prompt: { audioOutputConfiguration: { ...audioOutput, sampleRateHertz: 44_100 } } }),
  ],
  [
    "no voice",
    of("Received invalid voiceId: value must not be empty$"),
    (c) => c.begin({ prompt: { audioOutputConfiguration: { ...audioFormat, sampleRateHertz: 24_000 } } }),
  ],
  [
    "a voice in capitals",
    of("Received invalid id: 'Carlos'$"),
    (c) => c.begin({ prompt: { audioOutputConfiguration: { ...audioOutput, voiceId: "Carlos" } } }),
  ],
  [
    "a voice that only the second Nova Sonic has",
    of("Received invalid id: 'olivia'$"),
    (c) => c.begin({ prompt: { audioOutputConfiguration: { ...audioOutput, voiceId: "olivia" } } }),
    { modelId: "amazon.nova-sonic-v1:0" },
  ],
  [
    "a tool whose name has a dot",
    of(
      String.raw`Malformed input request: #/toolConfig/tools/0/toolSpec/name: string \[clock.now\] does not match pattern`,
    ),
    (c) =>
      c.begin({
        prompt: { toolConfiguration: { tools: [{ toolSpec: { name: "clock.now", inputSchema: { json: "{}" } } }] } },
      }),
  ],
  [
    "a tool whose schema is no object",
    INVALID,
    (c) =>
      c.begin({
        prompt: { toolConfiguration: { tools: [{ toolSpec: { name: "note", inputSchema: { json: "[" } } }] } },
      }),
  ],
  [
    "a tool whose schema is nested too deeply",
    INVALID,
    (c) => {
      const json = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
      c.begin({ prompt: { toolConfiguration: { tools: [{ toolSpec: { name: "note", inputSchema: { json } } }] } } });
    },
  ],
  [
    "a first content that is not the system's",
    of("First content must have SYSTEM role$"),
    (c) => {
      c.say("sessionStart", {});
      c.say("promptStart", { ...prompt, audioOutputConfiguration: audioOutput });
      c.listen();
    },
  ],
  [
    "a second system text",
    of("Duplicate SYSTEM content. SYSTEM content can only"),
    (c) => c.begin().text("SYSTEM", "Be brief."),
  ],
  ["another prompt's name", INVALID, (c) => c.begin().say("contentEnd", { promptName: "other", contentName: "audio" })],
  ["a content that is not open", INVALID, (c) => c.begin().audio(silence(20))],
  ["a content's name again", INVALID, (c) => c.begin().listen().audio(silence(20)).end().listen()],
  [
    "text in audio",
    INVALID,
    (c) =>
      c
        .begin()
        .listen()
        .say("textInput", { ...prompt, contentName: "audio", content: "Hello" }),
  ],
  ["audio that is not base64", INVALID, (c) => c.begin().listen().audio("?")],
  [
    "audio without its configuration",
    INVALID,
    (c) => c.begin().say("contentStart", { ...prompt, contentName: "audio", type: "AUDIO", role: "USER" }),
  ],
  [
    "a second microphone",
    expect.stringMatching(/^The system encountered an unexpected error/),
    (c) => c.begin().listen().listen("b"),
  ],
  [
    "audio within a text",
    of("Chat history should be sent completely before streaming audio.$"),
    (c) => {
      c.begin()
        .listen()
        .say("contentStart", { ...prompt, contentName: "text", type: "TEXT", role: "USER" });
      c.audio(silence(20));
    },
  ],
  ["a history that begins with the assistant", INVALID, (c) => c.begin().text("ASSISTANT", "Hello")],
  [
    "more history than the first Nova Sonic takes",
    of("Chat history is over max limit. Trim chat history and try again.$"),
    (c) => {
      c.begin();
      for (let at = 0; at <= 40; at++) c.text(at % 2 === 0 ? "USER" : "ASSISTANT", "Yes");
    },
    { modelId: "amazon.nova-sonic-v1:0" },
  ],
  [
    "a longer message than the first Nova Sonic takes",
    of("Chat history is over max limit"),
    (c) => c.begin().text("USER", "é".repeat(513)),
    { modelId: "amazon.nova-sonic-v1:0" },
  ],
  [
    "more than a million characters of text",
    of("Chat history is over max limit"),
    (c) => c.begin().text("USER", "a".repeat(600_000)).text("ASSISTANT", "b".repeat(600_000)),
  ],
  [
    "an empty audio",
    of(String.raw`Cannot end content \[audio\] as no content data was received$`),
    (c) => c.begin().listen().end(),
  ],
  [
    "a prompt that ends with an open content",
    of(String.raw`Error\(s\):\nError 1 : All contents must be closed`),
    (c) => c.begin().listen().say("promptEnd", prompt),
  ],
  [
    "a prompt without audio",
    of(String.raw`Prompt \[prompt\] must have at least one audio content$`),
    (c) => c.begin().say("promptEnd", prompt),
  ],
  [
    "a content after the prompt's end",
    INVALID,
    (c) => {
      c.begin().listen().audio(silence(20)).end().say("promptEnd", prompt);
      c.listen("more");
    },
  ],
  [
    "a tool's result in words",
    of("Tool Response parsing error$"),
    async (c) => c.toolResult(await awaitTool(c), "It is noted."),
  ],
  [
    "a tool's result that is a list",
    of("Unsupported JSON type in Tool Result. Please provide the Tool Result as a JSON object$"),
    async (c) => c.toolResult(await awaitTool(c), "[]"),
  ],
  [
    "a tool's result as the user",
    of("Tool Response parsing error$"),
    async (c) => startResult(c, await awaitTool(c), { role: "USER" }),
  ],
  [
    "a tool's result without its media type",
    of("Tool Response parsing error$"),
    async (c) => {
      const toolUseId = await awaitTool(c);
      startResult(c, toolUseId, { toolResultInputConfiguration: { toolUseId, type: "TEXT" } });
    },
  ],
  [
    "a tool's result as JSON by its media type",
    of(String.raw`Tool result media type must be one of: \[text/plain\]$`),
    async (c) => {
      const toolUseId = await awaitTool(c);
      const textInputConfiguration = { mediaType: "application/json" };
      startResult(c, toolUseId, { toolResultInputConfiguration: { toolUseId, textInputConfiguration } });
    },
  ],
  [
    "a tool's result as text",
    of("Tool Response parsing error$"),
    async (c) => {
      startResult(c, await awaitTool(c));
      c.say("textInput", { ...prompt, contentName: "result", content: "{}" });
    },
  ],
  [
    "a result of no tool",
    INVALID,
    async (c) => {
      await awaitTool(c);
      c.toolResult("tooluse_other", "{}");
    },
  ],
  [
    "a tool's result for the second time",
    INVALID,
    async (c) => {
      const toolUseId = await awaitTool(c);
      c.toolResult(toolUseId, "{}").toolResult(toolUseId, "{}");
    },
  ],
];

describe("a conversation ends with an exception in the stream after", () => {
  const named = cases.map(([what, message, mistake, session = {}]) => ({ what, message, mistake, session }));

  test.each(named)("$what", async ({ message, mistake, session }) => {
    await using speech = await openSpeech();
    const conversation = speech.converse(session);
    await mistake(conversation);
    const code = expect.stringMatching(/^(Validation|InternalServer)Exception$/);
    await expect(conversation.over()).rejects.toMatchObject({ name: code, message });
    expect(speech.emulator.journal.entries[0]).toMatchObject({ status: 200, error: { code, message } });
  });
});

test("a role that is not emulated is named by an error that is not AWS's", async () => {
  await using speech = await openSpeech();
  const conversation = speech.converse().begin().listen();
  conversation.say("contentStart", { ...prompt, contentName: "speech", type: "TEXT", role: "SYSTEM_SPEECH" });
  await expect(conversation.over()).rejects.toMatchObject({
    name: "NotImplementedException",
    message: expect.stringContaining("SYSTEM_SPEECH"),
  });
});

test("what the assistant is said to have said once the microphone is open is dropped", async () => {
  await using speech = await openSpeech();
  const conversation = speech.converse().begin().listen().audio(tone());
  conversation.text("ASSISTANT", "I never said this.");
  const events = await conversation.end().finish();
  expect(JSON.stringify(events)).not.toContain("never said");
});
