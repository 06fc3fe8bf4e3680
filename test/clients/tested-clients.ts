import type { BehaviourName } from "./frameworks/case.ts";
import { CLAUDE, foundationModelArn, NOVA, systemProfileArn } from "./models.ts";

/** A model in us-east-1 that is called on demand, and one that an application profile is made over. */
interface Model {
  readonly onDemand: string;
  readonly behindProfile: string;
  /** The system-defined profile that is copied; the foundation model itself is when there is none. */
  readonly systemProfile?: string;
}

const models = {
  nova: { onDemand: NOVA, behindProfile: NOVA, systemProfile: `us.${NOVA}` },
  // No newer model of Claude answers on demand here.
  claude: {
    onDemand: "anthropic.claude-3-haiku-20240307-v1:0",
    behindProfile: CLAUDE,
    systemProfile: `us.${CLAUDE}`,
  },
  newestClaude: {
    onDemand: "anthropic.claude-3-haiku-20240307-v1:0",
    behindProfile: "anthropic.claude-opus-4-8",
    systemProfile: "us.anthropic.claude-opus-4-8",
  },
  titanEmbeddings: { onDemand: "amazon.titan-embed-text-v2:0", behindProfile: "amazon.titan-embed-text-v2:0" },
  cohereEmbeddings: { onDemand: "cohere.embed-english-v3", behindProfile: "cohere.embed-english-v3" },
  rerank: { onDemand: "cohere.rerank-v3-5:0", behindProfile: "cohere.rerank-v3-5:0" },
  canvas: { onDemand: "amazon.nova-canvas-v1:0", behindProfile: "amazon.nova-canvas-v1:0" },
} satisfies Record<string, Model>;

/** What a client does with some models; by both ways to call them, unless it knows one alone. */
interface Row {
  readonly models: readonly Model[];
  readonly behaviours: readonly BehaviourName[];
  readonly only?: "on demand" | "by profile";
}

/** A client that people use, and how it is driven. */
export interface TestedClient {
  /** As in docs/clients.md and the README. */
  readonly name: string;
  /** Which of its ways to Bedrock, when it has several. */
  readonly way?: string;
  readonly language: "javascript" | "python";
  /** On npm or on PyPI. */
  readonly package: string;
  /** The script in test/clients/frameworks and its arguments. */
  readonly driver: readonly [script: string, ...args: string[]];
  readonly rows: readonly Row[];
  /** The operations that it calls for all of that. */
  readonly operations: readonly string[];
}

const { nova, claude, newestClaude, titanEmbeddings, cohereEmbeddings, rerank, canvas } = models;
const talk = ["chat", "stream", "tools", "streamed tools", "structured output"] as const;
// By `output_config.format`, which Bedrock takes for Claude 4.5 and 4.6 alone, and those by no id.
const structuredByProfile = { models: [claude], behaviours: ["structured output"], only: "by profile" } as const;
const embeddings = { models: [titanEmbeddings, cohereEmbeddings], behaviours: ["embeddings"] } as const;
// Rerank of bedrock-agent-runtime, which takes no profile: https://github.com/aws-samples/dify-aws-tool/pull/159.
const ranking = { models: [rerank], behaviours: ["reranking"], only: "on demand" } as const;
const images = { models: [canvas], behaviours: ["images"] } as const;
const converse = ["Converse", "ConverseStream"];
const invoke = ["InvokeModel", "InvokeModelWithResponseStream"];

