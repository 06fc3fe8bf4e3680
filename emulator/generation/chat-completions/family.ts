import type { Family } from "../family.ts";
import { completionChunks, finishingChunk, writeCompletion } from "./answer.ts";
import { readChatBody, readChatFields } from "./request.ts";

/**
 * OpenAI's chat completions, the body of gpt-oss and of every provider whose models came to Bedrock since 2025-08.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html, and the model cards that
 * list "Chat Completions"; of the answers, see `answer.ts`.
 */
export const chatCompletions: Family = {
  read: (body, model, streams = false) => readChatBody(body, model, streams),
  readFields: readChatFields,
  write: writeCompletion,
  finalChunk: finishingChunk,
  chunks: completionChunks,
};
