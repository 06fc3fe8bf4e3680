import { expect, test } from "vitest";
import { createEmulator, parseScenario, type Scenario, ScenarioError } from "../../emulator/index.ts";

/** The problems of a text, as users read them. */
function problemsOf(text: string, file = "s.yaml"): string[] {
  return errorOf(() => parseScenario(text, file)).message.split("\n");
}

function errorOf(work: () => unknown): ScenarioError {
  try {
    work();
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error("there was no ScenarioError");
}

const whole = `
# Everything that this version acts on.
version: 1
seed: 7
clock: { start: 2026-01-01T00:00:00Z, mode: frozen }
defaults: { region: eu-west-1, account: "999988887777" }
principals:
  - arn: arn:aws:iam::123456789012:role/app
    accessKeyId: AKIAAPP0000000000001
    secretAccessKey: secret
profiles:
  - account: "123456789012"
    region: us-east-1
    id: abcdefghijkl
    name: team-a
    description: for team A
    copyFrom: us.amazon.nova-lite-v1:0
    tags: { team: a, empty: "" }
quotas: { applicationProfilesPerRegion: 5 }
`;

const wholeObject = {
  version: 1,
  seed: 7,
  clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
  defaults: { region: "eu-west-1", account: "999988887777" },
  principals: [
    { arn: "arn:aws:iam::123456789012:role/app", accessKeyId: "AKIAAPP0000000000001", secretAccessKey: "secret" },
  ],
  profiles: [
    {
      account: "123456789012",
      region: "us-east-1",
      id: "abcdefghijkl",
      name: "team-a",
      description: "for team A",
      copyFrom: "us.amazon.nova-lite-v1:0",
      tags: { team: "a", empty: "" },
    },
  ],
  quotas: { applicationProfilesPerRegion: 5 },
} satisfies Scenario;

test("every section is read, from YAML and from JSON alike", () => {
  expect(parseScenario(whole)).toEqual(wholeObject);
  for (const indent of [undefined, 2, "\t"]) {
    expect(parseScenario(JSON.stringify(wholeObject, null, indent))).toEqual(wholeObject);
  }
  expect(parseScenario(`\uFEFF${JSON.stringify(wholeObject)}`)).toEqual(wholeObject);
});

test("every section is optional, and a text with nothing in it is a scenario", () => {
  for (const text of ["", "# only a comment\n", "{}", "---\n"]) expect(parseScenario(text)).toEqual({});
  for (const [name, section] of Object.entries(wholeObject)) {
    expect(parseScenario(JSON.stringify({ [name]: section }))).toEqual({ [name]: section });
  }
});

test("a clock may start at a Date", () => {
  const start = new Date("2026-01-01T00:00:00Z");
  const emulator = createEmulator({ scenario: { clock: { start, mode: "frozen" } } });
  expect(emulator.clock.now()).toEqual(start);
  expect(errorOf(() => createEmulator({ scenario: { clock: { start: new Date(Number.NaN) } } })).message).toContain(
    "clock.start: an instant is written in ISO 8601",
  );
});

test("an unknown key is an error with its place and the nearest right word", () => {
  expect(problemsOf("profile: []")).toEqual([
    's.yaml:1:10: profile: unknown key "profile"; did you mean "profiles"? Allowed: version, extends, include, seed, clock, defaults, sessions, identity, organization, accounts, principals, profiles, guardrails, regions, routing, quotas, usage, faults, output, journal, answers, expect, steps',
  ]);
  expect(problemsOf("seed: 1\nclock:\n  mod: frozen\n")).toEqual([
    's.yaml:3:8: clock.mod: unknown key "mod"; did you mean "mode"? Allowed: start, mode',
  ]);
  expect(problemsOf("profiles:\n  - { id: abcdefghijkl, nmae: x, name: x, copyFrom: y }")).toEqual([
    's.yaml:2:31: profiles[0].nmae: unknown key "nmae"; did you mean "name"? Allowed: account, region, id, name, description, copyFrom, tags',
  ]);
  expect(problemsOf("quotas: { applicationProfilePerRegion: 1 }")[0]).toContain(
    'did you mean "applicationProfilesPerRegion"?',
  );
});

test("a key that is near no word has no suggestion", () => {
  expect(problemsOf("xylophone: 1")).toEqual([
    's.yaml:1:12: xylophone: unknown key "xylophone". Allowed: version, extends, include, seed, clock, defaults, sessions, identity, organization, accounts, principals, profiles, guardrails, regions, routing, quotas, usage, faults, output, journal, answers, expect, steps',
  ]);
});

test("every problem is told at once, each with its place", () => {
  const text = 'seed: -1\ndefaults:\n  account: 123\nprofiles:\n  - id: short\n    name: ""\n    copyFrom: x\n';
  const places = problemsOf(text).map((problem) => problem.split(": ").slice(0, 2).join(": "));
  expect(places).toEqual([
    "s.yaml:1:7: seed",
    "s.yaml:3:12: defaults.account",
    "s.yaml:5:9: profiles[0].id",
    "s.yaml:6:11: profiles[0].name",
  ]);
});

test.each([
  ["seed: x", 'seed: Invalid input: expected number, received string (found "x")'],
  ["seed: 1.5", "seed: Invalid input: expected int, received number (found 1.5)"],
  ["seed: 99999999999999999999", "seed"],
  ["version: 2", "version: the version is 1 (found 2)"],
  ["clock: frozen", 'clock: Invalid input: expected object, received string (found "frozen")'],
  ["clock: { start: 2026-01-01 }", "clock.start: an instant is written in ISO 8601"],
  ["clock: { start: tomorrow }", "clock.start: an instant is written in ISO 8601"],
  ["clock: { start: 5 }", "clock.start: an instant is written in ISO 8601"],
  ["clock: { start: 2026-01-01T00:00:00 }", "clock.start: an instant is written in ISO 8601"],
  ["clock: { mode: stopped }", "clock.mode: Invalid option"],
  ["defaults: { account: 111122223333 }", "defaults.account"],
  ['defaults: { account: "1" }', 'defaults.account: an account is 12 digits, in quotes (found "1")'],
  ["principals: {}", "principals: Invalid input: expected array, received object (found an object)"],
  ["principals: [{ arn: role/app }]", "principals[0].arn: a principal is named by its IAM or STS ARN"],
  ["principals: [{}]", "principals[0].arn: a value is required here"],
  ["profiles:", "profiles: Invalid input: expected array, received null"],
  ["quotas: { applicationProfilesPerRegion: -1 }", "quotas.applicationProfilesPerRegion: Too small"],
  ["- a list", "Invalid input: expected object, received array (found a list)"],
  ["just text", "Invalid input: expected object, received string"],
])("wrong values are told in words: %s", (text, message) => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^s\.yaml:\d+:\d+: /);
  expect(problems[0]).toContain(message);
});

