import { awsError, NotEmulatedError } from "../errors.ts";
import { createRandom } from "../random.ts";
import { type Answer, answerPieces, answerText, deltas } from "./answer.ts";
import { type BodySchema, isObject, violationsOf } from "./body-schema.ts";
import { type Conversation, text } from "./conversation.ts";
import { type Family, invocationMetrics } from "./family.ts";
import { decodeBase64 } from "./images/input-image.ts";
import { malformedInput } from "./json-schema-gate.ts";
import { createValue, SchemaError } from "./json-value.ts";
import { countTokens } from "./tokens.ts";

/**
 * TwelveLabs Pegasus 1.2, which talks about one video. What it says does not depend on what the video shows, so a video in S3 is
 * taken as well as one that is sent.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-pegasus.html; of the chunks, and of the schema that
 * stands bare in `responseFormat.jsonSchema`: amazon-bedrock-pegasus-language-model.ts of vercel/ai (2026-09).
 */
export const pegasus: Family = {
  read(body) {
    const violations = violationsOf(body, schema);
    if (violations.length > 0) throw malformedInput(violations);
    const { inputPrompt, mediaSource, temperature, maxOutputTokens, responseFormat } = body as PegasusBody;
    if (countTokens(inputPrompt) > MOST_PROMPT_TOKENS) throw awsError("inputTooLong");
    const conversation: Conversation = {
      system: [],
      turns: [{ role: "user", blocks: [readVideo(mediaSource), text(inputPrompt)] }],
      maxTokens: maxOutputTokens,
      stopSequences: [],
      temperature,
      ...(responseFormat && { outputSchema: readSchema(responseFormat.jsonSchema) }),
    };
    return conversation;
  },

  write(answer) {
    return { message: answerText(answer), finishReason: finishReason(answer) };
  },

  finalChunk,

  *chunks(answer) {
    for (const message of deltas({ pieces: answerPieces(answer) })) yield { message, stopReason: "" };
    yield finalChunk(answer);
  },
};

const MOST_PROMPT_TOKENS = 2_000;
const MOST_OUTPUT_TOKENS = 4_096;

function finalChunk(answer: Answer) {
  return {
    message: "",
    stopReason: finishReason(answer),
    "amazon-bedrock-invocationMetrics": invocationMetrics(answer),
  };
}

/** The documentation has no other reasons. */
function finishReason({ stopReason }: Answer): "stop" | "length" {
  return stopReason === "max_tokens" || stopReason === "model_context_window_exceeded" ? "length" : "stop";
}

function readVideo({ base64String, s3Location }: MediaSource) {
  if (s3Location && base64String === undefined) return { type: "video", format: "mp4", uri: s3Location.uri } as const;
  const bytes = s3Location ? undefined : decodeBase64(base64String ?? "");
  if (!bytes) {
    throw awsError("mediaInvalid", {
      path: "mediaSource",
      problem: "either base64String, in base64, or s3Location is required",
    });
  }
  return { type: "video", format: "mp4", bytes } as const;
}

/** The documentation has the schema in a member `schema` beside its name; clients also send it bare. */
function readSchema(jsonSchema: unknown): unknown {
  if (!isObject(jsonSchema)) {
    throw malformedInput([
      { path: ["responseFormat", "jsonSchema"], kind: "type", expected: "object", found: jsonSchema },
    ]);
  }
  const read = isObject(jsonSchema.schema) ? jsonSchema.schema : jsonSchema;
  try {
    createValue(read, createRandom("whether there is a value"));
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    if (error.fault === "unsupported") {
      throw new NotEmulatedError(`Outcrop does not emulate this responseFormat.jsonSchema: ${error.message}`);
    }
    throw awsError("mediaInvalid", { path: "responseFormat/jsonSchema", problem: error.message });
  }
  return read;
}

interface MediaSource {
  readonly base64String?: string;
  readonly s3Location?: { readonly uri: string };
}

interface PegasusBody {
  readonly inputPrompt: string;
  readonly mediaSource: MediaSource;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly responseFormat?: { readonly jsonSchema: unknown };
}

const schema: BodySchema = {
  type: "object",
  required: ["inputPrompt", "mediaSource"],
  members: {
    inputPrompt: { type: "string", minLength: 1 },
    temperature: { type: "number", minimum: 0, maximum: 1 },
    maxOutputTokens: { type: "integer", minimum: 1, maximum: MOST_OUTPUT_TOKENS },
    responseFormat: {
      type: "object",
      required: ["jsonSchema"],
      members: { type: { type: "string", values: ["json_schema"] }, jsonSchema: { type: "any" } },
    },
    mediaSource: {
      type: "object",
      members: {
        base64String: { type: "string" },
        s3Location: {
          type: "object",
          required: ["uri"],
          members: { uri: { type: "string" }, bucketOwner: { type: "string" } },
        },
      },
    },
  },
};
