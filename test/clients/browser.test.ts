import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { BedrockClient, GetFoundationModelCommand, GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { filesOf } from "../command/command.ts";
import { describeInstalled, type Installed } from "./installed.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const CHROMIUM = process.env.OUTCROP_TEST_CHROMIUM ?? "/usr/bin/chromium";
const frameworks = createRequire(resolve(import.meta.dirname, "frameworks/package.json"));

function installed(): Installed {
  if (!existsSync(CHROMIUM)) return { missing: `there is no ${CHROMIUM}` };
  try {
    return { version: (frameworks("playwright-core/package.json") as { version: string }).version };
  } catch {
    return { missing: "test/clients/frameworks has no playwright-core" };
  }
}

/** A development server: the page, its script, msw's worker, and Outcrop below `/outcrop`. */
async function serve(script: string, outcrop: string): Promise<Server> {
  const worker = await readFile(resolve(ROOT, "node_modules/msw/lib/mockServiceWorker.js"), "utf8");
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    "/": ["text/html", '<!doctype html><title>app</title><script type="module" src="/app.js"></script>'],
    "/app.js": ["text/javascript", script],
    "/mockServiceWorker.js": ["text/javascript", worker],
  };
  const server = createServer((asked, answer) => {
    const { url = "/", method, headers } = asked;
    if (url.startsWith("/outcrop/")) {
      const passed = request(outcrop + url.slice("/outcrop".length), { method, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      });
      asked.pipe(passed);
      return;
    }
    const [type, text] = files[url] ?? ["text/plain", ""];
    answer.writeHead(text === "" ? 404 : 200, { "content-type": type }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

/** As much of playwright-core as is used here: it is no dependency of the project. */
interface Playwright {
  readonly chromium: {
    launch(options: { executablePath: string; args: readonly string[] }): Promise<{
      newPage(): Promise<Page>;
      newContext(): Promise<{
        routeFromHAR(path: string, options: { notFound: "abort" }): Promise<void>;
        newPage(): Promise<Page>;
      }>;
      close(): Promise<void>;
    }>;
  };
}

interface Page {
  goto(url: string): Promise<{ status(): number; json(): Promise<unknown> } | null>;
  evaluate(expression: string): Promise<unknown>;
}

interface Seen {
  readonly profiles: number;
  readonly text: string;
  readonly streamed: string;
  readonly refused: string;
  readonly elsewhere: number;
}

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

describeInstalled("Chromium with playwright-core", installed(), () => {
  test("the journal's HTTP Archive is played back, answers and errors", async () => {
    await using emulator = createEmulator({ scenario: { journal: { bodies: true } } });
    const client = new BedrockClient(emulator.clientConfig());
    const answered = await client.send(new GetFoundationModelCommand({ modelIdentifier: "amazon.nova-lite-v1:0" }));
    await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: "nothing" })).catch(() => undefined);
    await using files = await filesOf({ "journal.har": JSON.stringify(emulator.journal.toHar()) });
    const { chromium } = frameworks("playwright-core") as Playwright;
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    try {
      const context = await browser.newContext();
      await context.routeFromHAR(files["journal.har"], { notFound: "abort" });
      const page = await context.newPage();
      const aws = "https://bedrock.us-east-1.amazonaws.com";
      const good = await page.goto(`${aws}/foundation-models/amazon.nova-lite-v1%3A0`);
      expect(good?.status()).toBe(200);
      expect(await good?.json()).toMatchObject({ modelDetails: { modelId: answered.modelDetails?.modelId } });
      const bad = await page.goto(`${aws}/inference-profiles/nothing`);
      expect(bad?.status()).toBe(404);
      await expect(page.goto(`${aws}/guardrails`)).rejects.toThrow(/ERR_FAILED/);
    } finally {
      await browser.close();
    }
  });

  test("a page with the AWS SDK and msw's worker gets its answers from a server, and nothing leaves the machine", async () => {
    await using emulator = createEmulator();
    const { url } = await emulator.listen();
    const bundled = await build({
      entryPoints: [resolve(import.meta.dirname, "browser/app.ts")],
      bundle: true,
      format: "esm",
      platform: "browser",
      write: false,
      logLevel: "error",
    });
    const server = await serve(bundled.outputFiles[0]?.text ?? "", url);
    const { chromium } = frameworks("playwright-core") as Playwright;
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const seen = (await page.evaluate("globalThis.done")) as Seen;
      expect(seen).toMatchObject({
        profiles: expect.any(Number),
        text: expect.stringMatching(/\w+ \w+/),
        refused: expect.stringMatching(/^ValidationException: The provided model identifier is invalid/),
        elsewhere: 501,
      });
      expect(seen.profiles).toBeGreaterThan(5);
      expect(seen.streamed).toBe(seen.text);
      expect(emulator.journal.entries.map(({ operation, source }) => `${operation} ${source}`)).toEqual([
        "ListInferenceProfiles eu-west-1",
        "Converse eu-west-1",
        "ConverseStream eu-west-1",
        "Converse eu-west-1",
      ]);
    } finally {
      await browser.close();
      server.close();
    }
  });
});
