import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { operations } from "../emulator/operations/registry.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const emulated = readme.slice(readme.indexOf("## What is emulated"), readme.indexOf("## What is not"));

test("the README's table names every emulated operation beside its service, and no other", () => {
  const rows = [...emulated.matchAll(/^\| (bedrock[a-z-]*) \| ([^|]+) \|/gm)];
  const named = rows.flatMap(([, service, names = ""]) => names.split(",").map((name) => `${service} ${name.trim()}`));
  expect(named.toSorted()).toEqual(operations.map(({ service, name }) => `${service} ${name}`).toSorted());
});
