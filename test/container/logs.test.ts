import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test, vi } from "vitest";
import { ask, clientOf, NOVA } from "./clients.ts";
import { describeDocker, docker, logsOf, startOutcrop } from "./docker.ts";

/** What must not stand in a log, wherever it came in. */
const SECRETS = ["a-secret-of-the-test", "a-session-token", "ABSK", "whispered", "Signature="];

/** A log of so many lines, which Docker may have a moment after they were written. */
async function whole(id: string, lines: number) {
  await vi.waitUntil(async () => (await logsOf(id)).stdout.length >= lines, { timeout: 10_000 });
  return logsOf(id);
}

describeDocker(() => {
  test("the log is JSON, a line for the start and one for each request, without prompts and secrets", async () => {
    await using outcrop = await startOutcrop();
    await ask(clientOf(outcrop.url), "whispered");
    const stream = await clientOf(outcrop.url).send(
      new ConverseStreamCommand({ modelId: NOVA, messages: [{ role: "user", content: [{ text: "whispered" }] }] }),
    );
    for await (const _ of stream.stream ?? []);
    const withToken = new BedrockRuntimeClient({
      endpoint: outcrop.url,
      region: "us-east-1",
      credentials: { accessKeyId: "111122223333", secretAccessKey: "s", sessionToken: "a-session-token" },
    });
    await ask(withToken, "whispered");
    withToken.destroy();
    const bearer = new BedrockRuntimeClient({
      endpoint: outcrop.url,
      region: "us-east-1",
      token: { token: "ABSKwhispered" },
      authSchemePreference: ["httpBearerAuth"],
    });
    await ask(bearer, "whispered");
    bearer.destroy();
    await fetch(`${outcrop.url}/foundation-models?X-Amz-Signature=whispered&X-Amz-Security-Token=a-session-token`);
    await fetch(`${outcrop.url}/no/such/path?whispered`);
    const scenario = "answers: [{ then: { text: whispered } }]\njournal: { bodies: true }\n";
    expect((await fetch(`${outcrop.url}/_outcrop/scenario`, { method: "PUT", body: scenario })).status).toBe(200);
    await ask(clientOf(outcrop.url), "whispered");

    const { stdout, stderr } = await whole(outcrop.id, 8);
    expect(stderr).toEqual([]);
    const [greeting, ...requests] = stdout.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(greeting).toMatchObject({ url: "http://127.0.0.1:4577", pid: 1 });
    expect(requests.map(({ msg }) => msg)).toEqual([
      "Converse 200",
      "ConverseStream 200",
      "Converse 200",
      "Converse 200",
      "ListFoundationModels 200",
      "/no/such/path 404",
      "Converse 200",
    ]);
    const all = stdout.join("\n");
    for (const secret of SECRETS) expect(all).not.toContain(secret);
  });

  test("OUTCROP_LOG_LEVEL leaves the requests out", async () => {
    await using outcrop = await startOutcrop(["--env", "OUTCROP_LOG_LEVEL=warn"]);
    await ask(clientOf(outcrop.url));
    await docker("stop", outcrop.id);
    expect((await logsOf(outcrop.id)).stdout).toHaveLength(1);
  });
});
