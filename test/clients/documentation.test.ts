import { afterAll, beforeAll, expect, test } from "vitest";
import { installed } from "./framework-tests.ts";
import { describeInstalled } from "./installed.ts";
import { python } from "./python.ts";
import { type Server, startServer } from "./server.ts";
import { output, readDocument, snippet } from "./snippets.ts";
import { testedClients } from "./tested-clients.ts";

const documentation = readDocument("docs/clients.md");

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

for (const [name, [client]] of Map.groupBy(testedClients, (one) => one.name)) {
  if (!client) continue;
  describeInstalled(name, installed(client), () => {
    test("docs/clients.md points it at Outcrop, and it prints an answer", async () => {
      const code = snippet(documentation, name, server.url);
      const command = client.language === "python" ? [python, "-c"] : [process.execPath, "--input-type=module", "-e"];
      const [executable = "", ...options] = command;
      expect(await output("test/clients/frameworks", executable, ...options, code)).toMatch(/^\w+ \w+.*\n$/s);
    });
  });
}

test("docs/clients.md names no client that is not tested", () => {
  const headings = [...documentation.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([...new Set(testedClients.map(({ name }) => name))]);
});
