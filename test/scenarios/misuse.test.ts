import { describe, expect, test } from "vitest";
import { createEmulator, type Scenario, ScenarioError } from "../../emulator/index.ts";
import { fc } from "../generation/property.ts";
import { ACCOUNT, APP, serve, US_NOVA } from "./world.ts";

/** The problems of a scenario, `path: message` each; fails when there are none or when it ends in anything but a ScenarioError. */
function problemsOf(scenario: unknown): readonly string[] {
  try {
    createEmulator({ scenario: scenario as Scenario });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  throw new Error("the scenario was taken");
}

describe("a word that is nearly right is answered with the right one, and its place", () => {
  const principal = { arn: APP };
  test.each([
    ["organization.scsp", { organization: { scsp: [] } }, "scps"],
    ["organization.units[0].acounts", { organization: { units: [{ name: "a", acounts: [] }] } }, "accounts"],
    [
      "organization.units[0].units[0].scp",
      { organization: { units: [{ name: "a", units: [{ name: "b", scp: [] }] }] } },
      "scps",
    ],
    [`accounts.${ACCOUNT}.optInRegion`, { accounts: { [ACCOUNT]: { optInRegion: [] } } }, "optInRegions"],
    ["identity.signature", { identity: { signature: "verify" } }, "signatures"],
    ["principals[0].accesKeyId", { principals: [{ ...principal, accesKeyId: "a" }] }, "accessKeyId"],
    ["regions.us-west-2.latencyMS", { regions: { "us-west-2": { latencyMS: { p50: 1 } } } }, "latencyMs"],
    ["regions.us-west-2.latencyMs.p9", { regions: { "us-west-2": { latencyMs: { p50: 1, p9: 2 } } } }, "p99"],
    [
      "regions.us-west-2.windows[0].form",
      { regions: { "us-west-2": { windows: [{ form: "PT1S", state: "up" }] } } },
      "from",
    ],
    [
      "regions.us-west-2.capacity.requestPerMinute",
      { regions: { "us-west-2": { capacity: { requestPerMinute: 1 } } } },
      "requestsPerMinute",
    ],
    ["routing.polcy", { routing: { polcy: "capacity" } }, "policy"],
    ["quotas.rules[0].requestsPerMinutes", { quotas: { rules: [{ requestsPerMinutes: 1 }] } }, "requestsPerMinute"],
    [
      "quotas.controlPlane[0].perSeconds",
      { quotas: { controlPlane: [{ operation: "GetInferenceProfile", perSeconds: 1 }] } },
      "perSecond",
    ],
    ["faults[0].whem", { faults: [{ whem: {}, then: { error: "ThrottlingException" } }] }, "when"],
    [
      "faults[0].when.operations",
      { faults: [{ when: { operations: "Converse" }, then: { error: "ThrottlingException" } }] },
      "operation",
    ],
    ["faults[0].then.eror", { faults: [{ then: { eror: "ThrottlingException" } }] }, "error"],
    ["faults[0].when.text.contain", { faults: [{ when: { text: { contain: "a" } }, then: { delay: 1 } }] }, "contains"],
    ["faults[0].when.window.form", { faults: [{ when: { window: { form: "PT1S" } }, then: { delay: 1 } }] }, "from"],
  ])("%s", (path, scenario, nearest) => {
    const word = path.split(".").at(-1);
    const problems = problemsOf(scenario);
    expect(
      problems.find((problem) => problem.startsWith(`${path}: unknown key "${word}"; did you mean "${nearest}"?`)),
      problems.join("\n"),
    ).toBeDefined();
  });
});

describe("a value that means nothing is refused with its place", () => {
  const policies = (document: unknown) => ({ principals: [{ arn: APP, policies: [{ name: "p", document }] }] });
  const fault = (then: unknown, when: unknown = {}) => ({ faults: [{ when, then }] });
  test.each([
    ["identity.signatures", { identity: { signatures: "check" } }, /trust.*verify/],
    ["organization.id", { organization: { id: "my-org" } }, /o-/],
    ["organization.managementAccount", { organization: { managementAccount: 123456789012 } }, /12 digits, in quotes/],
    ["accounts.12", { accounts: { 12: {} } }, /12 digits/],
    [`accounts.${ACCOUNT}.optInRegions[0]`, { accounts: { [ACCOUNT]: { optInRegions: ["Hong Kong"] } } }, /eu-west-1/],
    ["organization.scps[0]", { organization: { scps: ["FullAccess"] } }, /FullAWSAccess/],
    [
      "organization.units[1].accounts[0]",
      {
        organization: {
          units: [
            { name: "a", accounts: [ACCOUNT] },
            { name: "b", accounts: [ACCOUNT] },
          ],
        },
      },
      /another unit/,
    ],
    ["principals[0].arn", { principals: [{ arn: "app" }] }, /ARN/],
    ["principals[0].arn", { principals: [{}] }, /required/],
    [
      "principals[1].accessKeyId",
      {
        principals: [
          { arn: APP, accessKeyId: "A" },
          { arn: APP, accessKeyId: "A" },
        ],
      },
      /above/,
    ],
    ["principals[0].policies[0].document.Statement", policies({ Version: "2012-10-17" }), /missing/],
    [
      "principals[0].policies[0].document.Statement[0].Condition.StringEquls",
      policies({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringEquls: {} } }] }),
      /StringEquals/,
    ],
    ["regions.us-west-9", { regions: { "us-west-9": {} } }, /no Region/],
    ["regions.us-west-2.state", { regions: { "us-west-2": { state: "dwon" } } }, /"up"\|"degraded"\|"down"/],
    [
      "regions.us-west-2.windows[0].from",
      { regions: { "us-west-2": { windows: [{ from: "10 s", state: "down" }] } } },
      /PT10S/,
    ],
    [
      "regions.us-west-2.windows[0].to",
      { regions: { "us-west-2": { windows: [{ from: "PT9S", to: "PT1S", state: "down" }] } } },
      /ends after/,
    ],
    ["regions.us-west-2.latencyMs.p99", { regions: { "us-west-2": { latencyMs: { p50: 9, p99: 1 } } } }, /median/],
    [
      "regions.us-west-2.capacity.tokensPerMinute",
      { regions: { "us-west-2": { capacity: { tokensPerMinute: -1 } } } },
      /0/,
    ],
    ["routing.policy", { routing: { policy: "fastest" } }, /pinned: REGION/],
    ["routing.policy.pinned", { routing: { policy: { pinned: "us-west-9" } } }, /no Region/],
    ["quotas.mode", { quotas: { mode: "on" } }, /"off"\|"aws"/],
    ["quotas.rules[0].model", { quotas: { rules: [{ model: US_NOVA }] } }, /no foundation model/],
    ["quotas.rules[0].kind", { quotas: { rules: [{ kind: "geographic" }] } }, /cross-region/],
    ["quotas.rules[0].requestsPerMinute", { quotas: { rules: [{ requestsPerMinute: -1 }] } }, /0/],
    ["quotas.rules[0].region", { quotas: { rules: [{ region: "mars" }] } }, /no Region/],
    [
      "quotas.controlPlane[0].operation",
      { quotas: { controlPlane: [{ operation: "Converse", perSecond: 1 }] } },
      /GetInferenceProfile/,
    ],
    [
      "quotas.controlPlane[0].perSecond",
      { quotas: { controlPlane: [{ operation: "GetInferenceProfile", perSecond: 0 }] } },
      /0/,
    ],
    ["faults[0].then", fault({}), /nothing happens/],
    ["faults[0].then.error", fault({ error: "ThrotlingException" }), /ThrottlingException/],
    ["faults[0].when.operation", fault({ error: "ThrottlingException" }, { operation: "Convers" }), /Converse/],
    ["faults[0].when.region", fault({ error: "ThrottlingException" }, { region: "us-west-9" }), /no Region/],
    ["faults[0].when.model", fault({ error: "ThrottlingException" }, { model: US_NOVA }), /no foundation model/],
    ["faults[0].when.probability", fault({ error: "ThrottlingException" }, { probability: 2 }), /1/],
    ["faults[0].when.call", fault({ error: "ThrottlingException" }, { call: 0 }), />=1/],
    ["faults[0].when.text.matches", fault({ delay: 1 }, { text: { matches: "(" } }), /regular expression/i],
    ["faults[0].when.window.to", fault({ delay: 1 }, { window: { to: "soon" } }), /PT10S/],
    ["faults[0].then.delay", fault({ delay: "soon" }), /PT2S/],
    ["faults[0].then.delay", fault({ delay: -1 }), /0 to/],
    ["faults[0].then.headers", fault({ error: "ThrottlingException", headers: { "a b": "c" } }), /header/],
    ["faults[0].then.connection", fault({ connection: "drop" }), /refuse/],
    ["faults[0].then.answer", fault({ answer: "nothing" }), /empty/],
    ["faults[0].then.truncateAfterEvents", fault({ truncateAfterEvents: 1 }, { operation: "Converse" }), /stream/],
    ["faults[0].times", { faults: [{ then: { delay: 1 }, times: 0 }] }, /1/],
  ])("%s", (path, scenario, message) => {
    const problems = problemsOf(scenario);
    const [first = ""] = problems.filter((problem) => problem.startsWith(path));
    expect(first, problems.join("\n")).toMatch(message);
  });
});

