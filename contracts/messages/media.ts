import type { Message } from "./messages.ts";

/** What models refuse that embed, rank or draw. */
export const mediaMessages = {
  titanTooManyTokens: {
    code: "ValidationException",
    // The blank at the end is the service's own.
    text: "400 Bad Request: Too many input tokens. Max input tokens: {limit}, request input token count: {count} ",
    evidence: [
      "https://github.com/aws-samples/amazon-bedrock-workshop/issues/136",
      "https://github.com/open-metadata/OpenMetadata/pull/29920",
    ],
  },
  titanTooManyPixels: {
    code: "ValidationException",
    text: "400 Bad Request: Image exceeds max pixels allowed. ",
    evidence: ["https://github.com/aws-samples/video-semantic-search-with-aws-ai-ml-services/issues/4"],
  },
  titanImageUnreadable: {
    code: "ValidationException",
    text: "400 Bad Request: {member} is not a valid image: send a {formats} image in base64. ",
    assumed: "No capture was found; worded like the model's other refusals.",
  },
  titanInputMissing: {
    code: "ValidationException",
    text: "400 Bad Request: Either inputText or inputImage must be provided. ",
    assumed:
      "That one of the two is required is documented (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html); the wording is not known.",
  },
  cohereRequestMalformed: {
    code: "ValidationException",
    text: "Malformed request. Please check your parameter/values and try again.",
    evidence: [
      "fixture amazon-bedrock-cohere-v4-application-inference-profile-error.json of vercel/ai, the answer of Cohere Embed v4 to a body of another family",
    ],
  },
  mediaInvalid: {
    code: "ValidationException",
    text: "Malformed input request: #/{path}: {problem}, please reformat your input and try again.",
    assumed: "No capture of these models with a broken image was found; in the form of the validator before them.",
  },
  amazonImageInvalid: {
    code: "ValidationException",
    text: "400 Bad Request: {problem}. ",
    assumed:
      'The form is that of a recorded refusal, "400 Bad Request: Unable to auto-generate mask image with given input image and mask prompt." (https://github.com/aws-samples/amazon-bedrock-workshop/pull/265); the other sentences are not known, only that there is a ValidationException (https://docs.aws.amazon.com/nova/latest/userguide/image-gen-errors.html).',
  },
  // The messages of Stability are JSON: {"detail":"…"} around these.
  stabilityFieldUnknown: {
    code: "ValidationException",
    text: "Invalid field in request. Available fields: [{fields}]",
    evidence: ["https://github.com/BerriAI/litellm/issues/6826"],
  },
  stabilityServiceFieldUnknown: {
    code: "ValidationException",
    text: "Invalid field '{field}' in request. Available fields for {service} are: {fields}",
    evidence: ["https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/121"],
  },
  stabilityInvalid: {
    code: "ValidationException",
    text: "{problem}",
    assumed: "No capture was found but of unknown fields; the same form with a sentence of Outcrop's own.",
  },
} as const satisfies Record<string, Message>;
