import { BedrockClient, CreateInferenceProfileCommand, GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { setupServer } from "msw/node";
import { expect, test } from "vitest";
import { interceptHttp2 } from "../../emulator/doors/intercept-http2.ts";
import { bedrockHandlers } from "../../emulator/doors/msw.ts";
import { createEmulator, type Emulator, type Scenario } from "../../emulator/index.ts";
import { failureOf, systemArn, US_NOVA_LITE } from "../emulator/callers.ts";

const scenario: Scenario = {
  seed: 7,
  clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
  journal: { bodies: true },
  faults: [{ when: { operation: "Converse", call: 2 }, then: { error: "ThrottlingException" } }],
  expect: [{ calls: { operation: "Converse", profile: "team-a", times: 2 } }, { streamsRead: true }],
};

type Settings = ConstructorParameters<typeof BedrockClient>[0] & ConstructorParameters<typeof BedrockRuntimeClient>[0];

/** What an app does, whatever door its clients go through. */
async function appRun(settings: Settings) {
  const config = {
    region: "us-east-1",
    credentials: { accessKeyId: "111122223333", secretAccessKey: "x" },
    maxAttempts: 1,
    ...settings,
  };
  const [control, runtime] = [new BedrockClient(config), new BedrockRuntimeClient(config)];
  const copyFrom = systemArn(US_NOVA_LITE);
  const { inferenceProfileArn } = await control.send(
    new CreateInferenceProfileCommand({
      inferenceProfileName: "team-a",
      modelSource: { copyFrom },
      // The SDK would make one up.
      clientRequestToken: "one-token",
    }),
  );
  const ask = { modelId: inferenceProfileArn, messages: [{ role: "user" as const, content: [{ text: "Granite?" }] }] };
  const { $metadata: _, ...answer } = await runtime.send(new ConverseCommand(ask));
  const failures = [
    await failureOf(runtime.send(new ConverseCommand(ask))),
    await failureOf(control.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: "zzzzzzzzzzzz" }))),
  ];
  const { stream = [] } = await runtime.send(new ConverseStreamCommand(ask));
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  control.destroy();
  runtime.destroy();
  return { inferenceProfileArn, answer, failures, events };
}

/** What the door itself tells of a client, and the SDK's own chance, is left out. */
const journalOf = ({ journal }: Emulator) =>
  journal.entries.map(({ sourceIp: _sourceIp, userAgent: _userAgent, attempt, ...entry }) => ({
    ...entry,
    attempts: [attempt?.number, attempt?.max],
  }));

async function through(door: (emulator: Emulator, run: typeof appRun) => ReturnType<typeof appRun>) {
  await using emulator = createEmulator({ scenario });
  const told = await door(emulator, appRun);
  return { told, journal: journalOf(emulator), verification: emulator.verification, usage: emulator.usage.rows };
}

test("a server, the request handler, and msw with HTTP/2 give the same answers and write the same journal", async () => {
  const inProcess = await through((emulator, run) => run(emulator.clientConfig()));
  expect(inProcess.journal).toHaveLength(5);
  expect(inProcess.verification.ok).toBe(true);
  expect(inProcess.told.failures.map(({ name }) => name)).toEqual(["ThrottlingException", "ResourceNotFoundException"]);

  const server = await through(async (emulator, run) => run({ endpoint: (await emulator.listen()).url }));
  expect(server).toEqual(inProcess);

  const interposed = await through(async (emulator, run) => {
    const msw = setupServer(...bedrockHandlers(emulator));
    msw.listen({ onUnhandledFrame: "error" });
    try {
      using _ = interceptHttp2(emulator);
      return await run({});
    } finally {
      msw.close();
    }
  });
  expect(interposed).toEqual(inProcess);

  const session = await through(async (emulator, run) => run(emulator.session("one").clientConfig()));
  expect(session.told).toEqual(inProcess.told);
  expect(session.journal).toEqual([]);
});
