import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { filesOf, interrupted, outcrop } from "./command.ts";

const GOOD = `steps:
  - name: a profile is made
    call: CreateInferenceProfile
    input:
      inferenceProfileName: team-a
      modelSource: { copyFrom: "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0" }
    expect: { status: 201, output: { inferenceProfileArn: { $arn: application-inference-profile }, status: ACTIVE } }
    capture: { arn: /inferenceProfileArn }
  - name: it is invoked
    call: Converse
    input: { modelId: "{{arn}}", messages: [{ role: user, content: [{ text: What is granite? }] }] }
    expect: { output: { $subset: { stopReason: end_turn } } }
`;

const BAD = `steps:
  - name: granite <is> & "rock"
    source: https://example.com/evidence
    call: ListInferenceProfiles
    input: { maxResults: 0 }
    expect: { error: { type: ValidationException, status: 418, message: { $contains: maxResults } } }
`;

const WORLD = `clock: { start: 2026-01-01T00:00:00Z, mode: frozen }
quotas: { controlPlane: [{ operation: ListGuardrails, perSecond: 1 }] }
steps:
  - name: time passes
    call: ListGuardrails
  - call: ListGuardrails
    expect: { error: { type: ThrottlingException, status: 429 } }
  - advance: PT1S
  - call: ListGuardrails
  - name: a change keeps the time, and changes the rest
    change: { quotas: { controlPlane: [] } }
  - call: ListGuardrails
  - call: ListGuardrails
  - call: CreateInferenceProfile
    input:
      inferenceProfileName: late
      modelSource: { copyFrom: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0" }
    capture: { arn: /inferenceProfileArn }
  - call: GetInferenceProfile
    input: { inferenceProfileIdentifier: "{{arn}}" }
    expect: { output: { $subset: { createdAt: "2026-01-01T00:00:01Z" } } }
`;

const EXPECTING = `expect: [{ name: nobody lists, noCalls: { operation: ListGuardrails } }]
steps: [{ call: ListGuardrails }]
`;

/** The environment of a target that is AWS, as far as the command can tell. */
const aws = (url: string) => ({
  AWS_ENDPOINT_URL_BEDROCK: url,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
  AWS_ACCESS_KEY_ID: "111122223333",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_REGION: "us-east-1",
});

/** Makes a profile, and then takes its time at `slowTarget`. */
const SLOW = [
  GOOD.split("  - name: it is invoked")[0],
  ...Array.from({ length: 40 }, (_, at) => `  - { name: wait ${at}, call: ListGuardrails }\n`),
].join("");

/** An Outcrop that is slow to list guardrails; `listed` resolves once it has begun to. */
async function slowTarget() {
  const { promise: listed, resolve } = Promise.withResolvers<void>();
  const target = createEmulator({
    scenario: { faults: [{ when: { operation: "ListGuardrails" }, then: { delay: 100 } }] },
    onRequest: ({ operation }) => operation === "ListGuardrails" && resolve(),
  });
  const { url } = await target.listen();
  return { target, url, listed };
}

