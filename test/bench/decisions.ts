import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { checksFor } from "../../emulator/access/authorization.ts";
import { authorize } from "../../emulator/access/authorize.ts";
import { compilePolicy } from "../../emulator/access/compile-policy.ts";
import { evaluate, type PolicySet } from "../../emulator/access/evaluate.ts";
import type { PolicyType } from "../../emulator/access/policy.ts";
import { createClock } from "../../emulator/clock.ts";
import { createEmulator, type Emulator, type Scenario } from "../../emulator/index.ts";
import { createQuotas } from "../../emulator/quotas/index.ts";
import { median } from "./median.ts";

/**
 * Measures the decisions that are taken on a request, in this process and by processor time: access, quotas, and both with
 * routing and faults on the way of a Converse. Exit codes: 0 every target is met, 1 one is missed.
 */
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Processor time in microseconds of one run of `work`, of the median round. */
async function microseconds(rounds: number, times: number, work: () => unknown): Promise<number> {
  const results: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time++) await work();
    const { user, system } = process.cpuUsage(before);
    results.push((user + system) / times);
  }
  return median(results);
}

const SCP_LEVELS = 5;
const POLICIES_PER_LEVEL = 10;
const DESTINATIONS = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-4",
];

const statement = (index: number) => ({
  Effect: index === 0 ? "Allow" : "Deny",
  Action: index === 0 ? "*" : ["bedrock:InvokeModel*", `ec2:Run${index}*`],
  Resource: "*",
  ...(index === 0
    ? {}
    : { Condition: { StringEquals: { "aws:RequestedRegion": [`xx-nowhere-${index}`, "eu-west-3"] } } }),
});

function policies(type: PolicyType, count: number) {
  return Array.from({ length: count }, (_, index) =>
    compilePolicy({ Version: "2012-10-17", Statement: [statement(index)] }, { name: `policy-${index}`, type }),
  );
}

async function measureAccess(): Promise<number> {
  const set: PolicySet = {
    scps: Array.from({ length: SCP_LEVELS }, (_, level) => ({
      name: `level ${level}`,
      policies: policies("service control policy", POLICIES_PER_LEVEL),
    })),
    identity: policies("identity-based policy", POLICIES_PER_LEVEL),
    boundary: policies("permissions boundary", 1)[0],
  };
  const account = "111122223333";
  const region = "ap-northeast-1";
  const profile = {
    arn: `arn:aws:bedrock:${region}:${account}:inference-profile/apac.amazon.nova-lite-v1:0`,
    geography: "apac",
  };
  const invocation = { modelId: "amazon.nova-lite-v1:0", destinations: DESTINATIONS, profile };
  const checks = checksFor("Converse", { region, account, partition: "aws", invocation });
  const principal = { arn: `arn:aws:iam::${account}:user/bench`, account, type: "User" } as const;
  const { checks: judged, allowed } = authorize(checks, { principal, now: new Date(0) }, set);
  if (!allowed || judged.length !== DESTINATIONS.length + 1) throw new Error("this is not what was to be measured");
  return microseconds(9, 3_000, () => {
    for (const { request } of judged) evaluate(request, set);
  });
}

const QUOTA_DECISIONS = 1_000_000;
const QUOTA_KEYS = 10_000;

function measureQuotas(): { readonly microseconds: number; readonly grownMb: number; readonly keysLeft: number } {
  const clock = createClock({ mode: "frozen", start: new Date(0) });
  const quotas = createQuotas({
    clock,
    settings: { rules: [{ requestsPerMinute: 1_000, tokensPerMinute: 1_000_000 }] },
  });
  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;
  const before = process.cpuUsage();
  for (let decision = 0; decision < QUOTA_DECISIONS; decision++) {
    const account = String(100_000_000_000 + (decision % QUOTA_KEYS));
    const key = { account, region: "us-east-1", model: "amazon.nova-lite-v1:0", kind: "cross-region" } as const;
    const reservation = quotas.take({ ...key, inputTokens: 10, cacheWriteTokens: 0, maxTokens: 100 });
    reservation.settle({ inputTokens: 10, cacheWriteTokens: 0, outputTokens: 20 });
    if (decision % 100 === 0) clock.advance(10);
  }
  const { user, system } = process.cpuUsage(before);
  // A minute and a day of UTC later nothing that was taken has a hold any more.
  clock.advance(2 * 24 * 60 * 60 * 1000);
  quotas.usage();
  collectGarbage();
  const grownMb = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  return { microseconds: (user + system) / QUOTA_DECISIONS, grownMb, keysLeft: quotas.size().keys };
}

