import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInstalled } from "./installed.ts";
import { installed, languages } from "./languages.ts";
import { type Server, startServer } from "./server.ts";
import { output, readDocument, snippet } from "./snippets.ts";
import { testedClients } from "./tested-clients.ts";

const documentation = readDocument("docs/clients.md");

/** The URL and the name that it is given to, or the line that does nothing but give it. */
const ENDPOINT = /\w+ ?[:=] ?"?http:\/\/[\w.:]+"?,?|^[ \t]*[\w.]+\(.*"http:\/\/[\w.:]+"\)+[,;]?\n/gm;

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

for (const [name, [client]] of Map.groupBy(testedClients, (one) => one.name)) {
  if (!client) continue;
  describeInstalled(name, installed(client), () => {
    const { endpointVariable } = client.defaults ?? {};
    if (endpointVariable !== undefined)
      test(`${endpointVariable} points it at Outcrop as well`, async () => {
        const code = snippet(documentation, name, server.url).replaceAll(ENDPOINT, "");
        expect(code).not.toContain(server.url);
        const [executable, ...args] = await languages[client.language].program(code);
        const environment = { [endpointVariable]: server.url };
        expect(await output("test/clients/frameworks", executable, args, environment)).toMatch(/^\w+ \w+.*\n$/s);
      });

    test("docs/clients.md points it at Outcrop, and it prints an answer", async () => {
      const code = snippet(documentation, name, server.url);
      const [executable, ...args] = await languages[client.language].program(code);
      expect(await output("test/clients/frameworks", executable, args)).toMatch(/^\w+ \w+.*\n$/s);
    });
  });
}

test("docs/clients.md names no client that is not tested", () => {
  const headings = [...documentation.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([...new Set(testedClients.map(({ name }) => name))]);
});
