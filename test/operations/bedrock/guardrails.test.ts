import {
  CreateGuardrailCommand,
  type CreateGuardrailCommandInput,
  CreateGuardrailVersionCommand,
  DeleteGuardrailCommand,
  GetGuardrailCommand,
  ListGuardrailsCommand,
  ListTagsForResourceCommand,
  paginateListGuardrails,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateGuardrailCommand,
} from "@aws-sdk/client-bedrock";
import { expect, test } from "vitest";
import { createEmulator } from "../../../emulator/index.ts";
import { controlPlane, failureOf, invalid, notFound } from "../../emulator/callers.ts";
import { controlOf, frozen, START } from "../../scenarios/world.ts";

// Shapes, constraints and status codes: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrail.html

const words = (...texts: string[]) => ({ wordsConfig: texts.map((text) => ({ text })) });

const request = (more: Partial<CreateGuardrailCommandInput> = {}): CreateGuardrailCommandInput => ({
  name: "shop",
  blockedInputMessaging: "not that",
  blockedOutputsMessaging: "not this",
  wordPolicyConfig: words("bluewhale"),
  ...more,
});

const client = (caller = {}) => controlPlane(createEmulator({ scenario: { clock: frozen } }), caller);

const refusalOf = (more: Partial<CreateGuardrailCommandInput>) =>
  failureOf(client().send(new CreateGuardrailCommand(request(more))));

const whole: Partial<CreateGuardrailCommandInput> = {
  description: "for the shop",
  topicPolicyConfig: {
    topicsConfig: [{ name: "Investment", definition: "advice on stocks", examples: ["which stocks?"], type: "DENY" }],
  },
  contentPolicyConfig: { filtersConfig: [{ type: "HATE", inputStrength: "HIGH", outputStrength: "LOW" }] },
  wordPolicyConfig: { ...words("bluewhale"), managedWordListsConfig: [{ type: "PROFANITY" }] },
  sensitiveInformationPolicyConfig: {
    piiEntitiesConfig: [{ type: "EMAIL", action: "ANONYMIZE", inputAction: "BLOCK" }],
    regexesConfig: [{ name: "Ticket", pattern: "TCK-[0-9]{4}", action: "BLOCK", description: "a ticket" }],
  },
  contextualGroundingPolicyConfig: { filtersConfig: [{ type: "GROUNDING", threshold: 0.7 }] },
};

test("a new guardrail is ready at once and tells its configuration as it was given", async () => {
  const aws = client();
  const created = await aws.send(new CreateGuardrailCommand(request(whole)));
  const id = created.guardrailId;
  expect(created).toMatchObject({
    guardrailId: expect.stringMatching(/^[a-z0-9]{12}$/),
    guardrailArn: `arn:aws:bedrock:us-east-1:111122223333:guardrail/${id}`,
    version: "DRAFT",
    createdAt: new Date(START),
    $metadata: { httpStatusCode: 202 },
  });
  const { $metadata, ...guardrail } = await aws.send(
    new GetGuardrailCommand({ guardrailIdentifier: created.guardrailArn }),
  );
  expect($metadata.httpStatusCode).toBe(200);
  expect(guardrail).toEqual({
    guardrailId: id,
    guardrailArn: created.guardrailArn,
    name: "shop",
    description: "for the shop",
    version: "DRAFT",
    status: "READY",
    blockedInputMessaging: "not that",
    blockedOutputsMessaging: "not this",
    createdAt: new Date(START),
    updatedAt: new Date(START),
    topicPolicy: {
      topics: [{ name: "Investment", definition: "advice on stocks", examples: ["which stocks?"], type: "DENY" }],
      tier: { tierName: "CLASSIC" },
    },
    contentPolicy: {
      filters: [{ type: "HATE", inputStrength: "HIGH", outputStrength: "LOW" }],
      tier: { tierName: "CLASSIC" },
    },
    wordPolicy: { words: [{ text: "bluewhale" }], managedWordLists: [{ type: "PROFANITY" }] },
    sensitiveInformationPolicy: {
      piiEntities: [{ type: "EMAIL", action: "ANONYMIZE", inputAction: "BLOCK" }],
      regexes: [{ name: "Ticket", pattern: "TCK-[0-9]{4}", action: "BLOCK", description: "a ticket" }],
    },
    contextualGroundingPolicy: { filters: [{ type: "GROUNDING", threshold: 0.7 }] },
  });
});

