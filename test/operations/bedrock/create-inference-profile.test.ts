import {
  CreateInferenceProfileCommand,
  type CreateInferenceProfileCommandInput,
  DeleteInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
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
  SONNET_4,
  systemArn,
  US_NOVA_LITE,
} from "../../emulator/callers.ts";

// Shapes, constraints and status codes: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html

const frozen = { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } as const;

const request = (
  copyFrom: string,
  more: Partial<CreateInferenceProfileCommandInput> = {},
): CreateInferenceProfileCommand =>
  new CreateInferenceProfileCommand({ inferenceProfileName: "team-a", modelSource: { copyFrom }, ...more });

async function modelsOf(emulator: Emulator, copyFrom: string, region = "us-east-1"): Promise<(string | undefined)[]> {
  const client = controlPlane(emulator, { region });
  const { inferenceProfileArn } = await client.send(request(copyFrom));
  const { models } = await client.send(
    new GetInferenceProfileCommand({ inferenceProfileIdentifier: inferenceProfileArn }),
  );
  return (models ?? []).map((model) => model.modelArn);
}

const refusalOf = (copyFrom: string, caller = {}) =>
  failureOf(controlPlane(createEmulator(), caller).send(request(copyFrom)));

test("a profile over a foundation model is active at once and has that model alone", async () => {
  const client = controlPlane(createEmulator({ scenario: frozen }));
  const created = await client.send(request(modelArn(NOVA_LITE), { description: "for team A" }));
  expect(created).toMatchObject({ status: "ACTIVE", $metadata: { httpStatusCode: 201 } });
  // The id is 12 characters of [a-z0-9]: EvaluationBedrockModelIdentifier in AWS's API model.
  const id = /^arn:aws:bedrock:us-east-1:111122223333:application-inference-profile\/([a-z0-9]{12})$/.exec(
    created.inferenceProfileArn ?? "",
  )?.[1];
  const { $metadata, ...profile } = await client.send(
    new GetInferenceProfileCommand({ inferenceProfileIdentifier: created.inferenceProfileArn }),
  );
  expect($metadata.httpStatusCode).toBe(200);
  // createdAt equals updatedAt: https://github.com/crossplane-contrib/provider-upjet-aws/pull/1641
  const instant = new Date("2026-01-01T00:00:00Z");
  expect(profile).toEqual({
    inferenceProfileName: "team-a",
    description: "for team A",
    createdAt: instant,
    updatedAt: instant,
    inferenceProfileArn: created.inferenceProfileArn,
    inferenceProfileId: id,
    models: [{ modelArn: modelArn(NOVA_LITE) }],
    status: "ACTIVE",
    type: "APPLICATION",
  });
});

test("a profile without a description has no description", async () => {
  const client = controlPlane(createEmulator());
  const { inferenceProfileArn } = await client.send(request(modelArn(NOVA_LITE)));
  const profile = await client.send(
    new GetInferenceProfileCommand({ inferenceProfileIdentifier: inferenceProfileArn }),
  );
  expect(profile).not.toHaveProperty("description");
});

test("a profile over a geographic profile has one model for each destination, in the source profile's order", async () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html; the order is not sorted and differs by
  // source Region (capture of ListInferenceProfiles in us-east-2, 2025).
  expect(await modelsOf(createEmulator(), systemArn(US_NOVA_LITE))).toEqual(
    ["us-east-1", "us-east-2", "us-west-2"].map((region) => modelArn(NOVA_LITE, region)),
  );
  expect(await modelsOf(createEmulator(), systemArn(US_NOVA_LITE, "us-east-2"), "us-east-2")).toEqual(
    ["us-east-1", "us-west-2", "us-east-2"].map((region) => modelArn(NOVA_LITE, region)),
  );
  expect(await modelsOf(createEmulator(), systemArn(US_NOVA_LITE, "us-west-1"), "us-west-1")).toHaveLength(4);
});

test("a profile over a global profile has the ARN without a Region and the one of the source Region", async () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html and a capture of us-east-1, 2026-03.
  expect(await modelsOf(createEmulator(), systemArn(`global.${SONNET_4}`))).toEqual([
    modelArn(SONNET_4, ""),
    modelArn(SONNET_4),
  ]);
});

test("a profile of a GovCloud Region lives in that partition", async () => {
  const client = controlPlane(createEmulator(), { region: "us-gov-west-1" });
  const created = await client.send(request(`arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${NOVA_LITE}`));
  expect(created.inferenceProfileArn).toMatch(/^arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:application-/);
  const { models } = await client.send(
    new GetInferenceProfileCommand({ inferenceProfileIdentifier: created.inferenceProfileArn }),
  );
  expect(models).toEqual([{ modelArn: `arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${NOVA_LITE}` }]);
  const commercial = await failureOf(client.send(request(modelArn(NOVA_LITE, "us-gov-west-1"))));
  expect(commercial).toEqual(invalid("copyFrom must be a valid inference profile model source ARN."));
});

