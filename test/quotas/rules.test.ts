import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { awsModelQuotas } from "../../emulator/quotas/aws-defaults.ts";
import { createRuleBook, type QuotaKey, type QuotaRule } from "../../emulator/quotas/rules.ts";

const NOVA_LITE = "amazon.nova-lite-v1:0";
const key: QuotaKey = { account: "111122223333", region: "us-east-1", model: NOVA_LITE, kind: "cross-region" };

const limit = (rules: readonly QuotaRule[], other: Partial<QuotaKey> = {}) =>
  createRuleBook({ rules }).limitsFor({ ...key, ...other })?.requestsPerMinute?.value;

test("a rule applies to what it names, and to everything it does not name", () => {
  const rule = { model: NOVA_LITE, kind: "cross-region", requestsPerMinute: 2 } as const;
  expect(limit([rule])).toBe(2);
  expect(limit([rule], { account: "444455556666", region: "eu-west-1" })).toBe(2);
  expect(limit([rule], { kind: "global" })).toBeUndefined();
  expect(limit([rule], { model: "amazon.nova-pro-v1:0" })).toBeUndefined();
});

test("the most specific rule wins, in whichever order they are written", () => {
  const rules: QuotaRule[] = [
    { requestsPerMinute: 1 },
    { kind: key.kind, requestsPerMinute: 2 },
    { region: key.region, requestsPerMinute: 3 },
    { region: key.region, kind: key.kind, requestsPerMinute: 4 },
    { model: key.model, requestsPerMinute: 5 },
    { model: key.model, region: key.region, kind: key.kind, requestsPerMinute: 6 },
    { account: key.account, requestsPerMinute: 7 },
    { ...key, requestsPerMinute: 8 },
  ];
  for (let count = 1; count <= rules.length; count++) {
    expect(limit(rules.slice(0, count))).toBe(count);
    expect(limit(rules.slice(0, count).reverse())).toBe(count);
  }
});

test("of two rules that name the same the later wins, quota by quota", () => {
  const rules = [
    { model: NOVA_LITE, requestsPerMinute: 1, tokensPerMinute: 10 },
    { model: NOVA_LITE, requestsPerMinute: 2 },
  ];
  expect(createRuleBook({ rules }).limitsFor(key)).toMatchObject({
    requestsPerMinute: { value: 2, rule: "quotas.rules[1]" },
    tokensPerMinute: { value: 10, rule: "quotas.rules[0]" },
  });
});

test("a rule that gives one quota leaves the others to less specific rules", () => {
  const rules = [{ tokensPerDay: 500 }, { model: NOVA_LITE, tokensPerMinute: 100 }];
  expect(createRuleBook({ rules }).limitsFor(key)).toEqual({
    tokensPerMinute: { value: 100, rule: "quotas.rules[1]" },
    tokensPerDay: { value: 500, rule: "quotas.rules[0]" },
  });
});

test("there is no quota by default", () => {
  expect(createRuleBook({}).limitsFor(key)).toBeUndefined();
  expect(createRuleBook({ mode: "off" }).limitsFor(key)).toBeUndefined();
  expect(createRuleBook({ mode: "off" }).rateOf("GetInferenceProfile")).toBeUndefined();
});

test("in AWS's mode each model has AWS's values for its kind and source Region", () => {
  // https://docs.aws.amazon.com/general/latest/gr/bedrock.html: "us-east-1: 4,000 … Each of the other supported Regions: 400"
  // requests, 8,000,000 and 400,000 tokens.
  const book = createRuleBook({ mode: "aws" });
  expect(book.limitsFor(key)).toEqual({
    requestsPerMinute: { value: 4_000, rule: "Cross-region model inference requests per minute for Amazon Nova Lite" },
    tokensPerMinute: { value: 8_000_000, rule: "Cross-region model inference tokens per minute for Amazon Nova Lite" },
    tokensPerDay: {
      value: 11_520_000_000,
      rule: "Cross-region model inference tokens per minute for Amazon Nova Lite, × 1,440",
    },
  });
  expect(book.limitsFor({ ...key, region: "eu-west-1" })?.tokensPerMinute?.value).toBe(400_000);
});

test("in AWS's mode Claude Opus 4.7 and Sonnet 5 have no quota of requests", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-runtime.html: "do not have an RPM quota"; the table has no such
  // row for Sonnet 5.
  const book = createRuleBook({ mode: "aws" });
  for (const model of ["anthropic.claude-opus-4-7", "anthropic.claude-sonnet-5"]) {
    const limits = book.limitsFor({ ...key, model, kind: "global" });
    expect(limits).not.toHaveProperty("requestsPerMinute");
    expect(limits).toHaveProperty("tokensPerMinute");
  }
});

test("a rule of the scenario beats AWS's value, however general it is, and leaves AWS's other values in force", () => {
  const book = createRuleBook({ mode: "aws", rules: [{ requestsPerMinute: 1 }] });
  expect(book.limitsFor(key)).toMatchObject({ requestsPerMinute: { value: 1 }, tokensPerMinute: { value: 8_000_000 } });
});

test("AWS's values name models of the catalogue, and every source Region that they name exists", () => {
  const { models, regions } = createCatalog();
  for (const quota of awsModelQuotas) {
    expect(models.get(quota.model), quota.model).toBeDefined();
    expect(quota.requestsPerMinute ?? quota.tokensPerMinute, quota.model).toBeGreaterThan(0);
    for (const region of Object.keys(quota.regions ?? {})) expect(regions.get(region), region).toBeDefined();
  }
});

test("no two of AWS's values answer the same question", () => {
  const keys = awsModelQuotas.map(({ model, kind }) => `${model} ${kind}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test("every system-defined profile that can be invoked has a value of AWS's, but for one that the table does not name", () => {
  const { systemProfiles } = createCatalog();
  const limited = new Set(awsModelQuotas.map(({ model, kind }) => `${kind} ${model}`));
  const missing = systemProfiles
    .all()
    .filter(({ retired, destinations }) => !retired && destinations.size > 0)
    .filter(
      ({ geography, modelId }) => !limited.has(`${geography === "global" ? "global" : "cross-region"} ${modelId}`),
    );
  expect(missing.map(({ inferenceProfileId }) => inferenceProfileId)).toEqual(["global.twelvelabs.pegasus-1-2-v1:0"]);
});

test.each([-1, Number.NaN])("a rule of %s is refused", (value) => {
  expect(() => createRuleBook({ rules: [{ tokensPerDay: value }] })).toThrow(RangeError);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a rate of %s a second is refused", (perSecond) => {
  expect(() => createRuleBook({ controlPlane: [{ operation: "GetInferenceProfile", perSecond }] })).toThrow(RangeError);
});
