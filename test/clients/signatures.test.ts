import { BedrockClient } from "@aws-sdk/client-bedrock";
import { expect, test } from "vitest";
import { drive, environmentOf } from "./drive.ts";
import type { Case } from "./frameworks/case.ts";
import { describeInstalled } from "./installed.ts";
import { createProfile } from "./javascript-clients.ts";
import { installed } from "./languages.ts";
import { clientEnvironment } from "./python.ts";
import { type Server, startServer } from "./server.ts";
import { callsOf, type TestedClient, testedClients, titleOf } from "./tested-clients.ts";

// As signatures.yaml has them.
const ACCOUNT = "444455556666";
const accessKeyId = "AKIAOUTCROPTESTS0001";
const secretAccessKey = "used-only-when-signatures-are-verified";

/** Answers and streams by the ARN of a profile, whose colons and slashes have to be signed as they are sent. */
async function casesOf(client: TestedClient, server: Server): Promise<readonly Case[]> {
  const credentials = { accessKeyId, secretAccessKey };
  const bedrock = new BedrockClient({ endpoint: server.url, region: "us-east-1", credentials });
  const cases: Case[] = [];
  for (const { behaviour, model, copyFrom } of callsOf(client)) {
    if (!copyFrom || (behaviour !== "chat" && behaviour !== "stream")) continue;
    const modelId = await createProfile(bedrock, copyFrom(ACCOUNT), `profile-${cases.length}`);
    cases.push({ behaviour, modelId, baseModel: model, prompt: "What is granite?", texts: [] });
  }
  return cases;
}

/** The clients that have a way of their own to sign; the other frameworks call one of them. */
const SIGNERS = /^(AWS |Vercel|Anthropic|boto3|LiteLLM, bedrock\/converse)/;
const signers = testedClients.filter((client) => SIGNERS.test(titleOf(client)));

for (const client of signers) {
  describeInstalled(titleOf(client), installed(client), () => {
    test("is answered where its signatures are verified, and refused with another secret key", async () => {
      await using server = await startServer("signatures.yaml");
      const cases = await casesOf(client, server);
      expect(cases).not.toEqual([]);
      const ask = (secret: string, asked: readonly Case[]) => {
        const own = { ...environmentOf(accessKeyId), AWS_SECRET_ACCESS_KEY: secret };
        return drive(client, clientEnvironment(server.exports, own), asked);
      };

      const told = { outcome: expect.objectContaining({ text: expect.stringMatching(/\w+ \w+/) }) };
      expect(await ask(secretAccessKey, cases)).toEqual(cases.map(() => told));
      // Whatever it makes of the answer: one shows its status alone.
      const refused = { error: expect.stringMatching(/signature|Forbidden/) };
      expect(await ask("another-key", cases.slice(0, 1))).toEqual([refused]);
    });
  });
}
