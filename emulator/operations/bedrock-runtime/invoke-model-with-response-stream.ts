import type {
  InvokeModelWithResponseStreamCommandInput,
  InvokeModelWithResponseStreamCommandOutput,
  ResponseStream,
} from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { familyOf } from "../../generation/families.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { type InferenceParts, infer, shaped } from "./inference.ts";
import { askedFor, echoedHeaders, invokeHonours, invokeInert, readNativeRequest, writeBody } from "./native-request.ts";

/**
 * InvokeModelWithResponseStream: InvokeModel, handed out in the chunks of the model's own provider.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export const invokeModelWithResponseStream = {
  service: "bedrock-runtime",
  name: "InvokeModelWithResponseStream",
  honours: invokeHonours,
  inert: invokeInert,
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (
      input: InvokeModelWithResponseStreamCommandInput,
      call: Call,
    ): Promise<Omit<InvokeModelWithResponseStreamCommandOutput, "$metadata">> => {
      const { model, conversation, answer, scripted } = await infer(parts, askedFor(input), call, (model) => {
        if (!model.responseStreamingSupported) throw awsError("streamingNotSupported");
        return readNativeRequest(input, model, true);
      });
      return {
        body: shaped(
          chunks(scripted.chunks ?? familyOf(model).chunks(answer, model, call.random, conversation)),
          parts,
          call,
        ),
        contentType: "application/json",
        ...echoedHeaders(input),
      };
    },
} satisfies OperationDefinition;

async function* chunks(natives: Iterable<unknown>): AsyncGenerator<ResponseStream> {
  for (const native of natives) yield { chunk: { bytes: writeBody(native) } };
}
