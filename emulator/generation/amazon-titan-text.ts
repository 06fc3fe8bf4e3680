import { awsError } from "../errors.ts";
import { type Answer, answerText } from "./answer.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import { type Conversation, text } from "./conversation.ts";
import { modelRefusal } from "./conversation-rules.ts";
import { type Family, invocationMetrics } from "./family.ts";
import { malformedInput } from "./json-schema-gate.ts";
import { outputTokenLimit } from "./model-rules.ts";

/**
 * The native body of Amazon Titan text.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html; of the answers:
 * recorded test cassettes of opentelemetry-python-contrib and openllmetry (2025).
 */
export const amazonTitanText: Family = {
  read(body, model) {
    const violations = violationsOf(body, schemaFor(outputTokenLimit(model)));
    if (violations.length > 0) throw malformedInput(violations);
    const { inputText, textGenerationConfig = {} } = body as TitanBody;
    const conversation: Conversation = {
      system: [],
      turns: [{ role: "user", blocks: [text(inputText)] }],
      maxTokens: textGenerationConfig.maxTokenCount,
      stopSequences: textGenerationConfig.stopSequences ?? [],
      temperature: textGenerationConfig.temperature,
      topP: textGenerationConfig.topP,
    };
    if (inputText === "") throw awsError("malformedInput", { violations: "expected minLength: 1, actual: 0" });
    const refusal = modelRefusal(conversation, model);
    if (refusal) throw refusal;
    return conversation;
  },

  write(answer) {
    const { inputTokens, outputTokens } = answer.usage;
    return {
      inputTextTokenCount: inputTokens,
      results: [
        { tokenCount: outputTokens, outputText: answerText(answer), completionReason: completionReason(answer) },
      ],
    };
  },

  finalChunk,

  *chunks(answer) {
    yield finalChunk(answer);
  },
};

/** Recorded answers of the length that Outcrop gives came as one chunk. */
function finalChunk(answer: Answer) {
  const { inputTokens, outputTokens } = answer.usage;
  return {
    outputText: answerText(answer),
    index: 0,
    totalOutputTextTokenCount: outputTokens,
    completionReason: completionReason(answer),
    inputTextTokenCount: inputTokens,
    "amazon-bedrock-invocationMetrics": invocationMetrics(answer),
  };
}

/** FINISH and LENGTH are recorded (the documentation has FINISHED); STOP_CRITERIA_MET is the documentation's alone. */
function completionReason({ stopReason }: Answer): string {
  switch (stopReason) {
    case "end_turn":
    case "tool_use":
    case "malformed_tool_use":
      return "FINISH";
    case "max_tokens":
      return "LENGTH";
    case "stop_sequence":
      return "STOP_CRITERIA_MET";
    case "guardrail_intervened":
    case "content_filtered":
      return "CONTENT_FILTERED";
    case "malformed_model_output":
      return "FINISH";
    case "model_context_window_exceeded":
      return "LENGTH";
  }
}

interface TitanBody {
  readonly inputText: string;
  readonly textGenerationConfig?: {
    readonly maxTokenCount?: number;
    readonly stopSequences?: readonly string[];
    readonly temperature?: number;
    readonly topP?: number;
  };
}

function schemaFor(maximum: number | undefined): BodySchema {
  return {
    type: "object",
    required: ["inputText"],
    members: {
      inputText: { type: "string" },
      textGenerationConfig: {
        type: "object",
        members: {
          maxTokenCount: { type: "integer", minimum: 0, ...(maximum !== undefined && { maximum }) },
          stopSequences: { type: "list", items: { type: "string" } },
          temperature: { type: "number", minimum: 0, maximum: 1 },
          topP: { type: "number", minimum: 0, maximum: 1 },
        },
      },
    },
  };
}
