import { GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { expect, test } from "vitest";
import { createEmulator, type JournalEntry, type Scenario } from "../../emulator/index.ts";
import { controlPlane, US_NOVA_LITE } from "../emulator/callers.ts";

const scope = (accessKeyId: string, region = "eu-west-1", service = "bedrock") =>
  `${accessKeyId}/20260101/${region}/${service}/aws4_request`;

const signature = (credential: string) =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef`;

interface Sent {
  readonly headers?: Record<string, string>;
  readonly host?: string;
  readonly query?: string;
  readonly scenario?: Scenario;
}

interface Answered {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly message: string | undefined;
  readonly entry: JournalEntry;
}

/** Lists profiles with these headers and tells who the emulator took the caller for. */
async function send({ headers = {}, host = "localhost", query = "", scenario = {} }: Sent): Promise<Answered> {
  const emulator = createEmulator({ scenario });
  const response = await emulator.handle(new Request(`http://${host}/inference-profiles?${query}`, { headers }));
  const { message } = (await response.json()) as { message?: string };
  const [entry] = emulator.journal.entries;
  if (!entry) throw new Error("the journal is empty");
  return {
    status: response.status,
    errorType: response.headers.get("x-amzn-errortype")?.split(":")[0],
    message,
    entry,
  };
}

const authorize = (authorization: string, more: Sent = {}) =>
  send({ ...more, headers: { ...more.headers, authorization } });

test("a SigV4 header tells the Region by its scope, and the account by a 12-digit access key", async () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  const { entry } = await authorize(signature(scope("999988887777")));
  expect(entry).toMatchObject({
    account: "999988887777",
    source: "eu-west-1",
    accessKeyId: "999988887777",
    principal: "arn:aws:iam::999988887777:user/outcrop",
  });
});

test.each(["AKIAIOSFODNN7EXAMPLE", "11112222333", "1111222233334", "11112222333x"])(
  "an access key that is not 12 digits belongs to the default account: %s",
  async (accessKeyId) => {
    expect((await authorize(signature(scope(accessKeyId)))).entry.account).toBe("111122223333");
  },
);

test("a principal of the scenario is known by its access key, before anything else", async () => {
  const arn = "arn:aws:sts::444455556666:assumed-role/app/session";
  for (const accessKeyId of ["AKIAAPP0000000000001", "999988887777"]) {
    const scenario = { principals: [{ arn, accessKeyId }] };
    const { entry } = await authorize(signature(scope(accessKeyId)), { scenario });
    expect(entry).toMatchObject({ account: "444455556666", principal: arn });
  }
});

test("the SDK's own signature names its Region", async () => {
  const emulator = createEmulator();
  const client = controlPlane(emulator, { region: "us-west-2", accessKeyId: "999988887777" });
  await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: US_NOVA_LITE }));
  expect(emulator.journal.entries[0]).toMatchObject({ source: "us-west-2", account: "999988887777" });
});

test("a presigned URL is read like a signed header", async () => {
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": scope("999988887777"),
    "X-Amz-Signature": "0",
  });
  const { status, entry } = await send({ query: query.toString() });
  expect(status).toBe(200);
  expect(entry).toMatchObject({ account: "999988887777", source: "eu-west-1" });
  expect(entry.decision[1]?.outcome).toContain("presigned-url");
});

test("SigV4a has no Region in its scope; the first whole name of its set counts", async () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html, "Signature Version 4A"
  const authorization =
    "AWS4-ECDSA-P256-SHA256 Credential=999988887777/20260101/bedrock/aws4_request, SignedHeaders=host, Signature=0";
  const regionOf = async (set?: string) =>
    (await authorize(authorization, { headers: set === undefined ? {} : { "x-amz-region-set": set } })).entry;
  expect(await regionOf("us-west-2")).toMatchObject({ source: "us-west-2", account: "999988887777" });
  expect((await regionOf("us-*, eu-west-1")).source).toBe("eu-west-1");
  expect((await regionOf("*")).source).toBe("us-east-1");
  expect((await regionOf()).source).toBe("us-east-1");
});

const shortTermKey = (credential: string) => {
  const query = new URLSearchParams({ Action: "CallWithBearerToken", "X-Amz-Credential": credential });
  const url = `bedrock.amazonaws.com/?${query}&X-Amz-Security-Token=session-secret&X-Amz-Signature=signature-secret`;
  return `bedrock-api-key-${Buffer.from(url).toString("base64")}`;
};

const longTermKey = (name: string) =>
  `ABSK${Buffer.from(`${name}:long-term-secret-of-a-service-specific-credential`).toString("base64")}`;

test("a short-term API key is a presigned URL that tells account and Region", async () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html
  const { status, entry } = await authorize(`Bearer ${shortTermKey(scope("999988887777"))}`);
  expect(status).toBe(200);
  expect(entry).toMatchObject({ account: "999988887777", source: "eu-west-1" });
  expect(entry.decision[1]?.outcome).toContain("bearer-token");
});

test("a long-term API key tells the account in the name of its credential", async () => {
  // The name is `<user>-at-<account>`: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredential.html
  const { entry } = await authorize(`Bearer ${longTermKey("BedrockAPIKey-ab1c-at-999988887777")}`);
  expect(entry).toMatchObject({ account: "999988887777", source: "us-east-1" });
  const plus = await authorize(`Bearer ${longTermKey("BedrockAPIKey-ab1c+1-at-999988887777")}`);
  expect(plus.entry.account).toBe("999988887777");
});

