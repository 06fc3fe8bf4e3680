import {
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-bedrock";
import { expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../../emulator/index.ts";
import {
  applicationArn,
  controlPlane,
  failureOf,
  invalid,
  modelArn,
  NOVA_LITE,
  notFound,
  systemArn,
  US_NOVA_LITE,
} from "../../emulator/callers.ts";

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_TagResource.html, API_UntagResource.html, API_ListTagsForResource.html

const tagged = async (emulator: Emulator, tags?: Tag[]): Promise<string> => {
  const command = new CreateInferenceProfileCommand({
    inferenceProfileName: "team-a",
    modelSource: { copyFrom: modelArn(NOVA_LITE) },
    tags,
  });
  return (await controlPlane(emulator).send(command)).inferenceProfileArn ?? "";
};

const tag = (resourceARN: string, tags: Tag[]) => new TagResourceCommand({ resourceARN, tags });
const untag = (resourceARN: string, tagKeys: string[]) => new UntagResourceCommand({ resourceARN, tagKeys });
const list = (resourceARN: string) => new ListTagsForResourceCommand({ resourceARN });

const many = (count: number, prefix = "key"): Tag[] =>
  Array.from({ length: count }, (_, index) => ({ key: `${prefix}${index}`, value: "v" }));

const tagsOf = async (emulator: Emulator, arn: string) =>
  Object.fromEntries(((await controlPlane(emulator).send(list(arn))).tags ?? []).map(({ key, value }) => [key, value]));

test("a profile has the tags that it was created with", async () => {
  const emulator = createEmulator();
  const arn = await tagged(emulator, [
    { key: "team", value: "a" },
    { key: "env", value: "test" },
  ]);
  expect(await tagsOf(emulator, arn)).toEqual({ team: "a", env: "test" });
});

test("a profile that was created without tags has an empty list of them", async () => {
  const emulator = createEmulator();
  const { tags, $metadata } = await controlPlane(emulator).send(list(await tagged(emulator)));
  expect(tags).toEqual([]);
  expect($metadata.httpStatusCode).toBe(200);
});

test("tags are added, replaced in value and taken away", async () => {
  const emulator = createEmulator();
  const client = controlPlane(emulator);
  const arn = await tagged(emulator, [{ key: "team", value: "a" }]);
  const { $metadata, ...output } = await client.send(
    tag(arn, [
      { key: "team", value: "b" },
      { key: "Team", value: "keys are case-sensitive" },
    ]),
  );
  expect(output).toEqual({});
  expect($metadata.httpStatusCode).toBe(200);
  expect(await tagsOf(emulator, arn)).toEqual({ team: "b", Team: "keys are case-sensitive" });
  await client.send(untag(arn, ["team"]));
  expect(await tagsOf(emulator, arn)).toEqual({ Team: "keys are case-sensitive" });
});

test("to take away a tag that is not there is no error", async () => {
  const emulator = createEmulator();
  const arn = await tagged(emulator, [{ key: "team", value: "a" }]);
  await controlPlane(emulator).send(untag(arn, ["never-there", "also-not"]));
  expect(await tagsOf(emulator, arn)).toEqual({ team: "a" });
});

test("a tag's value may be empty, when it is created and when it is set", async () => {
  // Terraform's acceptance tests EmptyTag_*: https://github.com/hashicorp/terraform-provider-aws/pull/40294
  const emulator = createEmulator();
  const arn = await tagged(emulator, [{ key: "made", value: "" }]);
  await controlPlane(emulator).send(tag(arn, [{ key: "set", value: "" }]));
  expect(await tagsOf(emulator, arn)).toEqual({ made: "", set: "" });
});

test("tagging changes neither the profile nor its place in the list", async () => {
  const emulator = createEmulator();
  const client = controlPlane(emulator);
  const first = await tagged(emulator);
  await tagged(emulator);
  const listed = async () =>
    (await client.send(new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" }))).inferenceProfileSummaries;
  const before = await listed();
  await client.send(tag(first, [{ key: "a", value: "b" }]));
  expect(await listed()).toEqual(before);
});

// 50 tags for each resource: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html

test("50 tags are allowed, however they came", async () => {
  const emulator = createEmulator();
  const created = await tagged(emulator, many(50));
  expect(Object.keys(await tagsOf(emulator, created))).toHaveLength(50);
  const client = controlPlane(emulator);
  // A new value is no new tag.
  await client.send(tag(created, [{ key: "key0", value: "new" }]));
  expect(await tagsOf(emulator, created)).toMatchObject({ key0: "new" });
  const later = await tagged(emulator);
  await client.send(tag(later, many(50)));
  expect(Object.keys(await tagsOf(emulator, later))).toHaveLength(50);
});

test("the 51st tag is one too many, and none of the request is kept", async () => {
  const emulator = createEmulator();
  const arn = await tagged(emulator, many(49));
  const refused = await failureOf(controlPlane(emulator).send(tag(arn, many(2, "more"))));
  expect(refused).toMatchObject({ name: "TooManyTagsException", status: 400, resourceName: arn });
  expect(refused.message).toContain("50");
  expect(Object.keys(await tagsOf(emulator, arn))).toHaveLength(49);
});

test("a profile with 51 tags is not created, and the error names no profile", async () => {
  const emulator = createEmulator();
  const refused = await failureOf(tagged(emulator, many(51)));
  expect(refused).toMatchObject({ name: "TooManyTagsException", status: 400 });
  expect(refused).not.toHaveProperty("resourceName");
  const { inferenceProfileSummaries } = await controlPlane(emulator).send(
    new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" }),
  );
  expect(inferenceProfileSummaries).toEqual([]);
});

test("more than 200 tags in one request break the API's own constraint", async () => {
  const { name, message } = await failureOf(tagged(createEmulator(), many(201)));
  expect(name).toBe("ValidationException");
  expect(message).toContain(
    "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 200",
  );
});

test("keys that begin with aws: are AWS's own, in any case of letters", async () => {
  // https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html; the wording is other services'.
  const reserved = invalid("aws: prefixed tag key names are not allowed for external use.");
  const emulator = createEmulator();
  const arn = await tagged(emulator);
  for (const key of ["aws:x", "AWS:x", "Aws:", "aws:cloudformation:stack-name"]) {
    expect(await failureOf(controlPlane(emulator).send(tag(arn, [{ key, value: "v" }]))), key).toEqual(reserved);
    expect(await failureOf(tagged(emulator, [{ key, value: "v" }])), key).toEqual(reserved);
  }
  await controlPlane(emulator).send(tag(arn, [{ key: "awsome", value: "aws:" }]));
  expect(await tagsOf(emulator, arn)).toEqual({ awsome: "aws:" });
});

test("one key twice in a request is refused", async () => {
  const emulator = createEmulator();
  const arn = await tagged(emulator);
  const twice = [
    { key: "a", value: "1" },
    { key: "a", value: "2" },
  ];
  // The wording is assumed.
  for (const call of [controlPlane(emulator).send(tag(arn, twice)), tagged(emulator, twice)]) {
    expect(await failureOf(call)).toMatchObject({ name: "ValidationException", status: 400 });
  }
});

test("keys and values are checked by AWS's lengths and patterns", async () => {
  const emulator = createEmulator();
  const arn = await tagged(emulator);
  const client = controlPlane(emulator);
  for (const bad of [
    { key: "", value: "v" },
    { key: "k".repeat(129), value: "v" },
    { key: "k", value: "v".repeat(257) },
    { key: "k*", value: "v" },
    { key: "k", value: "ü" },
  ]) {
    const { name, message } = await failureOf(client.send(tag(arn, [bad])));
    expect(name).toBe("ValidationException");
    expect(message).toMatch(/at 'tags\.1\.member\.(key|value)' failed to satisfy constraint/);
  }
  const longest = { key: "k".repeat(128), value: `a b._:/=+@-${"v".repeat(245)}` };
  await client.send(tag(arn, [longest]));
  expect(await tagsOf(emulator, arn)).toEqual({ [longest.key]: longest.value });
});

const operations = [
  ["TagResource", (arn: string) => tag(arn, [{ key: "a", value: "b" }])],
  ["UntagResource", (arn: string) => untag(arn, ["a"])],
  ["ListTagsForResource", list],
] as const;

test.each(operations)("%s does not find an ARN that names nothing", async (_, command) => {
  const emulator = createEmulator();
  const client = controlPlane(emulator);
  const arn = await tagged(emulator);
  await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
  // The wording is assumed.
  const missing = notFound("The specified resource could not be found");
  for (const resource of [
    arn,
    applicationArn("abcdefghijkl"),
    systemArn("eu.amazon.nova-lite-v1:0"),
    "arn:aws:bedrock:us-east-1:111122223333:guardrail/abcdefghijkl",
  ]) {
    expect(await failureOf(client.send(command(resource) as never)), resource).toEqual(missing);
  }
});

test.each(operations)("%s refuses a system-defined profile", async (_, command) => {
  // https://github.com/ekristen/aws-nuke/pull/988: ListTagsForResource fails for every system-defined profile; wording assumed.
  const client = controlPlane(createEmulator());
  const { name, status } = await failureOf(client.send(command(systemArn(US_NOVA_LITE)) as never));
  expect({ name, status }).toEqual({ name: "ValidationException", status: 400 });
});

test.each(operations)("%s takes ARNs of the caller's own account and Region alone", async (_, command) => {
  const emulator = createEmulator();
  const arn = await tagged(emulator);
  const [id = ""] = arn.split("/").slice(-1);
  const client = controlPlane(emulator);
  expect(await failureOf(client.send(command(applicationArn(id, "us-west-2")) as never))).toEqual(
    invalid("The provided ARN is invalid for the service region"),
  );
  expect(await failureOf(client.send(command(applicationArn(id, "us-east-1", "999988887777")) as never))).toEqual(
    invalid("The provided resource ARN is from a different account"),
  );
  const stranger = controlPlane(emulator, { accessKeyId: "999988887777" });
  expect(await failureOf(stranger.send(command(arn) as never))).toEqual(
    invalid("The provided resource ARN is from a different account"),
  );
});

test.each(operations)("%s takes no bare id", async (_, command) => {
  const emulator = createEmulator();
  const [id = ""] = (await tagged(emulator)).split("/").slice(-1);
  const { name, message } = await failureOf(controlPlane(emulator).send(command(id) as never));
  expect(name).toBe("ValidationException");
  expect(message).toContain("at 'resourceARN' failed to satisfy constraint");
});

test("tags set at the same moment do not overwrite one another", async () => {
  const emulator = createEmulator();
  const arn = await tagged(emulator);
  const client = controlPlane(emulator);
  await Promise.all(many(30).map((one) => client.send(tag(arn, [one]))));
  expect(Object.keys(await tagsOf(emulator, arn))).toHaveLength(30);
});
