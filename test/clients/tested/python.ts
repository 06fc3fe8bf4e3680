import type { TestedClient } from "../tested-clients.ts";
import {
  because,
  claude,
  controlPlane,
  controlPlaneOperations,
  converse,
  embeddings,
  failures,
  failuresOfClaude,
  images,
  invoke,
  newestClaude,
  noControlPlane,
  nova,
  ranking,
  rankingByInvokeModel,
  structuredByProfile,
  talk,
  talking,
  throttledForGood,
  throttledForGoodWithClaude,
} from "./rows.ts";

/** What a framework tells that lets botocore's errors through. */
const botocore: TestedClient["tells"] = {
  "denied by an SCP": { type: "AccessDeniedException", status: 403 },
  // An EventStreamError, whose code is the exception's name on the wire.
  "exception in mid-stream": { type: "modelStreamErrorException" },
  "throttled for good": { type: "ThrottlingException", status: 429 },
};
const botocoreDefaults: TestedClient["defaults"] = { endpointVariable: "AWS_ENDPOINT_URL", attempts: 3 };

const litellm: Pick<TestedClient, "name" | "language" | "package" | "tells" | "defaults" | "otherwise"> = {
  name: "LiteLLM",
  language: "python",
  package: "litellm",
  tells: {
    "throttled, then retried": { type: "RateLimitError", status: 429 },
    "throttled for good": { type: "RateLimitError", status: 429 },
    "denied by an SCP": { type: "PermissionDeniedError", status: 403 },
    "exception in mid-stream": { type: "BadRequestError", status: 424 },
  },
  defaults: { endpointVariable: "AWS_BEDROCK_RUNTIME_ENDPOINT", attempts: 1 },
  otherwise: {
    "throttled, then retried": "tries once by default, and throws a `RateLimitError`: `num_retries` changes that",
    "exception in mid-stream": "throws a `BadRequestError`, though the request was good",
  },
};

export const pythonClients: readonly TestedClient[] = [
  {
    name: "boto3",
    language: "python",
    package: "boto3",
    driver: ["drive_boto3.py"],
    rows: [controlPlane, talking, embeddings, ranking, rankingByInvokeModel, images, ...failures, throttledForGood],
    operations: [...controlPlaneOperations, ...converse, "InvokeModel", "Rerank"],
    tells: {
      "profile life cycle": { type: "ResourceNotFoundException", status: 404 },
      "unknown operation": { type: "NotImplementedException", status: 501 },
      ...botocore,
    },
    defaults: botocoreDefaults,
    cannot: {},
  },
  {
    name: "AWS SDK for Python (experimental)",
    language: "python",
    package: "aws-sdk-bedrock-runtime",
    leastPythonMinor: 12,
    driver: ["drive_aws_sdk.py"],
    rows: [{ models: [nova, claude], behaviours: ["chat", "stream"] }, ...failures, throttledForGood],
    operations: converse,
    tells: {
      "throttled, then retried": { type: "ThrottlingException" },
      "throttled for good": { type: "ThrottlingException" },
      // It reads `message`, and AWS's denials say `Message`.
      "denied by an SCP": { type: "AccessDeniedException", message: "^$" },
      "exception in mid-stream": { type: "ModelStreamErrorException" },
    },
    defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 1 },
    cannot: {
      ...because("is in another package, and was not tried", "profile life cycle", "unknown operation"),
      ...because("was not tried", "tools", "streamed tools", "structured output", "embeddings", "reranking", "images"),
    },
    otherwise: {
      "throttled, then retried": "does not try again",
      "denied by an SCP": "tells the error's type without a word",
      "exception in mid-stream": "gives the exception as an event of the stream, and raises nothing",
    },
  },
  {
    name: "LangChain (Python)",
    way: "ChatBedrockConverse",
    language: "python",
    package: "langchain-aws",
    driver: ["drive_langchain.py"],
    rows: [talking, embeddings, ranking, ...failures, throttledForGood],
    operations: [...converse, "InvokeModel", "Rerank", "GetInferenceProfile"],
    tells: botocore,
    defaults: botocoreDefaults,
    cannot: { ...noControlPlane, ...because("has no class for it", "images") },
  },
  {
    name: "LangChain (Python)",
    way: "ChatBedrock",
    language: "python",
    package: "langchain-aws",
    driver: ["drive_langchain.py", "invoke"],
    rows: [{ models: [claude], behaviours: talk }, ...failuresOfClaude, throttledForGoodWithClaude],
    operations: [...invoke, "GetInferenceProfile"],
    tells: botocore,
    defaults: botocoreDefaults,
    cannot: { ...noControlPlane, ...because("is for chat alone", "embeddings", "reranking", "images") },
  },
  {
    ...litellm,
    way: "bedrock/converse",
    driver: ["drive_litellm.py", "converse"],
    rows: [talking, embeddings, ranking, images, ...failures, throttledForGood],
    operations: [...converse, "InvokeModel", "Rerank"],
    cannot: noControlPlane,
  },
  {
    ...litellm,
    way: "bedrock/invoke",
    driver: ["drive_litellm.py", "invoke"],
    rows: [talking, ...failures, throttledForGood],
    operations: invoke,
    cannot: { ...noControlPlane, ...because("is for chat alone", "embeddings", "reranking", "images") },
  },
  {
    name: "Anthropic SDK (Python)",
    language: "python",
    package: "anthropic",
    driver: ["drive_anthropic.py"],
    rows: [
      { models: [newestClaude], behaviours: ["chat", "stream", "tools", "streamed tools"] },
      structuredByProfile,
      ...failuresOfClaude,
      throttledForGoodWithClaude,
    ],
    operations: invoke,
    tells: {
      "denied by an SCP": { type: "PermissionDeniedError", status: 403 },
      // That of the answer which the stream is in.
      "exception in mid-stream": { type: "APIStatusError", status: 200 },
      "throttled for good": { type: "RateLimitError", status: 429 },
    },
    defaults: { endpointVariable: "ANTHROPIC_BEDROCK_BASE_URL", attempts: 3 },
    cannot: { ...noControlPlane, ...because("is for messages of Claude alone", "embeddings", "reranking", "images") },
  },
  {
    name: "Strands Agents (Python)",
    language: "python",
    package: "strands-agents",
    driver: ["drive_strands.py"],
    rows: [talking, ...failures, throttledForGood],
    operations: converse,
    tells: { ...botocore, "throttled for good": { type: "ModelThrottledException" } },
    // Six attempts of its own, each of three of botocore's.
    defaults: { ...botocoreDefaults, attempts: 18 },
    cannot: { ...noControlPlane, ...because("is for agents alone", "embeddings", "reranking", "images") },
  },
];
