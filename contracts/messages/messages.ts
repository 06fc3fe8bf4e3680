/**
 * Every error text that Outcrop sends in AWS's name: the error code, the wording, and the evidence for it.
 * `assumed` says that no capture of the live service was found and why this wording was chosen.
 */
export interface Message {
  readonly code: string;
  /** `{name}` marks a place that the thrower fills in. */
  readonly text: string;
  readonly evidence?: readonly string[];
  readonly assumed?: string;
}

export const messages = {
  modelIdentifierInvalid: {
    code: "ValidationException",
    text: "The provided model identifier is invalid.",
    evidence: [
      "https://github.com/earendil-works/pi/pull/5527",
      "https://github.com/langchain-ai/open_deep_research/issues/224",
      "https://github.com/anthropics/claude-code/issues/1434",
    ],
  },
  foundationModelNotFound: {
    code: "ResourceNotFoundException",
    text: "Model not found.",
    evidence: [
      "https://github.com/mlcommons/modelbench/issues/1654",
      "third-party note of GetFoundationModel with a profile's id, checked against the live service (2026)",
    ],
  },
  constraintViolations: {
    code: "ValidationException",
    text: "{heading}: {violations}",
    evidence: [
      "https://github.com/BerriAI/litellm/issues/24668",
      "https://github.com/NousResearch/hermes-agent/issues/55429",
    ],
  },
  unionWithoutMember: {
    code: "ValidationException",
    text: "{shape} object at {path} must set one of the following keys: {keys}.",
    evidence: ["third-party captures of Converse, for ContentBlock and DocumentSource (2025)"],
  },
  unionWithSeveralMembers: {
    code: "ValidationException",
    text: "{shape} object at {path} must set only one of the following keys: {keys}.",
    assumed: "SDKs refuse such a value before they send it; worded like the answer to a union without a member.",
  },
  malformedJson: {
    code: "SerializationException",
    text: "The request body is not valid JSON.",
    assumed:
      "Athena, on the same framework, sends SerializationException without a message here; a text that helps was preferred to none.",
  },
  listNotExpected: {
    code: "SerializationException",
    text: "Start of list found where not expected",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  structureNotExpected: {
    code: "SerializationException",
    text: "Start of structure or map found where not expected.",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  listExpected: {
    code: "SerializationException",
    text: "Expected list or null",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  structureExpected: {
    code: "SerializationException",
    text: "Expected null",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  cannotBeConverted: {
    code: "SerializationException",
    text: "{found} can not be converted to {wanted}",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
} as const satisfies Record<string, Message>;
