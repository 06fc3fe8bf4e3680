import { describe, expect, test } from "vitest";
import { createEmulator } from "../../../emulator/index.ts";
import { audioIn, outlineOf, SpeechConversation, silence, speechClient, textsIn, tone } from "./speech-client.ts";

/** A fresh emulator and a conversation with it, through one of the two doors. */
async function open(
  door: "in process" | "over HTTP/2",
  settings: ConstructorParameters<typeof SpeechConversation>[1] = {},
) {
  const emulator = createEmulator({ seed: 7 });
  const { url } = door === "over HTTP/2" ? await emulator.listen() : { url: undefined };
  const client = speechClient(emulator, url ? { endpoint: url } : {});
  const conversation = new SpeechConversation(client, settings);
  return {
    emulator,
    conversation,
    async [Symbol.asyncDispose]() {
      await conversation[Symbol.asyncDispose]();
      client.destroy();
      await emulator.close();
    },
  };
}

describe.each(["in process", "over HTTP/2"] as const)("a conversation with Nova Sonic %s", (door) => {
  test("answers speech after a pause: what was heard, the text, its audio, and the text of what was spoken", async () => {
    await using opened = await open(door);
    const { conversation } = opened;
    conversation.begin().listen().audio(tone()).audio(silence());
    const events = await conversation.turn();
    const sentences = textsIn(events).filter((text) => text.startsWith("ASSISTANT SPECULATIVE")).length;
    const oneSentence = (stop: string) => [
      "contentStart ASSISTANT TEXT",
      "textOutput",
      "contentEnd PARTIAL_TURN",
      "contentStart ASSISTANT AUDIO",
      "audioOutput",
      `contentEnd ${stop}`,
      "usageEvent",
    ];
    const oneFinal = (stop: string) => ["contentStart ASSISTANT TEXT", "textOutput", `contentEnd ${stop}`];
    const stops = Array.from({ length: sentences }, (_, at) => (at === sentences - 1 ? "END_TURN" : "PARTIAL_TURN"));
    expect(outlineOf(events)).toEqual([
      "completionStart",
      "usageEvent",
      "contentStart USER TEXT",
      "textOutput",
      "contentEnd PARTIAL_TURN",
      "usageEvent",
      ...stops.flatMap(oneSentence),
      ...stops.flatMap(oneFinal),
    ]);
    expect(outlineOf((await conversation.end().finish()).slice(events.length))).toEqual(["completionEnd"]);
  });
});

test("the same conversation sounds the same over both doors, and in every run", async () => {
  const runs = await Promise.all(
    (["in process", "over HTTP/2", "in process"] as const).map(async (door) => {
      await using opened = await open(door);
      const { conversation } = opened;
      conversation.begin().listen().audio(tone()).audio(silence());
      const events = await conversation.turn();
      return { texts: textsIn(events), audio: audioIn(events) };
    }),
  );
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});