test("a version keeps what the draft was, whatever becomes of the draft", async () => {
  const aws = client();
  const { guardrailId: guardrailIdentifier } = await aws.send(new CreateGuardrailCommand(request()));
  const versions = new CreateGuardrailVersionCommand({ guardrailIdentifier, description: "first" });
  expect(await aws.send(versions)).toMatchObject({ guardrailId: guardrailIdentifier, version: "1" });
  await aws.send(new UpdateGuardrailCommand({ ...request({ wordPolicyConfig: words("orca") }), guardrailIdentifier }));
  const draft = await aws.send(new GetGuardrailCommand({ guardrailIdentifier }));
  expect(draft).toMatchObject({ version: "DRAFT", wordPolicy: { words: [{ text: "orca" }] } });
  const first = await aws.send(new GetGuardrailCommand({ guardrailIdentifier, guardrailVersion: "1" }));
  expect(first).toMatchObject({ version: "1", description: "first", wordPolicy: { words: [{ text: "bluewhale" }] } });
});

test("an update leaves nothing of the configuration before", async () => {
  const aws = client();
  const { guardrailId: guardrailIdentifier } = await aws.send(new CreateGuardrailCommand(request(whole)));
  await aws.send(new UpdateGuardrailCommand({ ...request(), guardrailIdentifier }));
  const guardrail = await aws.send(new GetGuardrailCommand({ guardrailIdentifier }));
  expect(guardrail.description).toBeUndefined();
  expect(guardrail.topicPolicy).toBeUndefined();
  expect(guardrail.wordPolicy).toEqual({ words: [{ text: "bluewhale" }] });
});

test("versions are numbered on, also after the last one was deleted", async () => {
  const aws = client();
  const { guardrailId: guardrailIdentifier } = await aws.send(new CreateGuardrailCommand(request()));
  await aws.send(new CreateGuardrailVersionCommand({ guardrailIdentifier }));
  await aws.send(new CreateGuardrailVersionCommand({ guardrailIdentifier }));
  await aws.send(new DeleteGuardrailCommand({ guardrailIdentifier, guardrailVersion: "2" }));
  const next = await aws.send(new CreateGuardrailVersionCommand({ guardrailIdentifier }));
  expect(next.version).toBe("3");
  const { guardrails = [] } = await aws.send(new ListGuardrailsCommand({ guardrailIdentifier }));
  expect(guardrails.map(({ version }) => version)).toEqual(["DRAFT", "1", "3"]);
});

test("a deleted guardrail is gone with its versions", async () => {
  const aws = client();
  const { guardrailId: guardrailIdentifier } = await aws.send(new CreateGuardrailCommand(request()));
  await aws.send(new CreateGuardrailVersionCommand({ guardrailIdentifier }));
  await aws.send(new DeleteGuardrailCommand({ guardrailIdentifier }));
  const missing = notFound("The guardrail identifier or version provided in the request does not exist.");
  for (const guardrailVersion of [undefined, "DRAFT", "1"]) {
    const get = new GetGuardrailCommand({ guardrailIdentifier, guardrailVersion });
    expect(await failureOf(aws.send(get))).toEqual(missing);
  }
  expect(await failureOf(aws.send(new DeleteGuardrailCommand({ guardrailIdentifier })))).toEqual(missing);
  expect((await aws.send(new ListGuardrailsCommand({}))).guardrails).toEqual([]);
});

