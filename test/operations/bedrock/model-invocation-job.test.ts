import {
  CreateInferenceProfileCommand,
  CreateModelInvocationJobCommand,
  type CreateModelInvocationJobCommandInput,
  DeleteInferenceProfileCommand,
  GetModelInvocationJobCommand,
  ListModelInvocationJobsCommand,
  type ListModelInvocationJobsCommandInput,
  ListTagsForResourceCommand,
  StopModelInvocationJobCommand,
  TagResourceCommand,
} from "@aws-sdk/client-bedrock";
import { InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario } from "../../../emulator/index.ts";
import {
  applicationArn,
  controlPlane,
  failureOf,
  invalid,
  modelArn,
  NOVA_LITE,
  notFound,
  runtime,
  SONNET_4,
  systemArn,
  US_NOVA_LITE,
} from "../../emulator/callers.ts";

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateModelInvocationJob.html,
// https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html, …/batch-inference-results.html

const START = "2026-01-01T00:00:00Z";
const ROLE = "arn:aws:iam::111122223333:role/batch";

const frozen = (scenario: Scenario = {}) =>
  createEmulator({ scenario: { clock: { start: START, mode: "frozen" }, ...scenario } });

const at = (seconds: number) => new Date(Date.parse(START) + seconds * 1000);

const nova = (text: string) => ({ messages: [{ role: "user", content: [{ text }] }] });

interface Line {
  readonly recordId?: unknown;
  readonly modelInput?: unknown;
}

/** As many records as a job needs, the first of which may be others. */
const records = (first: readonly Line[] = [], count = 100): Line[] => [
  ...first,
  ...Array.from({ length: count - first.length }, (_, index) => ({
    recordId: `RECORD${String(index).padStart(5, "0")}`,
    modelInput: nova(`Question ${index}`),
  })),
];

const jsonl = (lines: readonly unknown[]) => Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

const put = (emulator: Emulator, lines: readonly unknown[], key = "in/questions.jsonl") =>
  emulator.outputs.put("my-bucket", key, jsonl(lines));

const command = (overrides: Partial<CreateModelInvocationJobCommandInput> = {}) =>
  new CreateModelInvocationJobCommand({
    jobName: "my-job",
    roleArn: ROLE,
    modelId: NOVA_LITE,
    inputDataConfig: { s3InputDataConfig: { s3Uri: "s3://my-bucket/in/questions.jsonl" } },
    outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://my-bucket/out/" } },
    ...overrides,
  });

const create = async (emulator: Emulator, overrides?: Partial<CreateModelInvocationJobCommandInput>) =>
  (await controlPlane(emulator).send(command(overrides))).jobArn ?? "";

const get = async (emulator: Emulator, jobIdentifier: string) => {
  const { $metadata, ...answer } = await controlPlane(emulator).send(
    new GetModelInvocationJobCommand({ jobIdentifier }),
  );
  return answer;
};

const stop = (emulator: Emulator, jobIdentifier: string) =>
  controlPlane(emulator).send(new StopModelInvocationJobCommand({ jobIdentifier }));

const list = async (emulator: Emulator, input: ListModelInvocationJobsCommandInput = {}) => {
  const answer = await controlPlane(emulator).send(new ListModelInvocationJobsCommand(input));
  return {
    names: (answer.invocationJobSummaries ?? []).map(({ jobName }) => jobName),
    nextToken: answer.nextToken,
    summaries: answer.invocationJobSummaries ?? [],
  };
};

const idOf = (arn: string) => arn.split("/")[1] ?? "";

const textAt = async (emulator: Emulator, key: string) =>
  Buffer.from((await emulator.outputs.get("my-bucket", key)) ?? []).toString();

const linesAt = async (emulator: Emulator, key: string) =>
  (await textAt(emulator, key))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** The seconds until a job of 100 records begins to process them, and until it is done. */
const BEGUN = 120;
const DONE = BEGUN + 60 + 10;