// The wording of the next four: https://github.com/awslabs/aws-solutions-constructs/issues/1387
const badSource = invalid("copyFrom must be a valid inference profile model source ARN.");

test("a model that is offered through profiles alone cannot be copied by itself", async () => {
  expect(await refusalOf(modelArn(SONNET_4))).toEqual(badSource);
});

test("models that embed, rank or draw are copied as models that talk", async () => {
  // People have such profiles: https://github.com/vectorize-io/hindsight/issues/4034, https://github.com/vercel/ai/issues/19829
  const emulator = createEmulator();
  for (const modelId of ["amazon.titan-embed-text-v2:0", "cohere.embed-english-v3", "cohere.rerank-v3-5:0"])
    expect(await modelsOf(emulator, modelArn(modelId))).toEqual([modelArn(modelId)]);
});

test("a foundation model's ARN with an account is no source", async () => {
  expect(await refusalOf(`arn:aws:bedrock:us-east-1:111122223333:foundation-model/${NOVA_LITE}`)).toEqual(badSource);
});

test("an ARN of another partition is no source", async () => {
  expect(await refusalOf(`arn:aws-us-gov:bedrock:us-east-1::foundation-model/${NOVA_LITE}`)).toEqual(badSource);
});

test("a model that does not exist, or not in this Region, is not found", async () => {
  // Third-party measurement of CreateInferenceProfile, 2026-09: "Model not found".
  for (const copyFrom of [
    modelArn("amazon.no-such-model-v1:0"),
    modelArn(NOVA_LITE, "us-west-2"),
    modelArn(NOVA_LITE, ""),
    modelArn("anthropic.claude-mythos-5"),
  ]) {
    expect(await refusalOf(copyFrom), copyFrom).toEqual(notFound("Model not found"));
  }
  const absent = modelArn("anthropic.claude-3-haiku-20240307-v1:0", "eu-north-1");
  expect(await refusalOf(absent, { region: "eu-north-1" })).toEqual(notFound("Model not found"));
});

test("a system-defined profile of another geography, Region or account, or a retired or unknown one, is not found", async () => {
  // Third-party measurement of CreateInferenceProfile, 2026-09: "Inference profile not found".
  for (const copyFrom of [
    systemArn("eu.amazon.nova-lite-v1:0"),
    systemArn(US_NOVA_LITE, "us-west-2"),
    systemArn(US_NOVA_LITE, "us-east-1", "999988887777"),
    systemArn(US_NOVA_LITE, "us-east-1", ""),
    systemArn("us.amazon.no-such-model-v1:0"),
  ]) {
    expect(await refusalOf(copyFrom), copyFrom).toEqual(notFound("Inference profile not found"));
  }
  const retired = systemArn("eu.anthropic.claude-3-sonnet-20240229-v1:0", "eu-west-1");
  expect(await refusalOf(retired, { region: "eu-west-1" })).toEqual(notFound("Inference profile not found"));
});

test("an application profile and a bare id are no sources: the API's own pattern refuses them", async () => {
  const constraint =
    "1 validation error detected: Value '{value}' at 'modelSource.copyFrom' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws(|-us-gov|-cn|-iso|-iso-b):bedrock:(|[0-9a-z-]{0,20}):(|[0-9]{12}):(inference-profile|foundation-model)/[a-zA-Z0-9-:.]+";
  const emulator = createEmulator();
  const client = controlPlane(emulator);
  const { inferenceProfileArn = "" } = await client.send(request(modelArn(NOVA_LITE)));
  for (const copyFrom of [inferenceProfileArn, NOVA_LITE, US_NOVA_LITE, "arn:aws:bedrock", "arn:aws:s3:::bucket/key"]) {
    expect(await failureOf(client.send(request(copyFrom)))).toEqual(invalid(constraint.replace("{value}", copyFrom)));
  }
});

test("a source without copyFrom is refused", async () => {
  const response = await createEmulator().handle(
    new Request("http://localhost/inference-profiles", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ inferenceProfileName: "x", modelSource: {} }),
    }),
  );
  expect(response.status).toBe(400);
  expect(response.headers.get("x-amzn-errortype")).toMatch(/^ValidationException/);
});

