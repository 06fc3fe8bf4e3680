import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { GetInferenceProfileCommand, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario } from "../../emulator/index.ts";
import {
  ACCOUNT,
  APP,
  type ClientOf,
  controlOf,
  converse,
  failureOf,
  frozen,
  KEY,
  lastOf,
  messages,
  NOVA,
  readStream,
  runtimeOf,
  SECRET,
  START,
  serve,
  US_NOVA,
} from "./world.ts";

const LONG_TERM_KEY = `ABSK${Buffer.from(`BedrockAPIKey-a1b2-at-${ACCOUNT}:long-secret`).toString("base64")}`;

const verified: Scenario = {
  identity: { signatures: "verify", anonymous: "refuse" },
  principals: [
    { arn: APP, accessKeyId: KEY, secretAccessKey: SECRET },
    {
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/temporary/session`,
      accessKeyId: "ASIATEMPORARY0000001",
      secretAccessKey: SECRET,
      sessionToken: "the-session-token==",
    },
    { arn: `arn:aws:iam::${ACCOUNT}:user/key`, apiKey: LONG_TERM_KEY },
  ],
};

const TEMPORARY: ClientOf = { accessKeyId: "ASIATEMPORARY0000001", sessionToken: "the-session-token==" };

/** AWS's error, to the key of the body that carries the message. */
interface Refused {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

async function refusedBy(emulator: Emulator, request: Request): Promise<Refused> {
  const response = await emulator.handle(request);
  return {
    status: response.status,
    errorType: response.headers.get("x-amzn-errortype")?.split(":")[0],
    body: (await response.json()) as Refused["body"],
  };
}

/** HMAC and SHA-256 of Node for the SDK's signer. */
class Sha256 {
  readonly #parts: Uint8Array[] = [];
  readonly #secret: Uint8Array | undefined;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
  }
  update(chunk: Uint8Array | string): void {
    this.#parts.push(bytesOf(chunk));
  }
  async digest(): Promise<Uint8Array> {
    const data = Buffer.concat(this.#parts);
    if (this.#secret) return createHmac("sha256", this.#secret).update(data).digest();
    return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  }
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}

const signer = ({ accessKeyId = KEY, secretAccessKey = SECRET, sessionToken, region = "us-east-1" }: ClientOf = {}) =>
  new SignatureV4({
    service: "bedrock",
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    sha256: Sha256,
  });

const CONVERSE_PATH = `/model/${encodeURIComponent(US_NOVA)}/converse`;
const BODY = JSON.stringify({ messages });

interface Signing extends ClientOf {
  readonly at?: Date;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly path?: string;
  readonly method?: string;
  readonly query?: Record<string, string>;
}

const HOST = "bedrock.local";

/** A request signed by the SDK's signer, to be changed before it is sent. */
async function signed({ at = new Date(), headers = {}, body = BODY, path = CONVERSE_PATH, ...more }: Signing = {}) {
  const { method = "POST", query = {} } = more;
  const request = { protocol: "http:", hostname: HOST, method, path, query, body, headers: { host: HOST, ...headers } };
  return signer(more).sign(request, { signingDate: at });
}

const toRequest = (
  { headers }: { headers: Record<string, string> },
  body: string | Uint8Array = BODY,
  path = CONVERSE_PATH,
) =>
  new Request(`http://${HOST}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: body as Uint8Array<ArrayBuffer>,
  });

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

const invalidSignature = (message: string): Refused => ({
  status: 403,
  errorType: "InvalidSignatureException",
  body: { message },
});
const unknownToken: Refused = {
  status: 403,
  errorType: "UnrecognizedClientException",
  body: { message: "The security token included in the request is invalid." },
};
const denied = (Message: string): Refused => ({ status: 403, errorType: "AccessDeniedException", body: { Message } });

describe("signatures that are verified", () => {
  test("the SDK's requests are accepted in the process, over HTTP/2 and over HTTP/1.1", async () => {
    await using served = await serve(verified);
    for (const client of [runtimeOf(served.emulator), served.overHttp2(), served.overHttp1()]) {
      expect((await client.send(converse())).stopReason).toBe("end_turn");
      expect(await readStream(client)).toMatchObject({ error: undefined });
      expect(lastOf(served.emulator)).toMatchObject({ status: 200, principal: APP, account: ACCOUNT });
    }
    await served.control().send(new ListInferenceProfilesCommand({ maxResults: 2 }));
    expect(lastOf(served.emulator)).toMatchObject({ status: 200, principal: APP });
    expect(served.errors).toEqual([]);
  });

  test("an ARN in the path and a query are part of what is signed, through every door", async () => {
    await using served = await serve(verified);
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${US_NOVA}`;
    for (const client of [served.overHttp2(), served.overHttp1(), runtimeOf(served.emulator)]) {
      expect((await client.send(converse(arn))).stopReason).toBe("end_turn");
    }
    for (const client of [served.control(), controlOf(served.emulator)]) {
      const got = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
      expect(got.inferenceProfileId).toBe(US_NOVA);
      await client.send(new ListInferenceProfilesCommand({ typeEquals: "APPLICATION", maxResults: 3 }));
    }
  });

  test.each(["overHttp1", "overHttp2"] as const)(
    "a wrong secret is AWS's InvalidSignatureException %s",
    async (over) => {
      await using served = await serve(verified);
      const failure = await failureOf(served[over]({ secretAccessKey: "another", maxAttempts: 3 }).send(converse()));
      expect(failure).toEqual({ name: "InvalidSignatureException", message: MISMATCH, status: 403, attempts: 1 });
      expect(lastOf(served.emulator)).toMatchObject({ status: 403, error: { code: "InvalidSignatureException" } });
    },
  );

  test("a body, a path or a signed header that was changed on the way is refused", async () => {
    const emulator = createEmulator({ scenario: verified });
    const good = await signed({ headers: { "x-amz-target": "a" } });
    expect((await emulator.handle(toRequest(good))).status).toBe(200);
    const another = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Name a tree." }] }] });
    expect(await refusedBy(emulator, toRequest(good, another))).toEqual(invalidSignature(MISMATCH));
    const elsewhere = `/model/${encodeURIComponent(NOVA)}/converse`;
    expect(await refusedBy(emulator, toRequest(good, BODY, elsewhere))).toEqual(invalidSignature(MISMATCH));
    const changed = { headers: { ...good.headers, "x-amz-target": "b" } };
    expect(await refusedBy(emulator, toRequest(changed))).toEqual(invalidSignature(MISMATCH));
    const withQuery = `${CONVERSE_PATH}?a=b`;
    expect(await refusedBy(emulator, toRequest(good, BODY, withQuery))).toEqual(invalidSignature(MISMATCH));
  });

  test("a header that was not signed may change", async () => {
    const emulator = createEmulator({ scenario: verified });
    const good = await signed();
    const more = {
      headers: { ...good.headers, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    };
    expect((await emulator.handle(toRequest(more))).status).toBe(200);
  });

  test("a signature made more than five minutes ago, or ahead, is refused with both times", async () => {
    const emulator = createEmulator({ scenario: { ...verified, clock: { start: START } } });
    emulator.clock.freeze(new Date("2026-01-01T12:00:00Z"));
    emulator.clock.run();
    const now = emulator.clock.now();
    const at = (minutes: number) => signed({ at: new Date(now.getTime() + minutes * 60_000) });
    for (const minutes of [-4.9, 0, 4.9])
      expect((await emulator.handle(toRequest(await at(minutes)))).status).toBe(200);
    const late = await refusedBy(emulator, toRequest(await at(-6)));
    expect(late).toMatchObject({ status: 403, errorType: "InvalidSignatureException" });
    expect(late.body.message).toMatch(
      /^Signature expired: 20260101T1154\d\dZ is now earlier than 20260101T1155\d\dZ \(20260101T1200\d\dZ - 5 min\.\)$/,
    );
    const early = await refusedBy(emulator, toRequest(await at(6)));
    expect(early.body.message).toMatch(
      /^Signature not yet current: 20260101T1206\d\dZ is still later than 20260101T1205\d\dZ \(20260101T1200\d\dZ \+ 5 min\.\)$/,
    );
  });

  test("a client whose clock has fallen behind sets it by the answer and gets through", async () => {
    // The SDK corrects its clock by the Date of a refused answer: AWS's guidance for "Signature expired".
    const emulator = createEmulator({ scenario: verified });
    emulator.clock.advance(10 * 60_000);
    const client = runtimeOf(emulator);
    expect(await failureOf(client.send(converse()))).toMatchObject({ name: "InvalidSignatureException", status: 403 });
    expect((await client.send(converse())).stopReason).toBe("end_turn");
  });

  test("on a frozen clock the time of a signature is taken as it is, the rest is verified", async () => {
    const emulator = createEmulator({ scenario: { ...verified, clock: frozen } });
    expect((await runtimeOf(emulator).send(converse())).stopReason).toBe("end_turn");
    expect(await failureOf(runtimeOf(emulator, { secretAccessKey: "another" }).send(converse()))).toMatchObject({
      name: "InvalidSignatureException",
      message: MISMATCH,
    });
  });

  test("temporary credentials need their session token, and the right one", async () => {
    await using served = await serve(verified);
    const { emulator } = served;
    for (const client of [runtimeOf(emulator, TEMPORARY), served.overHttp2(TEMPORARY), served.overHttp1(TEMPORARY)]) {
      expect((await client.send(converse())).stopReason).toBe("end_turn");
    }
    const { sessionToken: _, ...without } = TEMPORARY;
    for (const wrong of [without, { ...TEMPORARY, sessionToken: "stale" }]) {
      expect(await failureOf(runtimeOf(emulator, wrong).send(converse()))).toEqual({
        name: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
        status: 403,
        attempts: 1,
      });
    }
  });

  test("a session token beside the key of a user is refused, signed or not", async () => {
    const emulator = createEmulator({ scenario: verified });
    expect(await failureOf(runtimeOf(emulator, { sessionToken: "stale" }).send(converse()))).toMatchObject({
      name: "UnrecognizedClientException",
    });
    const good = await signed();
    const added = { headers: { ...good.headers, "x-amz-security-token": "stale" } };
    expect(await refusedBy(emulator, toRequest(added))).toEqual(unknownToken);
  });

  test("a key that the scenario does not have is refused, also one that is an account", async () => {
    const emulator = createEmulator({ scenario: verified });
    for (const accessKeyId of ["AKIAUNKNOWN000000001", ACCOUNT]) {
      expect(await failureOf(runtimeOf(emulator, { accessKeyId }).send(converse()))).toMatchObject({
        name: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
      });
    }
  });

  test("a body that was sent with gzip is signed as it was sent, through every door", async () => {
    await using served = await serve(verified);
    const body = gzipSync(BODY);
    const { headers } = await signed({
      body,
      headers: { "content-encoding": "gzip", "content-type": "application/json" },
    });
    expect((await served.emulator.handle(toRequest({ headers }, body))).status).toBe(200);
    const { headers: h1 } = await signed({
      body,
      headers: { "content-encoding": "gzip", "content-type": "application/json", host: new URL(served.url).host },
    });
    const answer = await fetch(`${served.url}${CONVERSE_PATH}`, { method: "POST", headers: h1, body });
    expect(answer.status).toBe(200);
    const { handle } = served.emulator.requestHandler();
    const sdk = { protocol: "http:", hostname: HOST, method: "POST", path: CONVERSE_PATH, query: {}, headers, body };
    const { response } = await handle(sdk as unknown as Parameters<typeof handle>[0]);
    expect(response.statusCode).toBe(200);
    // Of another body the same bytes are not a signature.
    expect(await refusedBy(served.emulator, toRequest({ headers }, gzipSync(`${BODY} `)))).toEqual(
      invalidSignature(MISMATCH),
    );
  });

  test("a body that is declared unsigned may be anything", async () => {
    const emulator = createEmulator({ scenario: verified });
    const { headers } = await signed({ headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } });
    expect((await emulator.handle(toRequest({ headers }))).status).toBe(200);
    const another = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Name a tree." }] }] });
    expect((await emulator.handle(toRequest({ headers }, another))).status).toBe(200);
  });

  test("SigV4a is tolerated from a key that is known, and refused from one that is not", async () => {
    const emulator = createEmulator({ scenario: verified });
    const asymmetric = (accessKeyId: string) => ({
      headers: {
        authorization: `AWS4-ECDSA-P256-SHA256 Credential=${accessKeyId}/20260101/bedrock/aws4_request, SignedHeaders=host;x-amz-date;x-amz-region-set, Signature=3045`,
        "x-amz-date": "20260101T000000Z",
        "x-amz-region-set": "us-west-2",
      },
    });
    expect((await emulator.handle(toRequest(asymmetric(KEY)))).status).toBe(200);
    expect(lastOf(emulator)).toMatchObject({ source: "us-west-2", principal: APP });
    expect(await refusedBy(emulator, toRequest(asymmetric("AKIAUNKNOWN000000001")))).toEqual(unknownToken);
  });

  test("a signature that cannot be read is no signature", async () => {
    const emulator = createEmulator({ scenario: verified });
    const credential = `Credential=${KEY}/20260101/us-east-1/bedrock/aws4_request`;
    for (const authorization of [
      `AWS4-HMAC-SHA256 ${credential}`,
      `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00`,
      `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=`,
    ]) {
      const refused = await refusedBy(emulator, toRequest({ headers: { authorization } }));
      expect(refused).toMatchObject({ status: 403 });
      expect(refused.errorType).toMatch(/^(InvalidSignature|IncompleteSignature)Exception$/);
    }
  });

  test("secrets, session tokens and API keys stand nowhere in the journal", async () => {
    const emulator = createEmulator({ scenario: verified });
    await runtimeOf(emulator, TEMPORARY).send(converse());
    await failureOf(runtimeOf(emulator, { sessionToken: "stale-token-of-mine" }).send(converse()));
    await emulator.handle(toRequest({ headers: { authorization: `Bearer ${LONG_TERM_KEY}` } }));
    const text = JSON.stringify(emulator.journal.entries);
    for (const secret of [
      SECRET,
      "the-session-token",
      "stale-token-of-mine",
      LONG_TERM_KEY,
      "long-secret",
      "Signature=",
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe("presigned URLs", () => {
  /** A presigned GetInferenceProfile, as `fetch` would send it. */
  async function presigned(at: Date, expiresIn: number, client: ClientOf = {}): Promise<Request> {
    const path = `/inference-profiles/${encodeURIComponent(US_NOVA)}`;
    const request = { protocol: "http:", hostname: HOST, method: "GET", path, query: {}, headers: { host: HOST } };
    const { query = {} } = await signer(client).presign(request, { signingDate: at, expiresIn });
    return new Request(`http://${HOST}${path}?${new URLSearchParams(query as Record<string, string>)}`);
  }

  test("a presigned URL is good until it expires, whatever five minutes are", async () => {
    const emulator = createEmulator({ scenario: verified });
    const at = emulator.clock.now();
    const url = await presigned(at, 3600);
    expect((await emulator.handle(url.clone())).status).toBe(200);
    expect(stepOutcome(emulator)).toContain("presigned-url");
    emulator.clock.advance(59 * 60_000);
    expect((await emulator.handle(url.clone())).status).toBe(200);
    emulator.clock.advance(2 * 60_000);
    const refused = await refusedBy(emulator, url);
    expect(refused).toMatchObject({ status: 403, errorType: "InvalidSignatureException" });
    expect(refused.body.message).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z/);
  });

  test("a presigned URL with another secret, a changed parameter or without its session token is refused", async () => {
    const emulator = createEmulator({ scenario: verified });
    const now = emulator.clock.now();
    expect(await refusedBy(emulator, await presigned(now, 60, { secretAccessKey: "another" }))).toEqual(
      invalidSignature(MISMATCH),
    );
    const longer = new Request((await presigned(now, 60)).url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"));
    expect(await refusedBy(emulator, longer)).toEqual(invalidSignature(MISMATCH));
    const temporary = await presigned(now, 60, TEMPORARY);
    expect((await emulator.handle(temporary.clone())).status).toBe(200);
    const url = new URL(temporary.url);
    url.searchParams.delete("X-Amz-Security-Token");
    expect(await refusedBy(emulator, new Request(url))).toEqual(unknownToken);
  });

  const stepOutcome = (emulator: Emulator) =>
    lastOf(emulator).decision.find(({ step }) => step === "identify")?.outcome;
});

describe("Bedrock API keys", () => {
  /** A short-term key as AWS's token generator makes it: https://github.com/aws/aws-bedrock-token-generator-js */
  async function shortTermKey(at: Date, expiresIn: number, client: ClientOf = {}): Promise<string> {
    const host = "bedrock.amazonaws.com";
    const request = {
      protocol: "https:",
      hostname: host,
      method: "POST",
      path: "/",
      query: { Action: "CallWithBearerToken" },
      headers: { host },
    };
    const { query = {} } = await signer(client).presign(request, { signingDate: at, expiresIn });
    const url = `${host}/?${new URLSearchParams(query as Record<string, string>)}&Version=1`;
    return `bedrock-api-key-${Buffer.from(url).toString("base64")}`;
  }

  const bearing = (key: string) =>
    toRequest({ headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } });

  test("a long-term key that the scenario has names its user", async () => {
    const emulator = createEmulator({ scenario: verified });
    expect((await emulator.handle(bearing(LONG_TERM_KEY))).status).toBe(200);
    expect(lastOf(emulator)).toMatchObject({ principal: `arn:aws:iam::${ACCOUNT}:user/key`, account: ACCOUNT });
  });

  test("a short-term key is a signature and holds until it expires", async () => {
    const emulator = createEmulator({ scenario: verified });
    const key = await shortTermKey(emulator.clock.now(), 3600, { region: "us-west-2" });
    expect((await emulator.handle(bearing(key))).status).toBe(200);
    expect(lastOf(emulator)).toMatchObject({ principal: APP, source: "us-west-2" });
    emulator.clock.advance(61 * 60_000);
    expect(await refusedBy(emulator, bearing(key))).toEqual(denied("Bearer Token has expired"));
  });

  test("a short-term key of temporary credentials carries their token", async () => {
    const emulator = createEmulator({ scenario: verified });
    const key = await shortTermKey(emulator.clock.now(), 3600, TEMPORARY);
    expect((await emulator.handle(bearing(key))).status).toBe(200);
  });

  test("a key without its prefix, an unknown one and one with another secret are told apart as AWS does", async () => {
    const emulator = createEmulator({ scenario: verified });
    expect(await refusedBy(emulator, bearing("sk-another-vendors-key"))).toEqual(
      denied("Invalid API Key format: Must start with pre-defined prefix"),
    );
    const wrong = denied("Authentication failed: Please make sure your API Key is valid.");
    expect(await refusedBy(emulator, bearing(`${LONG_TERM_KEY}x`))).toEqual(wrong);
    const forged = await shortTermKey(emulator.clock.now(), 3600, { secretAccessKey: "another" });
    expect(await refusedBy(emulator, bearing(forged))).toEqual(wrong);
    expect(await refusedBy(emulator, bearing("bedrock-api-key-bm90IGEgdXJs"))).toEqual(wrong);
  });

  test("the SDK's own client sends its key from the token it is given", async () => {
    await using served = await serve(verified);
    const { BedrockRuntimeClient } = await import("@aws-sdk/client-bedrock-runtime");
    const client = new BedrockRuntimeClient({
      region: "us-east-1",
      endpoint: served.url,
      token: { token: LONG_TERM_KEY },
      authSchemePreference: ["httpBearerAuth"],
    });
    expect((await client.send(converse())).stopReason).toBe("end_turn");
    client.destroy();
    expect(lastOf(served.emulator)).toMatchObject({ principal: `arn:aws:iam::${ACCOUNT}:user/key` });
  });
});

describe("requests without a credential", () => {
  const bare = () => toRequest({ headers: { "content-type": "application/json" } });

  test("are refused where the scenario refuses them", async () => {
    const emulator = createEmulator({ scenario: { identity: { anonymous: "refuse" } } });
    expect(await refusedBy(emulator, bare())).toEqual(denied("Authorization header is missing"));
  });

  test("are taken for the default account otherwise, also where signatures are verified", async () => {
    for (const identity of [undefined, { signatures: "verify" as const }]) {
      const emulator = createEmulator({
        scenario: { ...(identity && { identity }), defaults: { account: ACCOUNT, region: "us-west-2" } },
      });
      expect((await emulator.handle(bare())).status).toBe(200);
      expect(lastOf(emulator)).toMatchObject({ account: ACCOUNT, source: "us-west-2" });
    }
  });
});

describe("trust, the default", () => {
  test("any signature is believed: wrong secrets, old times and keys that nobody knows", async () => {
    const emulator = createEmulator();
    for (const client of [{ secretAccessKey: "any" }, { accessKeyId: "AKIAUNKNOWN000000001" }, TEMPORARY]) {
      expect((await runtimeOf(emulator, client).send(converse())).stopReason).toBe("end_turn");
    }
    const old = await signed({ at: new Date("2001-01-01T00:00:00Z") });
    expect((await emulator.handle(toRequest(old))).status).toBe(200);
    expect((await emulator.handle(toRequest({ headers: { authorization: "Bearer anything" } }))).status).toBe(200);
  });
});

describe("Regions that an account has to enable", () => {
  const accounts = { [ACCOUNT]: { optInRegions: ["ap-east-1"] } };
  const principals = [{ arn: APP, accessKeyId: KEY }];

  test("a source Region that the account has not enabled knows no credential of it", async () => {
    const emulator = createEmulator({ scenario: { accounts, principals } });
    const list = (region: string, accessKeyId = KEY) =>
      controlOf(emulator, { region, accessKeyId }).send(new ListInferenceProfilesCommand({ maxResults: 1 }));
    expect(await failureOf(list("me-central-1"))).toEqual({
      name: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
      status: 403,
      attempts: 1,
    });
    expect((await list("eu-west-1")).$metadata.httpStatusCode).toBe(200);
    // An account of which nothing is said has enabled all.
    expect((await list("me-central-1", "999988887777")).$metadata.httpStatusCode).toBe(200);
  });
});
