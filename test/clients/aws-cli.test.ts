import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLAUDE, foundationModelArn, freshAccount, NOVA, systemProfileArn } from "./models.ts";
import { clientEnvironment, describeClient, python } from "./python.ts";
import { type Server, startServer } from "./server.ts";

const question = "Which rock lets the deepest layers be seen?";
const messages = JSON.stringify([{ role: "user", content: [{ text: question }] }]);
const novaRequest = JSON.stringify({ messages: [{ role: "user", content: [{ text: question }] }] });
const claudeRequest = JSON.stringify({
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 300,
  messages: [{ role: "user", content: question }],
});

/** Every way to name one model, each with what it needs to exist first. */
const names: Record<string, (cli: Cli) => Promise<string>> = {
  "the id of a foundation model": async () => NOVA,
  "the ARN of a foundation model": async () => foundationModelArn(NOVA),
  "the id of a system-defined profile": async () => `us.${NOVA}`,
  "the ARN of a system-defined profile": async ({ account }) => systemProfileArn(account, `us.${NOVA}`),
  "an application profile over a foundation model": (cli) => cli.create(foundationModelArn(NOVA)),
  "an application profile over a system-defined profile": (cli) =>
    cli.create(systemProfileArn(cli.account, `us.${NOVA}`)),
};

interface Cli {
  readonly account: string;
  /** Creates an application profile and gives its ARN. */
  create(copyFrom: string): Promise<string>;
}