const allowed = {
  name: "allowed",
  document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
};

/** Everything on: SCPs on a path, a principal's policies, Regions with capacity, quotas, and faults that never fire. */
const everything: Scenario = {
  organization: {
    scps: [{ name: "FullAWSAccess" }, ...policiesOfScenario()],
    units: [
      { name: "Workloads", accounts: ["111122223333"], scps: [{ name: "FullAWSAccess" }, ...policiesOfScenario()] },
    ],
  },
  principals: [
    {
      arn: "arn:aws:iam::111122223333:user/bench",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      policies: [allowed],
      permissionsBoundary: allowed,
    },
  ],
  regions: {
    "us-west-2": { capacity: { requestsPerMinute: 1e9, tokensPerMinute: 1e12 }, latencyMs: { p50: 100, p99: 900 } },
  },
  quotas: { rules: [{ model: "amazon.nova-lite-v1:0", requestsPerMinute: 1e9, tokensPerMinute: 1e12 }] },
  faults: [
    { when: { operation: "Converse", text: { contains: "no such text" } }, then: { error: "ThrottlingException" } },
  ],
};

function policiesOfScenario() {
  return [1, 2, 3].map((index) => ({
    name: `deny-${index}`,
    document: { Version: "2012-10-17", Statement: [statement(index)] },
  }));
}

function asks(emulator: Emulator): () => Promise<unknown> {
  const body = Buffer.from(JSON.stringify({ messages: [{ role: "user", content: [{ text: "What is granite?" }] }] }));
  const headers = {
    host: "localhost",
    "content-type": "application/json",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00",
  };
  const path = "/model/us.amazon.nova-lite-v1%3A0/converse";
  return async () => {
    const { status } = await emulator.handle({ method: "POST", path, query: "", headers, body });
    if (status !== 200) throw new Error(`this is not what was to be measured: HTTP ${status}`);
  };
}

/**
 * The share of the plain rate that is left with everything on, without the cost of HTTP, which is the larger part of a request;
 * the two take turns.
 */
async function measureEverything(): Promise<number> {
  const off = asks(createEmulator());
  const on = asks(createEmulator({ scenario: everything }));
  await microseconds(1, 10_000, off);
  await microseconds(1, 10_000, on);
  const ratios: number[] = [];
  for (let round = 0; round < 9; round++) {
    ratios.push((await microseconds(1, 2_000, off)) / (await microseconds(1, 2_000, on)));
  }
  return median(ratios);
}

const access = await measureAccess();
const quotas = measureQuotas();
const rate = await measureEverything();
const results = [
  { met: access < 50, line: `access, 5 SCP levels × 10 policies × 7 destinations: ${access.toFixed(1)} µs (< 50)` },
  {
    met: quotas.grownMb < 2 && quotas.keysLeft === 0,
    line: `1,000,000 quota decisions over 10,000 keys: ${quotas.microseconds.toFixed(2)} µs each, ${quotas.grownMb.toFixed(1)} MB and ${quotas.keysLeft} keys left once the windows have passed (< 2, 0)`,
  },
];
process.stdout.write(`        Converse in process with everything on, by the rate with it off: ${rate.toFixed(2)}\n`);
for (const { met, line } of results) process.stdout.write(`${met ? "met   " : "MISSED"}  ${line}\n`);
process.exitCode = results.every(({ met }) => met) ? 0 : 1;
