import { AccessDeniedException, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import type { Answers } from "../../emulator/command/judge-scenario.ts";
import { createEmulator, parseScenario } from "../../emulator/index.ts";
import { runtime } from "../emulator/callers.ts";
import { filesOf, outcrop } from "./command.ts";

// The incidents are those of https://github.com/aws-solutions/aws-control-tower-customizations/issues/211 (a Region denied to all)
// and https://github.com/aws-samples/well-architected-iac-analyzer/issues/181 (a policy that names one Region).

const US_NOVA = "us.amazon.nova-lite-v1:0";

const ONE_REGION = `
principals:
  - arn: arn:aws:iam::123456789012:role/app
    accessKeyId: AKIAAPP0000000000001
    policies:
      - name: one-region
        document:
          Version: "2012-10-17"
          Statement:
            - Sid: Own
              Effect: Allow
              Action: bedrock:InvokeModel
              Resource:
                - arn:aws:bedrock:us-east-1::foundation-model/*
                - arn:aws:bedrock:us-east-1:123456789012:*
  - arn: arn:aws:iam::999999999999:user/other
    policies: [AmazonBedrockFullAccess]
profiles:
  - { account: "123456789012", id: teamaprofile, name: team-a, copyFrom: ${US_NOVA} }
`;

const scenarioFile = (name: string) => new URL(`../../scenarios/${name}`, import.meta.url).pathname;

async function answersOf(args: readonly string[]): Promise<Answers & { readonly code: number | null }> {
  const { code, stdout, stderr } = await outcrop(["explain", "--json", ...args]);
  expect(stderr).toBe("");
  return { code, ...(JSON.parse(stdout) as Answers) };
}

describe.concurrent("outcrop explain", { timeout: 30_000 }, () => {
  test("a Region that an SCP denies is told with its statement, AWS's error and the change that would allow it", async () => {
    const args = ["explain", scenarioFile("region-deny.yaml"), "--model-id", US_NOVA];
    const { code, stdout, stderr } = await outcrop(args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const unrestricted = 'identity-based policies: Statement[0] of "no policies given: everything is allowed"';
    expect(stdout.split("\n").slice(0, 17)).toEqual([
      "Converse (bedrock:InvokeModel)",
      "",
      "DENIED  arn:aws:iam::111122223333:user/outcrop",
      `  invokes ${US_NOVA} (US Nova Lite)`,
      "  over amazon.nova-lite-v1:0 from us-east-1",
      "",
      "  REGION     RESOURCE           VERDICT  DECIDED BY",
      `  us-east-1  inference-profile  allowed  ${unrestricted}`,
      `  us-east-1  foundation-model   allowed  ${unrestricted}`,
      `  us-east-2  foundation-model   allowed  ${unrestricted}`,
      '  us-west-2  foundation-model   denied   SCPs at Root: Statement[0] (Sid GRREGIONDENY) of "region-deny"',
      "",
      "  AWS's error:",
      "    User: arn:aws:iam::111122223333:user/outcrop is not authorized to perform: bedrock:InvokeModel on resource: " +
        "arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0 with an explicit deny in a service control policy",
      "",
      "  The smallest change that would allow it:",
      '    - SCPs at Root: Add "us-west-2" to aws:RequestedRegion of StringNotEquals in Statement[0] (Sid GRREGIONDENY) of region-deny.',
    ]);
    expect(stdout).toContain('          "StringNotEquals": {');
    expect(stdout).toMatch(/\ndenied: 1 of 1\n$/);
  });

  test("without profiles of its own a scenario is tried on a geographic and a global profile of one model", async () => {
    const { code, results } = await answersOf([scenarioFile("region-deny.yaml")]);
    expect(code).toBe(1);
    expect(results.map(({ modelId }) => modelId.split(".")[0])).toEqual(["us", "global"]);
    const [near, worldwide] = results;
    expect(near?.model).toBe(worldwide?.model);
    expect(worldwide?.checks.map(({ region, allowed }) => [region, allowed])).toEqual([
      ["us-east-1", true],
      ["us-east-1", true],
      ["unspecified", false],
    ]);
    expect(worldwide?.changes[0]?.words).toContain('Add "unspecified" to aws:RequestedRegion');
  });

  test("each principal is tried on the profiles of its own account", async () => {
    await using files = await filesOf({ "one.yaml": ONE_REGION });
    const { code, allowed, results } = await answersOf([files["one.yaml"]]);
    expect({ code, allowed }).toEqual({ code: 1, allowed: false });
    const own = results.filter(({ principal }) => principal.endsWith("role/app"));
    expect(own.map(({ name, modelId }) => [name, modelId])).toEqual([
      ["team-a", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/teamaprofile"],
    ]);
    expect(own[0]?.checks.map(({ region, allowed, decidedBy }) => [region, allowed, decidedBy?.kind])).toEqual([
      ["us-east-1", true, undefined],
      ["us-east-1", true, undefined],
      ["us-east-2", false, "implicit-deny"],
      ["us-west-2", false, "implicit-deny"],
    ]);
    const others = results.filter(({ principal }) => principal.endsWith("user/other"));
    expect(others.map((result) => result.allowed)).toEqual([true, true]);
    expect(others.map(({ name }) => name)).not.toContain("team-a");
  });

  test("what it says is what the emulator does, and its change makes the emulator allow it", async () => {
    await using files = await filesOf({ "one.yaml": ONE_REGION });
    const { results } = await answersOf([files["one.yaml"], "--principal", "arn:aws:iam::123456789012:role/app"]);
    expect(results).toHaveLength(1);
    const { modelId, message, changes } = results[0] ?? { modelId: "", changes: [] };
    const command = new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ text: "Hello" }] }] });
    const caller = { accessKeyId: "AKIAAPP0000000000001" };
    const scenario = parseScenario(ONE_REGION);
    const denied = await runtime(createEmulator({ scenario }), caller)
      .send(command)
      .catch((error: unknown) => error);
    expect(denied).toBeInstanceOf(AccessDeniedException);
    expect((denied as Error).message).toBe(message);

    expect(changes).toHaveLength(1);
    const [first, ...rest] = scenario.principals ?? [];
    const document = { Version: "2012-10-17", Statement: [changes[0]?.snippet] };
    const mended = { arn: "", ...first, policies: [{ name: "mended", document }] };
    const emulator = createEmulator({ scenario: { ...scenario, principals: [mended, ...rest] } });
    expect((await runtime(emulator, caller).send(command)).stopReason).toBe("end_turn");
  });

  test("everything allowed is exit code 0, also where no policy restricts anybody", async () => {
    const { code, stdout } = await outcrop(["explain", scenarioFile("two-teams.yaml")]);
    expect(code).toBe(0);
    expect(stdout).toContain("no policy restricts this principal");
    expect(stdout).toMatch(/\nallowed: all 4\n$/);
    expect(await answersOf([scenarioFile("two-teams.yaml")])).toMatchObject({ allowed: true, code: 0 });
  });

  test("the action is that of the operation", async () => {
    await using files = await filesOf({ "one.yaml": ONE_REGION });
    const stream = ["--operation", "ConverseStream", "--model-id", "amazon.nova-lite-v1:0"];
    const { action, results } = await answersOf([files["one.yaml"], ...stream]);
    expect(action).toBe("bedrock:InvokeModelWithResponseStream");
    expect(results.map(({ allowed }) => allowed)).toEqual([false, true]);
  });

  test("a principal with an API key alone needs the permission to call with it", async () => {
    const statement = '{ Effect: Allow, Action: "bedrock:InvokeModel", Resource: "*" }';
    const document = `{ Version: "2012-10-17", Statement: ${statement} }`;
    const key = `principals: [{ arn: "arn:aws:iam::123456789012:user/key", apiKey: ABSKexample, policies: [{ name: p, document: ${document} }] }]`;
    await using files = await filesOf({ "key.yaml": key });
    const { results } = await answersOf([files["key.yaml"], "--model-id", US_NOVA]);
    expect(results[0]?.message).toContain("bedrock:CallWithBearerToken");
    expect(results[0]?.changes.map(({ words }) => words)).toEqual([
      'Add "bedrock:CallWithBearerToken" to Action in Statement[0] of p.',
    ]);
  });

  test("sections of a later file replace those of an earlier one", async () => {
    await using files = await filesOf({ "one.yaml": ONE_REGION, "two.yaml": "principals: []" });
    const { results } = await answersOf([files["one.yaml"], files["two.yaml"]]);
    expect(results.map(({ principal, restricted }) => [principal, restricted])).toEqual([
      ["arn:aws:iam::123456789012:user/outcrop", false],
    ]);
  });

  test("a file or a model that is none is exit code 2", async () => {
    await using files = await filesOf({ "bad.yaml": "clok: {}\n", "one.yaml": ONE_REGION });
    const bad = await outcrop(["explain", files["bad.yaml"]]);
    expect(bad).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(`${files["bad.yaml"]}:1:7: clok`),
    });
    const unknown = await outcrop(["explain", files["one.yaml"], "--model-id", "us.nothing"]);
    expect(unknown).toEqual({
      code: 2,
      stdout: "",
      stderr: 'outcrop: "us.nothing" of account 123456789012 in us-east-1: The provided model identifier is invalid.\n',
    });
    const foreign = "arn:aws:bedrock:us-east-1:555555555555:application-inference-profile/teamaprofile";
    const nobody = await outcrop(["explain", files["one.yaml"], "--model-id", foreign]);
    expect(nobody.stderr).toBe("outcrop: none of the principals is of the account of any of the model ids\n");
    expect(nobody.code).toBe(2);
  });

  test("there are no colours where there is no terminal", async () => {
    const { stdout } = await outcrop(["explain", scenarioFile("region-deny.yaml")]);
    expect(stdout).not.toContain("\u001b");
  });
});