const finished = async (emulator: Emulator, overrides?: Partial<CreateModelInvocationJobCommandInput>) => {
  const arn = await create(emulator, overrides);
  emulator.clock.advance(24 * 3_600_000);
  const job = await get(emulator, arn);
  const folder = `out/${idOf(arn)}`;
  return { arn, job, folder };
};

test("a job goes through its states on the clock, and its counts are told as they come to be", async () => {
  const emulator = frozen();
  await put(emulator, records());
  const arn = await create(emulator, { clientRequestToken: "token1" });
  expect(arn).toMatch(/^arn:aws:bedrock:us-east-1:111122223333:model-invocation-job\/[a-z0-9]{12}$/);
  const submitted = {
    jobArn: arn,
    jobName: "my-job",
    modelId: modelArn(NOVA_LITE),
    clientRequestToken: "token1",
    roleArn: ROLE,
    submitTime: at(0),
    inputDataConfig: { s3InputDataConfig: { s3Uri: "s3://my-bucket/in/questions.jsonl" } },
    outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://my-bucket/out/" } },
    timeoutDurationInHours: 24,
    jobExpirationTime: at(86_400),
    modelInvocationType: "InvokeModel",
  };
  const nothing = { totalRecordCount: 0, processedRecordCount: 0, successRecordCount: 0, errorRecordCount: 0 };
  const expected: [untilSeconds: number, status: string, sinceSeconds: number][] = [
    [0, "Submitted", 0],
    [15, "Validating", 15],
    [60, "Scheduled", 60],
  ];
  for (const [seconds, status, since] of expected) {
    emulator.clock.advance(at(seconds).getTime() - emulator.clock.now().getTime());
    expect(await get(emulator, arn)).toEqual({ ...submitted, status, lastModifiedTime: at(since), ...nothing });
  }
  emulator.clock.advance(60_000);
  const begun = { ...submitted, status: "InProgress", lastModifiedTime: at(BEGUN), totalRecordCount: 100 };
  expect(await get(emulator, arn)).toEqual({ ...begun, processedRecordCount: 0 });
  emulator.clock.advance(65_000);
  expect(await get(emulator, arn)).toEqual({ ...begun, processedRecordCount: 50 });
  emulator.clock.advance(4_999);
  expect((await get(emulator, arn)).status).toBe("InProgress");
  emulator.clock.advance(1);
  const completed = {
    ...submitted,
    status: "Completed",
    lastModifiedTime: at(DONE),
    endTime: at(DONE),
    totalRecordCount: 100,
    processedRecordCount: 100,
    successRecordCount: 100,
    errorRecordCount: 0,
  };
  expect(await get(emulator, arn)).toEqual(completed);
  expect(await get(emulator, idOf(arn))).toEqual(completed);
  emulator.clock.advance(86_400_000);
  expect(await get(emulator, arn)).toEqual(completed);
});

test("the answers are the model's own bodies, each beside its question, and the manifest sums them up", async () => {
  const emulator = frozen();
  await put(emulator, records([{ modelInput: nova("Who are you?") }]));
  const arn = await create(emulator);
  const folder = `out/${idOf(arn)}`;
  emulator.clock.advance(DONE * 1000);
  // Nobody has asked the API: whoever watches the bucket finds the files as well.
  const names = (await emulator.outputs.list()).objects.map(({ key }) => key);
  expect(names).toEqual(["in/questions.jsonl", `${folder}/manifest.json.out`, `${folder}/questions.jsonl.out`]);
  const lines = await linesAt(emulator, `${folder}/questions.jsonl.out`);
  expect(lines).toHaveLength(100);
  const [first, second] = lines;
  expect(Object.keys(first)).toEqual(["modelInput", "modelOutput", "recordId"]);
  expect(first.recordId).toMatch(/^[A-Z0-9]{11}$/);
  expect(second.recordId).toBe("RECORD00000");
  expect(second.modelInput).toEqual(nova("Question 0"));
  const asked = await runtime(emulator).send(
    new InvokeModelCommand({
      modelId: NOVA_LITE,
      contentType: "application/json",
      body: JSON.stringify(nova("Question 0")),
    }),
  );
  expect(second.modelOutput).toEqual(JSON.parse(asked.body.transformToString()));
  const sum = (member: string) => lines.reduce((total, { modelOutput }) => total + modelOutput.usage[member], 0);
  expect(JSON.parse(await textAt(emulator, `${folder}/manifest.json.out`))).toEqual({
    totalRecordCount: 100,
    processedRecordCount: 100,
    successRecordCount: 100,
    errorRecordCount: 0,
    inputTokenCount: sum("inputTokens"),
    outputTokenCount: sum("outputTokens"),
  });
});

