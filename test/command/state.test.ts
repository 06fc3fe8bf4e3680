import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { crc32 } from "node:zlib";
import {
  BedrockClient,
  CreateGuardrailCommand,
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListTagsForResourceCommand,
  paginateListInferenceProfiles,
  TagResourceCommand,
} from "@aws-sdk/client-bedrock";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  GetAsyncInvokeCommand,
  StartAsyncInvokeCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator, openState } from "../../emulator/index.ts";
import { filesOf, outcrop, type Started, started } from "./command.ts";

const NOVA = "us.amazon.nova-lite-v1:0";

const clientsOf = ({ url }: Pick<Started, "url">, region = "us-east-1", accessKeyId = "111122223333") => {
  const config = { endpoint: url, region, credentials: { accessKeyId, secretAccessKey: "outcrop" } };
  return { bedrock: new BedrockClient(config), runtime: new BedrockRuntimeClient(config) };
};

/** A line as the file of state has it: a checksum, and JSON. */
const checked = (value: object): string => {
  const json = JSON.stringify(value);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
};

/** An empty folder, which ends with its scope. */
async function folderOf() {
  const files = await filesOf({ "placeholder.txt": "" });
  return {
    path: join(files["placeholder.txt"], "..", "state"),
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}

const begin = (folder: string, ...args: readonly string[]) =>
  started(["--port", "0", "--json", "--state", folder, ...args]);

async function create(
  { bedrock }: { bedrock: BedrockClient },
  name: string,
  region = "us-east-1",
  account = "111122223333",
) {
  const source = region === "us-east-1" ? NOVA : NOVA.replace("us.", "eu.");
  const copyFrom = `arn:aws:bedrock:${region}:${account}:inference-profile/${source}`;
  const tags = [{ key: "team", value: name }];
  const input = { inferenceProfileName: name, modelSource: { copyFrom }, tags, clientRequestToken: `token-${name}` };
  const { inferenceProfileArn } = await bedrock.send(new CreateInferenceProfileCommand(input));
  return inferenceProfileArn ?? "";
}

async function namesOf({ bedrock }: { bedrock: BedrockClient }): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateListInferenceProfiles({ client: bedrock, pageSize: 100 }, { typeEquals: "APPLICATION" });
  for await (const { inferenceProfileSummaries = [] } of pages) {
    names.push(...inferenceProfileSummaries.map(({ inferenceProfileName }) => inferenceProfileName ?? ""));
  }
  return names;
}

