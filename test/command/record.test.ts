import { once } from "node:events";
import { access, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
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
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  type ContentBlock,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithBidirectionalStreamCommand,
  InvokeModelWithResponseStreamCommand,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, loadScenario, type Scenario } from "../../emulator/index.ts";
import { filesOf, outcrop, type Started, started } from "./command.ts";

const ACCOUNT = "998877665544";
const NOVA = "us.amazon.nova-lite-v1:0";
const CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const user = (text: string): Message => ({ role: "user", content: [{ text }] });

/** Clients of the AWS SDK as an app has them; the runtime client speaks HTTP/2. */
function clientsOf(url: string, accessKeyId = ACCOUNT, more: object = {}) {
  const config = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: "a-secret" },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    ...more,
  };
  return { bedrock: new BedrockClient(config), runtime: new BedrockRuntimeClient(config) };
}

interface Recording extends AsyncDisposable {
  readonly upstream: Emulator;
  readonly proxy: Started;
  readonly out: string;
  /** Ends the recording and gives its file and its summary. */
  end(): Promise<{ readonly text: string; readonly summary: Summary }>;
}

interface Summary {
  readonly steps: number;
  readonly calls: Readonly<Record<string, number>>;
  readonly leftOut: readonly { readonly operation: string; readonly why: string }[];
  readonly hidden: Readonly<Record<string, number>>;
}

/** An Outcrop with `outcrop record` before it. */
async function recording(
  scenario: Scenario = {},
  args: readonly string[] = [],
  environment: Record<string, string> = {},
  to?: string,
): Promise<Recording> {
  const files = await filesOf({ "placeholder.txt": "" });
  const out = join(files["placeholder.txt"], "..", "recorded.yaml");
  const upstream = createEmulator({ scenario });
  const { url } = await upstream.listen();
  const options = ["--upstream", to ?? url, "--out", out, "--port", "0", "--json", ...args];
  const proxy = await started(options, { ...environment, UPSTREAM: url }, "record");
  return {
    upstream,
    proxy,
    out,
    end: async () => {
      const { code, stdout, stderr } = await proxy.end("SIGTERM");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      return { text: await readFile(out, "utf8"), summary: JSON.parse(stdout.split("\n")[1] ?? "") as Summary };
    },
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await upstream.close();
      await files[Symbol.asyncDispose]();
    },
  };
}

/** What `outcrop replay` says of a file. */
async function replayed(file: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await outcrop(["replay", file, ...args]);
  return { code, stderr, counts: /^total\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(stdout)?.slice(1).map(Number), stdout };
}

const green = (steps: number) => expect.objectContaining({ code: 0, counts: [steps, 0, 0] });

async function readAll(events: AsyncIterable<unknown> | undefined): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const event of events ?? []) all.push(event);
  return all;
}

