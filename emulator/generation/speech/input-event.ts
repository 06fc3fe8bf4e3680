import type { FoundationModel } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { type BodySchema, isObject, violationsOf } from "../body-schema.ts";

/** How loudly and how finely speech is sampled: 16-bit linear PCM, one channel. */
export type SampleRate = 8_000 | 16_000 | 24_000;

/** What a client says to Nova Sonic, by the name of the event. */
export interface InputEvents {
  readonly sessionStart: {
    readonly inferenceConfiguration?: {
      readonly maxTokens?: number;
      readonly topP?: number;
      readonly temperature?: number;
    };
    readonly turnDetectionConfiguration?: { readonly endpointingSensitivity?: Sensitivity };
    /** Where the first Nova Sonic has what the second has in `turnDetectionConfiguration`. */
    readonly endpointingSensitivity?: Sensitivity;
  };
  readonly promptStart: {
    readonly promptName: string;
    readonly audioOutputConfiguration: { readonly sampleRateHertz: SampleRate; readonly voiceId?: string };
    readonly toolConfiguration?: {
      readonly tools?: readonly {
        readonly toolSpec: {
          readonly name: string;
          readonly description?: string;
          readonly inputSchema: { readonly json: string };
        };
      }[];
      readonly toolChoice?: {
        readonly auto?: object;
        readonly any?: object;
        readonly tool?: { readonly name: string };
      };
    };
  };
  readonly contentStart: {
    readonly promptName: string;
    readonly contentName: string;
    readonly type: "TEXT" | "AUDIO" | "TOOL";
    readonly role: "SYSTEM" | "USER" | "ASSISTANT" | "TOOL";
    readonly interactive?: boolean;
    readonly audioInputConfiguration?: { readonly sampleRateHertz: SampleRate };
    readonly toolResultInputConfiguration?: {
      readonly toolUseId: string;
      readonly textInputConfiguration?: { readonly mediaType?: string };
    };
  };
  readonly textInput: Content;
  readonly audioInput: Content;
  readonly toolResult: Content;
  readonly contentEnd: { readonly promptName: string; readonly contentName: string };
  readonly promptEnd: { readonly promptName: string };
  readonly sessionEnd: object;
}

export type Sensitivity = "HIGH" | "MEDIUM" | "LOW";

/** A piece of a content: text, base64 of samples, or the JSON of a tool's result. */
export interface Content {
  readonly promptName: string;
  readonly contentName: string;
  readonly content: string;
}

/** One event, told apart by its name. */
export type InputEvent = {
  readonly [Name in keyof InputEvents]: { readonly name: Name; readonly body: InputEvents[Name] };
}[keyof InputEvents];

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads the event that one chunk of the stream holds.
 * Sources: https://docs.aws.amazon.com/nova/latest/userguide/input-events.html and
 * https://docs.aws.amazon.com/nova/latest/nova2-userguide/sonic-input-events.html.
 * Errors: AWS's ValidationException, in other words for what is not the JSON of an event (values of another type, as a tool's schema
 * that is an object, among it) than for values that the model does not accept; neither says which.
 */
export function readInputEvent(bytes: Uint8Array | undefined, model: FoundationModel): InputEvent {
  const event = parse(bytes ?? new Uint8Array());
  const [name = "", ...others] = Object.keys(event);
  if (others.length > 0 || !Object.hasOwn(schemas, name)) throw awsError("inputChunkUnreadable");
  const body = event[name];
  if (isObject(body) && body.role === "SYSTEM_SPEECH") {
    throw new NotEmulatedError("Outcrop does not emulate contents of the role SYSTEM_SPEECH yet.");
  }
  const schema = name === "sessionStart" ? sessionStart(model) : schemas[name as keyof InputEvents];
  const violations = violationsOf(body, schema);
  if (violations.some(({ kind }) => kind === "type")) throw awsError("inputChunkUnreadable");
  if (violations.length > 0) throw awsError("speechInputInvalid");
  return { name, body } as InputEvent;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw awsError("inputChunkUnreadable");
  }
  const event = isObject(value) ? value.event : undefined;
  if (!isObject(event)) throw awsError("inputChunkUnreadable");
  return event;
}

