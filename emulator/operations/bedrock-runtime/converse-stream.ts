import type {
  ConverseStreamCommandInput,
  ConverseStreamCommandOutput,
  ConverseStreamOutput,
} from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { checkStreamedTools } from "../../generation/tool-rules.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { toEvents } from "./converse-content.ts";
import {
  askedFor,
  converseHonours,
  converseInert,
  echoedOptions,
  readConverseRequest,
  responseFields,
  usageOf,
} from "./converse-request.ts";
import { converseTrace } from "./guardrail-trace.ts";
import { type Inference, type InferenceParts, infer, shaped } from "./inference.ts";

/**
 * ConverseStream: Converse, handed out as it is made.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const converseStream = {
  service: "bedrock-runtime",
  name: "ConverseStream",
  honours: converseHonours,
  inert: converseInert,
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (input: ConverseStreamCommandInput, call: Call): Promise<Omit<ConverseStreamCommandOutput, "$metadata">> => {
      const inference = await infer(parts, askedFor(input), call, (model) => {
        const conversation = readConverseRequest(input, model);
        if (!model.responseStreamingSupported) throw awsError("streamingNotSupported");
        checkStreamedTools(conversation.tools, model);
        return conversation;
      });
      return { stream: shaped(events(input, inference, call), parts, call) };
    },
} satisfies OperationDefinition;

/** Usage comes last and names the cache only when the request has cache points (test cassettes of langchain-aws, 2026). */
async function* events(
  input: ConverseStreamCommandInput,
  inference: Inference,
  call: Call,
): AsyncGenerator<ConverseStreamOutput> {
  const { answer } = inference;
  yield { messageStart: { role: "assistant" } };
  yield* toEvents(answer, inference.model);
  yield { messageStop: { stopReason: answer.stopReason, ...responseFields(input, inference, call, "chunk") } };
  yield {
    metadata: {
      usage: usageOf(inference, inference.hasCachePoints),
      metrics: { latencyMs: answer.latencyMs },
      ...converseTrace(inference),
      ...echoedOptions(input),
    },
  };
}