describe("outcrop start --state", () => {
  test("what was created is there after the process was killed, in every account and Region", async () => {
    await using folder = await folderOf();
    let arn: string;
    let european: string;
    {
      await using server = await begin(folder.path);
      const here = clientsOf(server);
      arn = await create(here, "team-a");
      await here.bedrock.send(new TagResourceCommand({ resourceARN: arn, tags: [{ key: "env", value: "test" }] }));
      const gone = await create(here, "gone");
      await here.bedrock.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: gone }));
      european = await create(clientsOf(server, "eu-west-1", "444455556666"), "team-e", "eu-west-1", "444455556666");
      const guardrail = { name: "shop", blockedInputMessaging: "no", blockedOutputsMessaging: "no" };
      const words = { wordPolicyConfig: { wordsConfig: [{ text: "bluewhale" }] } };
      await here.bedrock.send(new CreateGuardrailCommand({ ...guardrail, ...words }));
      await server.end("SIGKILL");
    }
    await using server = await begin(pathToFileURL(folder.path).href);
    const here = clientsOf(server);
    const found = await here.bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
    expect(found).toMatchObject({ inferenceProfileName: "team-a", status: "ACTIVE" });
    const { tags } = await here.bedrock.send(new ListTagsForResourceCommand({ resourceARN: arn }));
    expect(tags).toEqual([
      { key: "team", value: "team-a" },
      { key: "env", value: "test" },
    ]);
    expect(await namesOf(here)).toEqual(["team-a"]);
    expect(await namesOf(clientsOf(server, "eu-west-1", "444455556666"))).toEqual(["team-e"]);
    const messages = [{ role: "user" as const, content: [{ text: "What is granite?" }] }];
    const answer = await here.runtime.send(new ConverseCommand({ modelId: arn, messages }));
    expect(answer.stopReason).toBe("end_turn");
    // The token that made it is remembered as well.
    expect(await create(here, "team-a")).toBe(arn);
    const next = await create(here, "team-b");
    expect(new Set([arn, european, next]).size).toBe(3);
  });

  test("everything that was acknowledged before a kill is there, however many were on their way", async () => {
    await using folder = await folderOf();
    const acknowledged: string[] = [];
    {
      await using server = await begin(folder.path);
      const here = clientsOf(server);
      const making = Array.from({ length: 8 }, async (_, lane) => {
        for (let at = 0; at < 200; at++) {
          await create(here, `lane-${lane}-${at}`);
          acknowledged.push(`lane-${lane}-${at}`);
          if (acknowledged.length === 300) await server.end("SIGKILL");
        }
      });
      await Promise.allSettled(making);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    await using server = await begin(folder.path);
    const names = new Set(await namesOf(clientsOf(server)));
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
  });

  test("a change that was cut off by a machine that stopped is taken away, and the rest is there", async () => {
    await using folder = await folderOf();
    {
      await using server = await begin(folder.path);
      for (const name of ["first", "second"]) await create(clientsOf(server), name);
      await server.end("SIGTERM");
    }
    const file = join(folder.path, "state.jsonl");
    const whole = await readFile(file);
    await truncate(file, whole.byteLength - 5);
    await using server = await begin(folder.path);
    expect(await namesOf(clientsOf(server))).toContain("first");
    await create(clientsOf(server), "third");
    await server.end("SIGKILL");
    await using again = await begin(folder.path);
    expect(await namesOf(clientsOf(again))).toContain("third");
  });

  test("a reset forgets what was kept, and goes back to the scenario's profiles", async () => {
    await using folder = await folderOf();
    await using files = await filesOf({
      "team.yaml": `profiles: [{ id: teamaprofile, name: team-a, copyFrom: "${NOVA}", tags: { team: a } }]\n`,
    });
    const args = ["--scenario", files["team.yaml"]];
    const arn = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/teamaprofile";
    {
      await using server = await begin(folder.path, ...args);
      const here = clientsOf(server);
      await here.bedrock.send(new TagResourceCommand({ resourceARN: arn, tags: [{ key: "team", value: "b" }] }));
      await create(here, "more");
      await server.end("SIGTERM");
    }
    await using server = await begin(folder.path, ...args);
    const here = clientsOf(server);
    const tagsOf = async () => (await here.bedrock.send(new ListTagsForResourceCommand({ resourceARN: arn }))).tags;
    // What was changed since is not undone by the scenario that made the profile.
    expect(await tagsOf()).toEqual([{ key: "team", value: "b" }]);
    expect(await namesOf(here)).toEqual(["team-a", "more"]);
    await fetch(`${server.url}/_outcrop/reset`, { method: "POST" });
    expect(await tagsOf()).toEqual([{ key: "team", value: "a" }]);
    await server.end("SIGKILL");
    await using again = await begin(folder.path, ...args);
    expect(await namesOf(clientsOf(again))).toEqual(["team-a"]);
  });

  test("a job goes on where it was, and its files stand in the folder", async () => {
    await using folder = await folderOf();
    await using files = await filesOf({ "clock.yaml": "clock: { start: 2026-01-01T00:00:00Z, mode: frozen }\n" });
    const args = ["--scenario", files["clock.yaml"]];
    let invocationArn: string | undefined;
    {
      await using server = await begin(folder.path, ...args);
      const input = {
        modelId: "amazon.nova-reel-v1:1",
        modelInput: {
          taskType: "TEXT_VIDEO",
          textToVideoParams: { text: "Granite" },
          videoGenerationConfig: { durationSeconds: 6, fps: 24, dimension: "1280x720" },
        },
        outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://films" } },
      };
      ({ invocationArn } = await clientsOf(server).runtime.send(new StartAsyncInvokeCommand(input)));
      await server.end("SIGKILL");
    }
    await using server = await begin(folder.path, ...args);
    const get = () => clientsOf(server).runtime.send(new GetAsyncInvokeCommand({ invocationArn }));
    expect(await get()).toMatchObject({ status: "InProgress" });
    const headers = { "content-type": "application/json" };
    await fetch(`${server.url}/_outcrop/clock`, { method: "POST", headers, body: '{"advance":"1h"}' });
    expect(await get()).toMatchObject({ status: "Completed" });
    const film = join(folder.path, "outputs", "films", invocationArn?.split("/").at(-1) ?? "", "output.mp4");
    expect((await readFile(film)).byteLength).toBeGreaterThan(100);
  });

  test("a folder is one process's at a time", async () => {
    await using folder = await folderOf();
    await using server = await begin(folder.path);
    const second = await outcrop(["start", "--port", "0", "--state", folder.path]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining("another Outcrop keeps its state in") });
    await server.end("SIGTERM");
    await using third = await begin(folder.path);
    expect(third.url).toContain("http");
  });

  const head = async () => {
    await using folder = await folderOf();
    await using _ = await openState(folder.path);
    return readFile(join(folder.path, "state.jsonl"), "utf8");
  };

  test.each([
    ["with a head that is damaged", async () => 'c0d1c0de {"outcrop":"state"}\n', "is no state of Outcrop's"],
    [
      "of a newer Outcrop",
      async () => checked({ outcrop: "state", format: 2, version: "9.0.0" }),
      "was written by Outcrop 9.0.0 in form 2",
    ],
    ["that is something else", async () => "hello\nworld\n", "is no state of Outcrop's"],
    ["with a damaged line in it", async () => `${await head()}00000000 ["clear"]\n`, "line 2 is damaged"],
  ])("a file %s is not touched, and ends with 2", async (_, content, message) => {
    await using folder = await folderOf();
    await mkdir(folder.path);
    const file = join(folder.path, "state.jsonl");
    const text = await content();
    await writeFile(file, text);
    const { code, stderr } = await outcrop(["start", "--port", "0", "--state", folder.path]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(file);
    expect(code).toBe(2);
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("refuses a place where no state can be kept", async () => {
    await using files = await filesOf({ "a-file": "" });
    const inAFile = await outcrop(["start", "--port", "0", "--state", join(files["a-file"], "state")]);
    expect(inAFile).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot keep its state in") });
    const elsewhere = await outcrop(["start", "--port", "0"], { OUTCROP_STATE: "redis://localhost" });
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.stderr).toContain('OUTCROP_STATE must be a folder or a file: URL, and not "redis://localhost"');
  });
});

