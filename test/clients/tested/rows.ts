import type { BehaviourName } from "../frameworks/case.ts";
import { CLAUDE, NOVA } from "../models.ts";

/** A model in us-east-1 that is called on demand, and one that an application profile is made over. */
export interface Model {
  readonly onDemand: string;
  readonly behindProfile: string;
  /** The system-defined profile that is copied; the foundation model itself is when there is none. */
  readonly systemProfile?: string;
}

/** What a client does with some models; by both ways to call them, unless it knows one alone. */
export interface Row {
  readonly models: readonly Model[];
  readonly behaviours: readonly BehaviourName[];
  readonly only?: "on demand" | "by profile";
}

export const nova: Model = { onDemand: NOVA, behindProfile: NOVA, systemProfile: `us.${NOVA}` };
// No newer model of Claude answers on demand here.
const onDemand = "anthropic.claude-3-haiku-20240307-v1:0";
export const claude: Model = { onDemand, behindProfile: CLAUDE, systemProfile: `us.${CLAUDE}` };
export const newestClaude: Model = {
  onDemand,
  behindProfile: "anthropic.claude-opus-4-8",
  systemProfile: "us.anthropic.claude-opus-4-8",
};
// `behaviours.yaml` denies both in us-west-2.
const deniedNova: Model = {
  onDemand: NOVA,
  behindProfile: "amazon.nova-micro-v1:0",
  systemProfile: "us.amazon.nova-micro-v1:0",
};
const deniedClaude: Model = {
  onDemand,
  behindProfile: "anthropic.claude-opus-4-7",
  systemProfile: "us.anthropic.claude-opus-4-7",
};
const titanEmbeddings: Model = {
  onDemand: "amazon.titan-embed-text-v2:0",
  behindProfile: "amazon.titan-embed-text-v2:0",
};
const cohereEmbeddings: Model = { onDemand: "cohere.embed-english-v3", behindProfile: "cohere.embed-english-v3" };
const rerank: Model = { onDemand: "cohere.rerank-v3-5:0", behindProfile: "cohere.rerank-v3-5:0" };
const canvas: Model = { onDemand: "amazon.nova-canvas-v1:0", behindProfile: "amazon.nova-canvas-v1:0" };

export const talk = ["chat", "stream", "tools", "streamed tools", "structured output"] as const;
export const talking: Row = { models: [nova, claude], behaviours: talk };
// By `output_config.format`, which Bedrock takes for Claude 4.5 and 4.6 alone, and those by no id.
export const structuredByProfile: Row = { models: [claude], behaviours: ["structured output"], only: "by profile" };
export const titan: Row = { models: [titanEmbeddings], behaviours: ["embeddings"] };
export const cohere: Row = { models: [cohereEmbeddings], behaviours: ["embeddings"] };
export const embeddings: Row = { models: [titanEmbeddings, cohereEmbeddings], behaviours: ["embeddings"] };
// Rerank of bedrock-agent-runtime, which takes no profile: https://github.com/aws-samples/dify-aws-tool/pull/159.
export const ranking: Row = { models: [rerank], behaviours: ["reranking"], only: "on demand" };
export const rankingByInvokeModel: Row = { models: [rerank], behaviours: ["reranking by InvokeModel"] };
const sonic: Model = { onDemand: "amazon.nova-2-sonic-v1:0", behindProfile: "amazon.nova-2-sonic-v1:0" };
export const speech: Row = { models: [sonic], behaviours: ["spoken conversation"] };
export const images: Row = { models: [canvas], behaviours: ["images"] };

/** The life of an application profile, and an operation that is not emulated. */
export const controlPlane: Row = {
  models: [nova],
  behaviours: ["profile life cycle", "unknown operation"],
  only: "by profile",
};

/** What goes wrong, with Nova or, for clients that speak with Claude alone, with Claude. */
export const failures: readonly Row[] = failing(nova, deniedNova);
export const failuresOfClaude: readonly Row[] = failing(newestClaude, deniedClaude);
/** Of a client without streams. */
export const failuresWithoutStreams: readonly Row[] = failing(nova, deniedNova, []);
/** For how often a client tries, which its `defaults` tell. */
export const throttledForGood: Row = { models: [nova], behaviours: ["throttled for good"], only: "by profile" };
export const throttledForGoodWithClaude: Row = { ...throttledForGood, models: [newestClaude] };

function failing(
  model: Model,
  denied: Model,
  streams: readonly BehaviourName[] = ["exception in mid-stream"],
): readonly Row[] {
  return [
    { models: [model], behaviours: ["throttled, then retried", ...streams], only: "by profile" },
    { models: [denied], behaviours: ["denied by an SCP"], only: "by profile" },
  ];
}

export const converse: readonly string[] = ["Converse", "ConverseStream"];
export const invoke: readonly string[] = ["InvokeModel", "InvokeModelWithResponseStream"];
/** What the life of a profile asks for, and the operation that is not emulated. */
export const controlPlaneOperations: readonly string[] = [
  "CreateInferenceProfile",
  "GetInferenceProfile",
  "ListInferenceProfiles",
  "TagResource",
  "ListTagsForResource",
  "UntagResource",
  "DeleteInferenceProfile",
  "ListProvisionedModelThroughputs",
];

/** One reason for several behaviours. */
export const because = (reason: string, ...names: readonly BehaviourName[]): Partial<Record<BehaviourName, string>> =>
  Object.fromEntries(names.map((name) => [name, reason]));

export const noControlPlane = because("has no control plane", "profile life cycle", "unknown operation");