const toolConfig = {
  tools: [
    {
      toolSpec: {
        name: "get_weather",
        description: "Tells the weather of a city",
        inputSchema: { json: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
      },
    },
  ],
};

/** What an app does in a day: profiles, pages, tags, conversations with tools, streams, native bodies, guardrails, mistakes. */
async function useEverything(url: string): Promise<void> {
  const { bedrock, runtime } = clientsOf(url);
  const arns: string[] = [];
  for (const team of ["a", "b", "c"]) {
    const copyFrom = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${NOVA}`;
    const input = {
      inferenceProfileName: `team-${team}`,
      modelSource: { copyFrom },
      tags: [{ key: "team", value: team }],
    };
    arns.push((await bedrock.send(new CreateInferenceProfileCommand(input))).inferenceProfileArn ?? "");
  }
  const [first = "", second = "", third = ""] = arns;
  let listed = 0;
  const pages = paginateListInferenceProfiles({ client: bedrock, pageSize: 1 }, { typeEquals: "APPLICATION" });
  for await (const { inferenceProfileSummaries = [] } of pages) listed += inferenceProfileSummaries.length;
  expect(listed).toBe(3);
  await bedrock.send(new TagResourceCommand({ resourceARN: first, tags: [{ key: "env", value: "test" }] }));
  await bedrock.send(new ListTagsForResourceCommand({ resourceARN: first }));
  await bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: second }));

  // What a scenario file takes for captured values and for variables is neither here.
  const messages = [user(`Use get_weather for Paris and mail it to jane@example.com, {{name}} of ${"$"}{HOME}.`)];
  const asked = await runtime.send(new ConverseCommand({ modelId: first, messages, toolConfig }));
  const said = asked.output?.message as Message;
  const use = said.content?.find(({ toolUse }) => toolUse)?.toolUse;
  const result: ContentBlock = { toolResult: { toolUseId: use?.toolUseId, content: [{ text: "sunny" }] } };
  const turns = [...messages, said, { role: "user" as const, content: [result] }];
  await runtime.send(new ConverseCommand({ modelId: first, messages: turns, toolConfig }));
  const streamed = await runtime.send(
    new ConverseStreamCommand({ modelId: second, messages: [user("What is granite?")] }),
  );
  expect((await readAll(streamed.stream)).length).toBeGreaterThan(5);

  const native = {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 100,
    messages: [{ role: "user", content: "Hello" }],
  };
  const body = { modelId: CLAUDE, contentType: "application/json", body: JSON.stringify(native) };
  await runtime.send(new InvokeModelCommand(body));
  await readAll((await runtime.send(new InvokeModelWithResponseStreamCommand(body))).body);
  const embedding = { modelId: "amazon.titan-embed-text-v2:0", contentType: "application/json" };
  await runtime.send(new InvokeModelCommand({ ...embedding, body: JSON.stringify({ inputText: "granite" }) }));

  const { guardrailId = "" } = await bedrock.send(
    new CreateGuardrailCommand({
      name: "shop",
      blockedInputMessaging: "I cannot answer that.",
      blockedOutputsMessaging: "I must not say that.",
      wordPolicyConfig: { wordsConfig: [{ text: "bluewhale" }] },
    }),
  );
  const guarded = { guardrailIdentifier: guardrailId, guardrailVersion: "DRAFT" };
  await runtime.send(
    new ApplyGuardrailCommand({ ...guarded, source: "INPUT", content: [{ text: { text: "A bluewhale" } }] }),
  );
  const onDemand = CLAUDE.slice("us.".length);
  await expect(runtime.send(new ConverseCommand({ modelId: onDemand, messages }))).rejects.toThrow("on-demand");
  await bedrock.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: third }));
  await expect(bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: third }))).rejects.toThrow();
}

describe("outcrop record", () => {
  test("writes what an app does as steps that replay at once, without its account", async () => {
    await using record = await recording();
    await useEverything(record.proxy.url);
    const { text, summary } = await record.end();
    expect(summary).toMatchObject({ steps: 20, leftOut: [] });
    expect(text).not.toContain(ACCOUNT);
    expect(text).not.toContain("a-secret");
    expect(text).toContain("{{inferenceProfileArn}}");
    expect(text).toContain("eventsAt: [");
    expect(await replayed(record.out)).toEqual(green(20));
    await record.upstream.reset();
    expect(await replayed(record.out, "--target", record.upstream.url)).toEqual(green(20));
  });

  test("hides prompts and answers where it is told to, and still replays", async () => {
    await using record = await recording({}, ["--redact", "prompts"]);
    await useEverything(record.proxy.url);
    const { text, summary } = await record.end();
    expect(summary.hidden.prompts).toBeGreaterThan(5);
    for (const word of ["Paris", "jane", "granite", "bluewhale", "Hello", "sunny"]) {
      // The words of a guardrail's own policy are no prompt.
      if (word !== "bluewhale") expect(text).not.toContain(word);
    }
    expect(text).toContain("get_weather");
    expect(await replayed(record.out)).toEqual(green(20));
  });

  test("hides what a kind of personal data or a pattern finds", async () => {
    await using record = await recording({}, ["--redact", "email", "--redact", "/gran\\w+/i"]);
    const { runtime } = clientsOf(record.proxy.url);
    await runtime.send(new ConverseCommand({ modelId: NOVA, messages: [user("Granite to jane@example.com, please")] }));
    const { text, summary } = await record.end();
    expect(text).toContain("xxxxxxx to xxxx@xxxxxxx.xxx, please");
    expect(summary.hidden).toMatchObject({ email: 1, "/gran\\w+/": 1 });
    expect(await replayed(record.out)).toEqual(green(1));
  });

  const troubled: Scenario = {
    clock: { start: "2026-01-01T00:00:00Z" },
    profiles: [{ account: ACCOUNT, id: "teamaprofile", name: "team-a", copyFrom: NOVA }],
    organization: {
      scps: [
        {
          name: "no-canvas",
          document: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "*", Resource: "*" },
              {
                Effect: "Deny",
                Action: "bedrock:*",
                Resource: "arn:aws:bedrock:*::foundation-model/amazon.nova-pro-v1:0",
              },
            ],
          },
        },
      ],
    },
    faults: [
      {
        when: { text: { contains: "twice" } },
        then: { error: "ThrottlingException" },
        times: 2,
      },
      { when: { text: { contains: "never" } }, then: { error: "ServiceUnavailableException" } },
      {
        when: { operation: "ConverseStream" },
        then: { error: "modelStreamErrorException", exceptionAfterEvents: 3 },
      },
    ],
  } as Scenario;

  /** Throttled and then not, refused after all retries, broken in mid-stream, denied by an SCP. */
  async function haveTrouble(url: string): Promise<void> {
    const { runtime } = clientsOf(url);
    const ask = (modelId: string, text: string) =>
      runtime.send(new ConverseCommand({ modelId, messages: [user(text)] }));
    await ask(NOVA, "twice");
    await expect(ask(NOVA, "never")).rejects.toMatchObject({ name: "ServiceUnavailableException" });
    const { stream } = await runtime.send(new ConverseStreamCommand({ modelId: NOVA, messages: [user("stream")] }));
    await expect(readAll(stream)).rejects.toMatchObject({ name: "ModelStreamErrorException" });
    await expect(ask("us.amazon.nova-pro-v1:0", "denied")).rejects.toMatchObject({ name: "AccessDeniedException" });
  }

  test("has a world without troubles fail as the upstream did: throttled, unavailable, in mid-stream, denied", async () => {
    await using record = await recording(troubled);
    await haveTrouble(record.proxy.url);
    const { text, summary } = await record.end();
    expect(summary).toMatchObject({ steps: 4, calls: { Converse: 7, ConverseStream: 1 }, leftOut: [] });
    expect(text).toContain("exceptionAfterEvents: 3");
    expect(await replayed(record.out)).toEqual(green(4));
  });

  test("leaves that to the scenario that the upstream runs, where it is given", async () => {
    await using files = await filesOf({ "world.yaml": JSON.stringify(troubled) });
    await using record = await recording(await loadScenario(files["world.yaml"]), ["--scenario", files["world.yaml"]]);
    await haveTrouble(record.proxy.url);
    const { runtime } = clientsOf(record.proxy.url);
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/teamaprofile`;
    await runtime.send(new ConverseCommand({ modelId: arn, messages: [user("through the profile")] }));
    const { text, summary } = await record.end();
    // Every attempt is a step: the scenario's own faults count them.
    expect(summary).toMatchObject({ steps: 9, leftOut: [] });
    expect(text).toContain("extends: ");
    expect(text).not.toContain("exceptionAfterEvents");
    const result = await replayed(record.out);
    expect(result, result.stdout).toMatchObject({ code: 0 });
  });

  test("leaves out calls that stand on what was there before, and says how to bring it", async () => {
    await using record = await recording(troubled);
    const { runtime } = clientsOf(record.proxy.url);
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/teamaprofile`;
    await runtime.send(new ConverseCommand({ modelId: arn, messages: [user("through the profile")] }));
    const { text, summary } = await record.end();
    expect(summary).toMatchObject({
      steps: 0,
      leftOut: [{ operation: "Converse", why: expect.stringContaining("--scenario can bring it") }],
    });
    expect(text).toContain("# Left out: Converse, because it uses teamaprofile");
  });

  test("signs anew for an upstream that checks signatures, over HTTP/2 and HTTP/1.1", async () => {
    const principals = [
      { arn: `arn:aws:iam::${ACCOUNT}:user/recorder`, accessKeyId: "AKIARECORDER00000001", secretAccessKey: "real" },
    ];
    const environment = { AWS_ACCESS_KEY_ID: "AKIARECORDER00000001", AWS_SECRET_ACCESS_KEY: "real" };
    const strict: Scenario = { identity: { signatures: "verify", anonymous: "refuse" }, principals };
    await using record = await recording(strict, ["--sign", "aws"], environment);
    // The app's own key is one that the upstream does not know.
    for (const more of [{}, { requestHandler: new NodeHttpHandler() }]) {
      const { bedrock, runtime } = clientsOf(record.proxy.url, "AKIAOFTHEAPP00000001", more);
      const copyFrom = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${NOVA}`;
      const inferenceProfileName = `team ${Object.keys(more).length}`;
      const made = await bedrock.send(
        new CreateInferenceProfileCommand({ inferenceProfileName, modelSource: { copyFrom } }),
      );
      const modelId = made.inferenceProfileArn;
      await runtime.send(new ConverseCommand({ modelId, messages: [user("What is granite?")] }));
      const { stream } = await runtime.send(new ConverseStreamCommand({ modelId, messages: [user("And basalt?")] }));
      await readAll(stream);
      await bedrock.send(new ListTagsForResourceCommand({ resourceARN: modelId }));
    }
    const { text } = await record.end();
    expect(record.upstream.journal.entries.map(({ status }) => status)).toEqual([
      201, 200, 200, 200, 201, 200, 200, 200,
    ]);
    expect(text).not.toMatch(/AKIARECORDER|AKIAOFTHEAPP|998877665544/);
    expect(await replayed(record.out)).toEqual(green(8));
  });

  test("passes on what the app has signed, over HTTP/2 and HTTP/1.1, and tells of a clock that is moved", async () => {
    const strict = {
      clock: { start: new Date().toISOString(), mode: "frozen" },
      identity: { signatures: "verify", anonymous: "refuse" },
      principals: [
        { arn: `arn:aws:iam::${ACCOUNT}:user/app`, accessKeyId: "AKIAAPP0000000000001", secretAccessKey: "a-secret" },
      ],
      quotas: { rules: [{ model: "amazon.nova-lite-v1:0", kind: "cross-region", requestsPerMinute: 3 }] },
    };
    await using files = await filesOf({ "world.yaml": JSON.stringify(strict) });
    await using record = await recording(await loadScenario(files["world.yaml"]), ["--scenario", files["world.yaml"]]);
    const more = { region: "eu-west-1", maxAttempts: 1 };
    const modelId = "eu.amazon.nova-lite-v1:0";
    const ask = (settings = {}) => {
      const { runtime } = clientsOf(record.proxy.url, "AKIAAPP0000000000001", { ...more, ...settings });
      return runtime.send(new ConverseCommand({ modelId, messages: [user("What is granite?")] }));
    };
    await ask();
    await ask({ requestHandler: new NodeHttpHandler() });
    const { runtime } = clientsOf(record.proxy.url, "AKIAAPP0000000000001", more);
    const { stream } = await runtime.send(new ConverseStreamCommand({ modelId, messages: [user("And basalt?")] }));
    expect((await readAll(stream)).length).toBeGreaterThan(5);
    await expect(ask()).rejects.toMatchObject({ name: "ThrottlingException" });
    await fetch(`${record.proxy.url}/_outcrop/clock`, { method: "POST", body: '{"advance":"PT2M"}' });
    await ask();
    const { text, summary } = await record.end();
    expect(summary).toMatchObject({ steps: 5, leftOut: [] });
    expect(text).toContain("advance: 120000ms");
    expect(text).not.toContain("a-secret");
    const replay = await replayed(record.out);
    expect(replay, replay.stdout).toMatchObject({ code: 0 });
  });

  test("asks AWS through the SDK's own endpoints, which AWS_ENDPOINT_URL_* name too", async () => {
    const target = createEmulator({
      scenario: {
        identity: { signatures: "verify", anonymous: "refuse" },
        principals: [
          { arn: `arn:aws:iam::${ACCOUNT}:user/a`, accessKeyId: "AKIARECORDER00000001", secretAccessKey: "real" },
        ],
      },
    });
    const { url } = await target.listen();
    const environment = {
      AWS_ENDPOINT_URL_BEDROCK: url,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
      AWS_ACCESS_KEY_ID: "AKIARECORDER00000001",
      AWS_SECRET_ACCESS_KEY: "real",
    };
    await using record = await recording({}, [], environment, "aws");
    const { runtime } = clientsOf(record.proxy.url, "AKIAOFTHEAPP00000001");
    const { stream } = await runtime.send(
      new ConverseStreamCommand({ modelId: NOVA, messages: [user("What is granite?")] }),
    );
    await readAll(stream);
    const { text, summary } = await record.end();
    expect(summary).toMatchObject({ steps: 1, leftOut: [] });
    // Of models that need not say the same again, only the form of the answer is expected.
    expect(text).toContain("$type: list");
    expect(await replayed(record.out)).toEqual(green(1));
    await target.close();
  });

  test("keeps calls that went on at the same time in the order in which they began", async () => {
    await using record = await recording();
    const { runtime } = clientsOf(record.proxy.url);
    const ask = (at: number) =>
      runtime.send(new ConverseCommand({ modelId: NOVA, messages: [user(`Question ${at}`)] }));
    await Promise.all(Array.from({ length: 20 }, (_, at) => ask(at)));
    const { text, summary } = await record.end();
    expect(summary.steps).toBe(20);
    const questions = [...text.matchAll(/text: Question (\d+)/g)].map(([, at]) => Number(at));
    expect(new Set(questions).size).toBe(20);
    expect(await replayed(record.out)).toEqual(green(20));
  });

  test("hands the events of a stream on as they come, and leaves out one that its client did not read", async () => {
    await using record = await recording({ faults: [{ then: { stallAfterEvents: 3 } }] });
    const { runtime } = clientsOf(record.proxy.url);
    const gone = new AbortController();
    const input = { modelId: NOVA, messages: [user("What is granite?")] };
    const { stream } = await runtime.send(new ConverseStreamCommand(input), { abortSignal: gone.signal });
    let seen = 0;
    for await (const _ of stream ?? []) if (++seen === 3) break;
    expect(seen).toBe(3);
    gone.abort();
    runtime.destroy();
    const { summary } = await record.end();
    expect(summary).toMatchObject({ steps: 0, leftOut: [{ operation: "ConverseStream" }] });
  });

  test("tells a client without an answer that there is none, in words that are not AWS's", async () => {
    await using record = await recording({}, [], {}, "http://127.0.0.1:1");
    const { runtime } = clientsOf(record.proxy.url, ACCOUNT, { maxAttempts: 1 });
    const asked = runtime.send(new ConverseCommand({ modelId: NOVA, messages: [user("anybody?")] }));
    await expect(asked).rejects.toMatchObject({
      message: expect.stringContaining(
        "outcrop record has no answer from the upstream: http://127.0.0.1:1: ECONNREFUSED",
      ),
      $metadata: { httpStatusCode: 502 },
    });
    const { summary } = await record.end();
    expect(summary).toMatchObject({
      steps: 0,
      leftOut: [{ operation: "Converse", why: expect.stringContaining("ECONNREFUSED") }],
    });
  });

  test("goes on over HTTP/1.1 to a server that speaks nothing else", async () => {
    const answer = { output: { message: { role: "assistant", content: [{ text: "Hello" }] } }, stopReason: "end_turn" };
    const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
    const server = createServer((_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ...answer, usage, metrics: { latencyMs: 1 } }));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await using record = await recording({}, [], {}, `http://127.0.0.1:${port}`);
    const { runtime } = clientsOf(record.proxy.url);
    for (const text of ["Hello?", "And again?"]) {
      const { stopReason } = await runtime.send(new ConverseCommand({ modelId: NOVA, messages: [user(text)] }));
      expect(stopReason).toBe("end_turn");
    }
    expect((await record.end()).summary).toMatchObject({ steps: 2, leftOut: [] });
    expect(await replayed(record.out)).toEqual(green(2));
    server.closeAllConnections();
    server.close();
  });

  test("tells of what it leaves out once, and without what is to be hidden", async () => {
    await using record = await recording();
    const { bedrock } = clientsOf(record.proxy.url);
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:agent/abcdefghij`;
    const path = `/agents/${encodeURIComponent(arn)}`;
    for (let at = 0; at < 3; at++) await (await fetch(record.proxy.url + path)).arrayBuffer();
    const broken = await fetch(`${record.proxy.url}/model/${NOVA}/converse`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"messages": secret-of-jane',
    });
    expect(broken.status).toBe(400);
    await expect(bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn }))).rejects.toThrow();
    const { text, summary } = await record.end();
    const shown = arn.replace(ACCOUNT, "111122223333");
    expect(summary.leftOut).toContainEqual(expect.objectContaining({ operation: `GET /agents/${shown}`, times: 3 }));
    expect(JSON.stringify(summary) + text).not.toMatch(new RegExp(`${ACCOUNT}|secret-of-jane`));
    expect(await replayed(record.out)).toEqual(green(summary.steps));
  });

  test("refuses spoken conversations by name", async () => {
    await using record = await recording();
    const { runtime } = clientsOf(record.proxy.url, ACCOUNT, { maxAttempts: 1 });
    async function* body() {
      yield { chunk: { bytes: new TextEncoder().encode("{}") } };
    }
    const asked = runtime.send(
      new InvokeModelWithBidirectionalStreamCommand({ modelId: "amazon.nova-sonic-v1:0", body: body() }),
    );
    await expect(asked).rejects.toThrow("outcrop record does not carry InvokeModelWithBidirectionalStream");
  });

  test("passes Outcrop's own requests on, and does not record them", async () => {
    await using record = await recording();
    const health = await fetch(`${record.proxy.url}/_outcrop/health`);
    expect(await health.json()).toMatchObject({ status: "ok" });
    expect((await record.end()).summary).toMatchObject({ steps: 0, leftOut: [] });
  });

  test("carries nothing for a web page of another origin, which would be signed with the user's credentials", async () => {
    await using record = await recording();
    const ask = (site: string) =>
      fetch(`${record.proxy.url}/model/${encodeURIComponent(NOVA)}/converse`, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": site },
        body: JSON.stringify({ messages: [user("What is granite?")] }),
      });
    for (const site of ["cross-site", "same-site"]) expect((await ask(site)).status).toBe(403);
    expect(record.upstream.journal.entries).toEqual([]);
    expect((await ask("same-origin")).status).toBe(200);
  });

  test("leaves a whole file behind when it is killed", async () => {
    await using record = await recording();
    const { runtime } = clientsOf(record.proxy.url);
    await runtime.send(new ConverseCommand({ modelId: NOVA, messages: [user("What is granite?")] }));
    await expect.poll(() => readFile(record.out, "utf8"), { timeout: 30_000 }).toContain("001 Converse");
    await record.proxy.end("SIGKILL");
    expect(await replayed(record.out)).toEqual(green(1));
  });

  test.each([
    [["--out", "x.yaml"], "record needs --upstream: a URL, or aws"],
    [["--upstream", "aws"], "record needs --out: the file to write"],
    [["--upstream", "ftp://x", "--out", "x.yaml"], '--upstream must be a URL or aws, and not "ftp://x"'],
    [
      ["--upstream", "aws", "--out", "x.yaml", "--sign", "caller"],
      "AWS takes no signature that was made for another host",
    ],
    [["--upstream", "aws", "--out", "x.yaml", "--redact", "promts"], "prompts"],
    [["--upstream", "aws", "--out", "x.yaml", "--redact", "/(/"], "--redact: Invalid regular expression"],
    [["--upstream", "aws", "--out", "x.yaml", "--region", "us-east-9"], "is no Region with Amazon Bedrock"],
    [["--upstream", "http://127.0.0.1:1", "--out", "/no/such/folder/x.yaml"], "cannot write /no/such/folder/x.yaml"],
  ])("ends with 2 on %j", async (args, message) => {
    const { code, stderr } = await outcrop(["record", ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    await expect(access("x.yaml")).rejects.toThrow();
  });

  test("does not write over a file unless it is told to", async () => {
    await using files = await filesOf({ "kept.yaml": "version: 1\n" });
    const args = ["record", "--upstream", "http://127.0.0.1:1", "--out", files["kept.yaml"]];
    expect(await outcrop(args)).toMatchObject({ code: 2, stderr: expect.stringContaining("--force writes over it") });
    expect(await readFile(files["kept.yaml"], "utf8")).toBe("version: 1\n");
    await writeFile(files["kept.yaml"], "version: 1\n");
    await using proxy = await started([...args.slice(1), "--force", "--port", "0", "--json"], {}, "record");
    await proxy.end("SIGINT");
    expect(await readFile(files["kept.yaml"], "utf8")).toContain("Written by outcrop record");
  });
});
