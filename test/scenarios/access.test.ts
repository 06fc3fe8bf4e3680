import {
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-bedrock";
import {
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, parseScenario, type Scenario, ScenarioError } from "../../emulator/index.ts";
import {
  ACCOUNT,
  APP,
  appProfileArn,
  controlOf,
  converse,
  converseStream,
  failureOf,
  fm,
  GLOBAL_NOVA,
  KEY,
  lastOf,
  messages,
  NOVA,
  NOVA_2,
  profileArn,
  runtimeOf,
  serve,
  US_NOVA,
} from "./world.ts";

const TEAM_A = "teamaprofile";

interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly [element: string]: unknown;
}

const document = (...Statement: readonly Statement[]) => ({ Version: "2012-10-17", Statement });
const inline = (name: string, ...statements: readonly Statement[]) => ({ name, document: document(...statements) });
const FULL = { name: "FullAWSAccess" };

const allow = (Action: string | string[], Resource: string | string[] = "*", Condition?: object): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: string | string[], Resource: string | string[] = "*", Condition?: object): Statement => ({
  ...allow(Action, Resource, Condition),
  Effect: "Deny",
});

type Principal = NonNullable<Scenario["principals"]>[number];

/** A world with one caller, which is the one of the clients. */
const worldOf = (principal: Partial<Principal> = {}, more: Scenario = {}): Scenario => ({
  ...more,
  defaults: { account: ACCOUNT },
  principals: [{ arn: APP, accessKeyId: KEY, ...principal }],
});

const allowed = async (emulator: Emulator, command = converse()) =>
  (await runtimeOf(emulator).send(command)).$metadata.httpStatusCode;

const because = (action: string, resource: string, type = "identity-based policy", principal = APP) =>
  `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} because no ${type} allows the ${action} action`;
const explicitly = (action: string, resource: string, policy: string, principal = APP) =>
  `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in ${policy}`;
const refused = (message: string) => ({ name: "AccessDeniedException", message, status: 403, attempts: 1 });

interface Explained {
  readonly allowed: boolean;
  readonly message: string;
  readonly checks: readonly {
    readonly action: string;
    readonly resource: string;
    readonly region: string;
    readonly allowed: boolean;
    readonly levels: readonly {
      readonly type: string;
      readonly level: string;
      readonly outcome: string;
      readonly words: string;
    }[];
  }[];
  readonly changes: readonly { readonly level: string; readonly policy: string; readonly words: string }[];
}

const explanationOf = (emulator: Emulator) => lastOf(emulator).explanation as Explained;

test("without policies everything is allowed, and the journal says nothing of access", async () => {
  const emulator = createEmulator({ scenario: worldOf() });
  expect(await allowed(emulator)).toBe(200);
  expect(lastOf(emulator).decision.map(({ step }) => step)).not.toContain("access");
  expect(lastOf(emulator).explanation).toBeUndefined();
});

