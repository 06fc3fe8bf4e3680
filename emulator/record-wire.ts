import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import type { AwsError } from "./errors.ts";
import { converse } from "./operations/bedrock-runtime/converse.ts";
import { createHonoursCheck } from "./operations/honours.ts";
import type { RecordWire } from "./operations/parts.ts";
import { errorStatus } from "./protocol/error-response.ts";
import { parseJson } from "./protocol/json.ts";
import { operationCodec } from "./protocol/operation.ts";

/** The wire of requests and answers that come in files, one to a line, as it is with requests over HTTP. */
export function createRecordWire(): RecordWire {
  const refuseUnhonoured = createHonoursCheck(converse);
  const codec = () => operationCodec("bedrock-runtime", "Converse");
  return {
    parse: parseJson,
    readConverse(modelId, body) {
      const request = { method: "POST", path: "", query: "", headers: {}, body: Buffer.from(JSON.stringify(body)) };
      const input = codec().read(request, { modelId });
      codec().check(input);
      refuseUnhonoured(input);
      return input as unknown as ConverseCommandInput;
    },
    writeConverse(output, random) {
      const { body } = codec().write({ ...output }, random);
      return JSON.parse(Buffer.from(body as Uint8Array).toString());
    },
    statusOf: ({ status, code }: AwsError) => status ?? errorStatus(code, "bedrock-runtime"),
  };
}
