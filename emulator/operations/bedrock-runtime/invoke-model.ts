import type { InvokeModelCommandInput, InvokeModelCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import { familyOf } from "../../generation/families.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { type InferenceParts, infer } from "./inference.ts";
import { echoedHeaders, invokeHonours, invokeInert, readNativeRequest, writeBody } from "./native-request.ts";

type Output = Omit<InvokeModelCommandOutput, "$metadata" | "body"> & { body: Uint8Array };

/**
 * InvokeModel: the body of the model's own provider.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
 */
export const invokeModel = {
  service: "bedrock-runtime",
  name: "InvokeModel",
  honours: invokeHonours,
  inert: invokeInert,
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (input: InvokeModelCommandInput, call: Call): Promise<Output> => {
      const { model, answer } = await infer(parts, input.modelId, call, (model) => readNativeRequest(input, model));
      return {
        body: writeBody(familyOf(model).write(answer, model, call.random)),
        contentType: "application/json",
        ...echoedHeaders(input),
      };
    },
} satisfies OperationDefinition;
