import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT, readPage } from "../documentation/pages.ts";
import { openWorkspace, type Workspace } from "../documentation/workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

// That the snippets pass as they stand is tested with all the others of the documentation.
const snippet = (directive: string) =>
  readPage("docs/testing.md").blocks.find(({ directives }) => directives.includes(directive))?.code ?? "";

test("the snippet for Vitest fails with the journal's lines when the app does something else", async () => {
  const broken = snippet("vitest").replace('profile: "team-a", times: 1', 'profile: "team-b", times: 1');
  await workspace.write("vitest.config.mjs", "export default { test: { include: ['*.snippet.ts'] } };\n");
  await workspace.write("bad.snippet.ts", broken);
  const vitest = `${ROOT}/node_modules/vitest/vitest.mjs`;
  const { code, stderr } = await workspace.run(process.execPath, [vitest, "run", "--root", workspace.folder]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/0 such requests, expected 1[\s\S]*Converse {2}team-a .*503/);
});

test("the snippet for node:test fails with the journal's lines when the app asks twice", async () => {
  const send = "const { output } = await client.send(";
  const twice = snippet("node:test").replace(
    send,
    `for (let at = 0; at < 1; at++) await client.send(new ConverseCommand({ modelId: "us.amazon.nova-lite-v1:0", messages }));\n${send}`,
  );
  const file = await workspace.write("bad.mjs", twice);
  const { code, stdout } = await workspace.run(process.execPath, ["--test", file]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/2 such requests, expected 1[\s\S]*Converse {2}US Nova Lite/);
});

test("the snippet for msw and HTTP/2 tells of the requests of default clients", async () => {
  const file = await workspace.write("msw.mjs", snippet("node"));
  expect((await workspace.run(process.execPath, [file])).stdout).toBe("ListInferenceProfiles, Converse\n");
});
