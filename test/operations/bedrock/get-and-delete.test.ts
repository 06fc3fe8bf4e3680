import {
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
} from "@aws-sdk/client-bedrock";
import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
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
  runtime,
  systemArn,
  US_NOVA_LITE,
} from "../../emulator/callers.ts";

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetInferenceProfile.html and API_DeleteInferenceProfile.html: both
// take an id or an ARN.

const get = (inferenceProfileIdentifier: string | undefined) =>
  new GetInferenceProfileCommand({ inferenceProfileIdentifier });
const remove = (inferenceProfileIdentifier: string | undefined) =>
  new DeleteInferenceProfileCommand({ inferenceProfileIdentifier });

async function makeProfile(emulator: Emulator) {
  const command = new CreateInferenceProfileCommand({
    inferenceProfileName: "team-a",
    modelSource: { copyFrom: modelArn(NOVA_LITE) },
  });
  const { inferenceProfileArn: arn = "" } = await controlPlane(emulator).send(command);
  return { arn, id: arn.split("/")[1] ?? "" };
}

// No capture of these texts exists; they are assumed in contracts/messages.
const noProfile = notFound("Inference profile not found");

test("an application profile is the same by its id and by its ARN", async () => {
  const emulator = createEmulator();
  const { id, arn } = await makeProfile(emulator);
  const client = controlPlane(emulator);
  const { $metadata: _, ...byId } = await client.send(get(id));
  const { $metadata: __, ...byArn } = await client.send(get(arn));
  expect(byId).toEqual(byArn);
  expect(byId.inferenceProfileId).toBe(id);
});

test("a system-defined profile is the same by its id and by its ARN, which carries the caller's account", async () => {
  // Capture of ListInferenceProfiles: the ARN has the source Region and the caller's own account.
  const client = controlPlane(createEmulator());
  const { $metadata: _, ...byId } = await client.send(get(US_NOVA_LITE));
  const { $metadata: __, ...byArn } = await client.send(get(systemArn(US_NOVA_LITE)));
  expect(byId).toEqual(byArn);
  expect(byId).toMatchObject({
    inferenceProfileName: "US Nova Lite",
    description: "Routes requests to Nova Lite in us-east-1, us-east-2 and us-west-2.",
    inferenceProfileArn: systemArn(US_NOVA_LITE),
    inferenceProfileId: US_NOVA_LITE,
    models: ["us-east-1", "us-east-2", "us-west-2"].map((region) => ({ modelArn: modelArn(NOVA_LITE, region) })),
    status: "ACTIVE",
    type: "SYSTEM_DEFINED",
  });
  expect(byId.createdAt).toBeInstanceOf(Date);
});

test("what does not exist is not found, by id and by ARN", async () => {
  const client = controlPlane(createEmulator());
  for (const identifier of [
    "abcdefghijkl",
    applicationArn("abcdefghijkl"),
    "us.amazon.no-such-model-v1:0",
    systemArn("us.amazon.no-such-model-v1:0"),
    // A system-defined profile of other source Regions.
    "eu.amazon.nova-lite-v1:0",
    systemArn("eu.amazon.nova-lite-v1:0"),
    // The right id under the wrong kind of resource.
    applicationArn(US_NOVA_LITE),
    // A foundation model is no profile.
    NOVA_LITE,
  ]) {
    expect(await failureOf(client.send(get(identifier))), identifier).toEqual(noProfile);
  }
});

test("an application profile's id is no system-defined profile's", async () => {
  const emulator = createEmulator();
  const { id } = await makeProfile(emulator);
  expect(await failureOf(controlPlane(emulator).send(get(systemArn(id))))).toEqual(noProfile);
  expect(await failureOf(controlPlane(emulator).send(remove(systemArn(id))))).toEqual(noProfile);
});

test("a retired system-defined profile is not there: not to get, not to delete", async () => {
  const client = controlPlane(createEmulator(), { region: "eu-west-1" });
  for (const command of [get, remove]) {
    expect(await failureOf(client.send(command("eu.anthropic.claude-3-sonnet-20240229-v1:0") as never))).toEqual(
      noProfile,
    );
  }
});

