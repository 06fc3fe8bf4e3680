import type { InvokeModelCommandInput, InvokeModelCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { InferenceParts } from "./inference.ts";
import { answerNatively, echoedHeaders, invokeHonours, writeBody } from "./native-request.ts";

type Output = Omit<InvokeModelCommandOutput, "$metadata" | "body"> & { body: Uint8Array };

/**
 * InvokeModel: the body of the model's own provider.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
 */
export const invokeModel = {
  service: "bedrock-runtime",
  name: "InvokeModel",
  honours: invokeHonours,
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (input: InvokeModelCommandInput, call: Call): Promise<Output> => {
      const { body } = await answerNatively(parts, input, call);
      return { body: writeBody(body), contentType: "application/json", ...echoedHeaders(input) };
    },
} satisfies OperationDefinition;
