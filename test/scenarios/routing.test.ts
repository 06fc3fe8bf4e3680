import { CreateInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario } from "../../emulator/index.ts";
import {
  ACCOUNT,
  controlOf,
  converse,
  converseStream,
  failureOf,
  fm,
  frozen,
  GLOBAL_NOVA,
  lastOf,
  messages,
  NOVA,
  profileArn,
  runtimeOf,
  serve,
  stepOf,
  US_NOVA,
  US_REGIONS,
} from "./world.ts";

/** Where `count` requests went, or the errors that they ended with. */
async function went(emulator: Emulator, count: number, modelId: string = US_NOVA, region = "us-east-1") {
  const runtime = runtimeOf(emulator, { region });
  const places: string[] = [];
  for (let call = 0; call < count; call++) {
    await runtime.send(converse(modelId)).then(
      () => places.push(lastOf(emulator).destination ?? "nowhere"),
      (error: Error) => places.push(error.name),
    );
  }
  return places;
}

const worldOf = (scenario: Scenario) => createEmulator({ scenario: { clock: frozen, ...scenario } });
const routed = (policy: NonNullable<Scenario["routing"]>["policy"], more: Scenario = {}) =>
  worldOf({ ...more, routing: { ...(policy && { policy }) } });

/** The header of an answer, as the SDK's middleware sees it. */
async function headerOf(emulator: Emulator, command = converse()) {
  let headers: Readonly<Record<string, string>> = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      ({ headers } = result.response as { headers: Readonly<Record<string, string>> });
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  await runtimeOf(emulator).send(command);
  return headers["x-outcrop-destination-region"];
}

describe("policies", () => {
  test("by default all destinations are met, the same ones with the same seed", async () => {
    const first = await went(worldOf({ seed: 1 }), 30);
    expect(new Set(first)).toEqual(new Set(US_REGIONS));
    expect(await went(worldOf({ seed: 1 }), 30)).toEqual(first);
    expect(await went(worldOf({ seed: 2 }), 30)).not.toEqual(first);
  });

  test("capacity weighs by what is free", async () => {
    const regions = {
      "us-east-1": { capacity: { requestsPerMinute: 1000 } },
      "us-east-2": { capacity: { requestsPerMinute: 10 } },
      "us-west-2": { capacity: { requestsPerMinute: 10 } },
    };
    const places = await went(routed("capacity", { regions }), 50);
    expect(places.filter((place) => place === "us-east-1").length).toBeGreaterThan(40);
  });

  test("source-first stays at home until it cannot", async () => {
    const emulator = routed("source-first", { regions: { "us-east-1": { capacity: { requestsPerMinute: 2 } } } });
    expect(await went(emulator, 4)).toEqual(["us-east-1", "us-east-1", "us-east-2", "us-east-2"]);
    // What a Region has taken counts for 60 to 61 seconds.
    emulator.clock.advance(61_000);
    expect(await went(emulator, 1)).toEqual(["us-east-1"]);
    expect(await went(routed("source-first"), 2, US_NOVA, "us-west-2")).toEqual(["us-west-2", "us-west-2"]);
  });

  test("round-robin goes round", async () => {
    expect(await went(routed("round-robin"), 6)).toEqual([...US_REGIONS, ...US_REGIONS]);
  });

  test("latency goes to the fastest, and the answer takes as long as its Region", async () => {
    const regions = {
      "us-east-1": { latencyMs: { p50: 800 } },
      "us-east-2": { latencyMs: { p50: 900 } },
      "us-west-2": { latencyMs: { p50: 100 } },
    };
    const emulator = routed("latency", { regions });
    expect(await went(emulator, 2)).toEqual(["us-west-2", "us-west-2"]);
    const fast = (await runtimeOf(emulator).send(converse())).metrics?.latencyMs ?? 0;
    await emulator.useScenario({ regions, routing: { policy: { pinned: "us-east-2" } } });
    const slow = (await runtimeOf(emulator).send(converse())).metrics?.latencyMs ?? 0;
    expect(slow - fast).toBe(800);
  });

  test("a pinned Region holds for the profiles that have it", async () => {
    const emulator = routed({ pinned: "us-west-2" });
    expect(await went(emulator, 3)).toEqual(["us-west-2", "us-west-2", "us-west-2"]);
    const [elsewhere] = await went(emulator, 1, "eu.amazon.nova-lite-v1:0", "eu-west-1");
    expect(elsewhere).toMatch(/^eu-/);
  });
});