test("on a clock that runs, whoever is told that a job is completed finds its files", async () => {
  const emulator = createEmulator();
  await put(emulator, records());
  const arn = await create(emulator);
  emulator.clock.advance(DONE * 1000);
  // Many ask at once, and the work is done once.
  const jobs = await Promise.all(Array.from({ length: 5 }, () => get(emulator, arn)));
  expect(jobs.map(({ status }) => status)).toEqual(Array(5).fill("Completed"));
  expect(await linesAt(emulator, `out/${idOf(arn)}/questions.jsonl.out`)).toHaveLength(100);
  expect(emulator.usage.rows).toMatchObject([{ invocations: 100 }]);
  await emulator.close();
});

test("the same scenario and requests leave the same files", async () => {
  const run = async () => {
    const emulator = frozen();
    await put(emulator, records([{ modelInput: nova("Who are you?") }]));
    const { folder } = await finished(emulator);
    return textAt(emulator, `${folder}/questions.jsonl.out`);
  };
  expect(await run()).toBe(await run());
});

test("a job of the type Converse has requests and answers of Converse", async () => {
  const emulator = frozen();
  const unknown = { ...nova("Hello"), inferenceConfig: { maxTokens: 0 } };
  await put(
    emulator,
    records([
      { recordId: "A", modelInput: { ...nova("Hello"), system: [{ text: "Be brief" }] } },
      { recordId: "B", modelInput: unknown },
    ]),
  );
  const { job, folder } = await finished(emulator, { modelInvocationType: "Converse" });
  expect(job).toMatchObject({ status: "Completed", modelInvocationType: "Converse", errorRecordCount: 1 });
  const [good, bad] = await linesAt(emulator, `${folder}/questions.jsonl.out`);
  expect(good.modelOutput).toMatchObject({
    output: { message: { role: "assistant", content: [{ text: expect.any(String) }] } },
    stopReason: "end_turn",
    metrics: { latencyMs: expect.any(Number) },
  });
  expect(bad).toEqual({
    error: {
      errorCode: 400,
      errorMessage: expect.stringContaining("'inferenceConfig.maxTokens'"),
      expired: false,
      retryable: false,
    },
    modelInput: unknown,
    recordId: "B",
  });
});

test("a record that the model refuses has an error of its own, and the others have answers", async () => {
  const emulator = frozen();
  await put(emulator, records([{ recordId: "WRONG", modelInput: { messages: "none" } }]));
  const { job, folder } = await finished(emulator);
  expect(job).toMatchObject({ status: "Completed", successRecordCount: 99, errorRecordCount: 1 });
  const [wrong] = await linesAt(emulator, `${folder}/questions.jsonl.out`);
  expect(wrong).toMatchObject({ recordId: "WRONG", error: { errorCode: 400, expired: false, retryable: false } });
  expect(wrong).not.toHaveProperty("modelOutput");
  expect(JSON.parse(await textAt(emulator, `${folder}/manifest.json.out`))).toMatchObject({
    processedRecordCount: 100,
    successRecordCount: 99,
    errorRecordCount: 1,
  });
});

