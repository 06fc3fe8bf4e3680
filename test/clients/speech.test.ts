import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { behaviours } from "./behaviours.ts";
import { drive } from "./drive.ts";
import type { Outcome } from "./frameworks/case.ts";
import { describeInstalled } from "./installed.ts";
import { installed } from "./languages.ts";
import { freshAccount } from "./models.ts";
import { clientEnvironment, python, pythonPackage } from "./python.ts";
import { startServer } from "./server.ts";
import { tap } from "./tap.ts";
import { testedClients, titleOf } from "./tested-clients.ts";

const run = promisify(execFile);

/** A key and a certificate for 127.0.0.1, and the file that a client finds the certificate in. */
async function selfSigned(folder: string) {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  // Rust takes no certificate of an authority for that of a server.
  const own = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"];
  const name = ["-subj", "/CN=127.0.0.1", ...own];
  await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, ...name]);
  return { certificate, key: await readFile(key, "utf8"), cert: await readFile(certificate, "utf8") };
}

/** A server behind something that speaks TLS, and what has been asked of it when a client has held its conversation. */
async function throughTls(hold: (environment: NodeJS.ProcessEnv, certificate: string) => Promise<void>): Promise<void> {
  await using server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), "outcrop-speech-"));
  try {
    const { certificate, ...secured } = await selfSigned(folder);
    await using wire = await tap(server.url, secured);
    const account = freshAccount();
    const own = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: wire.url, AWS_ACCESS_KEY_ID: account };
    await hold(clientEnvironment(server.exports, own), certificate);
    expect(wire.firstLines).toEqual(["PRI * HTTP/2.0"]);
    const entries = await server.journal(account);
    expect(entries).toMatchObject([{ operation: "InvokeModelWithBidirectionalStream", status: 200 }]);
    expect(entries[0]?.error).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
}

const TITLE = "holds a spoken conversation with Nova Sonic, through something that speaks TLS before the server";

describeInstalled("AWS SDK for Python (experimental)", pythonPackage("aws-sdk-bedrock-runtime", 12), () => {
  test(TITLE, () =>
    throughTls(async (environment, certificate) => {
      const env = { ...environment, CERTIFICATE: certificate };
      const { stdout } = await run(python, [resolve(import.meta.dirname, "hold_conversation.py")], { env });

      const { heard, said, audio } = JSON.parse(stdout) as { heard: string[]; said: string[]; audio: number };
      expect(heard).toEqual(["What is granite?"]);
      expect(said.join(" ")).toMatch(/\w+ \w+/);
      expect(audio).toBeGreaterThan(1);
    }),
  );
});

for (const client of testedClients.filter(({ language }) => language === "rust")) {
  describeInstalled(titleOf(client), installed(client), () => {
    test(TITLE, () =>
      throughTls(async (environment, certificate) => {
        const env = { ...environment, SSL_CERT_FILE: certificate };
        const modelId = "amazon.nova-2-sonic-v1:0";
        const behaviour = "spoken conversation";
        const [report] = await drive(client, env, [{ behaviour, modelId, baseModel: modelId, prompt: "", texts: [] }]);
        expect(report).toEqual({ outcome: { events: expect.any(Array) } });
        const { outcome } = report as { outcome: Outcome };
        behaviours[behaviour].check(outcome, { chat: undefined, entries: [], told: undefined, attempts: undefined });
      }),
    );
  });
}
