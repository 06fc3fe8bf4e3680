import type { Sent } from "./load.ts";

/** One operation to be measured. */
export interface Case {
  readonly name: string;
  readonly sent: Sent;
}

/** What an SDK puts on every request; the signature is none, as Outcrop looks at its scope alone. */
const signed = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024",
  "x-amz-date": "20260101T000000Z",
  "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "amz-sdk-invocation-id": "3b0e9b7c-8d7c-4b0a-9a55-0f4d7c1c2a3b",
  "amz-sdk-request": "attempt=1; max=3",
  "user-agent":
    "aws-sdk-js/3.1164.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.21.0 api/bedrock-runtime#3.1164.0 m/E,N,e",
};

const get = (path: string): Sent => ({ method: "GET", path, headers: signed, body: "" });

const post = (path: string, body: unknown): Sent => ({
  method: "POST",
  path,
  headers: { ...signed, "content-type": "application/json" },
  body: JSON.stringify(body),
});

const QUESTION = "What is an inference profile, and why would a team of our size want to call a model through one?";

const conversation = {
  system: [{ text: "You answer in a few short sentences." }],
  messages: [{ role: "user", content: [{ text: QUESTION }] }],
  inferenceConfig: { maxTokens: 512, temperature: 0.5 },
};

const NOVA = "us.amazon.nova-lite-v1%3A0";
const CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";

export const converse: Case = { name: "Converse", sent: post(`/model/${NOVA}/converse`, conversation) };

/** ConverseStream of a model. */
export const streamOf = (name: string, modelId: string): Case => ({
  name,
  sent: post(`/model/${encodeURIComponent(modelId)}/converse-stream`, { messages: conversation.messages }),
});

export const converseStream: Case = {
  name: "ConverseStream",
  sent: post(`/model/${NOVA}/converse-stream`, conversation),
};

/** InvokeModel of a model, with its native body. */
export const invoke = (name: string, modelId: string, body: unknown): Case => ({
  name,
  sent: post(`/model/${encodeURIComponent(modelId)}/invoke`, body),
});

export const listApplicationProfiles = "/inference-profiles?type=APPLICATION&maxResults=100";

/** A request that makes an application profile. */
export const createProfile = (name: string): Sent =>
  post("/inference-profiles", {
    inferenceProfileName: name,
    modelSource: {
      copyFrom: "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0",
    },
  });

export const listPage = (nextToken?: string): Sent =>
  get(listApplicationProfiles + (nextToken === undefined ? "" : `&nextToken=${encodeURIComponent(nextToken)}`));

/** The measured operations; `profileArn` is an application profile, one of more than 100. */
export const casesFor = (profileArn: string): readonly Case[] => [
  converse,
  {
    name: "InvokeModel",
    sent: post(`/model/${CLAUDE}/invoke`, {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 512,
      messages: [{ role: "user", content: [{ type: "text", text: QUESTION }] }],
    }),
  },
  converseStream,
  { name: "GetInferenceProfile", sent: get(`/inference-profiles/${encodeURIComponent(profileArn)}`) },
  { name: "ListInferenceProfiles", sent: listPage() },
];