const profile = (more: Record<string, unknown>) =>
  JSON.stringify({ profiles: [{ id: "abcdefghijkl", name: "x", copyFrom: "amazon.nova-lite-v1:0", ...more }] });

test.each([
  [{ id: "ABCDEFGHIJKL" }, "profiles[0].id"],
  [{ name: "two  spaces" }, "profiles[0].name"],
  [{ name: "x".repeat(65) }, "profiles[0].name"],
  [{ description: "a, b" }, "profiles[0].description"],
  [{ tags: { team: 1 } }, "profiles[0].tags.team"],
  [{ tags: { "te*m": "a" } }, "profiles[0].tags.te*m: a tag is letters"],
  [{ tags: { team: "ü" } }, "profiles[0].tags.team: a tag is letters"],
  [{ tags: ["team"] }, "profiles[0].tags"],
])("a profile that CreateInferenceProfile would refuse is refused here: %j", (more, place) => {
  expect(problemsOf(profile(more))[0]).toContain(place);
});

test.each([
  [{ copyFrom: "anthropic.claude-sonnet-4-20250514-v1:0" }, "profiles[0].copyFrom: copyFrom must be a valid inference"],
  [{ copyFrom: "no.such-model" }, 'profiles[0].copyFrom: Model not found (found "no.such-model")'],
  [{ copyFrom: "eu.amazon.nova-lite-v1:0" }, "profiles[0].copyFrom: Inference profile not found"],
  [{ copyFrom: "arn:aws:s3:us-east-1::foundation-model/amazon.nova-lite-v1:0" }, "profiles[0].copyFrom"],
  [{ copyFrom: "arn:nonsense" }, "profiles[0].copyFrom"],
  [{ region: "us-east-9" }, 'profiles[0].region: "us-east-9" is no Region with Amazon Bedrock. Allowed: us-east-1'],
  [{ tags: { "aws:x": "a" } }, "profiles[0].tags: aws: prefixed tag key names"],
  [
    { tags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, ""])) },
    "profiles[0].tags: The resource has 51",
  ],
])("a profile of names that mean nothing is refused: %j", (more, message) => {
  const error = errorOf(() => createEmulator({ scenario: parseScenario(profile(more)) }));
  expect(error.problems).toHaveLength(1);
  expect(error.message).toContain(message);
});

test("a default Region that is none is told once, whatever stands on it", () => {
  const scenario = { defaults: { region: "eu-wets-1" }, ...(JSON.parse(profile({})) as Scenario) };
  const error = errorOf(() => createEmulator({ scenario }));
  expect(error.problems.map(({ path }) => path)).toEqual(["defaults.region"]);
});