test("faults and answers of the scenario reach the records of a job", async () => {
  const emulator = frozen({
    faults: [
      { when: { operation: "InvokeModel" }, then: { error: "ThrottlingException" }, times: 1 },
      { when: { operation: "InvokeModel" }, then: { connection: "reset" }, times: 1 },
      { when: { operation: "InvokeModel" }, then: { delay: "PT1H" } },
    ],
    answers: [{ when: { lastUserText: { contains: "Question 7" } }, then: { text: "Seven." } }],
  });
  await put(emulator, records());
  const { folder } = await finished(emulator);
  const lines = await linesAt(emulator, `${folder}/questions.jsonl.out`);
  expect(lines[0].error).toMatchObject({ errorCode: 429, retryable: true });
  expect(lines[1].error).toMatchObject({ errorCode: 500, retryable: true });
  expect(lines[7].modelOutput.output.message.content).toEqual([{ text: "Seven." }]);
});

test("records take nothing of the quotas of requests on demand, and are metered at half the price", async () => {
  const emulator = frozen({ quotas: { mode: "aws" } });
  await put(emulator, records([], 5_000));
  const { job } = await finished(emulator);
  expect(job).toMatchObject({ status: "Completed", successRecordCount: 5_000 });
  const [row, ...others] = emulator.usage.rows;
  expect(others).toEqual([]);
  expect(row).toMatchObject({ operation: "CreateModelInvocationJob", model: NOVA_LITE, invocations: 5_000 });
  const { inputTokens = 0, outputTokens = 0, costUsd } = row ?? {};
  // Nova Lite: 0.06 and 0.24 dollars per million tokens on demand.
  expect(costUsd).toBeCloseTo((inputTokens * 0.03 + outputTokens * 0.12) / 1e6, 9);
});

test("the input may be a prefix, whose files ending in .jsonl each have an output", async () => {
  const emulator = frozen();
  await put(emulator, records([], 60), "many/a.jsonl");
  await put(emulator, records([], 60), "many/deep/b.jsonl");
  await put(emulator, ["not a record"], "many/notes.txt");
  await put(emulator, ["not a record"], "manyfold.jsonl");
  const { job, folder } = await finished(emulator, {
    inputDataConfig: { s3InputDataConfig: { s3Uri: "s3://my-bucket/many", s3InputFormat: "JSONL" } },
  });
  expect(job).toMatchObject({ status: "Completed", totalRecordCount: 120 });
  expect(await linesAt(emulator, `${folder}/a.jsonl.out`)).toHaveLength(60);
  expect(await linesAt(emulator, `${folder}/b.jsonl.out`)).toHaveLength(60);
});

test.each<[why: string, lines: readonly unknown[] | undefined, message: (arn: string) => string]>([
  [
    "it has fewer than 100 records",
    records([], 99),
    (arn) => `Batch job ${arn} contains less records (99) than the required minimum of: 100`,
  ],
  [
    "it has more records than a job may have",
    Array.from({ length: 100_001 }, () => ({ modelInput: {} })),
    (arn) => `Batch job ${arn} contains more records (100001) than the allowed maximum of: 100000`,
  ],
  ["there is none", undefined, (arn) => `Batch job ${arn} found no JSONL files at s3://my-bucket/in/questions.jsonl`],
  [
    "a line is no object",
    [...records(), ["a list"]],
    (arn) => `Batch job ${arn} has an invalid record in line 101 of questions.jsonl: it is not a JSON object`,
  ],
  [
    "a record has no model input",
    [{ recordId: "A" }, ...records()],
    (arn) => `Batch job ${arn} has an invalid record in line 1 of questions.jsonl: modelInput is not a JSON object`,
  ],
  [
    "a record's id is no text",
    [{ recordId: 1, modelInput: {} }, ...records()],
    (arn) => `Batch job ${arn} has an invalid record in line 1 of questions.jsonl: recordId is not a string`,
  ],
])("the input is found out when the job is validated: %s", async (_, lines, message) => {
  const emulator = frozen();
  if (lines) await put(emulator, lines);
  const arn = await create(emulator);
  emulator.clock.advance(59_999);
  expect((await get(emulator, arn)).status).toBe("Validating");
  emulator.clock.advance(1);
  expect(await get(emulator, arn)).toMatchObject({
    status: "Failed",
    message: message(arn),
    endTime: at(60),
    totalRecordCount: 0,
  });
});

