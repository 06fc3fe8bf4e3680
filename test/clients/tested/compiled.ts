import type { TestedClient } from "../tested-clients.ts";
import {
  because,
  claude,
  controlPlane,
  controlPlaneOperations,
  converse,
  embeddings,
  failures,
  failuresWithoutStreams,
  images,
  noControlPlane,
  nova,
  rankingByInvokeModel,
  speech,
  talking,
  throttledForGood,
} from "./rows.ts";

/** An AWS SDK that is driven with one client of `bedrock` and one of `bedrock-runtime`. */
const sdk: Pick<TestedClient, "rows" | "operations" | "defaults" | "cannot"> = {
  rows: [controlPlane, talking, embeddings, rankingByInvokeModel, images, ...failures, throttledForGood],
  operations: [...controlPlaneOperations, ...converse, "InvokeModel"],
  defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 3 },
  cannot: {},
};

/** Without TLS too, where it can speak HTTP/2. */
const sdkWithSpeech = {
  ...sdk,
  rows: [...sdk.rows, speech],
  operations: [...sdk.operations, "InvokeModelWithBidirectionalStream"],
};

const tells: TestedClient["tells"] = {
  "profile life cycle": { type: "ResourceNotFoundException", status: 404 },
  "denied by an SCP": { type: "AccessDeniedException", status: 403 },
  "exception in mid-stream": { type: "ModelStreamErrorException" },
  "unknown operation": { type: "NotImplementedException", status: 501 },
  "throttled for good": { type: "ThrottlingException", status: 429 },
};

const java: Pick<TestedClient, "name" | "language" | "package" | "tells" | "defaults"> = {
  name: "AWS SDK for Java v2",
  language: "java",
  // The bill of materials tells the version of all of the SDK's packages.
  package: "software.amazon.awssdk:bom",
  // The exception of a stream has the status that the API model gives it.
  tells: { ...tells, "exception in mid-stream": { type: "ModelStreamErrorException", status: 424 } },
  defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 4 },
};

export const compiledClients: readonly TestedClient[] = [
  {
    ...sdkWithSpeech,
    name: "AWS SDK for Go v2",
    language: "go",
    package: "github.com/aws/aws-sdk-go-v2/service/bedrockruntime",
    driver: ["driver"],
    tells,
  },
  {
    ...sdk,
    ...java,
    way: "sync",
    driver: ["AwsSdk", "sync"],
    rows: [
      controlPlane,
      { models: [nova, claude], behaviours: ["chat", "tools", "structured output"] },
      embeddings,
      rankingByInvokeModel,
      images,
      ...failuresWithoutStreams,
      throttledForGood,
    ],
    operations: [...controlPlaneOperations, "Converse", "InvokeModel"],
    cannot: because(
      "has no streams: they need the async client",
      "stream",
      "streamed tools",
      "exception in mid-stream",
    ),
  },
  { ...sdkWithSpeech, ...java, way: "async", driver: ["AwsSdk", "async"] },
  {
    ...java,
    name: "Spring AI",
    package: "org.springframework.ai:spring-ai-starter-model-bedrock-converse",
    driver: ["SpringAi"],
    rows: [
      { models: [nova, claude], behaviours: ["chat", "stream", "tools", "streamed tools"] },
      ...failures,
      throttledForGood,
    ],
    operations: converse,
    cannot: {
      ...noControlPlane,
      ...because("asks for it in words alone", "structured output"),
      ...because("has a starter of its own, which is not tried", "embeddings"),
      ...because("has no class for it", "reranking", "images"),
    },
  },
  {
    ...sdk,
    name: "AWS SDK for Rust",
    language: "rust",
    package: "aws-sdk-bedrockruntime",
    driver: ["drive"],
    tells,
  },
];
