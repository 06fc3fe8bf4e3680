import { createEmulator, type Emulator, type Scenario } from "../../../emulator/index.ts";
import { type SessionSettings, SpeechConversation, speechClient } from "./speech-client.ts";

export type Door = "in process" | "over HTTP/2";

/** A fresh emulator with a client of it, and any number of conversations with Nova Sonic. */
export async function openSpeech({ door = "in process" as Door, scenario = {} as Scenario, settings = {} } = {}) {
  const emulator: Emulator = createEmulator({ seed: 7, scenario });
  const endpoint = door === "over HTTP/2" ? (await emulator.listen()).url : undefined;
  const client = speechClient(emulator, { ...settings, ...(endpoint && { endpoint }) });
  const opened: SpeechConversation[] = [];
  return {
    emulator,
    client,
    converse(session: SessionSettings = {}): SpeechConversation {
      const conversation = new SpeechConversation(client, session);
      opened.push(conversation);
      return conversation;
    },
    async [Symbol.asyncDispose]() {
      for (const conversation of opened) await conversation[Symbol.asyncDispose]();
      client.destroy();
      await emulator.close();
    },
  };
}