test("a line that is no JSON, or nested too deeply for anyone, fails the job and nothing else", async () => {
  for (const line of [
    "{",
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    `{"modelInput":${'{"a":'.repeat(5_000)}1${"}".repeat(5_001)}`,
  ]) {
    const emulator = frozen();
    await emulator.outputs.put("my-bucket", "in/questions.jsonl", Buffer.concat([jsonl(records()), Buffer.from(line)]));
    const { job } = await finished(emulator);
    expect(job.status).toBe("Failed");
    expect(job.message).toContain("line 101 of questions.jsonl: it is not a JSON object");
  }
});

test("a job may be over a system-defined profile, by id or ARN, or an application profile", async () => {
  const emulator = frozen();
  await put(emulator, records());
  const byId = await create(emulator, { modelId: US_NOVA_LITE });
  const byArn = await create(emulator, { modelId: systemArn(US_NOVA_LITE) });
  const { inferenceProfileArn = "" } = await controlPlane(emulator).send(
    new CreateInferenceProfileCommand({
      inferenceProfileName: "mine",
      modelSource: { copyFrom: systemArn(US_NOVA_LITE) },
    }),
  );
  const own = await create(emulator, { modelId: inferenceProfileArn });
  emulator.clock.advance(DONE * 1000);
  expect(await get(emulator, byId)).toMatchObject({ status: "Completed", modelId: systemArn(US_NOVA_LITE) });
  expect(await get(emulator, byArn)).toMatchObject({ status: "Completed", modelId: systemArn(US_NOVA_LITE) });
  expect(await get(emulator, own)).toMatchObject({ status: "Completed", modelId: inferenceProfileArn });
  expect(emulator.usage.rows.map(({ profileArn }) => profileArn)).toEqual([
    systemArn(US_NOVA_LITE),
    inferenceProfileArn,
  ]);
});

test("a job fails whose profile is deleted before its records are answered", async () => {
  const emulator = frozen();
  await put(emulator, records());
  const { inferenceProfileArn = "" } = await controlPlane(emulator).send(
    new CreateInferenceProfileCommand({ inferenceProfileName: "mine", modelSource: { copyFrom: modelArn(NOVA_LITE) } }),
  );
  const arn = await create(emulator, { modelId: inferenceProfileArn });
  await controlPlane(emulator).send(
    new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: inferenceProfileArn }),
  );
  emulator.clock.advance(60_000);
  expect(await get(emulator, arn)).toMatchObject({
    status: "Failed",
    message: "The provided model identifier is invalid.",
  });
});

test.each([
  ["amazon.no-model-v1:0", "The provided model identifier is invalid."],
  [applicationArn("abcdefghijkl"), "The provided model identifier is invalid."],
  ["amazon.nova-reel-v1:1", "Batch inference is not supported for the requested model."],
  // Through its profiles alone.
  [SONNET_4, "Batch inference is not supported for the requested model."],
])("the model %s is refused at once", async (modelId, message) => {
  const emulator = frozen();
  expect(await failureOf(create(emulator, { modelId }))).toEqual(invalid(message));
  expect((await list(emulator)).names).toEqual([]);
});

test("embeddings come in batches as well", async () => {
  const emulator = frozen();
  const inputText = (text: string) => ({ modelInput: { inputText: text, dimensions: 256 } });
  await put(
    emulator,
    Array.from({ length: 100 }, (_, index) => inputText(`Text ${index}`)),
  );
  const { folder } = await finished(emulator, { modelId: "amazon.titan-embed-text-v2:0" });
  const lines = await linesAt(emulator, `${folder}/questions.jsonl.out`);
  expect(lines.map(({ modelOutput }) => modelOutput.embedding.length)).toEqual(Array(100).fill(256));
});

