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
  ranking,
  rankingByInvokeModel,
  structuredByProfile,
  talk,
  talking,
  throttledForGood,
  throttledForGoodWithClaude,
  titan,
} from "./rows.ts";

const throttling = { type: "ThrottlingException", status: 429 };

const sdk: Omit<TestedClient, "way" | "driver"> = {
  name: "AWS SDK for JavaScript",
  language: "javascript",
  package: "@aws-sdk/client-bedrock-runtime",
  rows: [controlPlane, talking, embeddings, ranking, rankingByInvokeModel, images, ...failures, throttledForGood],
  operations: [...controlPlaneOperations, ...converse, "InvokeModel", "Rerank"],
  tells: {
    "profile life cycle": { type: "ResourceNotFoundException", status: 404 },
    "denied by an SCP": { type: "AccessDeniedException", status: 403 },
    "exception in mid-stream": { type: "ModelStreamErrorException" },
    "unknown operation": { type: "NotImplementedException", status: 501 },
    "throttled for good": throttling,
  },
  defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 3 },
  cannot: {},
};

const vercel: Pick<TestedClient, "name" | "language" | "package" | "defaults" | "otherwise"> = {
  name: "Vercel AI SDK",
  language: "javascript",
  package: "@ai-sdk/amazon-bedrock",
  defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 3 },
  otherwise: {
    "exception in mid-stream":
      "`streamText` tells `onError` alone: `textStream` ends and `text` resolves as if the answer were whole",
  },
};
const retryError = { type: "AI_RetryError" };
const streamError = { type: "AI_StreamProviderError", status: 424 };

export const javascriptClients: readonly TestedClient[] = [
  { ...sdk, way: "over HTTP/2", driver: ["aws-sdk.ts"] },
  { ...sdk, way: "over HTTP/1.1", driver: ["aws-sdk.ts", "http1"] },
  {
    name: "LangChain (JavaScript)",
    language: "javascript",
    package: "@langchain/aws",
    driver: ["langchain.ts"],
    rows: [talking, titan, ...failures, throttledForGood],
    operations: [...converse, "InvokeModel"],
    tells: {
      "denied by an SCP": { type: "AccessDeniedException", status: 403 },
      "exception in mid-stream": { type: "ModelStreamErrorException" },
      "throttled for good": throttling,
    },
    defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 3 },
    cannot: { ...noControlPlane, ...because("has no class for it", "reranking", "images") },
  },
  {
    ...vercel,
    way: "createAmazonBedrock",
    driver: ["vercel-ai.ts"],
    rows: [talking, embeddings, ranking, images, ...failures, throttledForGood],
    operations: [...converse, "InvokeModel", "Rerank"],
    tells: {
      // It looks for `message`, and AWS's denials say `Message`.
      "denied by an SCP": { type: "AI_APICallError", status: 403, message: "^Forbidden$" },
      "exception in mid-stream": streamError,
      "throttled for good": retryError,
    },
    cannot: noControlPlane,
    otherwise: {
      ...vercel.otherwise,
      "denied by an SCP": "the error's message is `Forbidden`; AWS's words are in its `responseBody`",
    },
  },
  {
    ...vercel,
    way: "createAmazonBedrockAnthropic",
    driver: ["vercel-ai.ts", "anthropic"],
    rows: [{ models: [claude], behaviours: talk }, ...failuresOfClaude, throttledForGoodWithClaude],
    operations: invoke,
    tells: {
      "denied by an SCP": { type: "AI_APICallError", status: 403 },
      "exception in mid-stream": streamError,
      "throttled for good": retryError,
    },
    cannot: { ...noControlPlane, ...because("is for messages of Claude alone", "embeddings", "reranking", "images") },
  },
  {
    name: "Anthropic SDK (JavaScript)",
    language: "javascript",
    package: "@anthropic-ai/bedrock-sdk",
    driver: ["anthropic.ts"],
    rows: [
      { models: [newestClaude], behaviours: ["chat", "stream", "tools", "streamed tools"] },
      structuredByProfile,
      ...failuresOfClaude,
      throttledForGoodWithClaude,
    ],
    operations: invoke,
    tells: {
      "denied by an SCP": { type: "PermissionDeniedError", status: 403 },
      "exception in mid-stream": { type: "APIError" },
      "throttled for good": { type: "RateLimitError", status: 429 },
    },
    defaults: { endpointVariable: "ANTHROPIC_BEDROCK_BASE_URL", attempts: 3 },
    cannot: { ...noControlPlane, ...because("is for messages of Claude alone", "embeddings", "reranking", "images") },
  },
  {
    name: "Strands Agents (JavaScript)",
    language: "javascript",
    package: "@strands-agents/sdk",
    driver: ["strands.ts"],
    rows: [talking, ...failures, throttledForGood],
    operations: converse,
    tells: {
      "denied by an SCP": { type: "ModelError" },
      "exception in mid-stream": { type: "ModelError" },
      "throttled for good": { type: "ModelError" },
    },
    defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 3 },
    cannot: { ...noControlPlane, ...because("is for agents alone", "embeddings", "reranking", "images") },
  },
];