test("lists page through the drafts, and through the versions of one guardrail", async () => {
  const aws = client();
  for (const name of ["a", "b", "c"]) await aws.send(new CreateGuardrailCommand(request({ name })));
  const names: string[] = [];
  for await (const { guardrails = [] } of paginateListGuardrails({ client: aws, pageSize: 2 }, {})) {
    expect(guardrails.length).toBeLessThanOrEqual(2);
    names.push(...guardrails.map(({ name = "" }) => name));
  }
  expect(names).toEqual(["a", "b", "c"]);
  const [first] = (await aws.send(new ListGuardrailsCommand({}))).guardrails ?? [];
  const guardrailIdentifier = first?.arn;
  for (let count = 0; count < 4; count++) await aws.send(new CreateGuardrailVersionCommand({ guardrailIdentifier }));
  const page = await aws.send(new ListGuardrailsCommand({ guardrailIdentifier, maxResults: 2 }));
  expect(page.guardrails?.map(({ version }) => version)).toEqual(["DRAFT", "1"]);
  await aws.send(new DeleteGuardrailCommand({ guardrailIdentifier, guardrailVersion: "1" }));
  const { nextToken } = page;
  const rest = await aws.send(new ListGuardrailsCommand({ guardrailIdentifier, nextToken }));
  expect(rest.guardrails?.map(({ version }) => version)).toEqual(["2", "3", "4"]);
  expect(await failureOf(aws.send(new ListGuardrailsCommand({ nextToken })))).toEqual(
    invalid("The provided nextToken is invalid."),
  );
});

test("a name is given once in an account and Region", async () => {
  const emulator = createEmulator();
  const aws = controlPlane(emulator);
  const { guardrailId } = await aws.send(new CreateGuardrailCommand(request()));
  const taken = {
    name: "ConflictException",
    message: "Another guardrail in your account already has this name.",
    status: 400,
  };
  expect(await failureOf(aws.send(new CreateGuardrailCommand(request())))).toEqual(taken);
  const other = await aws.send(new CreateGuardrailCommand(request({ name: "other" })));
  const rename = { ...request(), guardrailIdentifier: other.guardrailId };
  expect(await failureOf(aws.send(new UpdateGuardrailCommand(rename)))).toEqual(taken);
  await aws.send(new UpdateGuardrailCommand({ ...request(), guardrailIdentifier: guardrailId }));
  for (const caller of [{ accessKeyId: "444455556666" }, { region: "eu-west-1" }]) {
    await controlPlane(emulator, caller).send(new CreateGuardrailCommand(request()));
  }
});

test("a client token makes one guardrail and one version, and is not good for another request", async () => {
  const aws = client();
  const clientRequestToken = "token-1";
  const first = await aws.send(new CreateGuardrailCommand(request({ clientRequestToken })));
  const again = await aws.send(new CreateGuardrailCommand(request({ clientRequestToken })));
  expect(again).toMatchObject({ guardrailId: first.guardrailId, createdAt: first.createdAt });
  const other = new CreateGuardrailCommand(request({ clientRequestToken, name: "other" }));
  expect(await failureOf(aws.send(other))).toMatchObject({ name: "ConflictException", status: 400 });
  const guardrailIdentifier = first.guardrailId;
  const version = { guardrailIdentifier, clientRequestToken: "token-2" };
  expect((await aws.send(new CreateGuardrailVersionCommand(version))).version).toBe("1");
  expect((await aws.send(new CreateGuardrailVersionCommand(version))).version).toBe("1");
});

test("what AWS refuses is refused in its words", async () => {
  expect(await refusalOf({ wordPolicyConfig: undefined })).toEqual(invalid("Guardrail must have at least one policy"));
  expect(
    await refusalOf({
      contentPolicyConfig: { filtersConfig: [{ type: "PROMPT_ATTACK", inputStrength: "LOW", outputStrength: "LOW" }] },
    }),
  ).toEqual(invalid("PROMPT ATTACK content filter strength for response must be NONE"));
  const name = await refusalOf({ name: "no spaces" });
  expect(name).toEqual(
    invalid(
      "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_]+",
    ),
  );
  const regex = (pattern: string) =>
    refusalOf({
      sensitiveInformationPolicyConfig: { regexesConfig: [{ name: "Odd", pattern, action: "BLOCK" }] },
    });
  expect(await regex("(a")).toEqual(
    invalid("The regex pattern of Odd is not valid: it has an unmatched opening parenthesis"),
  );
  expect(await regex("(?=a)b")).toEqual(invalid("The regex pattern of Odd is not valid: look-around is not supported"));
  expect(await regex("(a)\\1")).toMatchObject({ status: 501, message: expect.stringContaining("back-references") });
  expect(
    await refusalOf({ contextualGroundingPolicyConfig: { filtersConfig: [{ type: "GROUNDING", threshold: 1 }] } }),
  ).toMatchObject({ name: "ValidationException" });
  expect(
    await refusalOf({
      contentPolicyConfig: {
        filtersConfig: [{ type: "HATE", inputStrength: "LOW", outputStrength: "LOW" }],
        tierConfig: { tierName: "STANDARD" },
      },
    }),
  ).toMatchObject({ name: "ValidationException", message: expect.stringContaining("crossRegionConfig") });
});

