import { silence, tone } from "../operations/bedrock-runtime/speech-client.ts";

const RATE = 16_000;
const audio = {
  mediaType: "audio/lpcm",
  sampleSizeBits: 16,
  channelCount: 1,
  encoding: "base64",
  audioType: "SPEECH",
};
const promptName = "prompt";
const event = (name: string, body: object) => ({ event: { [name]: body } });
const text = (contentName: string, role: string, content: string) => [
  event("contentStart", {
    promptName,
    contentName,
    type: "TEXT",
    role,
    interactive: false,
    textInputConfiguration: { mediaType: "text/plain" },
  }),
  event("textInput", { promptName, contentName, content }),
  event("contentEnd", { promptName, contentName }),
];
const microphone = { promptName, contentName: "microphone" };

/** What drivers send to Nova Sonic: a question with its transcript and, when its answer is whole, the end of the conversation. */
export const speech = {
  question: [
    event("sessionStart", { inferenceConfiguration: { maxTokens: 200, topP: 0.9, temperature: 0.7 } }),
    event("promptStart", {
      promptName,
      textOutputConfiguration: { mediaType: "text/plain" },
      audioOutputConfiguration: { ...audio, sampleRateHertz: 24_000, voiceId: "matthew" },
    }),
    ...text("system", "SYSTEM", "You are kind."),
    ...text("transcript", "USER", "What is granite?"),
    event("contentStart", {
      ...microphone,
      type: "AUDIO",
      role: "USER",
      interactive: true,
      audioInputConfiguration: { ...audio, sampleRateHertz: RATE },
    }),
    event("audioInput", { ...microphone, content: tone(500, RATE) }),
    event("audioInput", { ...microphone, content: silence(2_000, RATE) }),
    event("contentEnd", microphone),
  ],
  end: [event("promptEnd", { promptName }), event("sessionEnd", {})],
};
