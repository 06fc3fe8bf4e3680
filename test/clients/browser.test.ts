import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
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
      newPage(): Promise<{ goto(url: string): Promise<unknown>; evaluate(expression: string): Promise<unknown> }>;
      close(): Promise<void>;
    }>;
  };
}

interface Seen {
  readonly profiles: number;
  readonly text: string;
  readonly streamed: string;
  readonly refused: string;
  readonly elsewhere: number;
}

describeInstalled("Chromium with playwright-core", installed(), () => {
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
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    });
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