test("a name may be given more than once", async () => {
  // Several profiles over one model are normal: https://github.com/aws-samples/bedrock-access-gateway/issues/174. That AWS
  // refuses a second profile of one name was never seen.
  const client = controlPlane(createEmulator());
  const first = await client.send(request(modelArn(NOVA_LITE)));
  const second = await client.send(request(modelArn(NOVA_LITE)));
  expect(second.inferenceProfileArn).not.toBe(first.inferenceProfileArn);
});

// Client tokens: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html, "If this token matches
// a previous request, Amazon Bedrock ignores the request, but does not return an error."

const countOf = async (emulator: Emulator) =>
  (await controlPlane(emulator).send(new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" })))
    .inferenceProfileSummaries?.length;

test("the same token with the same parameters makes one profile", async () => {
  const emulator = createEmulator();
  const client = controlPlane(emulator);
  const tags = [
    { key: "a", value: "1" },
    { key: "b", value: "2" },
  ];
  const parameters = { clientRequestToken: "token-1", description: "same", tags };
  const first = await client.send(request(modelArn(NOVA_LITE), parameters));
  const again = await client.send(request(modelArn(NOVA_LITE), { ...parameters, tags: tags.toReversed() }));
  expect(again.inferenceProfileArn).toBe(first.inferenceProfileArn);
  expect(again.$metadata.httpStatusCode).toBe(201);
  expect(await countOf(emulator)).toBe(1);
});

test("the order in which a client writes its JSON does not make other parameters", async () => {
  const emulator = createEmulator();
  const send = async (body: string) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    return (await (await emulator.handle(new Request("http://localhost/inference-profiles", init))).json()) as object;
  };
  const source = `"modelSource":{"copyFrom":"${modelArn(NOVA_LITE)}"},"clientRequestToken":"token-1"`;
  const first = await send(`{"inferenceProfileName":"x",${source},"tags":[{"key":"a","value":"b"}]}`);
  const again = await send(`{"tags":[{"value":"b","key":"a"}],${source},"inferenceProfileName":"x"}`);
  expect(first).toHaveProperty("inferenceProfileArn");
  expect(again).toEqual(first);
});

test("the same token with other parameters is a conflict", async () => {
  const client = controlPlane(createEmulator());
  const clientRequestToken = "token-1";
  await client.send(request(modelArn(NOVA_LITE), { clientRequestToken, tags: [{ key: "a", value: "b" }] }));
  for (const other of [
    request(modelArn(NOVA_LITE), { clientRequestToken }),
    request(modelArn(NOVA_LITE), { clientRequestToken, tags: [{ key: "a", value: "c" }] }),
    request(systemArn(US_NOVA_LITE), { clientRequestToken, tags: [{ key: "a", value: "b" }] }),
    request(modelArn(NOVA_LITE), {
      clientRequestToken,
      inferenceProfileName: "other",
      tags: [{ key: "a", value: "b" }],
    }),
    request(modelArn(NOVA_LITE), { clientRequestToken, description: "new", tags: [{ key: "a", value: "b" }] }),
  ]) {
    // The model gives ConflictException HTTP 400; the wording is assumed.
    const { name, status, message } = await failureOf(client.send(other));
    expect({ name, status }).toEqual({ name: "ConflictException", status: 400 });
    expect(message).toContain("token-1");
  }
});

test("a token expires a day after it was used, to the millisecond", async () => {
  const emulator = createEmulator({ scenario: frozen });
  const client = controlPlane(emulator);
  const send = () => client.send(request(modelArn(NOVA_LITE), { clientRequestToken: "token-1" }));
  const first = await send();
  emulator.clock.advance(24 * 60 * 60 * 1000 - 1);
  expect((await send()).inferenceProfileArn).toBe(first.inferenceProfileArn);
  emulator.clock.advance(1);
  expect((await send()).inferenceProfileArn).not.toBe(first.inferenceProfileArn);
  expect(await countOf(emulator)).toBe(2);
});

test("a token is one account's and one Region's", async () => {
  const emulator = createEmulator();
  const arns = await Promise.all(
    [{}, { accessKeyId: "999988887777" }, { region: "us-west-2" }].map(async (caller) => {
      const source = modelArn(NOVA_LITE, "region" in caller ? caller.region : undefined);
      const client = controlPlane(emulator, caller);
      return (await client.send(request(source, { clientRequestToken: "token-1" }))).inferenceProfileArn;
    }),
  );
  expect(new Set(arns).size).toBe(3);
});

test("concurrent requests with one token make one profile", async () => {
  const emulator = createEmulator();
  const client = controlPlane(emulator);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => client.send(request(modelArn(NOVA_LITE), { clientRequestToken: "token-1" }))),
  );
  expect(new Set(answers.map((answer) => answer.inferenceProfileArn)).size).toBe(1);
  expect(await countOf(emulator)).toBe(1);
});

