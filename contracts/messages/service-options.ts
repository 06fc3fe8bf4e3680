import type { Message } from "./messages.ts";

/** What the service answers to service tiers and performance configurations that a model has not. */
export const serviceOptionMessages = {
  reservationNotFound: {
    code: "ValidationException",
    text: "Reservation not found.",
    evidence: [
      "https://github.com/NousResearch/hermes-agent/pull/34476",
      "https://github.com/envoyproxy/ai-gateway/pull/1749",
    ],
  },
  serviceTierNotSupported: {
    code: "ValidationException",
    text: "The service tier provided is not supported for this model.",
    assumed:
      "That it is a ValidationException is reported (https://github.com/strands-agents/harness-sdk/pull/1799); the words were not found.",
  },
  latencyNotSupported: {
    code: "ValidationException",
    text: "Latency performance configuration is not supported for {modelId}.",
    assumed: "No capture was found.",
  },
} as const satisfies Record<string, Message>;