test("what is there twice is an error", () => {
  const twice = (JSON.parse(profile({})) as { profiles: NonNullable<Scenario["profiles"]> }).profiles;
  const profiles = [...twice, ...twice];
  expect(errorOf(() => createEmulator({ scenario: { profiles } })).message).toContain(
    'profiles[1].id: "abcdefghijkl" is',
  );
  const principal = { arn: "arn:aws:iam::123456789012:role/app", accessKeyId: "AKIA1" };
  const principals = [principal, principal];
  expect(errorOf(() => createEmulator({ scenario: { principals } })).message).toContain("principals[1].accessKeyId");
  expect(problemsOf("seed: 1\nseed: 2\n")).toEqual(["s.yaml:2:1: Map keys must be unique"]);
  expect(problemsOf('{"seed": 1, "seed": 2}')).toEqual(["s.yaml:1:13: Map keys must be unique"]);
});

test("one id in two accounts or Regions is no duplicate", () => {
  const one = (JSON.parse(profile({})) as { profiles: NonNullable<Scenario["profiles"]> }).profiles[0];
  if (!one) throw new Error("no profile");
  const profiles = [one, { ...one, account: "999988887777" }, { ...one, region: "us-west-2" }];
  expect(() => createEmulator({ scenario: { profiles } })).not.toThrow();
});

test.each([
  ["seed: [1", "s.yaml:1:9: "],
  ["seed: 1\n  clock: {}", "s.yaml:"],
  ['"unterminated', "s.yaml:1:"],
  ["{", "s.yaml:1:"],
  ["\tseed: 1", "s.yaml:1:"],
  ["seed: 1\n---\nseed: 2", "s.yaml:2:1: a scenario is one document; this text has several"],
  ["seed: !secret 1", "s.yaml:1:7: Unresolved tag"],
  ["seed: *nothing", "s.yaml:1:1: Unresolved alias"],
])("text that is no YAML is told with line and column: %s", (text, start) => {
  expect(problemsOf(text)[0]?.startsWith(start), problemsOf(text)[0]).toBe(true);
});

test("text without a file name still has its line and column", () => {
  expect(errorOf(() => parseScenario("\nseed: x")).message).toMatch(/^line:2:7: seed: /);
  expect(errorOf(() => parseScenario("\nseed: x")).problems).toMatchObject([
    { path: "seed", keys: ["seed"], line: 2, column: 7 },
  ]);
});

test("an object that was never text has places without line and column", () => {
  const error = errorOf(() => createEmulator({ scenario: { sede: 1 } as Scenario }));
  expect(error.message).toMatch(/^sede: unknown key "sede"; did you mean "seed"\?/);
  expect(error.problems[0]).not.toHaveProperty("line");
});

test("aliases may be used, and a bomb of them is refused", () => {
  expect(parseScenario("defaults: &d { region: us-west-2 }\nclock: { mode: frozen }\n")).toMatchObject({
    defaults: { region: "us-west-2" },
  });
  const shared =
    "profiles:\n  - { id: abcdefghijkl, name: x, copyFrom: y, tags: &t { a: b } }\n  - { id: abcdefghijkm, name: x, copyFrom: y, tags: *t }\n";
  expect(parseScenario(shared).profiles?.[1]?.tags).toEqual({ a: "b" });
  const line = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(",")}]\n`;
  const bomb = `a: &a [x]\n${line("b", "a")}${line("c", "b")}${line("d", "c")}${line("e", "d")}${line("f", "e")}`;
  expect(problemsOf(bomb)[0]).toContain("alias");
});

test("a value that holds itself, or is nested without end, is a problem and no crash", () => {
  expect(problemsOf("profiles: &a [*a]")[0]).toContain("profiles[0]");
  expect(problemsOf("seed: &a [*a]")[0]).toContain("seed");
  expect(problemsOf(`seed: ${"[".repeat(50_000)}`)[0]).toMatch(/^s\.yaml:1:\d+: /);
  expect(problemsOf(`seed: ${"[".repeat(50_000)}${"]".repeat(50_000)}`)[0]).toContain("nested too deeply");
});

test("names of JavaScript's own are no way into anything", () => {
  for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    expect(problemsOf(`{"${key}": {"polluted": 1}}`)[0]).toContain(`unknown key "${key}"`);
  }
  expect(problemsOf('{"profiles": [{"__proto__": {"id": "abcdefghijkl"}}]}').join()).toContain("__proto__");
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("a secret key never stands in a message", () => {
  const principal = 'arn: "arn:aws:iam::123456789012:role/app"';
  for (const text of [
    `principals: [{ ${principal}, secretAccessKey: 1234567890 }]`,
    `principals: [{ ${principal}, secretAccessKey: [1234567890] }]`,
    `principals: [{ ${principal}, secretAcessKey: "1234567890" }]`,
    `principals: { ${principal}, secretAccessKey: "1234567890" }`,
    `principals: [["1234567890"]]`,
  ]) {
    expect(problemsOf(text).join("\n"), text).not.toContain("1234567890");
  }
});

test("long values are shown cut short", () => {
  expect(problemsOf(`seed: ${"x".repeat(10_000)}`)[0]?.length).toBeLessThan(200);
});
