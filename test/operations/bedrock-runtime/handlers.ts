import { createAnswers } from "../../../emulator/answers/answers.ts";
import { createPromptCache } from "../../../emulator/caching/prompt-cache.ts";
import { createCatalog } from "../../../emulator/catalog/index.ts";
import { createClock } from "../../../emulator/clock.ts";
import { createRuleIndex } from "../../../emulator/conditions/rule-index.ts";
import { createFaults } from "../../../emulator/faults/faults.ts";
import { createUsageLimits } from "../../../emulator/metering/usage-limits.ts";
import type { Call, Report } from "../../../emulator/operations/call.ts";
import { createQuotas } from "../../../emulator/quotas/index.ts";
import { createRandom } from "../../../emulator/random.ts";
import { resolveModelId } from "../../../emulator/routing/resolve.ts";
import { createRouter } from "../../../emulator/routing/router.ts";
import { createGuardrails } from "../../../emulator/state/guardrails.ts";
import { createMemoryStore } from "../../../emulator/state/memory-store.ts";

export const catalog = createCatalog();

const clock = createClock();
const random = createRandom(42);
const router = createRouter({ clock, random, rules: { policy: "source-first", regions: new Map() } });

/** What a handler of bedrock-runtime needs: the real catalogue and routing, without application profiles, policies, quotas and faults. */
export const parts = {
  catalog,
  clock,
  seed: 42,
  guard: { judge: () => undefined },
  promptCache: createPromptCache(clock),
  usageLimits: createUsageLimits({ limits: [], clock }),
  guardrails: createGuardrails(createMemoryStore()),
  quotas: createQuotas({ clock }),
  answers: createAnswers({ rules: { size: 0, byOperation: new Map() }, clock, random }),
  faults: createFaults({ rules: { size: 0, operations: new Map(), rules: createRuleIndex() }, clock, random }),
  routing: {
    resolve: (modelId: string, scope: { account: string; region: string }) =>
      resolveModelId(modelId, scope, { catalog, profiles: { get: async () => undefined } }),
    choose: router.choose,
  },
};

export function newCall(region = "us-east-1"): Call & { readonly report: Report } {
  return {
    requestId: "00000000-0000-4000-8000-000000000000",
    operation: "Converse",
    account: "111122223333",
    region,
    caller: { account: "111122223333", region, principal: "arn:aws:iam::111122223333:user/test", via: "anonymous" },
    random: createRandom("a request"),
    signal: undefined,
    report: { faults: [], trail: [] },
  };
}

/** A foundation model of the catalogue. */
export function modelOf(modelId: string) {
  const model = catalog.models.get(modelId);
  if (!model) throw new Error(`the catalogue has no ${modelId}`);
  return model;
}

export async function collect<Item>(items: AsyncIterable<Item> | undefined): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items ?? []) all.push(item);
  return all;
}

const utf8 = new TextDecoder();

export function parse(bytes: Uint8Array | undefined) {
  return JSON.parse(utf8.decode(bytes));
}

export const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));

/** The error that a promise ends with, as `Code: message`. */
export async function errorOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = "code" in error ? String(error.code) : error.name;
    return `${code}: ${error.message}`;
  }
  throw new Error("no error was thrown");
}