/** The second Nova Sonic refuses the first one's place for the sensitivity: https://github.com/livekit/agents/pull/6201. */
function sessionStart({ modelId }: FoundationModel): BodySchema {
  const { members } = schemas.sessionStart;
  if (!modelId.startsWith("amazon.nova-sonic-")) return schemas.sessionStart;
  return { type: "object", members: { ...members, endpointingSensitivity: sensitivity } };
}

const string: BodySchema = { type: "string" };
const filled: BodySchema = { type: "string", minLength: 1 };
const object = (members: Record<string, BodySchema>, required: readonly string[] = []) =>
  ({ type: "object", members, required }) as const satisfies BodySchema;
const oneOf = (...values: string[]): BodySchema => ({ type: "string", values });

const sensitivity = oneOf("HIGH", "MEDIUM", "LOW");
const mediaType = (value: string) => object({ mediaType: oneOf(value) });
const audio = {
  mediaType: oneOf("audio/lpcm"),
  sampleRateHertz: { type: "integer", values: [8_000, 16_000, 24_000] },
  sampleSizeBits: { type: "integer", values: [16] },
  channelCount: { type: "integer", values: [1] },
  audioType: oneOf("SPEECH"),
  encoding: oneOf("base64"),
} as const satisfies Record<string, BodySchema>;

const tool = object(
  {
    toolSpec: object({ name: filled, description: string, inputSchema: object({ json: string }, ["json"]) }, [
      "name",
      "inputSchema",
    ]),
  },
  ["toolSpec"],
);

const named = { promptName: filled, contentName: filled };
/** AWS's samples repeat the content's role with each of its pieces. */
const content = object({ ...named, content: string, role: string }, ["promptName", "contentName", "content"]);

const schemas = {
  sessionStart: object({
    inferenceConfiguration: object({
      maxTokens: { type: "integer", minimum: 1 },
      topP: { type: "number", minimum: 0, maximum: 1 },
      temperature: { type: "number", minimum: 0, maximum: 1 },
    }),
    turnDetectionConfiguration: object({ endpointingSensitivity: sensitivity }),
  }),
  promptStart: object(
    {
      promptName: filled,
      textOutputConfiguration: mediaType("text/plain"),
      audioOutputConfiguration: object({ ...audio, voiceId: string }, ["sampleRateHertz"]),
      toolUseOutputConfiguration: mediaType("application/json"),
      toolConfiguration: object({
        tools: { type: "list", items: tool, maxItems: 1_000 },
        toolChoice: object({ auto: object({}), any: object({}), tool: object({ name: filled }, ["name"]) }),
      }),
    },
    ["promptName", "audioOutputConfiguration"],
  ),
  contentStart: object(
    {
      ...named,
      type: oneOf("TEXT", "AUDIO", "TOOL"),
      role: oneOf("SYSTEM", "USER", "ASSISTANT", "TOOL"),
      interactive: { type: "boolean" },
      textInputConfiguration: mediaType("text/plain"),
      audioInputConfiguration: object(audio, ["sampleRateHertz"]),
      toolResultInputConfiguration: object(
        { toolUseId: filled, type: oneOf("TEXT"), textInputConfiguration: object({ mediaType: string }) },
        ["toolUseId"],
      ),
    },
    ["promptName", "contentName", "type", "role"],
  ),
  textInput: content,
  audioInput: content,
  toolResult: content,
  contentEnd: object(named, ["promptName", "contentName"]),
  promptEnd: object({ promptName: filled }, ["promptName"]),
  sessionEnd: object({}),
} as const satisfies Record<keyof InputEvents, BodySchema>;
