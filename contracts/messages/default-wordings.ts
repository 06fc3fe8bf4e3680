import type { Message } from "./messages.ts";

/** How each exception reads when nothing more is known than its code, as a scenario may ask for it. */
export const defaultWordings = {
  throttled: {
    code: "ThrottlingException",
    text: "Too many requests, please wait before trying again.",
    evidence: [
      "https://github.com/lobehub/lobehub/issues/3994",
      "https://github.com/kirodotdev/Kiro/issues/8113",
      "of the control plane: https://github.com/aws-samples/bedrock-access-gateway/issues/104",
    ],
  },
  unavailable: {
    code: "ServiceUnavailableException",
    text: "Bedrock is unable to process your request.",
    evidence: [
      "https://github.com/darko-mesaros/bedrust/issues/47",
      "in mid-stream: https://github.com/aws-samples/foundation-model-benchmarking-tool/issues/247",
    ],
  },
  internalError: {
    code: "InternalServerException",
    text: "The system encountered an unexpected error during processing. Try your request again.",
    evidence: [
      "https://github.com/hydro-project/infinity/pull/124",
      "third-party logs of Converse and of streams, 2025-2026",
    ],
  },
  modelTimedOut: {
    code: "ModelTimeoutException",
    text: "Model has timed out in processing the request. Try your request again.",
    evidence: ["third-party logs of Nova Sonic's streams, 2026"],
  },
  modelNotReady: {
    code: "ModelNotReadyException",
    text: "Model is not ready for inference. Wait and try your request again.",
    evidence: ["https://repost.aws/knowledge-center/bedrock-imported-models-modelnotreadyexception"],
  },
  modelFailed: {
    code: "ModelErrorException",
    text: "The system encountered an unexpected error during processing. Try your request again.",
    evidence: ["third-party log of Converse with tools, 2024"],
  },
  modelStreamFailed: {
    code: "ModelStreamErrorException",
    text: "The system encountered an unexpected error during processing. Try your request again.",
    evidence: ["https://github.com/aws/aws-sdk-js-v3/issues/6266"],
  },
  invalid: {
    code: "ValidationException",
    text: "Malformed input request, please reformat your input and try again.",
    evidence: ["recorded replies in the tests of newrelic/newrelic-python-agent"],
  },
  accessDenied: {
    code: "AccessDeniedException",
    text: "You don't have access to the model with the specified model ID.",
    evidence: [
      "https://github.com/anthropics/claude-code/issues/536",
      "https://github.com/andrewyng/aisuite/issues/174",
    ],
  },
  notFound: {
    code: "ResourceNotFoundException",
    text: "Could not resolve the foundation model from the provided model identifier.",
    evidence: ["https://github.com/truera/trulens/issues/779"],
  },
  quotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "Your request exceeds the service quota for your account.",
    assumed: "No capture was found; the sentence of the API reference.",
  },
  conflict: {
    code: "ConflictException",
    text: "Error occurred because of a conflict while performing an operation.",
    assumed: "No capture was found; the sentence of the API reference.",
  },
  inUse: {
    code: "ResourceInUseException",
    text: "The resource is currently being used by other operations or resources.",
    assumed: "No capture was found; made from the sentence of the API reference.",
  },
  tooManyTags: {
    code: "TooManyTagsException",
    text: "The request contains more tags than can be associated with a resource (50 tags per resource).",
    assumed: "No capture was found; the sentence of the API reference.",
  },
  badGateway: {
    code: "BadGatewayException",
    text: "There was an issue with a dependency due to a server issue. Retry your request.",
    assumed: "No capture was found; the sentence of the API reference.",
  },
  dependencyFailed: {
    code: "DependencyFailedException",
    text: "There was an issue with a dependency. Check the resource configurations and retry the request.",
    assumed: "No capture was found; the sentence of the API reference.",
  },
  tokenExpired: {
    code: "ExpiredTokenException",
    text: "The security token included in the request is expired",
    evidence: ["third-party logs of InvokeModel, 2024; the same for all services"],
  },
  tokenUnknown: {
    code: "UnrecognizedClientException",
    text: "The security token included in the request is invalid.",
    evidence: [
      "https://github.com/anthropics/claude-code/issues/2260",
      "https://github.com/BerriAI/litellm/issues/6260",
    ],
  },
  tokenMissing: {
    code: "MissingAuthenticationTokenException",
    text: "Missing Authentication Token",
    assumed: "The wording of other AWS services; no capture of Bedrock was found.",
  },
  signatureWrong: {
    code: "InvalidSignatureException",
    text: "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    evidence: ["the wording of AWS's signature check, the same for all services"],
  },
  signatureIncomplete: {
    code: "IncompleteSignatureException",
    text: "Authorization header requires 'Signature' parameter.",
    evidence: ["the wording of AWS's signature check, the same for all services"],
  },
} as const satisfies Record<string, Message>;

/** Those that speak of models, in the words of the services that have none. */
export const defaultWordingsElsewhere = {
  invalidElsewhere: {
    code: "ValidationException",
    text: "Input validation failed. Check your request parameters and retry the request.",
    assumed: "The wordings of captures name a parameter; the sentence of the API reference names none.",
  },
  accessDeniedElsewhere: {
    code: "AccessDeniedException",
    text: "The request is denied because of missing access permissions.",
    assumed: "The wordings of captures name the caller and a resource; the sentence of the API reference names none.",
  },
  notFoundElsewhere: {
    code: "ResourceNotFoundException",
    text: "The specified resource Amazon Resource Name (ARN) was not found. Check the Amazon Resource Name (ARN) and try your request again.",
    assumed: "The wordings of captures name a kind of resource; the sentence of the API reference names none.",
  },
} as const satisfies Record<string, Message>;
