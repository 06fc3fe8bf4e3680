import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { apps, loadReadyMade, readyMade, runApp } from "./ready-made.ts";

const readme = readFileSync(new URL("../../scenarios/README.md", import.meta.url), "utf8");

test.each(readyMade)("%s can be used, and stands in the table of scenarios", async (name) => {
  await createEmulator({ scenario: await loadReadyMade(name) }).close();
  expect(readme).toContain(`| \`${name}.yaml\` |`);
});

test("every scenario that expects something of an app has its examples", async () => {
  const expecting: string[] = [];
  for (const name of readyMade) if ((await loadReadyMade(name)).expect) expecting.push(name);
  expect(Object.keys(apps).toSorted()).toEqual(expecting);
});

describe.each(Object.keys(apps))("in the scenario %s", (name) => {
  const { good, bad } = apps[name] as (typeof apps)[string];

  test("a good app does what is expected, with the same answers and journal through every door", async () => {
    const scenario = await loadReadyMade(name);
    const overHttp2 = await runApp(scenario, good, "over HTTP/2");
    expect(overHttp2.verification.expectations.filter(({ ok }) => !ok)).toEqual([]);
    expect(overHttp2.journal.length).toBeGreaterThan(0);
    expect(JSON.stringify(overHttp2.seen)).not.toContain("Sorry");
    expect(overHttp2.errors).toEqual([]);
    expect(await runApp(scenario, good, "in process")).toEqual(overHttp2);
    expect(await runApp(scenario, good, "through msw")).toEqual(overHttp2);
  });

  test("a bad app does not", async () => {
    const scenario = await loadReadyMade(name);
    const { verification } = await runApp(scenario, bad, "in process");
    expect(verification.ok).toBe(false);
  });
});
