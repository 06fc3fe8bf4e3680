import fc from "fast-check";
import { expect, test } from "vitest";
import { createClock } from "../../emulator/clock.ts";
import { createQuotas, QuotaExceededError, type QuotaSettings } from "../../emulator/quotas/index.ts";

const call = { account: "111122223333", region: "us-east-1", operation: "GetInferenceProfile" };

function setUp(settings: QuotaSettings) {
  const clock = createClock({ start: new Date("2026-01-01T00:00:00Z"), mode: "frozen" });
  return { clock, quotas: createQuotas({ clock, settings }) };
}

const rated = (perSecond: number) => setUp({ controlPlane: [{ operation: "GetInferenceProfile", perSecond }] });

test("an app that looks its profile up at every request is throttled in AWS's words", () => {
  // https://github.com/aws-samples/bedrock-access-gateway/issues/104 (two spaces before "Wait"),
  // https://github.com/langgenius/dify-official-plugins/pull/1863.
  const { quotas } = rated(1);
  quotas.takeControlPlane(call);
  expect(() => quotas.takeControlPlane(call)).toThrow(
    /^Too many requests, please wait before trying again\. You have sent too many requests\. {2}Wait before trying again\.$/,
  );
});

test("a refusal says which operation, which rule and when it would fit", () => {
  const { quotas } = rated(1);
  quotas.takeControlPlane(call);
  let thrown: unknown;
  try {
    quotas.takeControlPlane(call);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(QuotaExceededError);
  expect(thrown).toMatchObject({
    code: "ThrottlingException",
    refusal: {
      ...call,
      quota: "requestsPerSecond",
      limit: 1,
      used: 1,
      requested: 1,
      rule: "quotas.controlPlane[0]",
      fitsAt: new Date("2026-01-01T00:00:01.000Z"),
    },
  });
});

test("accounts, Regions and operations do not share a rate", () => {
  const { quotas } = setUp({
    controlPlane: ["GetInferenceProfile", "ListInferenceProfiles"].map((operation) => ({ operation, perSecond: 1 })),
  });
  quotas.takeControlPlane(call);
  quotas.takeControlPlane({ ...call, account: "444455556666" });
  quotas.takeControlPlane({ ...call, region: "eu-west-1" });
  quotas.takeControlPlane({ ...call, operation: "ListInferenceProfiles" });
  expect(quotas.usage().controlPlane).toHaveLength(4);
});

test("an operation without a rate is never throttled", () => {
  const { quotas } = rated(1);
  for (let i = 0; i < 100; i++) quotas.takeControlPlane({ ...call, operation: "CreateInferenceProfile" });
});

test("in AWS's mode GetInferenceProfile is let in ten times a second, which is assumed, unless a rule says otherwise", () => {
  const count = (settings: QuotaSettings) => {
    const { quotas } = setUp(settings);
    let admitted = 0;
    try {
      for (; admitted < 1_000; admitted++) quotas.takeControlPlane(call);
    } catch {}
    return admitted;
  };
  expect(count({ mode: "aws" })).toBe(10);
  expect(count({ mode: "aws", controlPlane: [{ operation: "GetInferenceProfile", perSecond: 3 }] })).toBe(3);
});

test("usage shows what is left of a rate and forgets it when its second has passed", () => {
  const { clock, quotas } = rated(3);
  quotas.takeControlPlane(call);
  expect(quotas.usage().controlPlane).toEqual([
    {
      ...call,
      requestsPerSecond: { limit: 3, rule: "quotas.controlPlane[0]", used: 1, reserved: 0, remaining: 2 },
    },
  ]);
  clock.advance(1_000);
  expect(quotas.usage().controlPlane).toEqual([]);
});

test("no window lets more calls in than the rate, whatever the rate, and none is refused that would fit", () => {
  const rates = fc.constantFrom(0.1, 0.5, 1, 2.5, 3, 10);
  const gaps = fc.array(fc.oneof(fc.nat(50), fc.nat(1_500), fc.constantFrom(999, 1_000, 10_000)), { maxLength: 60 });
  fc.assert(
    fc.property(rates, gaps, (perSecond, gapsMs) => {
      const { clock, quotas } = rated(perSecond);
      const callsMax = Math.ceil(perSecond);
      const windowMs = (callsMax / perSecond) * 1_000;
      const admitted: number[] = [];
      for (const gapMs of gapsMs) {
        clock.advance(gapMs);
        const nowMs = clock.now().getTime();
        const inWindow = admitted.filter((atMs) => atMs > nowMs - windowMs).length;
        try {
          quotas.takeControlPlane(call);
          expect(inWindow).toBeLessThan(callsMax);
          admitted.push(nowMs);
        } catch (error) {
          if (!(error instanceof QuotaExceededError)) throw error;
          expect(inWindow).toBe(callsMax);
        }
      }
    }),
  );
});
