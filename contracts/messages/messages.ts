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
} as const satisfies Record<string, Message>;