test.each([
  ["a long-term key that names no account", longTermKey("somebody")],
  ["a key of no known form", "anything"],
  ["a short-term key of no URL", "bedrock-api-key-!!!"],
  ["a short-term key with half a scope", shortTermKey("AKIA/20260101")],
])("%s belongs to the default account and Region", async (_, key) => {
  const { status, entry } = await authorize(`Bearer ${key}`);
  expect(status).toBe(200);
  expect(entry).toMatchObject({ account: "111122223333", source: "us-east-1" });
});

test("the scheme of a bearer key has no case", async () => {
  expect((await authorize(`bearer ${shortTermKey(scope("999988887777"))}`)).entry.account).toBe("999988887777");
});

test("a bearer key's Region is the host's where the key names none", async () => {
  const host = "bedrock.ap-southeast-2.amazonaws.com";
  expect((await authorize(`Bearer ${longTermKey("x")}`, { host })).entry.source).toBe("ap-southeast-2");
});

test("a caller without credentials is the default account's", async () => {
  const { status, entry } = await send({});
  expect(status).toBe(200);
  expect(entry).toMatchObject({ account: "111122223333", source: "us-east-1" });
  expect(entry).not.toHaveProperty("accessKeyId");
  expect(entry.decision[1]?.outcome).toContain("anonymous");
});

test("the defaults are the scenario's", async () => {
  const scenario = { defaults: { account: "999988887777", region: "eu-west-1" } };
  expect((await send({ scenario })).entry).toMatchObject({ account: "999988887777", source: "eu-west-1" });
});

test.each([
  ["bedrock.eu-west-1.amazonaws.com", "eu-west-1"],
  ["bedrock.eu-west-1.amazonaws.com:443", "eu-west-1"],
  ["BEDROCK.EU-WEST-1.AMAZONAWS.COM", "eu-west-1"],
  ["bedrock-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
  ["bedrock.eu-west-1.api.aws", "eu-west-1"],
  ["vpce-0123-abc.bedrock.eu-west-1.vpce.amazonaws.com", "eu-west-1"],
  ["eu-west-1.localhost", "eu-west-1"],
  ["eu-west-1.localhost:4577", "eu-west-1"],
  ["localhost:4577", "us-east-1"],
  ["outcrop.localhost", "us-east-1"],
  ["my-app.localhost", "us-east-1"],
  ["127.0.0.1:4577", "us-east-1"],
  ["[::1]:4577", "us-east-1"],
  ["example.com", "us-east-1"],
])("the host %s stands for the Region %s", async (host, region) => {
  // https://docs.aws.amazon.com/general/latest/gr/bedrock.html
  const { entry } = await send({ headers: { host }, host: "localhost" });
  expect(entry.source).toBe(region);
});

test("the scope of a signature wins over the host", async () => {
  const { entry } = await authorize(signature(scope("999988887777")), { host: "bedrock.us-west-2.amazonaws.com" });
  expect(entry.source).toBe("eu-west-1");
});

test("a signature for another service is refused", async () => {
  // https://github.com/maximhq/bifrost/issues/2533, the space at the end included
  const { status, errorType, message } = await authorize(signature(scope("999988887777", "eu-west-1", "s3")));
  expect({ status, errorType, message }).toEqual({
    status: 403,
    errorType: "InvalidSignatureException",
    message: "Credential should be scoped to correct service: 'bedrock'. ",
  });
});

test.each(["eu-west-99", "mars-north-1", ""])("a signature for the Region '%s' is refused", async (region) => {
  const { status, errorType, message } = await authorize(signature(scope("999988887777", region)));
  expect({ status, errorType, message }).toEqual({
    status: 403,
    errorType: "InvalidSignatureException",
    message: "Credential should be scoped to a valid region. ",
  });
});

test.each([
  ["Basic dXNlcjpwYXNzd29yZA==", "Authorization header requires 'Credential' parameter."],
  ["AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0", "Authorization header requires 'Credential' parameter."],
  [
    signature("AKIAIOSFODNN7EXAMPLE/20260101"),
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIAIOSFODNN7EXAMPLE/20260101'",
  ],
])("the Authorization header %s cannot be read", async (authorization, text) => {
  const { status, errorType, message, entry } = await authorize(authorization);
  expect({ status, errorType, message }).toEqual({
    status: 403,
    errorType: "IncompleteSignatureException",
    message: text,
  });
  expect(entry.error).toEqual({ code: "IncompleteSignatureException", message: text });
});

test("no secret of any kind of credential reaches the journal", async () => {
  const secrets = [
    "signature-secret",
    "session-secret",
    "long-term-secret",
    "0123456789abcdef",
    "dXNlcjpw",
    "scenario-secret",
  ];
  const encoded = [shortTermKey(scope("999988887777")), longTermKey("BedrockAPIKey-ab1c-at-999988887777")];
  const scenario = {
    principals: [
      { arn: "arn:aws:iam::444455556666:role/app", accessKeyId: "AKIAAPP1", secretAccessKey: "scenario-secret" },
    ],
  };
  const emulator = createEmulator({ scenario });
  const requests = [
    ...encoded.map((key) => ({ headers: { authorization: `Bearer ${key}` } })),
    { headers: { authorization: signature(scope("AKIAAPP1")), "x-amz-security-token": "session-secret" } },
    { headers: { authorization: "Basic dXNlcjpwYXNzd29yZA==" } },
    {
      headers: {},
      query: `X-Amz-Credential=${scope("1")}&X-Amz-Signature=signature-secret&X-Amz-Security-Token=session-secret`,
    },
  ];
  for (const { headers, query = "" } of requests as { headers: Record<string, string>; query?: string }[]) {
    await emulator.handle(new Request(`http://localhost/inference-profiles?${query}`, { headers }));
  }
  expect(emulator.journal.entries).toHaveLength(requests.length);
  const written = JSON.stringify(emulator.journal.entries);
  for (const secret of [...secrets, ...encoded]) expect(written).not.toContain(secret);
});