describe("service control policies", () => {
  const INVOKE = "bedrock:InvokeModel";

  /** An organization with a root, two units one in the other, and the account below; `scps` by level. */
  const organized = (
    scps: Partial<Record<"root" | "outer" | "inner" | "account", NonNullable<Principal["policies"]>>>,
  ) =>
    worldOf(
      {},
      {
        organization: {
          ...(scps.root && { scps: scps.root }),
          units: [
            {
              name: "Outer",
              ...(scps.outer && { scps: scps.outer }),
              units: [{ name: "Inner", accounts: [ACCOUNT], ...(scps.inner && { scps: scps.inner }) }],
            },
          ],
        },
        ...(scps.account && { accounts: { [ACCOUNT]: { scps: scps.account } } }),
      },
    );

  test("an organization without SCPs allows everything", async () => {
    expect(await allowed(createEmulator({ scenario: organized({}) }))).toBe(200);
  });

  test.each(["root", "outer", "inner", "account"] as const)(
    "each level must allow: one that allows something else alone denies at %s",
    async (level) => {
      const scenario = organized({ [level]: [inline("s3-only", allow("s3:*"))] });
      const emulator = createEmulator({ scenario });
      expect(await failureOf(runtimeOf(emulator).send(converse()))).toEqual(
        refused(because(INVOKE, profileArn(US_NOVA), "service control policy")),
      );
      const names = { root: "Root", outer: "Outer", inner: "Inner", account: ACCOUNT };
      const [first] = explanationOf(emulator).checks;
      expect(first?.levels.filter(({ type }) => type === "service control policy").map(({ level }) => level)).toEqual(
        Object.values(names),
      );
      expect(first?.levels.filter(({ outcome }) => outcome !== "allowed").map(({ level }) => level)).toEqual([
        names[level],
      ]);
    },
  );

  test.each(["root", "outer", "inner", "account"] as const)(
    "an explicit deny at %s denies, whatever allows",
    async (level) => {
      const scenario = organized({ [level]: [FULL, inline("no-bedrock", deny("bedrock:*"))] });
      const emulator = createEmulator({ scenario });
      const failure = await failureOf(runtimeOf(emulator).send(converse()));
      expect(failure).toMatchObject({ name: "AccessDeniedException", status: 403 });
      expect(failure.message).toContain(explicitly(INVOKE, profileArn(US_NOVA), "a service control policy"));
    },
  );

  const onlyIn = (...regions: string[]) =>
    inline("region-deny", {
      ...deny("bedrock:*", "*", { StringNotEquals: { "aws:RequestedRegion": regions } }),
      Sid: "RegionDeny",
    });

  test.each([
    ["us-east-2", ["us-east-1", "us-west-2"]],
    ["us-west-2", ["us-east-1", "us-east-2"]],
  ])(
    "one blocked destination, %s, fails every request through the profile, and is the one that is named",
    async (blocked, open) => {
      const emulator = createEmulator({ scenario: organized({ root: [FULL, onlyIn(...open)] }) });
      for (let time = 0; time < 3; time++) {
        const { message, ...failure } = await failureOf(runtimeOf(emulator, { maxAttempts: 3 }).send(converse()));
        expect(failure).toEqual({ name: "AccessDeniedException", status: 403, attempts: 1 });
        expect(message).toContain(explicitly(INVOKE, fm(blocked), "a service control policy"));
      }
      // Nothing of the profile was wrong, and the model itself works in the source Region.
      expect(await allowed(emulator, converse(NOVA))).toBe(200);
      expect(emulator.journal.entries.slice(0, 3).map(({ status, destination }) => [status, destination])).toEqual(
        Array.from({ length: 3 }, () => [403, undefined]),
      );
    },
  );

  test("a denied stream is denied before it begins, as InvokeModelWithResponseStream", async () => {
    const emulator = createEmulator({ scenario: organized({ root: [FULL, onlyIn("us-east-1", "us-west-2")] }) });
    const STREAM = "bedrock:InvokeModelWithResponseStream";
    for (const command of [
      converseStream(),
      new InvokeModelWithResponseStreamCommand({ modelId: US_NOVA, body: JSON.stringify({ messages }) }),
    ]) {
      const { message } = await failureOf(runtimeOf(emulator).send(command as ReturnType<typeof converseStream>));
      expect(message).toContain(explicitly(STREAM, fm("us-east-2"), "a service control policy"));
    }
  });

  test("a Region-deny SCP that does not list unspecified blocks global profiles by their Region-less model", async () => {
    const everywhere = ["us-east-1", "us-east-2", "us-west-2"];
    const emulator = createEmulator({ scenario: organized({ root: [FULL, onlyIn(...everywhere)] }) });
    expect(await allowed(emulator)).toBe(200);
    const { message } = await failureOf(runtimeOf(emulator).send(converse(GLOBAL_NOVA)));
    expect(message).toContain(
      explicitly(INVOKE, `arn:aws:bedrock:::foundation-model/${NOVA_2}`, "a service control policy"),
    );
    await emulator.useScenario(organized({ root: [FULL, onlyIn(...everywhere, "unspecified")] }));
    expect(await allowed(emulator, converse(GLOBAL_NOVA))).toBe(200);
  });

  test("AWS's own SCP against global profiles blocks them and leaves the geographic ones", async () => {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
    const noGlobal = inline("no-global", {
      ...deny("bedrock:*", "*", {
        StringEquals: { "aws:RequestedRegion": "unspecified" },
        ArnLike: { "bedrock:InferenceProfileArn": "arn:aws:bedrock:*:*:inference-profile/global.*" },
      }),
    });
    const emulator = createEmulator({ scenario: organized({ root: [FULL, noGlobal] }) });
    expect((await failureOf(runtimeOf(emulator).send(converse(GLOBAL_NOVA)))).name).toBe("AccessDeniedException");
    expect(await allowed(emulator)).toBe(200);
  });

  test("SCPs hold for callers that the scenario does not list, and not for the management account", async () => {
    const scenario: Scenario = {
      organization: { managementAccount: "999988887777", scps: [FULL, inline("no-bedrock", deny("bedrock:*"))] },
    };
    const emulator = createEmulator({ scenario });
    const call = (accessKeyId: string) => runtimeOf(emulator, { accessKeyId }).send(converse());
    expect((await failureOf(call("444455556666"))).message).toContain(
      explicitly(
        INVOKE,
        profileArn(US_NOVA, "us-east-1", "444455556666"),
        "a service control policy",
        "arn:aws:iam::444455556666:user/outcrop",
      ),
    );
    expect((await call("999988887777")).$metadata.httpStatusCode).toBe(200);
  });

  test("SCPs hold for the root user of an account, and its own policies do not", async () => {
    const root = { arn: `arn:aws:iam::${ACCOUNT}:root`, policies: [] };
    expect(await allowed(createEmulator({ scenario: worldOf(root) }))).toBe(200);
    const emulator = createEmulator({
      scenario: worldOf(root, { organization: { scps: [FULL, inline("no-bedrock", deny("bedrock:*"))] } }),
    });
    expect((await failureOf(runtimeOf(emulator).send(converse()))).status).toBe(403);
  });

  test("SCPs of an account alone need no organization", async () => {
    const accounts = {
      [ACCOUNT]: { scps: [FULL, inline("no-streams", deny("bedrock:InvokeModelWithResponseStream"))] },
    };
    const emulator = createEmulator({ scenario: worldOf({}, { accounts }) });
    expect(await allowed(emulator)).toBe(200);
    expect((await failureOf(runtimeOf(emulator).send(converseStream()))).status).toBe(403);
    expect((await runtimeOf(emulator, { accessKeyId: "444455556666" }).send(converseStream())).stream).toBeDefined();
  });

  test("an SCP can tell principals by their organization, account and role", async () => {
    const scenario = organized({
      root: [
        FULL,
        inline(
          "only-the-app",
          deny("bedrock:*", "*", { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/app` } }),
        ),
        inline("only-us", deny("bedrock:*", "*", { StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } })),
        inline("only-here", deny("bedrock:*", "*", { StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } })),
      ],
    });
    const emulator = createEmulator({ scenario });
    expect(await allowed(emulator)).toBe(200);
    expect((await failureOf(runtimeOf(emulator, { accessKeyId: ACCOUNT }).send(converse()))).status).toBe(403);
  });
});

describe("identity policies", () => {
  test("a policy that names one Region's model allows no profile of several", async () => {
    const policies = [inline("one-region", allow("bedrock:InvokeModel", [profileArn(US_NOVA), fm("us-east-1")]))];
    const emulator = createEmulator({ scenario: worldOf({ policies }) });
    expect(await failureOf(runtimeOf(emulator).send(converse()))).toEqual(
      refused(because("bedrock:InvokeModel", fm("us-east-2"))),
    );
    expect(await allowed(emulator, converse(NOVA))).toBe(200);
  });

  test("a policy that names models and no profile does not allow the profile", async () => {
    const policies = [inline("models", allow("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/*"))];
    const emulator = createEmulator({ scenario: worldOf({ policies }) });
    expect(await failureOf(runtimeOf(emulator).send(converse()))).toEqual(
      refused(because("bedrock:InvokeModel", profileArn(US_NOVA))),
    );
  });

  test("AWS's own policy for a geographic profile allows it, and its models through nothing else", async () => {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
    const policies = [
      inline(
        "through-the-profile",
        allow("bedrock:InvokeModel", profileArn(US_NOVA)),
        allow("bedrock:InvokeModel", [fm("us-east-1"), fm("us-east-2"), fm("us-west-2")], {
          StringEquals: { "bedrock:InferenceProfileArn": profileArn(US_NOVA) },
        }),
      ),
    ];
    const emulator = createEmulator({ scenario: worldOf({ policies }) });
    expect(await allowed(emulator)).toBe(200);
    expect(await failureOf(runtimeOf(emulator).send(converse(NOVA)))).toEqual(
      refused(because("bedrock:InvokeModel", fm("us-east-1"))),
    );
  });

  test("AWS's own policy for a global profile has three parts, and each of them is needed", async () => {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
    const arn = profileArn(GLOBAL_NOVA);
    const through = { "bedrock:InferenceProfileArn": arn };
    const parts = [
      allow("bedrock:InvokeModel", arn, { StringEquals: { "aws:RequestedRegion": "us-east-1" } }),
      allow("bedrock:InvokeModel", fm("us-east-1", NOVA_2), {
        StringEquals: { "aws:RequestedRegion": "us-east-1", ...through },
      }),
      allow("bedrock:InvokeModel", `arn:aws:bedrock:::foundation-model/${NOVA_2}`, {
        StringEquals: { "aws:RequestedRegion": "unspecified", ...through },
      }),
    ];
    const missing = [arn, fm("us-east-1", NOVA_2), `arn:aws:bedrock:::foundation-model/${NOVA_2}`];
    const emulator = createEmulator({ scenario: worldOf({ policies: [inline("global", ...parts)] }) });
    expect(await allowed(emulator, converse(GLOBAL_NOVA))).toBe(200);
    for (const [index, resource] of missing.entries()) {
      await emulator.useScenario(worldOf({ policies: [inline("global", ...parts.toSpliced(index, 1))] }));
      expect(await failureOf(runtimeOf(emulator).send(converse(GLOBAL_NOVA)))).toEqual(
        refused(because("bedrock:InvokeModel", resource)),
      );
    }
  });

  test("an explicit deny in one policy beats the managed policy beside it", async () => {
    const policies = [
      "AmazonBedrockFullAccess",
      inline("no-nova", deny("bedrock:InvokeModel*", "arn:aws:bedrock:*::foundation-model/amazon.nova-*")),
    ];
    const emulator = createEmulator({ scenario: worldOf({ policies }) });
    expect(await failureOf(runtimeOf(emulator).send(converse()))).toEqual(
      refused(explicitly("bedrock:InvokeModel", fm("us-east-1"), "an identity-based policy")),
    );
  });

  test("AWS's read-only policy reads and invokes nothing", async () => {
    const emulator = createEmulator({ scenario: worldOf({ policies: ["AmazonBedrockReadOnly"] }) });
    const list = await controlOf(emulator).send(new ListInferenceProfilesCommand({ maxResults: 1 }));
    expect(list.inferenceProfileSummaries).toHaveLength(1);
    expect((await failureOf(runtimeOf(emulator).send(converse()))).status).toBe(403);
  });

  test("no policies at all in a list of policies deny everything", async () => {
    const emulator = createEmulator({ scenario: worldOf({ policies: [] }) });
    expect((await failureOf(runtimeOf(emulator).send(converse()))).message).toBe(
      because("bedrock:InvokeModel", profileArn(US_NOVA)),
    );
  });

  test("InvokeModel, ConverseStream and CountTokens are asked for by their own actions", async () => {
    const policies = [inline("converse-only", allow("bedrock:InvokeModel"))];
    const emulator = createEmulator({ scenario: worldOf({ policies }) });
    const runtime = runtimeOf(emulator);
    const body = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Name a rock." }] }] });
    const invoke = new InvokeModelCommand({ modelId: NOVA, body, contentType: "application/json" });
    expect((await runtime.send(invoke)).$metadata.httpStatusCode).toBe(200);
    expect((await failureOf(runtime.send(converseStream(NOVA)))).message).toBe(
      because("bedrock:InvokeModelWithResponseStream", fm("us-east-1")),
    );
    const count = new CountTokensCommand({
      modelId: "anthropic.claude-sonnet-4-20250514-v1:0",
      input: { converse: { messages } },
    });
    expect((await failureOf(runtime.send(count))).message).toBe(
      because("bedrock:CountTokens", fm("us-east-1", "anthropic.claude-sonnet-4-20250514-v1:0")),
    );
  });

  test("a permissions boundary and session policies each limit what the identity policies allow", async () => {
    const only = (action: string) => document(allow(action));
    const INVOKE = "bedrock:InvokeModel";
    const limited = async (principal: Partial<Principal>) =>
      failureOf(
        runtimeOf(createEmulator({ scenario: worldOf({ policies: ["AmazonBedrockFullAccess"], ...principal }) })).send(
          converse(),
        ),
      );
    expect(await limited({ permissionsBoundary: { document: only("s3:*") } })).toEqual(
      refused(because(INVOKE, profileArn(US_NOVA), "permissions boundary")),
    );
    expect(await limited({ sessionPolicies: [{ name: "session", document: only("s3:*") }] })).toEqual(
      refused(because(INVOKE, profileArn(US_NOVA), "session policy")),
    );
    expect(
      await limited({ permissionsBoundary: { document: document(allow("*"), deny(INVOKE, fm("us-west-2"))) } }),
    ).toEqual(refused(explicitly(INVOKE, fm("us-west-2"), "a permissions boundary")));
    const wide = {
      permissionsBoundary: { document: only("bedrock:*") },
      sessionPolicies: [{ name: "s", document: only("*") }],
    };
    expect(
      await allowed(createEmulator({ scenario: worldOf({ policies: ["AmazonBedrockFullAccess"], ...wide }) })),
    ).toBe(200);
  });

  test("a policy that ends with the day ends with the emulator's day", async () => {
    const policies = [
      inline(
        "until-midnight",
        allow("bedrock:*", "*", { DateLessThan: { "aws:CurrentTime": "2026-01-02T00:00:00Z" } }),
      ),
    ];
    const scenario = worldOf({ policies }, { clock: { start: "2026-01-01T23:59:00Z", mode: "frozen" } });
    const emulator = createEmulator({ scenario });
    expect(await allowed(emulator)).toBe(200);
    emulator.clock.advance(60_000);
    expect((await failureOf(runtimeOf(emulator).send(converse()))).status).toBe(403);
  });

  test("the address of a caller is that of its socket", async () => {
    const policies = (cidr: string) => [
      inline("at-home", allow("bedrock:*", "*", { IpAddress: { "aws:SourceIp": cidr } })),
    ];
    await using served = await serve(worldOf({ policies: policies("127.0.0.0/8") }));
    for (const client of [served.overHttp1(), served.overHttp2()]) {
      expect((await client.send(converse())).stopReason).toBe("end_turn");
    }
    await served.emulator.useScenario(worldOf({ policies: policies("10.0.0.0/8") }));
    expect((await failureOf(served.overHttp2().send(converse()))).status).toBe(403);
  });

  test("a Bedrock API key needs CallWithBearerToken besides, which a policy may give by the kind of key", async () => {
    const apiKey = `ABSK${Buffer.from(`BedrockAPIKey-a1b2-at-${ACCOUNT}:secret`).toString("base64")}`;
    const call = async (...statements: readonly Statement[]) => {
      const policies = [inline("keys", allow("bedrock:InvokeModel"), ...statements)];
      const arn = `arn:aws:iam::${ACCOUNT}:user/key`;
      const emulator = createEmulator({ scenario: { principals: [{ arn, apiKey, policies }] } });
      const request = new Request(`http://localhost/model/${encodeURIComponent(US_NOVA)}/converse`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ messages }),
      });
      const response = await emulator.handle(request);
      return { status: response.status, body: (await response.json()) as { Message?: string } };
    };
    const refusal = await call();
    expect(refusal).toMatchObject({ status: 403 });
    expect(refusal.body.Message).toBe(
      because("bedrock:CallWithBearerToken", "*", "identity-based policy", `arn:aws:iam::${ACCOUNT}:user/key`),
    );
    expect((await call(allow("bedrock:CallWithBearerToken"))).status).toBe(200);
    const shortOnly = { StringEquals: { "bedrock:bearerTokenType": "SHORT_TERM" } };
    expect((await call(allow("bedrock:CallWithBearerToken", "*", shortOnly))).status).toBe(403);
  });
});

describe("tags", () => {
  const profiles = [
    { id: TEAM_A, name: "team-a", copyFrom: US_NOVA, tags: { team: "a" } },
    { id: "teambprofile", name: "team-b", copyFrom: US_NOVA, tags: { team: "b" } },
  ];
  const sameTeam = inline(
    "own-team",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable is written so.
    allow("bedrock:InvokeModel*", "*", { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } }),
    allow("bedrock:InvokeModel*", "arn:aws:bedrock:*::foundation-model/*"),
  );

  test("a team may call the profiles that bear its own tag", async () => {
    const scenario = worldOf({ tags: { team: "a" }, policies: [sameTeam] }, { profiles });
    const emulator = createEmulator({ scenario });
    expect(await allowed(emulator, converse(appProfileArn(TEAM_A)))).toBe(200);
    expect(await failureOf(runtimeOf(emulator).send(converse(appProfileArn("teambprofile"))))).toEqual(
      refused(because("bedrock:InvokeModel", appProfileArn("teambprofile"))),
    );
  });

  test("a tag that is given or taken counts from the next request on", async () => {
    const policies = [sameTeam, inline("tagging", allow(["bedrock:TagResource", "bedrock:UntagResource"]))];
    const emulator = createEmulator({ scenario: worldOf({ tags: { team: "a" }, policies }, { profiles }) });
    const arn = appProfileArn("teambprofile");
    await controlOf(emulator).send(new TagResourceCommand({ resourceARN: arn, tags: [{ key: "team", value: "a" }] }));
    expect(await allowed(emulator, converse(arn))).toBe(200);
    await controlOf(emulator).send(new UntagResourceCommand({ resourceARN: arn, tagKeys: ["team"] }));
    expect((await failureOf(runtimeOf(emulator).send(converse(arn)))).status).toBe(403);
  });

  const create = (tags?: Record<string, string>) =>
    new CreateInferenceProfileCommand({
      inferenceProfileName: "made",
      modelSource: { copyFrom: profileArn(US_NOVA) },
      ...(tags && { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }),
    });

  test("a policy may ask for a tag on what is created", async () => {
    const policies = [
      inline(
        "with-team",
        allow(["bedrock:CreateInferenceProfile", "bedrock:TagResource"], "*"),
        deny("bedrock:CreateInferenceProfile", "*", { Null: { "aws:RequestTag/team": "true" } }),
      ),
    ];
    const emulator = createEmulator({ scenario: worldOf({ policies }) });
    expect((await failureOf(controlOf(emulator).send(create()))).message).toBe(
      explicitly("bedrock:CreateInferenceProfile", appProfileArn("*"), "an identity-based policy"),
    );
    expect((await failureOf(controlOf(emulator).send(create({ cost: "1" })))).status).toBe(403);
    expect((await controlOf(emulator).send(create({ team: "a" }))).status).toBe("ACTIVE");
  });

  test("a creation with tags needs TagResource as well", async () => {
    const emulator = createEmulator({
      scenario: worldOf({ policies: [inline("create", allow("bedrock:CreateInferenceProfile"))] }),
    });
    expect((await controlOf(emulator).send(create())).status).toBe("ACTIVE");
    expect(await failureOf(controlOf(emulator).send(create({ team: "a" })))).toEqual(
      refused(because("bedrock:TagResource", appProfileArn("*"))),
    );
  });

  test("aws:TagKeys hold the keys of TagResource and of UntagResource", async () => {
    const only = { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } };
    const policies = [inline("team-only", allow(["bedrock:TagResource", "bedrock:UntagResource"], "*", only))];
    const emulator = createEmulator({ scenario: worldOf({ policies }, { profiles }) });
    const control = controlOf(emulator);
    const resourceARN = appProfileArn(TEAM_A);
    await control.send(new TagResourceCommand({ resourceARN, tags: [{ key: "team", value: "c" }] }));
    const other = new TagResourceCommand({
      resourceARN,
      tags: [
        { key: "team", value: "c" },
        { key: "cost", value: "1" },
      ],
    });
    expect(await failureOf(control.send(other))).toEqual(refused(because("bedrock:TagResource", resourceARN)));
    expect((await failureOf(control.send(new UntagResourceCommand({ resourceARN, tagKeys: ["cost"] })))).status).toBe(
      403,
    );
    await control.send(new UntagResourceCommand({ resourceARN, tagKeys: ["team"] }));
  });
});

describe("the control plane", () => {
  const profiles = [{ id: TEAM_A, name: "team-a", copyFrom: US_NOVA, tags: { team: "a" } }];
  const may = (...statements: readonly Statement[]) =>
    createEmulator({ scenario: worldOf({ policies: [inline("policy", ...statements)] }, { profiles }) });

  test.each([
    ["GetInferenceProfile", new GetInferenceProfileCommand({ inferenceProfileIdentifier: TEAM_A })],
    [
      "DeleteInferenceProfile",
      new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: appProfileArn(TEAM_A) }),
    ],
    ["ListTagsForResource", new ListTagsForResourceCommand({ resourceARN: appProfileArn(TEAM_A) })],
    ["TagResource", new TagResourceCommand({ resourceARN: appProfileArn(TEAM_A), tags: [{ key: "a", value: "b" }] })],
    ["UntagResource", new UntagResourceCommand({ resourceARN: appProfileArn(TEAM_A), tagKeys: ["a"] })],
  ] as const)("%s is judged on the profile that is named, and on its tags", async (operation, command) => {
    const send = (emulator: Emulator) => controlOf(emulator).send(command as GetInferenceProfileCommand);
    const action = `bedrock:${operation}`;
    expect(await failureOf(send(may(allow(action, appProfileArn("another")))))).toEqual(
      refused(because(action, appProfileArn(TEAM_A))),
    );
    expect((await send(may(allow(action, appProfileArn(TEAM_A))))).$metadata.httpStatusCode).toBe(200);
    expect(
      await failureOf(send(may(allow("*"), deny(action, "*", { StringEquals: { "aws:ResourceTag/team": "a" } })))),
    ).toEqual(refused(explicitly(action, appProfileArn(TEAM_A), "an identity-based policy")));
  });

  test("GetInferenceProfile of a system-defined profile is judged on that one, by id and by ARN", async () => {
    const emulator = may(allow("bedrock:GetInferenceProfile", appProfileArn("*")));
    for (const inferenceProfileIdentifier of [US_NOVA, profileArn(US_NOVA)]) {
      const get = new GetInferenceProfileCommand({ inferenceProfileIdentifier });
      expect(await failureOf(controlOf(emulator).send(get))).toEqual(
        refused(because("bedrock:GetInferenceProfile", profileArn(US_NOVA))),
      );
    }
  });

  test("ListInferenceProfiles is judged on all of them", async () => {
    const list = (emulator: Emulator) => controlOf(emulator).send(new ListInferenceProfilesCommand({ maxResults: 1 }));
    expect((await failureOf(list(may(allow("bedrock:InvokeModel"))))).message).toBe(
      because("bedrock:ListInferenceProfiles", profileArn("*")),
    );
    expect((await list(may(allow("bedrock:List*")))).$metadata.httpStatusCode).toBe(200);
  });

  test("CreateInferenceProfile is judged on what comes to be and on what it is copied from", async () => {
    const CREATE = "bedrock:CreateInferenceProfile";
    const create = (emulator: Emulator, copyFrom: string) =>
      controlOf(emulator).send(
        new CreateInferenceProfileCommand({ inferenceProfileName: "made", modelSource: { copyFrom } }),
      );
    const ownOnly = may(allow(CREATE, appProfileArn("*")));
    expect(await failureOf(create(ownOnly, profileArn(US_NOVA)))).toEqual(
      refused(because(CREATE, profileArn(US_NOVA))),
    );
    expect(await failureOf(create(ownOnly, fm("us-east-1")))).toEqual(refused(because(CREATE, fm("us-east-1"))));
    const sourceOnly = may(allow(CREATE, [profileArn("*"), fm("*")]));
    expect(await failureOf(create(sourceOnly, fm("us-east-1")))).toEqual(refused(because(CREATE, appProfileArn("*"))));
    expect(
      (await create(may(allow(CREATE, [appProfileArn("*"), profileArn(US_NOVA)])), profileArn(US_NOVA))).status,
    ).toBe("ACTIVE");
  });

  test("IAM is asked before it is looked whether there is such a profile", async () => {
    const emulator = may(allow("bedrock:InvokeModel"));
    for (const command of [
      new GetInferenceProfileCommand({ inferenceProfileIdentifier: "nosuchprofil" }),
      new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: "nosuchprofil" }),
    ]) {
      const failure = await failureOf(controlOf(emulator).send(command as GetInferenceProfileCommand));
      expect(failure).toMatchObject({ name: "AccessDeniedException", status: 403 });
      expect(failure.message).toContain(appProfileArn("nosuchprofil"));
    }
    await emulator.useScenario(worldOf());
    const get = new GetInferenceProfileCommand({ inferenceProfileIdentifier: "nosuchprofil" });
    expect((await failureOf(controlOf(emulator).send(get))).status).toBe(404);
  });

  test("an account's application profile is called with its own ARN alone, whatever it was copied from", async () => {
    const arn = appProfileArn(TEAM_A);
    const through = { StringEquals: { "bedrock:InferenceProfileArn": arn } };
    const emulator = may(allow("bedrock:InvokeModel", arn), allow("bedrock:InvokeModel", fm("*"), through));
    expect(await allowed(emulator, converse(arn))).toBe(200);
    expect((await failureOf(runtimeOf(emulator).send(converse()))).message).toBe(
      because("bedrock:InvokeModel", profileArn(US_NOVA)),
    );
  });
});