test("everything that is wrong is told at once", () => {
  const problems = problemsOf({
    regions: { "us-west-9": {} },
    quotas: { rules: [{ model: "nova" }] },
    faults: [{ then: { error: "Thing" } }],
    principals: [{ arn: APP, policies: ["Nothing"] }],
  });
  expect(problems).toHaveLength(4);
});

test("secrets of a scenario are not repeated in what is said of it", () => {
  const secret = "wJalrXUtnFEMI";
  for (const principal of [
    { arn: APP, secretAccessKey: [secret] },
    { arn: APP, sessionToken: { a: secret } },
    { arn: "app", secretAccessKey: secret },
  ]) {
    expect(problemsOf({ principals: [principal] }).join("\n")).not.toContain(secret);
  }
  const twice = { arn: APP, apiKey: secret };
  expect(problemsOf({ principals: [twice, twice] }).join("\n")).not.toContain(secret);
});

test("whatever is written into the sections, the answer is an emulator or a ScenarioError", () => {
  const word = fc.constantFrom(
    "scps",
    "units",
    "name",
    "document",
    "Statement",
    "Effect",
    "us-west-2",
    "state",
    "windows",
    "from",
    "to",
    "PT1S",
    "policy",
    "pinned",
    "rules",
    "model",
    "when",
    "then",
    "error",
    "operation",
    "Converse",
    "delay",
    "call",
    "arn",
    APP,
    "policies",
    "p50",
    "latencyMs",
    "capacity",
    "answer",
    "connection",
    "reset",
    "__proto__",
    "constructor",
    ACCOUNT,
    "headers",
    "toString",
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5, depthSize: "small" },
      word,
      fc.constantFrom<unknown>(null, true, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "", "ThrottlingException"),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(word, tie("any"), { maxKeys: 4 }),
    ),
  })).any;
  const section = fc.constantFrom(
    "identity",
    "organization",
    "accounts",
    "principals",
    "profiles",
    "regions",
    "routing",
    "quotas",
    "faults",
    "clock",
    "defaults",
  );
  fc.assert(
    fc.property(fc.dictionary(section, value, { minKeys: 1, maxKeys: 3 }), (scenario) => {
      try {
        createEmulator({ scenario: scenario as Scenario });
      } catch (error) {
        expect(error).toBeInstanceOf(ScenarioError);
        expect((error as ScenarioError).problems.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});

test("a bad scenario through the admin API is a 400 with the line, and the old one stays", async () => {
  await using served = await serve({ quotas: { rules: [{ requestsPerMinute: 0 }] } });
  const put = (body: string) => fetch(`${served.url}/_outcrop/scenario`, { method: "PUT", body });
  const answer = await put("regions:\n  us-west-2:\n    stat: down\n");
  expect(answer.status).toBe(400);
  const problem = (await answer.json()) as { errors: readonly object[] };
  expect(problem.errors).toMatchObject([{ path: "regions.us-west-2.stat", line: 3, column: 11 }]);
  expect((await put("faults: [{ then: { error: Thing } }]")).status).toBe(400);
  const { ConverseCommand } = await import("@aws-sdk/client-bedrock-runtime");
  const command = new ConverseCommand({ modelId: US_NOVA, messages: [{ role: "user", content: [{ text: "Hi." }] }] });
  await expect(served.overHttp1().send(command)).rejects.toMatchObject({ name: "ThrottlingException" });
  expect((await put("{}")).status).toBe(200);
  expect((await served.overHttp1().send(command)).stopReason).toBe("end_turn");
  expect(served.errors).toEqual([]);
});
