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
  titan,
} from "./rows.ts";

const sdk: Omit<TestedClient, "way" | "driver"> = {
  name: "AWS SDK for JavaScript",
  language: "javascript",
  package: "@aws-sdk/client-bedrock-runtime",
  rows: [controlPlane, talking, embeddings, ranking, rankingByInvokeModel, images, ...failures],
  operations: [...controlPlaneOperations, ...converse, "InvokeModel", "Rerank"],
  tells: {
    "profile life cycle": { type: "ResourceNotFoundException", status: 404 },
    "denied by an SCP": { type: "AccessDeniedException", status: 403 },
    "exception in mid-stream": { type: "ModelStreamErrorException" },
    "unknown operation": { type: "NotImplementedException", status: 501 },
  },
  cannot: {},
};

const vercel: Pick<TestedClient, "name" | "language" | "package" | "otherwise"> = {
  name: "Vercel AI SDK",
  language: "javascript",
  package: "@ai-sdk/amazon-bedrock",
  otherwise: {
    "exception in mid-stream":
      "`streamText` tells `onError` alone: `textStream` ends and `text` resolves as if the answer were whole",
  },
};
const streamError = { type: "AI_StreamProviderError", status: 424 };

export const javascriptClients: readonly TestedClient[] = [
  { ...sdk, way: "over HTTP/2", driver: ["aws-sdk.ts"] },
  { ...sdk, way: "over HTTP/1.1", driver: ["aws-sdk.ts", "http1"] },
  {
    name: "LangChain (JavaScript)",
    language: "javascript",
    package: "@langchain/aws",
    driver: ["langchain.ts"],
    rows: [talking, titan, ...failures],
    operations: [...converse, "InvokeModel"],
    tells: {
      "denied by an SCP": { type: "AccessDeniedException", status: 403 },
      "exception in mid-stream": { type: "ModelStreamErrorException" },
    },
    cannot: { ...noControlPlane, ...because("has no class for it", "reranking", "images") },
  },
  {
    ...vercel,
    way: "createAmazonBedrock",
    driver: ["vercel-ai.ts"],
    rows: [talking, embeddings, ranking, images, ...failures],
    operations: [...converse, "InvokeModel", "Rerank"],
    tells: {
      // It looks for `message`, and AWS's denials say `Message`.
      "denied by an SCP": { type: "AI_APICallError", status: 403, message: "^Forbidden$" },
      "exception in mid-stream": streamError,
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
    rows: [{ models: [claude], behaviours: talk }, ...failuresOfClaude],
    operations: invoke,
    tells: {
      "denied by an SCP": { type: "AI_APICallError", status: 403 },
      "exception in mid-stream": streamError,
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
    ],
    operations: invoke,
    tells: {
      "denied by an SCP": { type: "PermissionDeniedError", status: 403 },
      "exception in mid-stream": { type: "APIError" },
    },
    cannot: { ...noControlPlane, ...because("is for messages of Claude alone", "embeddings", "reranking", "images") },
  },
  {
    name: "Strands Agents (JavaScript)",
    language: "javascript",
    package: "@strands-agents/sdk",
    driver: ["strands.ts"],
    rows: [talking, ...failures],
    operations: converse,
    tells: {
      "denied by an SCP": { type: "ModelError" },
      "exception in mid-stream": { type: "ModelError" },
    },
    cannot: { ...noControlPlane, ...because("is for agents alone", "embeddings", "reranking", "images") },
  },
];