test("a file with many more changes than it needs is written anew when it is opened", async () => {
  await using folder = await folderOf();
  const scope = { account: "111122223333", region: "us-east-1" };
  {
    await using state = await openState(folder.path);
    const notes = state.store.collection<{ id: string; at: number }>("notes");
    for (let at = 0; at < 3_000; at++) await notes.put(scope, { id: `n${at % 10}`, at });
  }
  const before = (await readFile(join(folder.path, "state.jsonl"), "utf8")).split("\n").length;
  await using state = await openState(folder.path);
  const after = (await readFile(join(folder.path, "state.jsonl"), "utf8")).split("\n").length;
  expect(before).toBeGreaterThan(3_000);
  expect(after).toBeLessThan(20);
  const { records } = await state.store.collection("notes").page(scope, 0, 100);
  expect(records).toEqual(Array.from({ length: 10 }, (_, at) => ({ id: `n${at}`, at: 2_990 + at })));
});

test("an emulator in the process keeps state too", async () => {
  await using folder = await folderOf();
  for (const expected of [[], ["kept"]]) {
    await using state = await openState(folder.path);
    await using emulator = createEmulator({ state });
    const bedrock = new BedrockClient({ ...emulator.clientConfig(), region: "us-east-1" });
    expect(await namesOf({ bedrock })).toEqual(expected);
    await create({ bedrock }, "kept").catch(() => undefined);
  }
});
