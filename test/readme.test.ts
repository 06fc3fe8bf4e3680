import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createEmulator, parseScenario } from "../emulator/index.ts";
import { operations } from "../emulator/operations/registry.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const emulated = readme.slice(readme.indexOf("## What is emulated"), readme.indexOf("## What is not"));

test("the README's table names every emulated operation beside its service, and no other", () => {
  const rows = [...emulated.matchAll(/^\| (bedrock[a-z-]*) \| ([^|]+) \|/gm)];
  const named = rows.flatMap(([, service, names = ""]) => names.split(",").map((name) => `${service} ${name.trim()}`));
  expect(named.toSorted()).toEqual(operations.map(({ service, name }) => `${service} ${name}`).toSorted());
});

const scenarioBlocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

test.each(scenarioBlocks.map((text) => [text.split("\n").find((line) => line !== "") ?? "", text] as const))(
  "the README's scenario that begins with %s is valid",
  (_, text) => {
    expect(() => createEmulator({ scenario: parseScenario(text) })).not.toThrow();
  },
);

test("every ready-made scenario is valid and stands in the README's table", () => {
  const folder = new URL("../scenarios/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
    const scenario = parseScenario(readFileSync(new URL(file, folder), "utf8"), file);
    expect(() => createEmulator({ scenario })).not.toThrow();
    expect(readme).toContain(`\`scenarios/${file}\``);
  }
});
