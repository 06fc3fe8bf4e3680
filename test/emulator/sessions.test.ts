import { CreateInferenceProfileCommand, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, onTestFinished, test } from "vitest";
import { createEmulator, type Scenario, SessionError, useSession } from "../../emulator/index.ts";
import { controlPlane, modelArn, NOVA_LITE, runtime } from "./callers.ts";

const scenario: Scenario = { answers: [{ then: { text: "shared" } }] };
const converse = new ConverseCommand({ modelId: NOVA_LITE, messages: [{ role: "user", content: [{ text: "x" }] }] });

async function listening(given: Scenario = scenario) {
  const emulator = createEmulator({ scenario: given });
  onTestFinished(() => emulator.close());
  const { url } = await emulator.listen();
  const client = (session?: string, accessKeyId = "111122223333") => {
    const made = new BedrockRuntimeClient({
      endpoint: url,
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey: "x" },
      maxAttempts: 1,
    });
    onTestFinished(() => made.destroy());
    return session === undefined ? made : useSession(made, session);
  };
  const say = async (session?: string, accessKeyId?: string) =>
    (await client(session, accessKeyId).send(converse)).output?.message?.content?.[0]?.text;
  const admin = (method: string, path: string, session?: string, body?: string) =>
    fetch(`${url}/_outcrop${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: session === undefined ? {} : { "x-outcrop-session": session },
    });
  return { emulator, say, admin };
}

test("sessions of one server have their own scenario, journal and clock, and begin as the server's scenario says", async () => {
  const { emulator, say, admin } = await listening();
  const put = await admin(
    "PUT",
    "/scenario",
    "a",
    "clock: { start: 2026-01-01T00:00:00Z, mode: frozen }\nanswers: [{ then: { text: only in a } }]",
  );
  expect(put.status).toBe(200);
  expect([await say("a"), await say("b"), await say()]).toEqual(["only in a", "shared", "shared"]);
  const entries = async (session?: string) => {
    const journal = (await (await admin("GET", "/journal", session)).json()) as { entries: unknown[] };
    return journal.entries.length;
  };
  await say("b");
  expect([await entries("a"), await entries("b"), await entries()]).toEqual([1, 2, 1]);
  expect(await (await admin("GET", "/clock", "a")).json()).toEqual({ now: "2026-01-01T00:00:00.000Z", mode: "frozen" });
  expect(await (await admin("GET", "/clock", "b")).json()).toMatchObject({ mode: "running" });
  expect(await (await admin("GET", "/sessions")).json()).toEqual({ sessions: ["a", "b"] });
  await emulator.useScenario({ answers: [{ then: { text: "newer" } }] });
  expect([await say("b"), await say("c")]).toEqual(["shared", "newer"]);
});

test("a session that was ended begins anew", async () => {
  const { say, admin } = await listening();
  await admin("PUT", "/scenario", "a", "answers: [{ then: { text: changed } }]");
  expect(await say("a")).toBe("changed");
  expect((await admin("DELETE", "/session", "a")).status).toBe(200);
  expect(await say("a")).toBe("shared");
  expect((await admin("DELETE", "/session")).status).toBe(400);
});

test("each access key is a session where the scenario says so", async () => {
  const { emulator, say } = await listening({ ...scenario, sessions: { by: "access-key" } });
  await emulator.session("AKIAONE0000000000001").useScenario({ answers: [{ then: { text: "one" } }] });
  expect(await say(undefined, "AKIAONE0000000000001")).toBe("one");
  expect(await say(undefined, "AKIATWO0000000000002")).toBe("shared");
});

test("in process a session is an object with its own request handler, state and journal", async () => {
  const emulator = createEmulator({ scenario });
  const [one, two] = [emulator.session("one"), emulator.session("two")];
  const clientOf = (session: typeof one) =>
    controlPlane({ requestHandler: () => session.requestHandler() } as typeof emulator);
  await clientOf(one).send(
    new CreateInferenceProfileCommand({ inferenceProfileName: "x", modelSource: { copyFrom: modelArn(NOVA_LITE) } }),
  );
  const list = new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" });
  expect((await clientOf(one).send(list)).inferenceProfileSummaries).toHaveLength(1);
  expect((await clientOf(two).send(list)).inferenceProfileSummaries).toHaveLength(0);
  expect(one.journal.entries.map(({ operation }) => operation)).toEqual([
    "CreateInferenceProfile",
    "ListInferenceProfiles",
  ]);
  expect(emulator.journal.entries).toHaveLength(0);
});

test("a name that is none, and one session too many, are refused", async () => {
  const emulator = createEmulator();
  expect(() => emulator.session("a b")).toThrow(SessionError);
  const client = useSession(runtime(emulator), "no/name");
  await expect(client.send(converse)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  for (let at = 0; at < 1_000; at++) emulator.session(`s${at}`);
  expect(() => emulator.session("one more")).toThrow(SessionError);
  expect(() => emulator.session("one-more")).toThrow("There are 1000 sessions already");
  await emulator.endSession("s0");
  expect(emulator.session("one-more").journal.entries).toEqual([]);
}, 60_000);