describe("Regions on the clock", () => {
  test("a Region that is down is skipped for as long as its window says", async () => {
    const regions = { "us-east-1": { windows: [{ from: "PT10S", to: "PT70S", state: "down" as const }] } };
    const emulator = routed("source-first", { regions });
    const seen: (string | undefined)[] = [];
    for (const seconds of [0, 10, 59, 1]) {
      emulator.clock.advance(seconds * 1_000);
      seen.push(...(await went(emulator, 1)));
    }
    expect(seen).toEqual(["us-east-1", "us-east-2", "us-east-2", "us-east-1"]);
  });

  test("windows begin anew with a reset, and with a new scenario", async () => {
    const regions = { "us-east-1": { windows: [{ to: "PT10S", state: "down" as const }] } };
    const emulator = routed("source-first", { regions });
    expect(await went(emulator, 1)).toEqual(["us-east-2"]);
    emulator.clock.advance(10_000);
    expect(await went(emulator, 1)).toEqual(["us-east-1"]);
    await emulator.reset();
    expect(await went(emulator, 1)).toEqual(["us-east-2"]);
    emulator.clock.advance(10_000);
    await emulator.useScenario({ regions, routing: { policy: "source-first" } });
    expect(await went(emulator, 1)).toEqual(["us-east-2"]);
  });

  test("the journal tells which Regions were skipped and why", async () => {
    const regions = {
      "us-east-1": { state: "down" as const },
      "us-east-2": { capacity: { requestsPerMinute: 0 } },
    };
    const emulator = worldOf({ regions });
    expect(await went(emulator, 1)).toEqual(["us-west-2"]);
    expect(stepOf(emulator, "route")).toMatchObject({
      outcome: "us-west-2",
      detail: [
        { region: "us-east-1", state: "down", skipped: "down" },
        { region: "us-east-2", state: "up", skipped: "saturated" },
      ],
    });
  });

  test.each([
    ["down", { state: "down" as const }, "Bedrock is unable to process your request."],
    ["full", { capacity: { requestsPerMinute: 0 } }, "Too many connections, please wait before trying again."],
  ])("when all are %s the answer is AWS's 503, which the SDK tries again", async (_, region, message) => {
    const regions = Object.fromEntries(US_REGIONS.map((name) => [name, region]));
    const emulator = worldOf({ regions });
    const failure = await failureOf(runtimeOf(emulator, { maxAttempts: 2 }).send(converse()));
    expect(failure).toEqual({ name: "ServiceUnavailableException", message, status: 503, attempts: 2 });
    expect(lastOf(emulator)).toMatchObject({ status: 503, error: { code: "ServiceUnavailableException" } });
    expect(lastOf(emulator).destination).toBeUndefined();
    expect(stepOf(emulator, "answer")?.detail).toMatchObject(US_REGIONS.map((name) => ({ region: name })));
    expect((await failureOf(runtimeOf(emulator).send(converseStream()))).status).toBe(503);
  });

  test("requests that nobody could answer cost no tokens of the quota", async () => {
    const regions = Object.fromEntries(
      US_REGIONS.map((name) => [name, { windows: [{ to: "PT10S", state: "down" as const }] }]),
    );
    const emulator = worldOf({ regions, quotas: { rules: [{ model: NOVA, tokensPerMinute: 200 }] } });
    const call = () => runtimeOf(emulator).send(converse(US_NOVA, { inferenceConfig: { maxTokens: 150 } }));
    for (let time = 0; time < 3; time++) expect((await failureOf(call())).status).toBe(503);
    emulator.clock.advance(10_000);
    expect((await call()).$metadata.httpStatusCode).toBe(200);
  });
});

describe("what never leaves its Region", () => {
  const down = { "us-east-1": { state: "down" as const } };

  test("a foundation model is answered in the source Region or not at all", async () => {
    expect(await went(routed("round-robin"), 3, NOVA)).toEqual(["us-east-1", "us-east-1", "us-east-1"]);
    expect(await went(routed({ pinned: "us-west-2" }), 1, NOVA)).toEqual(["us-east-1"]);
    expect(await went(worldOf({ regions: down }), 1, NOVA)).toEqual(["ServiceUnavailableException"]);
  });

  test("so is an application profile over a foundation model; one over a system-defined profile goes where that goes", async () => {
    const emulator = routed("round-robin");
    const create = async (copyFrom: string) =>
      (
        await controlOf(emulator, { accessKeyId: ACCOUNT }).send(
          new CreateInferenceProfileCommand({ inferenceProfileName: "made", modelSource: { copyFrom } }),
        )
      ).inferenceProfileArn ?? "";
    const client = runtimeOf(emulator, { accessKeyId: ACCOUNT });
    const single = await create(fm("us-east-1"));
    const several = await create(profileArn(US_NOVA));
    for (const [arn, places] of [
      [single, ["us-east-1"]],
      [several, US_REGIONS],
    ] as const) {
      const seen = new Set<string | undefined>();
      for (let call = 0; call < 3; call++) {
        await client.send(converse(arn));
        seen.add(lastOf(emulator).destination);
      }
      expect([...seen].toSorted()).toEqual(places);
    }
  });
});

test("a request goes to an opt-in Region although the account has not enabled it", async () => {
  const emulator = routed({ pinned: "af-south-1" }, { accounts: { "111122223333": { optInRegions: [] } } });
  expect(await went(emulator, 1, GLOBAL_NOVA)).toEqual(["af-south-1"]);
});

describe("the destination is told", () => {
  test("in a header of every answer of a model, streams and native ones too", async () => {
    const emulator = routed({ pinned: "us-east-2" });
    expect(await headerOf(emulator)).toBe("us-east-2");
    expect(await headerOf(emulator, converseStream() as unknown as ReturnType<typeof converse>)).toBe("us-east-2");
    const native = new InvokeModelCommand({
      modelId: US_NOVA,
      body: JSON.stringify({ messages }),
      contentType: "application/json",
    });
    expect(await headerOf(emulator, native as unknown as ReturnType<typeof converse>)).toBe("us-east-2");
    expect(lastOf(emulator)).toMatchObject({ source: "us-east-1", destination: "us-east-2" });
  });

  test("and not when the scenario switches the header off; the journal tells it still", async () => {
    const emulator = worldOf({ routing: { policy: { pinned: "us-east-2" }, destinationHeader: false } });
    expect(await headerOf(emulator)).toBeUndefined();
    expect(lastOf(emulator).destination).toBe("us-east-2");
  });

  test("over both protocols", async () => {
    await using served = await serve({ routing: { policy: { pinned: "us-west-2" } } });
    for (const client of [served.overHttp1(), served.overHttp2()]) {
      await client.send(converse());
      expect(lastOf(served.emulator).destination).toBe("us-west-2");
    }
  });
});
