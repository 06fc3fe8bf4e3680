import type { BodySchema } from "../body-schema.ts";

const string: BodySchema = { type: "string" };
const anything: BodySchema = { type: "any" };
const anyObject: BodySchema = { type: "object", members: {}, open: true };

function object(members: Readonly<Record<string, BodySchema>>, required = Object.keys(members)): BodySchema {
  return { type: "object", members, required };
}

function list(items: BodySchema, minItems?: number): BodySchema {
  return { type: "list", items, ...(minItems !== undefined && { minItems }) };
}

function formats(...values: string[]): BodySchema {
  return { type: "string", values };
}

/** Without `ttl`: on Nova the time to live is five minutes, and Converse refuses to name it. */
const cachePoint = object({ type: formats("default") });
const source = object({ bytes: string, s3Location: object({ uri: string, bucketOwner: string }, ["uri"]) }, []);

/** Bytes are Base64 here and bytes in Converse: https://docs.aws.amazon.com/nova/latest/nova2-userguide/request-response-schema.html */
const attachments = {
  image: object({ format: formats("jpeg", "png", "gif", "webp"), source }),
  video: object({
    format: formats("mkv", "mov", "mp4", "webm", "three_gp", "flv", "mpeg", "mpg", "wmv"),
    source,
  }),
  document: object({
    format: formats("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"),
    name: string,
    source: object(
      { bytes: string, text: string, s3Location: object({ uri: string, bucketOwner: string }, ["uri"]) },
      [],
    ),
  }),
};

const content = list(
  object(
    {
      text: string,
      ...attachments,
      audio: object({ format: formats("mp3", "opus", "wav", "aac", "flac", "mp4", "ogg", "mkv"), source }),
      cachePoint,
      toolUse: object({ toolUseId: string, name: string, input: anything }),
      toolResult: object(
        {
          toolUseId: string,
          content: list(object({ text: string, json: anything, ...attachments }, [])),
          status: formats("success", "error"),
        },
        ["toolUseId", "content"],
      ),
      reasoningContent: object({ reasoningText: object({ text: string, signature: string }, ["text"]) }),
    },
    [],
  ),
);

const toolConfig = object(
  {
    tools: list(
      object(
        {
          toolSpec: object({ name: string, description: string, inputSchema: object({ json: anyObject }) }, [
            "name",
            "inputSchema",
          ]),
          systemTool: anything,
        },
        [],
      ),
      1,
    ),
    toolChoice: object({ auto: object({}), any: object({}), tool: object({ name: string }) }, []),
  },
  ["tools"],
);

/** What is wrong in it is told in a sentence of its own. */
const reasoningConfig = anything;

const probability: BodySchema = { type: "number", minimum: 0, maximum: 1 };
const atLeastOne: BodySchema = { type: "integer", minimum: 1 };
const topK: BodySchema = { type: "integer", minimum: 0, maximum: 128 };

/** Recorded requests spell the parameters both ways, and both were answered. */
const inferenceConfig = object(
  {
    maxTokens: atLeastOne,
    max_new_tokens: atLeastOne,
    temperature: probability,
    topP: probability,
    top_p: probability,
    topK,
    top_k: topK,
    stopSequences: list(string),
    reasoningConfig,
  },
  [],
);

/** The body of the Nova understanding models. */
export const novaBody = object(
  {
    schemaVersion: string,
    messages: list(object({ role: formats("user", "assistant"), content })),
    system: list(object({ text: string, cachePoint }, [])),
    inferenceConfig,
    toolConfig,
    reasoningConfig,
  },
  ["messages"],
);

/** What of it Converse carries in `additionalModelRequestFields`. */
export const novaFields = object({ inferenceConfig, reasoningConfig }, []);
