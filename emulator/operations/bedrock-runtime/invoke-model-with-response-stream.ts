import type {
  InvokeModelWithResponseStreamCommandInput,
  InvokeModelWithResponseStreamCommandOutput,
  ResponseStream,
} from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { admit, type InferenceParts, shaped } from "./inference.ts";
import { writeGuardedChunks } from "./native-guardrail.ts";
import { askedFor, converseNatively, echoedHeaders, invokeHonours, writeBody } from "./native-request.ts";

/**
 * InvokeModelWithResponseStream: InvokeModel, handed out in the chunks of the model's own provider.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export const invokeModelWithResponseStream = {
  service: "bedrock-runtime",
  name: "InvokeModelWithResponseStream",
  honours: invokeHonours,
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (
      input: InvokeModelWithResponseStreamCommandInput,
      call: Call,
    ): Promise<Omit<InvokeModelWithResponseStreamCommandOutput, "$metadata">> => {
      const asked = askedFor(input);
      const target = await admit(parts, asked, call);
      if (!target.model.responseStreamingSupported) throw awsError("streamingNotSupported");
      const inference = await converseNatively(parts, target, input, asked, call, true);
      return {
        body: shaped(chunks(writeGuardedChunks(inference, call)), parts, call),
        contentType: "application/json",
        ...echoedHeaders(input),
      };
    },
} satisfies OperationDefinition;

async function* chunks(natives: Iterable<unknown>): AsyncGenerator<ResponseStream> {
  for (const native of natives) yield { chunk: { bytes: writeBody(native) } };
}
