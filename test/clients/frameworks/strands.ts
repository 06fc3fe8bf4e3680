import { Agent, BedrockModel, tool } from "@strands-agents/sdk";
import type { Case } from "./case.ts";
import { credentials, drive, endpoint, recordedTools, region, talk } from "./driver.ts";
import { rock } from "./tools.ts";

function agent({ modelId }: Case, { stream, ...more }: { stream: boolean } & ConstructorParameters<typeof Agent>[0]) {
  const model = new BedrockModel({ region, modelId, stream, clientConfig: { endpoint, credentials } });
  return new Agent({ ...more, model, printer: false });
}

async function loop(one: Case, stream: boolean) {
  const { calls, tools } = recordedTools();
  const own = tools.map(({ name, description, input, run }) =>
    tool({ name, description, inputSchema: input, callback: (given: unknown) => run(given) }),
  );
  const result = await agent(one, { stream, tools: own }).invoke(one.prompt);
  return { calls, text: String(result) };
}

function usageOf(metrics: Awaited<ReturnType<Agent["invoke"]>>["metrics"]) {
  const { inputTokens = 0, outputTokens = 0 } = metrics?.accumulatedUsage ?? {};
  return { input: inputTokens, output: outputTokens };
}

await drive({
  ...talk({
    chat: async (one) => {
      const result = await agent(one, { stream: false }).invoke(one.prompt);
      return { text: String(result), usage: usageOf(result.metrics) };
    },
    stream: async (one, pieces) => {
      const events = agent(one, { stream: true }).stream(one.prompt);
      for (;;) {
        const { done, value } = await events.next();
        if (done) return { text: String(value), pieces, usage: usageOf(value.metrics) };
        if (value.type !== "modelStreamUpdateEvent" || value.event.type !== "modelContentBlockDeltaEvent") continue;
        if (value.event.delta.type === "textDelta") pieces.push(value.event.delta.text);
      }
    },
  }),
  tools: (one) => loop(one, false),
  "streamed tools": (one) => loop(one, true),
  "structured output": async (one) => {
    const result = await agent(one, { stream: true, structuredOutputSchema: rock }).invoke(one.prompt);
    return { object: result.structuredOutput };
  },
});
