/** What the validators of the models' own bodies answer, but for those of Claude and Amazon. */
export const nativeBodyMessages = {
  chatBodyNotDeserialized: {
    code: "ValidationException",
    text: "Failed to deserialize the JSON body into the target type: {problem} at line 1 column {column}",
    evidence: [
      "https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/114",
      "https://github.com/BerriAI/litellm/issues/16184",
    ],
  },
  chatValueInvalid: {
    code: "ValidationException",
    text: "Invalid '{path}': {problem}",
    assumed:
      "No capture of a value out of its range was found; these are the words of OpenAI's own API, whose body this is.",
  },
  chatModelMismatch: {
    code: "ValidationException",
    text: "The value of the model field, {found}, must match the model of the request, {expected}.",
    assumed: "The rule is documented (model-parameters-openai.html); no capture of its wording was found.",
  },
  chatStreamMismatch: {
    code: "ValidationException",
    text: "The value of the stream field, {found}, must match the API operation.",
    assumed: "The rule is documented (model-parameters-openai.html); no capture of its wording was found.",
  },
  bodyInvalid: {
    code: "ValidationException",
    text: "Validation Error",
    evidence: [
      "https://github.com/promptfoo/promptfoo/issues/913 (Mixtral)",
      "https://github.com/langgenius/dify/issues/6323 (Mistral 7B)",
      "https://github.com/BerriAI/litellm/issues/33401 (DeepSeek R1)",
    ],
  },
  nativeMediaNotSupported: {
    code: "ValidationException",
    text: "{model} does not support {kind} input.",
    assumed:
      "That a model without the modality refuses it is certain; no capture of a native body's refusal was found.",
  },
  nativeMediaMalformed: {
    code: "ValidationException",
    text: "The {kind} at {path} is not a data URL with base64 content.",
    assumed: "No capture was found.",
  },
} as const;