describe("how a denial is told", () => {
  const scenario = worldOf(
    { policies: ["AmazonBedrockFullAccess"] },
    {
      organization: {
        id: "o-exampleorgid",
        scps: [
          FULL,
          inline("root-guard", {
            ...deny("*", "*", { StringNotEquals: { "aws:RequestedRegion": ["us-east-1", "us-west-2"] } }),
            Sid: "GRREGIONDENY",
          }),
        ],
      },
    },
  );

  test("the body has the key Message, and the head AWS's error type", async () => {
    await using served = await serve(scenario);
    const response = await fetch(`${served.url}/model/${encodeURIComponent(US_NOVA)}/converse`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `AWS4-HMAC-SHA256 Credential=${KEY}/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00`,
      },
      body: JSON.stringify({ messages }),
    });
    expect(response.status).toBe(403);
    expect(response.headers.get("x-amzn-errortype")?.split(":")[0]).toBe("AccessDeniedException");
    const body = (await response.json()) as Record<string, string>;
    expect(Object.keys(body)).toEqual(["Message"]);
    expect(body.Message).toContain(explicitly("bedrock:InvokeModel", fm("us-east-2"), "a service control policy"));
  });

  test("the SDK does not retry it, over either protocol", async () => {
    await using served = await serve(scenario);
    for (const client of [served.overHttp1({ maxAttempts: 3 }), served.overHttp2({ maxAttempts: 3 })]) {
      expect(await failureOf(client.send(converse()))).toMatchObject({ name: "AccessDeniedException", attempts: 1 });
    }
    expect(served.emulator.journal.entries).toHaveLength(2);
    expect(served.errors).toEqual([]);
  });

  test("the journal explains every level's verdict, the statement that decided, and the smallest change", async () => {
    const emulator = createEmulator({ scenario });
    const { message } = await failureOf(runtimeOf(emulator).send(converse()));
    const explanation = explanationOf(emulator);
    expect(explanation).toMatchObject({ allowed: false, message });
    expect(explanation.checks.map(({ resource, region, allowed }) => [resource, region, allowed])).toEqual([
      [profileArn(US_NOVA), "us-east-1", true],
      [fm("us-east-1"), "us-east-1", true],
      [fm("us-east-2"), "us-east-2", false],
      [fm("us-west-2"), "us-west-2", true],
    ]);
    const blocked = explanation.checks[2];
    expect(blocked?.levels.map(({ level, outcome }) => [level, outcome])).toEqual([
      ["Root", "explicit-deny"],
      [ACCOUNT, "allowed"],
      ["identity-based policies", "allowed"],
    ]);
    expect(blocked?.levels[0]?.words).toBe("Denied by Statement[0] (Sid GRREGIONDENY) of root-guard.");
    expect(explanation.changes.map(({ words }) => words)).toEqual([
      'Add "us-east-2" to aws:RequestedRegion of StringNotEquals in Statement[0] (Sid GRREGIONDENY) of root-guard.',
    ]);
    expect(lastOf(emulator).decision.find(({ step }) => step === "access")?.outcome).toContain("explicit-deny");
    // It is plain data, as the admin API sends it.
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });

  test("the change that the journal proposes makes the request succeed", async () => {
    const policies = [inline("nothing-yet", allow("bedrock:ListInferenceProfiles"))];
    const emulator = createEmulator({ scenario: worldOf({ policies }) });
    await failureOf(runtimeOf(emulator).send(converse()));
    const { changes } = lastOf(emulator).explanation as { changes: readonly { snippet?: Statement }[] };
    const snippets = changes.flatMap(({ snippet }) => (snippet ? [snippet] : []));
    await emulator.useScenario(worldOf({ policies: [...policies, inline("proposed", ...snippets)] }));
    expect(await allowed(emulator)).toBe(200);
  });

  test("a request that is allowed leaves the number of its checks in the journal", async () => {
    const emulator = createEmulator({ scenario: worldOf({ policies: ["AmazonBedrockFullAccess"] }) });
    await allowed(emulator);
    expect(lastOf(emulator).decision.find(({ step }) => step === "access")?.outcome).toBe("allowed by 4 checks");
    expect(lastOf(emulator).explanation).toBeUndefined();
  });
});

