import type { FoundationModel } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import { toFloats, toSigns } from "./embedding/encode-vector.ts";
import { shortened, textVector } from "./embedding/vector.ts";
import { malformedInput } from "./json-schema-gate.ts";
import type { TaskFamily } from "./task.ts";
import { countTokens } from "./tokens.ts";

/**
 * Amazon Titan text embeddings, G1 and V2.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html; of the
 * answers: recorded test cassettes of pydantic-ai (TestBedrock.test_titan_*), in which V2 has unit vectors also without
 * `normalize`, and G1 has vectors some 18 long.
 */
export const titanEmbedText: TaskFamily = {
  read(body, model) {
    const isSecond = model.modelId.startsWith("amazon.titan-embed-text-v2");
    const violations = violationsOf(body, isSecond ? secondSchema : firstSchema);
    if (violations.length > 0) throw malformedInput(violations);
    const request = body as TitanEmbedBody;
    checkLength(request.inputText);
    const inputTokens = countTokens(request.inputText);
    if (inputTokens > MOST_TOKENS) throw awsError("titanTooManyTokens", { limit: MOST_TOKENS, count: inputTokens });
    return {
      inputTokens,
      text: request.inputText,
      answer: (random) => ({
        body: { ...(isSecond ? answerSecond : answerFirst)(request, model), inputTextTokenCount: inputTokens },
        latencyMs: random.integer(60, 110),
      }),
    };
  },
};

const MOST_TOKENS = 8_192;
const MOST_CHARACTERS = 50_000;

/** The validator does not name the place of these two, as public code that handles them quotes it (2024 to 2026). */
function checkLength(text: string): void {
  const found = [...text].length;
  if (found === 0) throw awsError("malformedInput", { violations: "expected minLength: 1, actual: 0" });
  if (found > MOST_CHARACTERS) {
    throw awsError("malformedInput", { violations: `expected maxLength: ${MOST_CHARACTERS}, actual: ${found}` });
  }
}

const FIRST_DIMENSIONS = 1_536;
const FIRST_LENGTH = 18.7;

function answerFirst({ inputText }: TitanEmbedBody, { modelId }: FoundationModel) {
  const vector = textVector({ model: modelId, dimensions: FIRST_DIMENSIONS }, inputText);
  return { embedding: toFloats(vector.map((value) => value * FIRST_LENGTH)) };
}

const SECOND_DIMENSIONS = 1_024;

function answerSecond(
  { inputText, dimensions = SECOND_DIMENSIONS, normalize, embeddingTypes = ["float"] }: TitanEmbedBody,
  { modelId }: FoundationModel,
) {
  const whole = textVector({ model: modelId, dimensions: SECOND_DIMENSIONS }, inputText);
  const vector = shortened(whole, dimensions, normalize);
  const floats = embeddingTypes.includes("float") ? toFloats(vector) : undefined;
  const embeddingsByType = {
    ...(embeddingTypes.includes("binary") && { binary: toSigns(vector) }),
    ...(floats && { float: floats }),
  };
  return { ...(floats && { embedding: floats }), embeddingsByType };
}

interface TitanEmbedBody {
  readonly inputText: string;
  readonly dimensions?: number;
  readonly normalize?: boolean;
  readonly embeddingTypes?: readonly ("float" | "binary")[];
}

const firstSchema: BodySchema = { type: "object", required: ["inputText"], members: { inputText: { type: "string" } } };

const secondSchema: BodySchema = {
  type: "object",
  required: ["inputText"],
  members: {
    inputText: { type: "string" },
    dimensions: { type: "integer", values: [256, 512, 1_024] },
    normalize: { type: "boolean" },
    embeddingTypes: { type: "list", items: { type: "string", values: ["float", "binary"] }, minItems: 1 },
  },
};
