import { fileURLToPath } from "node:url";
import { type Case, invoke, streamOf } from "./cases.ts";
import { requireWrk } from "./load.ts";
import { startOutcrop } from "./servers.ts";
import { compareCases } from "./throughput.ts";

// InvokeModel and ConverseStream of each family beside a bare Express server that answers the same bytes.

const QUESTION = "What is an inference profile, and why would a team of our size want to call a model through one?";
const chat = { messages: [{ role: "user", content: QUESTION }], max_tokens: 512 };
const claude = { anthropic_version: "bedrock-2023-05-31", ...chat };

/** A model of each family, with a native body. */
const bodies: readonly (readonly [family: string, modelId: string, body: unknown])[] = [
  ["Anthropic", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", claude],
  ["Amazon Nova", "us.amazon.nova-lite-v1:0", { messages: [{ role: "user", content: [{ text: QUESTION }] }] }],
  ["Meta", "us.meta.llama3-3-70b-instruct-v1:0", { prompt: QUESTION }],
  ["Mistral", "mistral.mistral-large-2402-v1:0", { prompt: QUESTION }],
  ["OpenAI", "openai.gpt-oss-20b-1:0", chat],
  ["DeepSeek", "us.deepseek.r1-v1:0", { prompt: QUESTION }],
  ["Writer", "us.writer.palmyra-x5-v1:0", chat],
];

const tasks: readonly (readonly [family: string, modelId: string, body: unknown])[] = [
  ["Titan embeddings", "amazon.titan-embed-text-v2:0", { inputText: QUESTION }],
  ["Cohere embeddings", "cohere.embed-english-v3", { texts: [QUESTION], input_type: "search_query" }],
  ["Cohere rerank", "cohere.rerank-v3-5:0", { query: QUESTION, documents: [QUESTION, "Granite."], api_version: 2 }],
  ["Nova Canvas", "amazon.nova-canvas-v1:0", { taskType: "TEXT_IMAGE", textToImageParams: { text: "granite" } }],
];

const command = process.argv[2] ?? fileURLToPath(new URL("../../dist/bin/cli.js", import.meta.url));
const effort = { rounds: 3, secondsPerRound: 2 };

await requireWrk();
await using outcrop = await startOutcrop(command);
const cases: Case[] = [
  ...[...bodies, ...tasks].map(([family, modelId, body]) => invoke(`InvokeModel ${family}`, modelId, body)),
  ...bodies.map(([family, modelId]) => streamOf(`ConverseStream ${family}`, modelId)),
];
process.stdout.write("operation                          Outcrop/s     p99 ms     bare/s   ratio\n");
await compareCases(cases, outcrop, effort, ({ name, outcrop: own, bare, ratio }) => {
  const columns = [
    own.requestsPerSecond.toFixed(0).padStart(11),
    own.p99Ms.toFixed(2).padStart(10),
    bare.requestsPerSecond.toFixed(0).padStart(10),
  ];
  process.stdout.write(`${name.padEnd(32)} ${columns.join(" ")} ${ratio.toFixed(2).padStart(7)}\n`);
});