describe("policies that AWS would refuse", () => {
  const problemsOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      if (error instanceof ScenarioError) return error.problems;
      throw error;
    }
    throw new Error("the scenario was taken");
  };

  test("are refused on load, each with its place", () => {
    const bad = {
      name: "bad",
      document: { Version: "2012-10-17", Statement: [{ Effect: "Alow", Action: "bedrock:*", Resource: "*" }] },
    };
    const places = {
      "organization.scps[0]": { organization: { scps: [bad] } },
      "organization.units[0].units[0].scps[0]": {
        organization: { units: [{ name: "a", units: [{ name: "b", scps: [bad] }] }] },
      },
      [`accounts.${ACCOUNT}.scps[0]`]: { accounts: { [ACCOUNT]: { scps: [bad] } } },
      "principals[0].policies[0]": worldOf({ policies: [bad] }),
      "principals[0].permissionsBoundary": worldOf({ permissionsBoundary: bad }),
      "principals[0].sessionPolicies[0]": worldOf({ sessionPolicies: [bad] }),
    } satisfies Record<string, Scenario>;
    for (const [place, scenario] of Object.entries(places)) {
      const problems = problemsOf(() => createEmulator({ scenario }));
      expect(problems.map(({ path }) => path)).toEqual([`${place}.document.Statement[0].Effect`]);
      expect(problems[0]?.message).toContain('"Alow"');
    }
  });

  test("are told with the file, line and column of the very value", async () => {
    const { readScenario } = await import("../../emulator/scenario/parse.ts");
    const text = [
      "principals:",
      `  - arn: ${APP}`,
      "    policies:",
      "      - name: mine",
      "        document:",
      '          Version: "2012-10-17"',
      "          Statement:",
      "            - { Effect: Allow, Action: 'bedrock:*', Resource: '*' }",
      "            - Effect: Alow",
      "              Action: bedrock:*",
      "              Resource: '*'",
    ].join("\n");
    const { scenario, locate } = readScenario(text, "world.yaml");
    let message = "";
    try {
      createEmulator({ scenario });
    } catch (error) {
      message = (error as ScenarioError).located(locate).message;
    }
    expect(message).toMatch(/^world\.yaml:9:23: principals\[0\]\.policies\[0\]\.document\.Statement\[1\]\.Effect: /);
  });

  test("a managed policy that is none is refused with those that there are", () => {
    const [problem] = problemsOf(() => createEmulator({ scenario: worldOf({ policies: ["AmazonBedrockFulAccess"] }) }));
    expect(problem?.path).toBe("principals[0].policies[0]");
    expect(problem?.message).toContain("AmazonBedrockFullAccess");
  });

  test("leave the running emulator as it was when they come with a new scenario", async () => {
    const emulator = createEmulator({ scenario: worldOf({ policies: [] }) });
    const bad = worldOf({ policies: [{ name: "bad", document: { Statement: "all" } }] });
    await expect(emulator.useScenario(bad)).rejects.toBeInstanceOf(ScenarioError);
    expect((await failureOf(runtimeOf(emulator).send(converse()))).status).toBe(403);
  });

  test("a policy document given as JSON text in YAML is refused as what it is", () => {
    const text = `principals: [{ arn: "${APP}", policies: [{ name: a, document: "{}" }] }]`;
    expect(() => parseScenario(text)).toThrow("a policy is the name of a managed one, or { name, document }");
  });
});
