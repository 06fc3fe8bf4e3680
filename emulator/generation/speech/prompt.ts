import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import { isObject } from "../body-schema.ts";
import type { Tool, Toolbox } from "../conversation.ts";
import type { InputEvents, SampleRate } from "./input-event.ts";

/** What a client asks for when it starts a prompt. */
export interface Prompt {
  readonly name: string;
  /** Of the answer's audio. */
  readonly sampleRate: SampleRate;
  readonly tools: Toolbox | undefined;
}

/**
 * https://docs.aws.amazon.com/nova/latest/userguide/available-voices.html and, for the second Nova Sonic,
 * https://github.com/livekit/agents (livekit-plugins-aws, realtime/types.py).
 */
const VOICES = "matthew tiffany amy lupe carlos ambre florian greta lennart beatrice lorenzo".split(" ");
const LATER_VOICES = "olivia tina carolina leo arjun kiara".split(" ");

/** Reads promptStart; throws AWS's ValidationException for an unknown voice and for a tool that cannot be called. */
export function readPrompt(
  { promptName, audioOutputConfiguration, toolConfiguration }: InputEvents["promptStart"],
  { modelId }: FoundationModel,
  requestId: string,
): Prompt {
  const { sampleRateHertz: sampleRate, voiceId = "" } = audioOutputConfiguration;
  if (voiceId === "") throw awsError("speechVoiceMissing", { requestId });
  const voices = modelId.startsWith("amazon.nova-sonic-") ? VOICES : [...VOICES, ...LATER_VOICES];
  if (!voices.includes(voiceId)) throw awsError("speechVoiceInvalid", { requestId, voiceId });
  const tools = (toolConfiguration?.tools ?? []).map(({ toolSpec }, index): Tool => {
    const { name, description, inputSchema } = toolSpec;
    if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw awsError("speechToolNameInvalid", { requestId, index, name });
    return { name, description, schema: readSchema(inputSchema.json) };
  });
  const choice = choiceOf(toolConfiguration?.toolChoice);
  return { name: promptName, sampleRate, tools: tools.length > 0 ? { tools, choice, parallel: true } : undefined };
}

function readSchema(json: string): object {
  try {
    const schema: unknown = JSON.parse(json);
    // What is nested too deeply to be written is too deep to be read, too.
    JSON.stringify(schema);
    if (isObject(schema)) return schema;
  } catch {}
  throw awsError("speechInputInvalid");
}

function choiceOf({ any, tool }: NonNullable<InputEvents["promptStart"]["toolConfiguration"]>["toolChoice"] = {}) {
  if (tool) return { type: "tool", name: tool.name } as const;
  return { type: any ? "any" : "auto" } as const;
}