describe("outcrop replay", { timeout: 60_000 }, () => {
  test("of a folder it takes scenarios, and leaves a schema for editors alone", async () => {
    await using files = await filesOf({ "good.yaml": GOOD, "scenario.schema.json": '{"$schema":"x","type":"object"}' });
    const { code, stderr, stdout } = await outcrop(["replay", join(files["good.yaml"], "..")]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("good.yaml");
    expect(stdout).not.toContain("schema");
  });

  test("told to stop at AWS, it begins nothing new and deletes what it has created", async () => {
    const { target, url, listed } = await slowTarget();
    await using _ = target;
    await using files = await filesOf({ "slow.yaml": SLOW });
    const args = ["replay", files["slow.yaml"], "--target", "aws"];
    const { code, stdout } = await interrupted(args, aws(url), "SIGINT", listed);
    expect(stdout).toContain("stopped before its turn");
    expect(code).toBe(1);
    const operations = target.journal.entries.map(({ operation, status }) => `${operation} ${status}`);
    expect(operations.filter((one) => one.startsWith("ListGuardrails")).length).toBeLessThan(40);
    expect(operations[0]).toBe("CreateInferenceProfile 201");
    expect(operations.at(-1)).toBe("DeleteInferenceProfile 200");
  });

  test("told to stop, a comparison ends as well, and says that it is not whole", async () => {
    const { target, url, listed } = await slowTarget();
    await using _ = target;
    await using files = await filesOf({ "slow.yaml": SLOW });
    const args = ["replay", "--diff", "aws", "process", files["slow.yaml"]];
    const { code, stdout } = await interrupted(args, aws(url), "SIGINT", listed);
    expect(stdout).toContain("no differences, stopped before the end\n");
    expect(code).toBe(1);
    expect(target.journal.entries.at(-1)).toMatchObject({ operation: "DeleteInferenceProfile", status: 200 });
  });

  test("ends with 0 when every answer is as expected, and says so line by line", async () => {
    await using files = await filesOf({ "good.yaml": GOOD, "world.yaml": WORLD });
    const { code, stdout, stderr } = await outcrop(["replay", files["good.yaml"], files["world.yaml"]]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/passed {3}\S+good\.yaml \(2, \d+ ms\)/);
    expect(stdout).toMatch(/passed {3}\S+world\.yaml \(2, \d+ ms\)/);
    expect(stdout).toMatch(/total +4 +0 +0\n2 files/);
    expect(code).toBe(0);
  });

  test("ends with 1 when one is not, and tells what was expected and found, and the source; reports tell the same", async () => {
    await using files = await filesOf({ "good.yaml": GOOD, "bad.yaml": BAD, "junit.xml": "", "page.html": "" });
    const reports = ["--junit", files["junit.xml"], "--html", files["page.html"], "--coverage", "-"];
    const { code, stdout } = await outcrop(["replay", files["good.yaml"], files["bad.yaml"], ...reports]);
    expect(code).toBe(1);
    expect(stdout).toContain("error.status: expected 418, found 400\n    source: https://example.com/evidence");
    expect(stdout).toMatch(/total +2 +1 +0\n/);
    // The call that failed is not counted.
    expect(stdout).toMatch(/ListInferenceProfiles +0 /);
    expect(stdout).toMatch(/CreateInferenceProfile +1 /);
    const junit = await readFile(files["junit.xml"], "utf8");
    expect(junit).toContain('tests="3" failures="1" skipped="0"');
    expect(junit).toContain('name="granite &lt;is&gt; &amp; &quot;rock&quot;"');
    expect(junit).toContain('<failure message="error.status: expected 418, found 400">');
    const html = await readFile(files["page.html"], "utf8");
    expect(html).toContain("2 passed, 1 failed, 0 skipped");
    expect(html).toContain("granite &lt;is&gt; &amp;");
  });

  test("holds the file's own expectations at the end", async () => {
    await using files = await filesOf({ "expecting.yaml": EXPECTING });
    const { code, stdout } = await outcrop(["replay", files["expecting.yaml"]]);
    expect(stdout).toContain("failed: expect: nobody lists");
    expect(code).toBe(1);
  });

  test("takes folders, and of them what the filter wants; --json is for machines", async () => {
    await using files = await filesOf({ "good.yaml": GOOD, "bad.yaml": BAD });
    const folder = join(files["good.yaml"], "..");
    const { code, stdout } = await outcrop(["replay", folder, "--filter", "PROFILE IS MADE", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: 1,
      failed: 0,
      files: [{ results: [{ name: "a profile is made", verdict: "passed" }] }],
    });
    expect(code).toBe(0);
  });

  test("gives each file a session of its own at a server, and ends it", async () => {
    await using emulator = createEmulator();
    const { url } = await emulator.listen();
    await using files = await filesOf({ "good.yaml": GOOD, "world.yaml": WORLD });
    const { code, stdout } = await outcrop([
      "replay",
      files["good.yaml"],
      files["world.yaml"],
      "--target",
      url,
      "--parallel",
      "2",
    ]);
    expect(stdout).toMatch(/total +4 +0 +0\n/);
    expect(code).toBe(0);
    expect(await (await fetch(`${url}/_outcrop/sessions`)).json()).toEqual({ sessions: [] });
    expect(emulator.journal.entries).toEqual([]);
  });

  test("asks before calls of AWS that cost money, skips by name what only an emulator does, and deletes what it made", async () => {
    await using emulator = createEmulator();
    const { url } = await emulator.listen();
    await using files = await filesOf({ "good.yaml": GOOD, "world.yaml": WORLD });
    const args = ["replay", files["good.yaml"], files["world.yaml"], "--target", "aws"];
    const asked = await outcrop(args, aws(url));
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain("1 × Converse");
    expect(asked.stderr).toContain("need --yes where nobody can be asked");
    expect(emulator.journal.entries).toEqual([]);
    const { code, stdout } = await outcrop([...args, "--yes"], aws(url));
    expect(stdout).toContain("needs an emulator: clock, quotas");
    expect(stdout).toMatch(/total +2 +0 +2\n/);
    expect(code).toBe(0);
    expect(emulator.journal.entries.map(({ operation }) => operation)).toEqual([
      "CreateInferenceProfile",
      "Converse",
      "DeleteInferenceProfile",
    ]);
  });

  test("tells where two targets differ, and nothing of ids, times and the words of models", async () => {
    await using down = createEmulator({
      scenario: { faults: [{ when: { operation: "Converse" }, then: { error: "ModelTimeoutException" } }] },
    });
    await using up = createEmulator({ scenario: { seed: 7 } });
    const urls = [(await up.listen()).url, (await down.listen()).url] as const;
    await using files = await filesOf({ "good.yaml": GOOD });
    const same = await outcrop([
      "replay",
      "--diff",
      "process",
      urls[0],
      files["good.yaml"],
      "contracts/behaviours/ConverseStream/events.yaml",
      "contracts/behaviours/InvokeModelWithResponseStream/bodies.yaml",
      "contracts/behaviours/GetModelInvocationJob/progress.yaml",
      "contracts/behaviours/InvokeModel/bodies.yaml",
    ]);
    expect(same.stdout).toContain("no differences");
    expect(same.code).toBe(0);
    const aside = await outcrop(["replay", "--diff", "aws", "process", files["good.yaml"], "--yes"], aws(urls[1]));
    expect(aside.stdout).toContain("it is invoked: Converse\n  answer.status: expected 408, found 200");
    expect(aside.stdout).not.toContain("inferenceProfileArn");
    expect(aside.code).toBe(1);
  });

  test("tells where two servers differ of which one runs another scenario, and leaves a file its own world", async () => {
    await using calm = createEmulator();
    await using harsh = createEmulator({
      scenario: { faults: [{ when: { operation: "Converse" }, then: { error: "ModelErrorException" } }] },
    });
    const urls = [(await calm.listen()).url, (await harsh.listen()).url] as const;
    await using files = await filesOf({ "good.yaml": GOOD, "own.yaml": `faults: []\n${GOOD}` });
    const { code, stdout } = await outcrop(["replay", "--diff", ...urls, files["good.yaml"], files["own.yaml"]]);
    expect(stdout).toContain("good.yaml: it is invoked: Converse\n  answer.status: expected 200, found 424");
    expect(stdout).not.toContain("own.yaml");
    expect(code).toBe(1);
    expect(await (await fetch(`${urls[1]}/_outcrop/sessions`)).json()).toEqual({ sessions: [] });
  });

  test("tells of a behaviour that a target gives no answer to, instead of finding no difference", async () => {
    await using silent = createEmulator({
      scenario: { faults: [{ when: { operation: "Converse" }, then: { connection: "reset" } }] },
    });
    const { url } = await silent.listen();
    await using files = await filesOf({ "good.yaml": GOOD });
    const { code, stdout } = await outcrop(["replay", "--diff", "process", url, files["good.yaml"]]);
    expect(stdout).toMatch(/good\.yaml: it is invoked\n {2}no answer of B: the call could not be made: \w+/);
    expect(code).toBe(1);
    const both = await outcrop(["replay", "--diff", url, url, files["good.yaml"]]);
    expect(both.stdout).toContain("no answer of A: ");
    expect(both.code).toBe(1);
  });

  test("signs what it sends to AWS by the chain of credentials: with a wrong secret it is refused, without any it ends with 2", async () => {
    const key = { accessKeyId: "AKIAAPP0000000000001", secretAccessKey: "granite-granite-granite" };
    await using target = createEmulator({
      scenario: {
        identity: { signatures: "verify" },
        principals: [{ arn: "arn:aws:iam::111122223333:user/ci", ...key, policies: ["AmazonBedrockFullAccess"] }],
      },
    });
    const { url } = await target.listen();
    await using files = await filesOf({
      "good.yaml": GOOD,
      credentials: `[ci]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
    });
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...bare } = aws(url);
    const nowhere = {
      ...bare,
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_EC2_METADATA_DISABLED: "true",
    };
    const run = (environment: Record<string, string>) =>
      outcrop(["replay", files["good.yaml"], "--target", "aws", "--yes"], environment);
    const [chain, wrong, none] = await Promise.all([
      run({ ...bare, AWS_SHARED_CREDENTIALS_FILE: files.credentials, AWS_PROFILE: "ci" }),
      run({ ...bare, AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: "gneiss" }),
      run(nowhere),
    ]);
    expect(chain.stdout).toMatch(/total +2 +0 +0\n/);
    expect(chain.code).toBe(0);
    expect(wrong.stdout).toContain("InvalidSignatureException (403)");
    expect(wrong.code).toBe(1);
    expect(none.stderr).toContain("the AWS SDK has no credentials: ");
    expect(none.code).toBe(2);
  });

  test("deletes at AWS what it has created when a behaviour fails", async () => {
    await using target = createEmulator();
    const { url } = await target.listen();
    const failing = GOOD.replace("stopReason: end_turn", "stopReason: tool_use");
    await using files = await filesOf({ "failing.yaml": failing });
    const { code, stdout } = await outcrop(["replay", files["failing.yaml"], "--target", "aws", "--yes"], aws(url));
    expect(stdout).toMatch(/total +1 +1 +0\n/);
    expect(code).toBe(1);
    expect(target.journal.entries.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      "CreateInferenceProfile 201",
      "Converse 200",
      "DeleteInferenceProfile 200",
    ]);
  });

  test.each<[args: string[], complaint: string]>([
    [[], "replay needs at least one file or folder"],
    [["nowhere.yaml"], "cannot read nowhere.yaml: there is no such file"],
    [["x", "--target", "gcp"], '--target must be a URL, aws or process, and not "gcp"'],
    [["x", "--parallel", "0"], '--parallel must be a whole number from 1 to 64, and not "0"'],
    [["x", "--region", "us-west-9"], '--region "us-west-9" is no Region with Amazon Bedrock'],
    [["--diff", "a", "b", "x", "--target", "aws"], "--diff takes its two targets as A and B, and no --target"],
    [["--diff", "a", "b", "x", "--html", "y"], "--diff writes no report, and takes no --html"],
    [["--diff", "process"], "--diff needs two targets and at least one file"],
    [["x", "--nonsense"], "replay has no option --nonsense"],
  ])("ends with 2 for %j", async (args, complaint) => {
    const { code, stderr, stdout } = await outcrop(["replay", ...args]);
    expect(stderr).toContain(complaint);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("ends with 2 for a bad file, a server that is not there, and a file without steps", async () => {
    await using files = await filesOf({
      "bad.yaml": "steps: [{ call: Nothing }]",
      "none.yaml": "seed: 1",
      "good.yaml": GOOD,
    });
    const bad = await outcrop(["replay", files["bad.yaml"]]);
    expect(bad.stderr).toMatch(/bad\.yaml:1:17: steps\[0\]\.call: there is no operation "Nothing"/);
    const none = await outcrop(["replay", files["none.yaml"]]);
    expect(none.stderr).toContain("the files have no steps");
    const gone = await outcrop(["replay", files["good.yaml"], "--target", "http://127.0.0.1:9"]);
    expect(gone.stderr).toContain("http://127.0.0.1:9/ cannot be reached: ");
    expect([bad.code, none.code, gone.code]).toEqual([2, 2, 2]);
    const valid = await outcrop(["validate", files["bad.yaml"]]);
    expect(valid.code).toBe(2);
  });
});