test.each([
  ["get", get],
  ["delete", remove],
])("to %s by an ARN of another Region, account or partition is refused", async (_, command) => {
  const emulator = createEmulator();
  const { id, arn } = await makeProfile(emulator);
  const client = controlPlane(emulator);
  // Third-party measurements of GetGuardrail and CreateGuardrail, 2026.
  const otherRegion = invalid("The provided ARN is invalid for the service region");
  const otherAccount = invalid("The provided resource ARN is from a different account");
  expect(await failureOf(client.send(command(applicationArn(id, "us-west-2")) as never))).toEqual(otherRegion);
  expect(await failureOf(client.send(command(applicationArn(id, "us-east-1", "999988887777")) as never))).toEqual(
    otherAccount,
  );
  const foreign = arn.replace("arn:aws:", "arn:aws-us-gov:");
  expect(await failureOf(client.send(command(foreign) as never))).toEqual(invalid("The provided ARN is invalid"));
  expect((await client.send(get(id))).status).toBe("ACTIVE");
});

test.each([
  ["get", get],
  ["delete", remove],
])("to %s by something that is no identifier breaks the API's own pattern", async (_, command) => {
  const client = controlPlane(createEmulator());
  for (const identifier of ["a b", "arn:aws:s3:::bucket/key", modelArn(NOVA_LITE), "x".repeat(2049)]) {
    const { name, message } = await failureOf(client.send(command(identifier) as never));
    expect(name, identifier).toBe("ValidationException");
    expect(message).toContain("validation error detected: Value '");
    expect(message).toContain("at 'inferenceProfileIdentifier' failed to satisfy constraint");
  }
});

test("a deleted profile is gone at once: from get, from the list and from invocation", async () => {
  const emulator = createEmulator();
  const { id, arn } = await makeProfile(emulator);
  const client = controlPlane(emulator);
  const converse = new ConverseCommand({ modelId: arn, messages: [{ role: "user", content: [{ text: "Hello" }] }] });
  expect((await runtime(emulator).send(converse)).stopReason).toBe("end_turn");
  const { $metadata, ...output } = await client.send(remove(id));
  expect(output).toEqual({});
  expect($metadata.httpStatusCode).toBe(200);
  expect(await failureOf(client.send(get(id)))).toEqual(noProfile);
  expect(await failureOf(client.send(get(arn)))).toEqual(noProfile);
  const { inferenceProfileSummaries } = await client.send(
    new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" }),
  );
  expect(inferenceProfileSummaries).toEqual([]);
  expect(await failureOf(runtime(emulator).send(converse))).toEqual(
    invalid("The provided model identifier is invalid."),
  );
});

test("a profile can be deleted once, by its ARN as well", async () => {
  const emulator = createEmulator();
  const { id, arn } = await makeProfile(emulator);
  const client = controlPlane(emulator);
  await client.send(remove(arn));
  expect(await failureOf(client.send(remove(arn)))).toEqual(noProfile);
  expect(await failureOf(client.send(remove(id)))).toEqual(noProfile);
});

test("a system-defined profile cannot be deleted, by id or ARN", async () => {
  const client = controlPlane(createEmulator());
  for (const identifier of [US_NOVA_LITE, systemArn(US_NOVA_LITE)]) {
    // The wording is assumed.
    const { name, status } = await failureOf(client.send(remove(identifier)));
    expect({ name, status }).toEqual({ name: "ValidationException", status: 400 });
  }
  expect((await client.send(get(US_NOVA_LITE))).status).toBe("ACTIVE");
});

test("a system-defined profile of elsewhere is simply not there to delete", async () => {
  expect(await failureOf(controlPlane(createEmulator()).send(remove("eu.amazon.nova-lite-v1:0")))).toEqual(noProfile);
});

test("an ARN comes in any percent-encoding of its path segment", async () => {
  const emulator = createEmulator();
  const { arn } = await makeProfile(emulator);
  for (const path of [encodeURIComponent(arn), arn.replace("/", "%2F"), arn.replace("/", "%2f")]) {
    const response = await emulator.handle(
      new Request(`http://localhost/inference-profiles/${path}`, { headers: authorization("111122223333") }),
    );
    expect(response.status, path).toBe(200);
  }
});

const authorization = (accessKeyId: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0`,
});
