import type { Message } from "./messages.ts";

/**
 * What Nova Sonic refuses, thrown in the stream. The service puts the request's id in front of what the model's side finds wrong
 * (third-party logs, 2026: `RequestId=2d6ae149-… : Chat history is over max limit. …`), and not in front of what it cannot parse.
 * Clients look for a part of the text: https://github.com/livekit/agents (livekit-plugins-aws, realtime_model.py).
 */
export const speechMessages = {
  http2Required: {
    code: "ValidationException",
    text: "{operation} requires HTTP/2.",
    assumed:
      "AWS documents the operation for HTTP/2 alone (https://docs.aws.amazon.com/nova/latest/userguide/speech-bidirection.html); no capture of an answer over HTTP/1.1 was found.",
  },
  bidirectionalNotSupported: {
    code: "ValidationException",
    text: "The model is unsupported for bidirectional streaming.",
    assumed: "No capture was found; worded like the answer of a model that is unsupported for streaming.",
  },
  inputChunkUnreadable: {
    code: "ValidationException",
    text: "Unable to parse input chunk. Please check input format contains correct format.",
    evidence: [
      "https://github.com/aws/aws-sdk-go-v2 (internal/integrationtest/bedrockruntime)",
      "third-party reports of Nova Sonic with a tool's schema that is no string, 2026",
    ],
  },
  eventSignatureMismatch: {
    code: "ValidationException",
    text: "The signature of an event does not match the signature that was calculated for it.",
    assumed: "No capture was found; the stream has no exception of its own for signatures.",
  },
  speechInputInvalid: {
    code: "ValidationException",
    text: "Invalid input request, please fix your input and try again.",
    evidence: ["https://github.com/livekit/agents/pull/6201", "third-party logs of Nova 2 Sonic, 2026"],
  },
  speechSystemNotFirst: {
    code: "ValidationException",
    text: "RequestId={requestId} : First content must have SYSTEM role",
    evidence: ["third-party reports of Nova 2 Sonic, 2026"],
  },
  speechSystemTwice: {
    code: "ValidationException",
    text: "RequestId={requestId} : Duplicate SYSTEM content. SYSTEM content can only be provided once per prompt",
    evidence: ["third-party measurement of Nova 2 Sonic, 2026-08"],
  },
  speechAudioTwice: {
    code: "InternalServerException",
    text: "The system encountered an unexpected error during processing. Try your request again.",
    evidence: ["third-party measurement of Nova 2 Sonic with two open audio contents, 2026"],
  },
  speechTimedOut: {
    code: "ModelTimeoutException",
    text: "Model has timed out in processing the request. Try your request again.",
    evidence: [
      "https://github.com/aws-samples/amazon-nova-samples/issues/147",
      "https://github.com/aws-samples/sample-sonic-cdk-agent/issues/31",
    ],
  },
  speechHistoryIncomplete: {
    code: "ValidationException",
    text: "RequestId={requestId} : Chat history should be sent completely before streaming audio.",
    evidence: ["https://github.com/livekit/agents (livekit-plugins-aws, realtime_model.py)"],
  },
  speechHistoryTooLong: {
    code: "ValidationException",
    text: "RequestId={requestId} : Chat history is over max limit. Trim chat history and try again.",
    evidence: ["third-party log of Nova Sonic, 2026-03"],
  },
  speechPromptWithoutAudio: {
    code: "ValidationException",
    text: "RequestId={requestId} : Prompt [{promptName}] must have at least one audio content",
    evidence: ["third-party reports of Nova 2 Sonic, 2026"],
  },
  speechContentEmpty: {
    code: "ValidationException",
    text: "RequestId={requestId} : Cannot end content [{contentName}] as no content data was received",
    evidence: ["third-party measurement of Nova 2 Sonic, 2026-08"],
  },
  speechContentsOpen: {
    code: "ValidationException",
    text: "RequestId={requestId} : Error(s):\nError 1 : All contents must be closed before ending prompt",
    evidence: ["third-party logs of Nova 2 Sonic, 2026"],
  },
  speechVoiceMissing: {
    code: "ValidationException",
    text: "RequestId={requestId} : Received invalid voiceId: value must not be empty",
    evidence: ["third-party check against amazon.nova-2-sonic-v1:0, 2026"],
  },
  speechVoiceInvalid: {
    code: "ValidationException",
    text: "RequestId={requestId} : Received invalid id: '{voiceId}'",
    evidence: ["third-party check against amazon.nova-2-sonic-v1:0 with the voice 'Carlos', 2026-08"],
  },
  speechToolNameInvalid: {
    code: "ValidationException",
    text: "RequestId={requestId} : Malformed input request: #/toolConfig/tools/{index}/toolSpec/name: string [{name}] does not match pattern ^[a-zA-Z0-9_-]+$",
    evidence: ["third-party measurement of Nova 2 Sonic, 2026-08"],
  },
  speechToolResultUnreadable: {
    code: "ValidationException",
    text: "RequestId={requestId} : Tool Response parsing error",
    evidence: ["https://github.com/livekit/agents (livekit-plugins-aws, realtime_model.py)"],
  },
  speechToolResultNotObject: {
    code: "ValidationException",
    text: "RequestId={requestId} : Unsupported JSON type in Tool Result. Please provide the Tool Result as a JSON object",
    evidence: ["third-party reports of Nova Sonic, 2026"],
  },
  speechToolResultMediaType: {
    code: "ValidationException",
    text: "RequestId={requestId} : Tool result media type must be one of: [text/plain]",
    evidence: ["third-party measurements of Nova 2 Sonic, 2026"],
  },
  speechAudioMissing: {
    code: "ValidationException",
    text: "RequestId={requestId} : InternalErrorCode=532::Timed out waiting for audio bytes or interactive content. Please ensure gaps between audio bytes and interactive content are less than {seconds} seconds.",
    evidence: ["third-party logs of Nova 2 Sonic, 2026, with 55 seconds and with 295"],
  },
  speechEventsMissing: {
    code: "ValidationException",
    text: "Timed out waiting for input events",
    evidence: ["third-party logs of Nova Sonic, 2025-2026, after about 60 seconds"],
  },
} as const satisfies Record<string, Message>;
