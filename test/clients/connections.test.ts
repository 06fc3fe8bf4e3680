import { expect, test } from "vitest";
import { drive, environmentOf } from "./drive.ts";
import type { BehaviourName } from "./frameworks/case.ts";
import { describeInstalled } from "./installed.ts";
import { installed } from "./languages.ts";
import { freshAccount, NOVA } from "./models.ts";
import { clientEnvironment } from "./python.ts";
import { startServer } from "./server.ts";
import { tap } from "./tap.ts";
import { testedClients, titleOf } from "./tested-clients.ts";

const HTTP1 = expect.stringMatching(/^POST .* HTTP\/1\.1$/);
const HTTP2 = "PRI * HTTP/2.0";

/** What docs/clients.md says of the protocol that each client speaks to the runtime; javascript-connections.test.ts has JavaScript's. */
const protocols: Readonly<Record<string, readonly [behaviour: BehaviourName, firstLine: string]>> = {
  boto3: ["stream", HTTP1],
  "AWS SDK for Go v2": ["stream", HTTP1],
  "AWS SDK for Java v2, sync": ["chat", HTTP1],
  "AWS SDK for Java v2, async": ["stream", HTTP2],
  "Spring AI": ["stream", HTTP2],
  "AWS SDK for Rust": ["stream", HTTP1],
};

for (const client of testedClients) {
  const [behaviour, firstLine] = protocols[titleOf(client)] ?? [];
  if (behaviour === undefined) continue;
  describeInstalled(titleOf(client), installed(client), () => {
    test(`speaks ${firstLine === HTTP2 ? "HTTP/2" : "HTTP/1.1"} to the runtime by default`, async () => {
      await using server = await startServer();
      await using wire = await tap(server.url);
      const own = { ...environmentOf(freshAccount()), AWS_ENDPOINT_URL_BEDROCK_RUNTIME: wire.url };
      const one = { behaviour, modelId: NOVA, baseModel: NOVA, prompt: "What is granite?", texts: [] };
      const [report] = await drive(client, clientEnvironment(server.exports, own), [one]);
      expect(report).toHaveProperty("outcome.text");
      expect(new Set(wire.firstLines)).toEqual(new Set([firstLine]));
    });
  });
}
