import { describe, expect, it } from "vitest";
import { AwsError, awsError, NotEmulatedError } from "../../emulator/errors.ts";
import { createEmulator } from "../../emulator/index.ts";
import { errorResponse, errorStatus } from "../../emulator/protocol/error-response.ts";
import type { HttpResponse } from "../../emulator/protocol/http.ts";
import { apiModel } from "../../emulator/protocol/model.ts";
import { services } from "../../emulator/services.ts";
import { httpRequest } from "./requests.ts";
import { createSdkPair, exported, plain } from "./sdk.ts";

const BEDROCK = "http://internal.amazon.com/coral/com.amazon.bedrock/";
const FRONT_LAYER = "http://internal.amazon.com/coral/com.amazon.coral.service/";

const bodyOf = ({ body }: HttpResponse) => JSON.parse(Buffer.from(body as Uint8Array).toString()) as unknown;

/** An operation of each service that an SDK can be asked for with little input. */
const CALLS = {
  bedrock: ["ListInferenceProfiles", {}],
  "bedrock-runtime": ["CountTokens", { modelId: "m", input: { converse: {} } }],
  "bedrock-agent": ["ListAgents", {}],
  "bedrock-agent-runtime": ["ListSessions", {}],
} as const;

describe.each(services)("each error of %s", (service) => {
  const exceptions = Object.entries(apiModel(service).shapes).filter(([, shape]) => shape.exception);
  const sdk = createSdkPair(service);
  const [operation, input] = CALLS[service];

  it.each(exceptions)(
    "%s reaches an SDK's user as its class, with status, message and further members",
    async (code, shape) => {
      const names = Object.keys(shape.members ?? {}).filter((name) => name !== "message");
      const fields = Object.fromEntries(
        names.map((name) => [name, name === "originalStatusCode" ? 503 : name === "fieldList" ? [] : `the ${name}`]),
      );
      const response = errorResponse(new AwsError(code, "What went wrong.", fields), service);
      const error = await sdk.output(operation, input, response).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(exported(service, code));
      expect(plain(error)).toMatchObject(fields);
      expect(error).toMatchObject({
        name: code,
        message: "What went wrong.",
        $metadata: { httpStatusCode: shape.error?.httpStatusCode },
      });
    },
  );
});

describe("the HTTP status of an error", () => {
  it.each([
    ["bedrock-runtime", "ModelTimeoutException", 408],
    ["bedrock-runtime", "ModelErrorException", 424],
    ["bedrock-runtime", "ModelNotReadyException", 429],
    ["bedrock-agent-runtime", "ModelNotReadyException", 424],
    ["bedrock", "ConflictException", 400],
    ["bedrock-agent", "ConflictException", 409],
    ["bedrock", "ServiceQuotaExceededException", 400],
    ["bedrock-agent", "ServiceQuotaExceededException", 402],
    ["bedrock", "ThrottlingException", 429],
    ["bedrock", "SerializationException", 400],
    ["bedrock", "UnrecognizedClientException", 403],
    [undefined, "InvalidSignatureException", 403],
  ] as const)("for %s and %s is %i", (service, code, status) => {
    expect(errorStatus(code, service)).toBe(status);
  });
});

describe("the type of an error", () => {
  it("ends as Bedrock's own errors do (https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/112)", () => {
    const response = errorResponse(awsError("modelIdentifierInvalid"), "bedrock-runtime");
    expect(response).toMatchObject({
      status: 400,
      headers: { "Content-Type": "application/json", "x-amzn-ErrorType": `ValidationException:${BEDROCK}` },
    });
    expect(Buffer.from(response.body as Uint8Array).toString()).toBe(
      '{"message":"The provided model identifier is invalid."}',
    );
  });

  it.each(["SerializationException", "InvalidSignatureException", "UnrecognizedClientException"])(
    "names the front layer for %s (recorded answers)",
    (code) => {
      expect(errorResponse(new AwsError(code, "m"), "bedrock").headers["x-amzn-ErrorType"]).toBe(
        `${code}:${FRONT_LAYER}`,
      );
    },
  );

  it("has no end when it is the emulator's own", () => {
    const response = errorResponse(new NotEmulatedError("Not yet."), "bedrock");
    expect(response).toMatchObject({ status: 501, headers: { "x-amzn-ErrorType": "NotImplementedException" } });
    expect(bodyOf(response)).toEqual({ message: "Not yet." });
  });
});

describe("an operation without a handler", () => {
  const emulator = createEmulator();

  it("is answered with HTTP 501 and a message that names it and the list of the emulated ones", async () => {
    const response = await emulator.handle(httpRequest("GET", "/flows/"));
    expect(response).toMatchObject({ status: 501, headers: { "x-amzn-ErrorType": "NotImplementedException" } });
    expect(bodyOf(response)).toEqual({
      message: expect.stringMatching(/ListFlows of bedrock-agent .*\/_outcrop\/health/),
    });
  });
});
