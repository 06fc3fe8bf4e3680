import { BedrockClient, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { describe, expect, test, vi } from "vitest";
import { converse, converseStream, createProfile } from "./javascript-clients.ts";
import { foundationModelArn, freshAccount, NOVA } from "./models.ts";
import { startServer } from "./server.ts";
import { tap } from "./tap.ts";

const messages = [{ role: "user" as const, content: [{ text: "Which rock lets the deepest layers be seen?" }] }];

describe("the JavaScript SDK's connections", () => {
  test("the runtime client's are HTTP/2 by default, HTTP/1.1 on demand, and the control plane client's HTTP/1.1", async () => {
    await using server = await startServer();
    const settings = { region: "us-east-1", credentials: { accessKeyId: freshAccount(), secretAccessKey: "outcrop" } };
    const firstLine = async (call: (endpoint: string) => Promise<unknown>) => {
      await using wire = await tap(server.url);
      await call(wire.url);
      return wire.firstLines;
    };

    const byDefault = await firstLine(async (endpoint) => {
      const client = new BedrockRuntimeClient({ ...settings, endpoint });
      expect(client.config.requestHandler.metadata?.handlerProtocol).toBe("h2");
      await converse(client, { modelId: NOVA, messages });
      await converseStream(client, { modelId: NOVA, messages });
      client.destroy();
    });
    expect(new Set(byDefault)).toEqual(new Set(["PRI * HTTP/2.0"]));

    const forced = await firstLine(async (endpoint) => {
      const requestHandler = new NodeHttpHandler();
      const client = new BedrockRuntimeClient({ ...settings, endpoint, requestHandler });
      await converse(client, { modelId: NOVA, messages });
      client.destroy();
    });
    expect(forced).toEqual([`POST /model/${encodeURIComponent(NOVA)}/converse HTTP/1.1`]);

    const control = await firstLine(async (endpoint) => {
      const client = new BedrockClient({ ...settings, endpoint });
      await client.send(new ListInferenceProfilesCommand());
      client.destroy();
    });
    expect(control).toEqual(["GET /inference-profiles HTTP/1.1"]);
  });
});

describe("the JavaScript SDK with a Bedrock API key", () => {
  const keys = {
    "from AWS_BEARER_TOKEN_BEDROCK": (endpoint: string) => {
      vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-of-the-test");
      return { endpoint, region: "us-east-1" };
    },
    "from a token provider": (endpoint: string) => ({
      endpoint,
      region: "us-east-1",
      token: async () => ({ token: "bedrock-api-key-of-the-test" }),
      authSchemePreference: ["httpBearerAuth"],
    }),
  };

  test.each(Object.entries(keys))("%s is let in by both services", async (_title, settingsFor) => {
    await using server = await startServer();
    const settings = settingsFor(server.url);
    try {
      const arn = await createProfile(new BedrockClient(settings), foundationModelArn(NOVA));
      const runtime = new BedrockRuntimeClient(settings);
      expect((await converse(runtime, { modelId: arn, messages })).stopReason).toBe("end_turn");
      runtime.destroy();
    } finally {
      vi.unstubAllEnvs();
    }
    const entries = await server.journal("111122223333");
    expect(entries.map(({ operation }) => operation)).toEqual(["CreateInferenceProfile", "Converse"]);
    for (const { decision } of entries) {
      expect(decision).toContainEqual({ step: "identify", outcome: expect.stringContaining("by bearer-token") });
    }
    expect(JSON.stringify(entries)).not.toContain("bedrock-api-key-of-the-test");
  });
});