export const testedClients: readonly TestedClient[] = [
  {
    name: "AWS SDK for JavaScript",
    language: "javascript",
    package: "@aws-sdk/client-bedrock-runtime",
    driver: ["aws-sdk.ts"],
    rows: [
      { models: [nova, claude], behaviours: talk },
      embeddings,
      ranking,
      { models: [rerank], behaviours: ["reranking by InvokeModel"] },
      images,
    ],
    operations: [...converse, "InvokeModel", "Rerank"],
  },
  {
    name: "LangChain (JavaScript)",
    language: "javascript",
    package: "@langchain/aws",
    driver: ["langchain.ts"],
    rows: [
      { models: [nova, claude], behaviours: talk },
      { models: [titanEmbeddings], behaviours: ["embeddings"] },
    ],
    operations: [...converse, "InvokeModel"],
  },
  {
    name: "Vercel AI SDK",
    way: "createAmazonBedrock",
    language: "javascript",
    package: "@ai-sdk/amazon-bedrock",
    driver: ["vercel-ai.ts"],
    rows: [{ models: [nova, claude], behaviours: talk }, embeddings, ranking, images],
    operations: [...converse, "InvokeModel", "Rerank"],
  },
  {
    name: "Vercel AI SDK",
    way: "createAmazonBedrockAnthropic",
    language: "javascript",
    package: "@ai-sdk/amazon-bedrock",
    driver: ["vercel-ai.ts", "anthropic"],
    rows: [{ models: [claude], behaviours: talk }],
    operations: invoke,
  },
  {
    name: "Anthropic SDK (JavaScript)",
    language: "javascript",
    package: "@anthropic-ai/bedrock-sdk",
    driver: ["anthropic.ts"],
    rows: [{ models: [newestClaude], behaviours: ["chat", "stream", "tools", "streamed tools"] }, structuredByProfile],
    operations: invoke,
  },
  {
    name: "Strands Agents (JavaScript)",
    language: "javascript",
    package: "@strands-agents/sdk",
    driver: ["strands.ts"],
    rows: [{ models: [nova, claude], behaviours: talk }],
    operations: converse,
  },
  {
    name: "boto3",
    language: "python",
    package: "boto3",
    driver: ["drive_boto3.py"],
    rows: [
      { models: [nova, claude], behaviours: talk },
      embeddings,
      ranking,
      { models: [rerank], behaviours: ["reranking by InvokeModel"] },
      images,
    ],
    operations: [...converse, "InvokeModel", "Rerank"],
  },
  {
    name: "LangChain (Python)",
    way: "ChatBedrockConverse",
    language: "python",
    package: "langchain-aws",
    driver: ["drive_langchain.py"],
    rows: [{ models: [nova, claude], behaviours: talk }, embeddings, ranking],
    operations: [...converse, "InvokeModel", "Rerank", "GetInferenceProfile"],
  },
  {
    name: "LangChain (Python)",
    way: "ChatBedrock",
    language: "python",
    package: "langchain-aws",
    driver: ["drive_langchain.py", "invoke"],
    rows: [{ models: [claude], behaviours: talk }],
    operations: [...invoke, "GetInferenceProfile"],
  },
  {
    name: "LiteLLM",
    way: "bedrock/converse",
    language: "python",
    package: "litellm",
    driver: ["drive_litellm.py", "converse"],
    rows: [{ models: [nova, claude], behaviours: talk }, embeddings, ranking, images],
    operations: [...converse, "InvokeModel", "Rerank"],
  },
  {
    name: "LiteLLM",
    way: "bedrock/invoke",
    language: "python",
    package: "litellm",
    driver: ["drive_litellm.py", "invoke"],
    rows: [{ models: [nova, claude], behaviours: talk }],
    operations: invoke,
  },
  {
    name: "Anthropic SDK (Python)",
    language: "python",
    package: "anthropic",
    driver: ["drive_anthropic.py"],
    rows: [{ models: [newestClaude], behaviours: ["chat", "stream", "tools", "streamed tools"] }, structuredByProfile],
    operations: invoke,
  },
  {
    name: "Strands Agents (Python)",
    language: "python",
    package: "strands-agents",
    driver: ["drive_strands.py"],
    rows: [{ models: [nova, claude], behaviours: talk }],
    operations: converse,
  },
];

/** One way to call one model for one behaviour. */
export interface Call {
  readonly behaviour: BehaviourName;
  readonly model: string;
  /** What an application profile is copied from; absent when the model is called by its id. */
  readonly copyFrom: ((account: string) => string) | undefined;
}

/** All calls that a client is tested with. */
export function callsOf({ rows }: TestedClient): readonly Call[] {
  return rows.flatMap(({ models, behaviours, only }) =>
    models.flatMap(({ onDemand, behindProfile, systemProfile }) =>
      behaviours.flatMap((behaviour) => {
        const copyFrom = (account: string) =>
          systemProfile === undefined ? foundationModelArn(behindProfile) : systemProfileArn(account, systemProfile);
        const direct = { behaviour, model: onDemand, copyFrom: undefined };
        const profiled = { behaviour, model: behindProfile, copyFrom };
        return [...(only === "by profile" ? [] : [direct]), ...(only === "on demand" ? [] : [profiled])];
      }),
    ),
  );
}
