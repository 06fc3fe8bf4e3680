import { existsSync, readFileSync } from "node:fs";
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

test("every scenario file that the README names is there", () => {
  const named = [...readme.matchAll(/`(scenarios\/[\w.-]+)`/g)].map(([, file = ""]) => file);
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((file) => !existsSync(new URL(`../${file}`, import.meta.url)))).toEqual([]);
});
