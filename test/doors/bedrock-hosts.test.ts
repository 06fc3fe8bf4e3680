import { connect } from "node:http2";
import { BedrockClient } from "@aws-sdk/client-bedrock";
import { BedrockAgentClient } from "@aws-sdk/client-bedrock-agent";
import { BedrockAgentRuntimeClient } from "@aws-sdk/client-bedrock-agent-runtime";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readBedrockHost } from "../../emulator/doors/bedrock-hosts.ts";
import { type Http2Interception, interceptHttp2 } from "../../emulator/doors/intercept-http2.ts";
import { createEmulator, type Emulator } from "../../emulator/index.ts";

/** A Region of each partition, opt-in and isolated ones among them. */
const REGIONS = [
  "us-east-1",
  "ap-east-2",
  "cn-north-1",
  "us-gov-east-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "eu-isoe-west-1",
  "us-isof-south-1",
  "eusc-de-east-1",
];

const CLIENTS = {
  bedrock: BedrockClient,
  "bedrock-runtime": BedrockRuntimeClient,
  "bedrock-agent": BedrockAgentClient,
  "bedrock-agent-runtime": BedrockAgentRuntimeClient,
};

/** The host that the AWS SDK itself would ask; `undefined` where its rules know none. */
async function hostOf(
  service: keyof typeof CLIENTS,
  region: string,
  useFipsEndpoint: boolean,
  useDualstackEndpoint: boolean,
) {
  const client = new CLIENTS[service]({ region, useFipsEndpoint, useDualstackEndpoint });
  const rules = client.config.endpointProvider;
  try {
    return rules({ Region: region, UseFIPS: useFipsEndpoint, UseDualStack: useDualstackEndpoint }).url.host;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

const hosts = (
  await Promise.all(
    Object.keys(CLIENTS).flatMap((service) =>
      REGIONS.flatMap((region) =>
        [
          [false, false],
          [true, false],
          [false, true],
          [true, true],
        ].map(async ([fips = false, dual = false]) => {
          const known = service as keyof typeof CLIENTS;
          const host = await hostOf(known, region, fips, dual);
          return host === undefined ? [] : [[host, known] as const];
        }),
      ),
    ),
  )
).flat();

/** Names of interface endpoints, with and without a zone, and of endpoint policies' private DNS in a zone. */
const ENDPOINTS = Object.keys(CLIENTS).flatMap((service) => [
  [`vpce-0123456789abcdef0-abcdefgh.${service}.us-east-1.vpce.amazonaws.com`, service] as const,
  [`vpce-0123456789abcdef0-abcdefgh-us-east-1a.${service}.us-east-1.vpce.amazonaws.com`, service] as const,
]);

describe("a host that the AWS SDK asks", () => {
  test("there are hosts of every partition, with FIPS and dual stack", () => {
    expect(hosts.length).toBeGreaterThan(100);
    expect(hosts.map(([host]) => host)).toEqual(
      expect.arrayContaining([
        "bedrock-runtime-fips.us-gov-east-1.amazonaws.com",
        "bedrock-runtime.us-east-1.api.aws",
        "bedrock.cn-north-1.amazonaws.com.cn",
        "bedrock-runtime.eusc-de-east-1.amazonaws.eu",
      ]),
    );
  });

  test.each([...new Map([...hosts, ...ENDPOINTS]).entries()])("%s is one of %s", (host, service) => {
    expect(readBedrockHost(host)).toEqual({ kind: "emulated", service });
    expect(readBedrockHost(`${host.toUpperCase()}:443`)).toEqual({ kind: "emulated", service });
  });
});

describe("over HTTP/2", () => {
  let emulator: Emulator;
  let interception: Http2Interception;
  beforeEach(() => {
    emulator = createEmulator();
    interception = interceptHttp2(emulator);
  });
  afterEach(async () => {
    interception.restore();
    await emulator.close();
  });

  test("no such host is connected to, and the emulator answers for each", async () => {
    const asked = [...new Set([...hosts, ...ENDPOINTS].map(([host]) => host))];
    for (const host of asked) {
      const session = connect(`https://${host}`);
      const stream = session.request({ ":path": "/foundation-models" });
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      stream.once("response", (headers) => resolve(headers["x-amzn-requestid"])).once("error", reject);
      stream.resume().end();
      expect(await promise, host).toMatch(/^[0-9a-f-]{36}$/);
      session.close();
    }
    expect(emulator.journal.entries).toHaveLength(asked.length);
  });
});
