import { expect, test } from "vitest";
import { createApplicationProfiles } from "../../emulator/state/application-profiles.ts";
import { createMemoryStore } from "../../emulator/state/memory-store.ts";

const here = { account: "111122223333", region: "us-east-1" };
const start = new Date("2026-01-01T00:00:00Z");
const later = (ms: number) => new Date(start.getTime() + ms);
const token = (id: string, expiresAt: Date) => ({ id, request: "request", arn: "arn", expiresAt });

test("work in one scope runs one piece after the other, in the order of asking", async () => {
  const profiles = createApplicationProfiles(createMemoryStore());
  const log: string[] = [];
  const work = (name: string) =>
    profiles.exclusively(here, async () => {
      log.push(`${name} starts`);
      await Promise.resolve();
      log.push(`${name} ends`);
    });
  await Promise.all([work("one"), work("two"), work("three")]);
  expect(log).toEqual(["one starts", "one ends", "two starts", "two ends", "three starts", "three ends"]);
});

test("a piece of work that fails tells its caller and stops nobody else", async () => {
  const profiles = createApplicationProfiles(createMemoryStore());
  const failing = profiles.exclusively(here, () => Promise.reject(new Error("broken")));
  const next = profiles.exclusively(here, async () => "done");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
});

test("work in another scope does not wait", async () => {
  const profiles = createApplicationProfiles(createMemoryStore());
  const gate = Promise.withResolvers<void>();
  const waiting = profiles.exclusively(here, () => gate.promise);
  expect(await profiles.exclusively({ ...here, region: "us-west-2" }, async () => "done")).toBe("done");
  gate.resolve();
  await waiting;
});

test("expired tokens are forgotten when new ones come", async () => {
  const store = createMemoryStore();
  const profiles = createApplicationProfiles(store);
  for (let index = 0; index < 10; index++) await profiles.rememberToken(here, token(`t${index}`, later(1_000)), start);
  expect(await profiles.usedToken(here, "t9", later(999))).toBeDefined();
  expect(await profiles.usedToken(here, "t9", later(1_000))).toBeUndefined();
  await profiles.rememberToken(here, token("new", later(9_000)), later(1_000));
  expect(await store.collection("application-profile-tokens").count(here)).toBe(1);
});

test("on a clock that stands still the memory of tokens is bounded, and the newest are kept", async () => {
  const store = createMemoryStore();
  const profiles = createApplicationProfiles(store);
  for (let index = 0; index < 10_005; index++) {
    await profiles.rememberToken(here, token(`t${index}`, later(1_000)), start);
  }
  expect(await store.collection("application-profile-tokens").count(here)).toBe(10_000);
  expect(await profiles.usedToken(here, "t4", start)).toBeUndefined();
  expect(await profiles.usedToken(here, "t5", start)).toBeDefined();
  expect(await profiles.usedToken(here, "t10004", start)).toBeDefined();
});