/** What an `aws` command came to; `code` is its exit code. */
interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describeClient("awscli", () => {
  let server: Server;
  let folder: string;
  beforeAll(async () => {
    server = await startServer();
    folder = await mkdtemp(join(tmpdir(), "outcrop-aws-cli-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await server[Symbol.asyncDispose]();
  });

  /** Runs `aws …` with an environment of its own. */
  async function run(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Outcome> {
    const env = clientEnvironment(server.exports, environment);
    try {
      return { code: 0, ...(await promisify(execFile)(python, ["-m", "awscli", ...args], { env, cwd: folder })) };
    } catch (error) {
      return error as Outcome;
    }
  }

  /** The CLI of one account in us-east-1. */
  function cliOf(account: string) {
    const environment = { AWS_ACCESS_KEY_ID: account, AWS_DEFAULT_REGION: "us-east-1" };
    const cli = {
      account,
      run: (...args: readonly string[]) => run(environment, ...args),
      /** What a command that has to succeed prints, parsed. */
      async json<Output>(...args: readonly string[]): Promise<Output> {
        const { code, stdout, stderr } = await cli.run(...args);
        expect(stderr).toBe("");
        expect(code).toBe(0);
        return (stdout === "" ? {} : JSON.parse(stdout)) as Output;
      },
      /** A command has to fail with this error, after one attempt. */
      async refused(message: string | RegExp, ...args: readonly string[]): Promise<void> {
        const before = await server.journal(account);
        const { code, stdout, stderr } = await cli.run(...args);
        expect(stderr).toMatch(message);
        expect(stdout).toBe("");
        expect(code).toBe(255);
        expect(await server.journal(account)).toHaveLength(before.length + 1);
      },
      async create(copyFrom: string, name = "team-a"): Promise<string> {
        const options = ["--inference-profile-name", name, "--model-source", `copyFrom=${copyFrom}`];
        const created = await cli.json<Created>("bedrock", "create-inference-profile", ...options);
        expect(created.status).toBe("ACTIVE");
        return created.inferenceProfileArn;
      },
      converse: (modelId: string) =>
        cli.json<Answer>("bedrock-runtime", "converse", "--model-id", modelId, "--messages", messages),
      /** Writes the answer to a file, as the CLI does, and reads that. */
      async invoke<Body>(modelId: string, body: string): Promise<Body> {
        const options = ["--model-id", modelId, "--body", body];
        const file = join(folder, `${account}.json`);
        const printed = await cli.json("bedrock-runtime", "invoke-model", ...options, file);
        expect(printed).toEqual({ contentType: "application/json" });
        return JSON.parse(await readFile(file, "utf8")) as Body;
      },
    };
    return cli;
  }

  test("a profile made from a foundation model is read by its id and by its ARN", async () => {
    const cli = cliOf(freshAccount());
    const arn = await cli.create(foundationModelArn(NOVA));
    expect(arn).toMatch(
      new RegExp(`^arn:aws:bedrock:us-east-1:${cli.account}:application-inference-profile/[a-z0-9]{12}$`),
    );
    for (const identifier of [arn, arn.slice(-12)]) {
      const options = ["--inference-profile-identifier", identifier];
      expect(await cli.json("bedrock", "get-inference-profile", ...options)).toEqual({
        inferenceProfileName: "team-a",
        inferenceProfileArn: arn,
        inferenceProfileId: arn.slice(-12),
        models: [{ modelArn: foundationModelArn(NOVA) }],
        status: "ACTIVE",
        type: "APPLICATION",
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
    }
  });

  test("the CLI reads the application profiles two by two, and goes on from where it stopped", async () => {
    const cli = cliOf(freshAccount());
    const created: string[] = [];
    for (const name of ["a", "b", "c"]) created.push(await cli.create(foundationModelArn(NOVA), name));
    const list = (...options: readonly string[]) =>
      cli.json<List>("bedrock", "list-inference-profiles", "--type-equals", "APPLICATION", ...options);

    const before = (await server.journal(cli.account)).length;
    const all = await list("--page-size", "2");
    expect(await server.journal(cli.account)).toHaveLength(before + 2);
    expect(all.inferenceProfileSummaries.map((profile) => profile.inferenceProfileArn).sort()).toEqual(created.sort());
    expect(all.NextToken).toBeUndefined();

    const head = await list("--max-items", "2", "--page-size", "2");
    const tail = await list("--starting-token", head.NextToken ?? "");
    expect([head, tail].map((page) => page.inferenceProfileSummaries.length)).toEqual([2, 1]);
    expect([...head.inferenceProfileSummaries, ...tail.inferenceProfileSummaries]).toEqual(
      all.inferenceProfileSummaries,
    );
  });

  test("a list without a type has the system-defined profiles alone", async () => {
    const cli = cliOf(freshAccount());
    await cli.create(foundationModelArn(NOVA));
    const { inferenceProfileSummaries } = await cli.json<List>("bedrock", "list-inference-profiles");
    expect(new Set(inferenceProfileSummaries.map(({ type }) => type))).toEqual(new Set(["SYSTEM_DEFINED"]));
    const ids = inferenceProfileSummaries.map(({ inferenceProfileId }) => inferenceProfileId);
    expect(ids).toEqual(expect.arrayContaining([`us.${NOVA}`, `global.${CLAUDE}`]));
    expect(ids).not.toContain(`eu.${NOVA}`);
  });

  test("tags are put on with the profile, replaced, listed and taken away", async () => {
    const cli = cliOf(freshAccount());
    const options = ["--inference-profile-name", "tagged", "--model-source", `copyFrom=${foundationModelArn(NOVA)}`];
    const tags = ["--tags", "key=team,value=a", "key=stage,value=test"];
    const { inferenceProfileArn } = await cli.json<Created>("bedrock", "create-inference-profile", ...options, ...tags);
    const resource = ["--resource-arn", inferenceProfileArn];
    const listed = () => cli.json("bedrock", "list-tags-for-resource", ...resource);
    expect(await listed()).toEqual({
      tags: [
        { key: "team", value: "a" },
        { key: "stage", value: "test" },
      ],
    });
    await cli.json("bedrock", "tag-resource", ...resource, "--tags", "key=team,value=b");
    await cli.json("bedrock", "untag-resource", ...resource, "--tag-keys", "stage");
    expect(await listed()).toEqual({ tags: [{ key: "team", value: "b" }] });
  });

  test.each(Object.entries(names))("converse and invoke-model say the same through %s", async (_title, name) => {
    const cli = cliOf(freshAccount());
    const modelId = await name(cli);
    const { output, stopReason, usage } = await cli.converse(modelId);
    expect(output.message.content[0]?.text).toMatch(/\S/);
    expect(stopReason).toBe("end_turn");
    expect(usage.totalTokens).toBe(usage.inputTokens + usage.outputTokens);
    const native = await cli.invoke<Answer>(modelId, novaRequest);
    expect(native.output).toEqual(output);
    expect(native.usage).toMatchObject(usage);
  });

  test("invoke-model writes an Anthropic message that came through an application profile to a file", async () => {
    const cli = cliOf(freshAccount());
    const arn = await cli.create(systemProfileArn(cli.account, `us.${CLAUDE}`));
    const throughSystem = await cli.invoke<ClaudeAnswer>(`us.${CLAUDE}`, claudeRequest);
    const throughApplication = await cli.invoke<ClaudeAnswer>(arn, claudeRequest);
    expect(throughApplication).toMatchObject({ type: "message", role: "assistant", stop_reason: "end_turn" });
    expect(throughApplication.content).toEqual(throughSystem.content);
    expect(throughApplication.content[0]?.text).toMatch(/\S/);
  });

  test("count-tokens of a bare model id counts what converse uses through its profile", async () => {
    const cli = cliOf(freshAccount());
    const { usage } = await cli.converse(`us.${CLAUDE}`);
    const count = (modelId: string) => [
      ...["bedrock-runtime", "count-tokens", "--model-id", modelId],
      ...["--input", JSON.stringify({ converse: { messages: JSON.parse(messages) } })],
    ];
    expect(await cli.json(...count(CLAUDE))).toEqual({ inputTokens: usage.inputTokens });
    await cli.refused(
      errorOf("CountTokens", "ValidationException", "The provided model doesn't support counting tokens."),
      ...count(`us.${CLAUDE}`),
    );
  });

  test("version 1 of the CLI has no commands for streams", async () => {
    const cli = cliOf(freshAccount());
    for (const command of ["converse-stream", "invoke-model-with-response-stream"]) {
      const { code, stderr } = await cli.run("bedrock-runtime", command, "--model-id", NOVA);
      expect(stderr).toMatch(/Invalid choice/);
      expect(code).toBe(2);
    }
    expect(await server.journal(cli.account)).toEqual([]);
  });

  test("a deleted profile is gone and no longer answers", async () => {
    const cli = cliOf(freshAccount());
    const arn = await cli.create(foundationModelArn(NOVA));
    const profile = ["--inference-profile-identifier", arn];
    expect(await cli.json("bedrock", "delete-inference-profile", ...profile)).toEqual({});
    await cli.refused(
      /\(ResourceNotFoundException\) when calling the GetInferenceProfile operation: /,
      ...["bedrock", "get-inference-profile", ...profile],
    );
    await cli.refused(
      errorOf("Converse", "ValidationException", "The provided model identifier is invalid."),
      ...["bedrock-runtime", "converse", "--model-id", arn, "--messages", messages],
    );
    await cli.refused(
      errorOf("InvokeModel", "ValidationException", "The provided model identifier is invalid."),
      ...["bedrock-runtime", "invoke-model", "--model-id", arn, "--body", novaRequest, "none.json"],
    );
  });

  test("what AWS refuses is told in AWS's words", async () => {
    const cli = cliOf(freshAccount());
    const refusals = {
      [CLAUDE]: `Invocation of model ID ${CLAUDE} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
      [`eu.${NOVA}`]: "The provided model identifier is invalid.",
    };
    for (const [modelId, message] of Object.entries(refusals)) {
      await cli.refused(
        errorOf("Converse", "ValidationException", message),
        ...["bedrock-runtime", "converse", "--model-id", modelId, "--messages", messages],
      );
    }
    const name = "a".repeat(65);
    await cli.refused(
      errorOf(
        "CreateInferenceProfile",
        "ValidationException",
        `1 validation error detected: Value '${name}' at 'inferenceProfileName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ),
      ...["bedrock", "create-inference-profile", "--inference-profile-name", name],
      ...["--model-source", `copyFrom=${foundationModelArn(NOVA)}`],
    );
  });

  test("an operation that is not emulated is an error that is not worth a retry", async () => {
    const cli = cliOf(freshAccount());
    await cli.refused(
      /\(NotImplementedException\) when calling the ListMarketplaceModelEndpoints operation: .*ListMarketplaceModelEndpoints of bedrock/,
      ...["bedrock", "list-marketplace-model-endpoints"],
    );
  });

  test("the variables that the server prints are all that the CLI needs", async () => {
    const { code, stderr } = await run({}, "bedrock-runtime", "converse", "--model-id", NOVA, "--messages", messages);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });
});

/** How the CLI tells of a service's error. */
const errorOf = (operation: string, code: string, message: string) =>
  `An error occurred (${code}) when calling the ${operation} operation: ${message}\n`;

interface Created {
  readonly inferenceProfileArn: string;
  readonly status: string;
}

interface List {
  readonly inferenceProfileSummaries: readonly {
    readonly inferenceProfileArn: string;
    readonly inferenceProfileId: string;
    readonly type: string;
  }[];
  readonly NextToken?: string;
}

interface Answer {
  readonly output: { readonly message: { readonly content: readonly { readonly text: string }[] } };
  readonly stopReason: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly totalTokens: number };
}

interface ClaudeAnswer {
  readonly content: readonly { readonly text: string }[];
}