test("a job that is stopped keeps what was processed until then", async () => {
  const emulator = frozen();
  await put(emulator, records());
  const arn = await create(emulator);
  emulator.clock.advance((BEGUN + 60 + 3) * 1000);
  await stop(emulator, arn);
  expect(await get(emulator, arn)).toMatchObject({
    status: "Stopping",
    totalRecordCount: 100,
    processedRecordCount: 30,
    lastModifiedTime: at(BEGUN + 63),
  });
  await stop(emulator, idOf(arn));
  emulator.clock.advance(15_000);
  expect(await get(emulator, arn)).toMatchObject({
    status: "Stopped",
    endTime: at(BEGUN + 78),
    processedRecordCount: 30,
    successRecordCount: 30,
  });
  expect(await linesAt(emulator, `out/${idOf(arn)}/questions.jsonl.out`)).toHaveLength(30);
  expect(await failureOf(stop(emulator, arn))).toEqual({
    name: "ConflictException",
    message: `The job ${arn} cannot be stopped in the status Stopped.`,
    status: 400,
  });
});

test("a job that is stopped before anything was processed leaves no files", async () => {
  const emulator = frozen();
  const arn = await create(emulator);
  await stop(emulator, arn);
  emulator.clock.advance(15_000);
  expect(await get(emulator, arn)).toMatchObject({ status: "Stopped", totalRecordCount: 0, processedRecordCount: 0 });
  expect((await emulator.outputs.list()).objects).toEqual([]);
});

test("a job waits for a Region that takes it, and expires when none does in time", async () => {
  const emulator = frozen({
    regions: { "us-east-1": { windows: [{ from: "PT0S", to: "PT1H", state: "down" }] } },
  });
  await put(emulator, records());
  const waits = await create(emulator);
  emulator.clock.advance(30 * 60_000);
  expect((await get(emulator, waits)).status).toBe("Scheduled");
  emulator.clock.advance(60 * 60_000);
  expect((await get(emulator, waits)).status).toBe("Completed");
  const down = frozen({ regions: { "us-east-1": { state: "down" } } });
  await put(down, records());
  const { job, arn } = await finished(down);
  expect(job).toMatchObject({
    status: "Expired",
    endTime: at(86_400),
    message: `Batch job ${arn} expired before it began`,
  });
});

test("a client token makes a job once, and is refused with another request", async () => {
  const emulator = frozen();
  const one = await create(emulator, { clientRequestToken: "same" });
  expect(await create(emulator, { clientRequestToken: "same" })).toBe(one);
  expect((await failureOf(create(emulator, { clientRequestToken: "same", jobName: "other" }))).name).toBe(
    "ConflictException",
  );
  expect((await list(emulator)).names).toEqual(["my-job"]);
});

test("jobs have tags", async () => {
  const emulator = frozen();
  const resourceARN = await create(emulator, { tags: [{ key: "team", value: "a" }] });
  await controlPlane(emulator).send(new TagResourceCommand({ resourceARN, tags: [{ key: "cost", value: "b" }] }));
  // A step of the job's life does not lose them.
  emulator.clock.advance(60_000);
  await get(emulator, resourceARN);
  const { tags } = await controlPlane(emulator).send(new ListTagsForResourceCommand({ resourceARN }));
  expect(tags).toEqual([
    { key: "team", value: "a" },
    { key: "cost", value: "b" },
  ]);
});

