import { BedrockClient } from "@aws-sdk/client-bedrock";
import { BedrockAgentRuntimeClient } from "@aws-sdk/client-bedrock-agent-runtime";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { Emulator } from "../../emulator/index.ts";

export interface CallerOf {
  /** 12 digits are an account; anything else is an access key as it stands. */
  readonly accessKeyId?: string;
  readonly region?: string;
}

const settings = (emulator: Emulator, { accessKeyId = "111122223333", region = "us-east-1" }: CallerOf) => ({
  region,
  credentials: { accessKeyId, secretAccessKey: "never-checked" },
  requestHandler: emulator.requestHandler(),
  maxAttempts: 1,
});

/** The JavaScript SDK's control-plane client, without a socket. */
export const controlPlane = (emulator: Emulator, caller: CallerOf = {}) =>
  new BedrockClient(settings(emulator, caller));

/** The JavaScript SDK's runtime client, without a socket. */
export const runtime = (emulator: Emulator, caller: CallerOf = {}) =>
  new BedrockRuntimeClient(settings(emulator, caller));

/** The JavaScript SDK's client of bedrock-agent-runtime, without a socket. */
export const agentRuntime = (emulator: Emulator, caller: CallerOf = {}) =>
  new BedrockAgentRuntimeClient(settings(emulator, caller));

export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly resourceName?: string;
}

/** The error that a call ends with, as far as a program can tell errors apart. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    const { name, message, resourceName, $metadata } = error as Failure & { $metadata?: { httpStatusCode?: number } };
    return {
      name,
      message,
      status: $metadata?.httpStatusCode,
      ...(resourceName === undefined ? {} : { resourceName }),
    };
  }
  throw new Error("the call did not fail");
}

export const invalid = (message: string): Failure => ({ name: "ValidationException", message, status: 400 });
export const notFound = (message: string): Failure => ({ name: "ResourceNotFoundException", message, status: 404 });

/** ARNs as the default caller writes them. */
export const modelArn = (modelId: string, region = "us-east-1") =>
  `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
export const systemArn = (id: string, region = "us-east-1", account = "111122223333") =>
  `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`;
export const applicationArn = (id: string, region = "us-east-1", account = "111122223333") =>
  `arn:aws:bedrock:${region}:${account}:application-inference-profile/${id}`;

export const NOVA_LITE = "amazon.nova-lite-v1:0";
export const US_NOVA_LITE = "us.amazon.nova-lite-v1:0";
/** Offered through inference profiles alone, in every Region. */
export const SONNET_4 = "anthropic.claude-sonnet-4-20250514-v1:0";
