import type { Family } from "../family.ts";
import { answerChunks, endOf, writeAnswer } from "./answer.ts";
import { readCommandBody, readCommandFields } from "./request.ts";

/**
 * The native body of Cohere's Command R and R+, the first version of Cohere's chat.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html; of its
 * refusals: https://github.com/promptfoo/promptfoo/issues/914; of the answers, see `answer.ts`.
 */
export const cohereCommand: Family = {
  read: readCommandBody,
  readFields: readCommandFields,
  write: (answer, _model, random, conversation) => writeAnswer(answer, random, conversation),
  finalChunk: endOf,
  chunks: (answer, _model, random, conversation) => answerChunks(answer, random, conversation),
};