test("jobs are listed by time, by their state and by a part of their name, page by page", async () => {
  const emulator = frozen();
  await put(emulator, records());
  for (const jobName of ["alpha-1", "beta-1", "alpha-2"]) {
    await create(emulator, { jobName });
    emulator.clock.advance(60_000);
  }
  expect((await list(emulator)).names).toEqual(["alpha-2", "beta-1", "alpha-1"]);
  expect((await list(emulator, { sortBy: "CreationTime", sortOrder: "Ascending" })).names).toEqual([
    "alpha-1",
    "beta-1",
    "alpha-2",
  ]);
  expect((await list(emulator, { nameContains: "alpha" })).names).toEqual(["alpha-2", "alpha-1"]);
  expect((await list(emulator, { statusEquals: "Scheduled" })).names).toEqual(["alpha-2"]);
  expect((await list(emulator, { submitTimeAfter: at(60) })).names).toEqual(["alpha-2", "beta-1"]);
  expect((await list(emulator, { submitTimeBefore: at(60) })).names).toEqual(["beta-1", "alpha-1"]);
  const { names, nextToken } = await list(emulator, { maxResults: 2 });
  expect(names).toEqual(["alpha-2", "beta-1"]);
  expect((await list(emulator, { maxResults: 2, nextToken })).names).toEqual(["alpha-1"]);
  expect(await failureOf(list(emulator, { sortOrder: "Ascending", nextToken }))).toMatchObject({
    name: "ValidationException",
  });
  const [newest] = (await list(emulator)).summaries;
  expect(newest).toEqual(await get(emulator, newest?.jobArn ?? ""));
});

test("jobs belong to their account and Region", async () => {
  const emulator = frozen();
  const arn = await create(emulator);
  const missing = notFound(
    "The specified resource Amazon Resource Name (ARN) was not found. Check the Amazon Resource Name (ARN) and try your request again.",
  );
  const other = controlPlane(emulator, { accessKeyId: "444455556666" });
  const ask = new GetModelInvocationJobCommand({ jobIdentifier: idOf(arn) });
  expect(await failureOf(other.send(ask))).toEqual(missing);
  expect(await failureOf(controlPlane(emulator, { region: "us-west-2" }).send(ask))).toEqual(missing);
  expect(await failureOf(stop(emulator, "abcdefghijkl"))).toEqual(missing);
});

test("who creates a job must be allowed to pass its role", async () => {
  const principal = "arn:aws:iam::111122223333:user/dev";
  const statement = (...actions: string[]) => ({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["bedrock:*"], Resource: "*" },
      {
        Effect: "Allow",
        Action: actions,
        Resource: ROLE,
        Condition: { StringEquals: { "iam:PassedToService": "bedrock.amazonaws.com" } },
      },
    ],
  });
  const world = (...actions: string[]) =>
    frozen({
      principals: [
        { arn: principal, accessKeyId: "AKIADEV", policies: [{ name: "own", document: statement(...actions) }] },
      ],
    });
  const denied = await failureOf(controlPlane(world("iam:GetRole"), { accessKeyId: "AKIADEV" }).send(command()));
  expect(denied).toEqual({
    name: "AccessDeniedException",
    message: `User: ${principal} is not authorized to perform: iam:PassRole on resource: ${ROLE} because no identity-based policy allows the iam:PassRole action`,
    status: 403,
  });
  const { jobArn } = await controlPlane(world("iam:PassRole"), { accessKeyId: "AKIADEV" }).send(command());
  expect(jobArn).toBeDefined();
});

test("a job fails whose role may not invoke the model", async () => {
  const emulator = frozen({
    principals: [
      {
        arn: ROLE,
        policies: [
          {
            name: "own",
            document: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
          },
        ],
      },
    ],
  });
  await put(emulator, records());
  const { job, arn } = await finished(emulator);
  expect(job).toMatchObject({
    status: "Failed",
    message: `Batch job ${arn} cannot be carried out by its service role: User: ${ROLE} is not authorized to perform: bedrock:InvokeModel on resource: ${modelArn(NOVA_LITE)} because no identity-based policy allows the bedrock:InvokeModel action`,
  });
});
