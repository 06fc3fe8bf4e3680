import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { describeInstalled } from "./installed.ts";
import { freshAccount } from "./models.ts";
import { clientEnvironment, python, pythonPackage } from "./python.ts";
import { startServer } from "./server.ts";
import { tap } from "./tap.ts";

const run = promisify(execFile);

/** A key and a certificate for 127.0.0.1, and the file that a client finds the certificate in. */
async function selfSigned(folder: string) {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, ...name]);
  return { certificate, key: await readFile(key, "utf8"), cert: await readFile(certificate, "utf8") };
}

describeInstalled("AWS SDK for Python (experimental)", pythonPackage("aws-sdk-bedrock-runtime", 12), () => {
  test("holds a spoken conversation with Nova Sonic, through something that speaks TLS before the server", async () => {
    await using server = await startServer();
    const folder = await mkdtemp(join(tmpdir(), "outcrop-speech-"));
    try {
      const { certificate, ...secured } = await selfSigned(folder);
      await using wire = await tap(server.url, secured);
      const account = freshAccount();
      const own = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: wire.url, AWS_ACCESS_KEY_ID: account, CERTIFICATE: certificate };
      const env = clientEnvironment(server.exports, own);
      const { stdout } = await run(python, [resolve(import.meta.dirname, "hold_conversation.py")], { env });

      const { heard, said, audio } = JSON.parse(stdout) as { heard: string[]; said: string[]; audio: number };
      expect(heard).toEqual(["What is granite?"]);
      expect(said.join(" ")).toMatch(/\w+ \w+/);
      expect(audio).toBeGreaterThan(1);
      expect(wire.firstLines).toEqual(["PRI * HTTP/2.0"]);
      const entries = await server.journal(account);
      expect(entries).toMatchObject([{ operation: "InvokeModelWithBidirectionalStream", status: 200 }]);
      expect(entries[0]?.error).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