test("a refused request does not use up its token", async () => {
  const client = controlPlane(createEmulator());
  const clientRequestToken = "token-1";
  await failureOf(client.send(request(modelArn(SONNET_4), { clientRequestToken })));
  const created = await client.send(request(modelArn(NOVA_LITE), { clientRequestToken }));
  expect(created.status).toBe("ACTIVE");
});

// Quota L-40EC9882, "Inference profiles per account", 1,000 in each Region: https://docs.aws.amazon.com/general/latest/gr/bedrock.html

test("the 1,001st profile of an account and Region exceeds its quota", async () => {
  const profiles = Array.from({ length: 1000 }, (_, index) => ({
    id: String(index).padStart(12, "0"),
    name: "seeded",
    copyFrom: NOVA_LITE,
  }));
  const emulator = createEmulator({ scenario: { profiles } });
  const refused = await failureOf(controlPlane(emulator).send(request(modelArn(NOVA_LITE))));
  expect(refused).toMatchObject({ name: "ServiceQuotaExceededException", status: 400 });
  expect(refused.message).toContain("1000");
  const elsewhere = await controlPlane(emulator, { region: "us-west-2" }).send(
    request(modelArn(NOVA_LITE, "us-west-2")),
  );
  expect(elsewhere.status).toBe("ACTIVE");
  const another = await controlPlane(emulator, { accessKeyId: "999988887777" }).send(request(modelArn(NOVA_LITE)));
  expect(another.status).toBe("ACTIVE");
});

test("the quota can be adjusted, holds against concurrent requests, and a delete makes room", async () => {
  const emulator = createEmulator({ scenario: { quotas: { applicationProfilesPerRegion: 3 } } });
  const client = controlPlane(emulator);
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => client.send(request(modelArn(NOVA_LITE)))));
  const made = answers.filter((answer) => answer.status === "fulfilled").map((answer) => answer.value);
  expect(made).toHaveLength(3);
  expect(await failureOf(client.send(request(modelArn(NOVA_LITE))))).toMatchObject({
    name: "ServiceQuotaExceededException",
  });
  const inferenceProfileIdentifier = made[0]?.inferenceProfileArn;
  await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier }));
  expect((await client.send(request(modelArn(NOVA_LITE)))).status).toBe("ACTIVE");
});

test("a quota of none allows no profile", async () => {
  const emulator = createEmulator({ scenario: { quotas: { applicationProfilesPerRegion: 0 } } });
  expect(await failureOf(controlPlane(emulator).send(request(modelArn(NOVA_LITE))))).toMatchObject({
    name: "ServiceQuotaExceededException",
  });
});

test("a token that was used still answers at the quota", async () => {
  const emulator = createEmulator({ scenario: { quotas: { applicationProfilesPerRegion: 1 } } });
  const send = () => controlPlane(emulator).send(request(modelArn(NOVA_LITE), { clientRequestToken: "token-1" }));
  expect((await send()).inferenceProfileArn).toBe((await send()).inferenceProfileArn);
});

test("names and descriptions are checked by AWS's patterns", async () => {
  const client = controlPlane(createEmulator());
  for (const bad of [
    { inferenceProfileName: "" },
    { inferenceProfileName: "x".repeat(65) },
    { inferenceProfileName: " x" },
    { inferenceProfileName: "two  spaces" },
    { description: "" },
    { description: "a, b" },
    { description: "x".repeat(201) },
    { clientRequestToken: "-" },
  ]) {
    const { name, message } = await failureOf(client.send(request(modelArn(NOVA_LITE), bad)));
    expect({ name, bad }).toEqual({ name: "ValidationException", bad });
    expect(message).toMatch(/^\d validation errors? detected: /);
  }
  const longest = { inferenceProfileName: "x".repeat(64), description: "x".repeat(200) };
  expect((await client.send(request(modelArn(NOVA_LITE), longest))).status).toBe("ACTIVE");
});

test("an application profile's ARN names its account even where two accounts have one id", async () => {
  const profiles = ["111122223333", "999988887777"].map((account) => ({
    account,
    id: "abcdefghijkl",
    name: "twin",
    copyFrom: NOVA_LITE,
  }));
  const emulator = createEmulator({ scenario: { profiles } });
  const inferenceProfileIdentifier = "abcdefghijkl";
  for (const accessKeyId of ["111122223333", "999988887777"]) {
    const client = controlPlane(emulator, { accessKeyId });
    const { inferenceProfileArn } = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }));
    expect(inferenceProfileArn).toBe(applicationArn("abcdefghijkl", "us-east-1", accessKeyId));
  }
});
