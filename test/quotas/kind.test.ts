import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { kindOf } from "../../emulator/quotas/index.ts";
import { resolveModelId } from "../../emulator/routing/resolve.ts";
import type { Target } from "../../emulator/routing/target.ts";

const catalog = createCatalog();
const profiles = { get: async () => undefined };
const scope = { account: "111122223333", region: "us-east-1" };
const resolve = (modelId: string, region = "us-east-1") =>
  resolveModelId(modelId, { ...scope, region }, { catalog, profiles });

test("a foundation model counts as on-demand", async () => {
  expect(kindOf(await resolve("amazon.nova-lite-v1:0"))).toBe("on-demand");
});

test("a geographic profile counts as cross-Region", async () => {
  expect(kindOf(await resolve("us.amazon.nova-lite-v1:0"))).toBe("cross-region");
});

test("a geographic profile with a single destination still counts as cross-Region", async () => {
  // From us-gov-east-1 it goes to us-gov-west-1 alone; it is a cross-Region inference profile all the same.
  const target = await resolve("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-gov-east-1");
  expect(target.destinations).toHaveLength(1);
  expect(kindOf(target)).toBe("cross-region");
});

test("a global profile counts as global", async () => {
  expect(kindOf(await resolve("global.anthropic.claude-sonnet-4-5-20250929-v1:0"))).toBe("global");
});

test("an application profile counts as what it was copied from", async () => {
  const named = {
    id: "abcdefghijkl",
    name: "team-a",
    arn: "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl",
  };
  const copyOf = async (modelId: string): Promise<Target> => {
    const { profile, ...target } = await resolve(modelId);
    const geography = profile?.geography;
    return { ...target, kind: "application-profile", profile: geography ? { ...named, geography } : named };
  };
  expect(kindOf(await copyOf("amazon.nova-lite-v1:0"))).toBe("on-demand");
  expect(kindOf(await copyOf("us.amazon.nova-lite-v1:0"))).toBe("cross-region");
  expect(kindOf(await copyOf("global.amazon.nova-2-lite-v1:0"))).toBe("global");
});