test("automated reasoning is refused as not emulated", async () => {
  expect(
    await refusalOf({
      automatedReasoningPolicyConfig: {
        policies: ["arn:aws:bedrock:us-east-1:111122223333:automated-reasoning-policy/abcdefghijkl:1"],
      },
    }),
  ).toMatchObject({ status: 501, message: expect.stringContaining("automatedReasoningPolicyConfig") });
});

test("tags are given at creation and changed later", async () => {
  const aws = client();
  const { guardrailArn: resourceARN } = await aws.send(
    new CreateGuardrailCommand(request({ tags: [{ key: "team", value: "a" }] })),
  );
  await aws.send(new TagResourceCommand({ resourceARN, tags: [{ key: "cost", value: "1" }] }));
  await aws.send(new UntagResourceCommand({ resourceARN, tagKeys: ["team"] }));
  const { tags } = await aws.send(new ListTagsForResourceCommand({ resourceARN }));
  expect(tags).toEqual([{ key: "cost", value: "1" }]);
});

test("a hundred guardrails and twenty versions are the most", async () => {
  const aws = client();
  let guardrailIdentifier: string | undefined;
  for (let count = 0; count < 100; count++) {
    const { guardrailId } = await aws.send(new CreateGuardrailCommand(request({ name: `g${count}` })));
    guardrailIdentifier = guardrailId;
  }
  const over = { name: "ServiceQuotaExceededException", status: 400 };
  expect(await failureOf(aws.send(new CreateGuardrailCommand(request())))).toMatchObject(over);
  const next = new CreateGuardrailVersionCommand({ guardrailIdentifier });
  for (let count = 0; count < 20; count++) await aws.send(next);
  expect(await failureOf(aws.send(next))).toMatchObject(over);
});

test("policies are asked about the guardrail, its tags, and what a creation may make", async () => {
  const policy = (Action: string, Resource: string, Condition = {}) => ({
    Effect: "Allow",
    Action,
    Resource,
    Condition,
  });
  const emulator = createEmulator({
    scenario: {
      principals: [
        {
          arn: "arn:aws:iam::123456789012:role/app",
          accessKeyId: "AKIAAPP0000000000001",
          policies: [
            {
              name: "inline",
              document: {
                Version: "2012-10-17",
                Statement: [
                  policy("bedrock:CreateGuardrail", "arn:aws:bedrock:us-east-1:123456789012:guardrail/*"),
                  policy("bedrock:TagResource", "arn:aws:bedrock:us-east-1:123456789012:guardrail/*"),
                  policy("bedrock:GetGuardrail", "*", { StringEquals: { "aws:ResourceTag/team": "a" } }),
                ],
              },
            },
          ],
        },
      ],
    },
  });
  const aws = controlOf(emulator);
  const create = (name: string, team: string) =>
    aws.send(new CreateGuardrailCommand(request({ name, tags: [{ key: "team", value: team }] })));
  const own = await create("own", "a");
  const others = await create("others", "b");
  await aws.send(new GetGuardrailCommand({ guardrailIdentifier: own.guardrailId }));
  const denied = await failureOf(aws.send(new GetGuardrailCommand({ guardrailIdentifier: others.guardrailId })));
  expect(denied).toMatchObject({ name: "AccessDeniedException", status: 403 });
  expect(denied.message).toContain(`bedrock:GetGuardrail on resource: ${others.guardrailArn}`);
});
