import { expect, test } from "vitest";
import { createCatalog } from "../../../emulator/catalog/index.ts";
import { deleteInferenceProfile } from "../../../emulator/operations/bedrock/delete-inference-profile.ts";
import { tagResource } from "../../../emulator/operations/bedrock/tags.ts";
import type { Call } from "../../../emulator/operations/call.ts";
import { createRandom } from "../../../emulator/random.ts";
import { type ApplicationProfile, createApplicationProfiles } from "../../../emulator/state/application-profiles.ts";
import { createAsyncInvocations } from "../../../emulator/state/async-invocations.ts";
import { createGuardrails } from "../../../emulator/state/guardrails.ts";
import { createInvocationJobs } from "../../../emulator/state/invocation-jobs.ts";
import { createMemoryStore } from "../../../emulator/state/memory-store.ts";
import { createPromptRouters } from "../../../emulator/state/prompt-routers.ts";
import type { Store } from "../../../emulator/state/store.ts";
import { applicationArn, NOVA_LITE } from "../../emulator/callers.ts";

const id = "abcdefghijkl";
const arn = applicationArn(id);
const call: Call = {
  requestId: "request",
  operation: "TagResource",
  account: "111122223333",
  region: "us-east-1",
  caller: {
    account: "111122223333",
    region: "us-east-1",
    principal: "arn:aws:iam::111122223333:user/test",
    via: "anonymous",
  },
  random: createRandom(1),
  signal: undefined,
  report: { faults: [], trail: [] },
};
const profile: ApplicationProfile = {
  id,
  arn,
  name: "team-a",
  description: undefined,
  modelId: NOVA_LITE,
  systemProfileId: undefined,
  modelArns: [],
  createdAt: new Date(0),
  updatedAt: new Date(0),
  tags: new Map(),
};

/** An engine that takes its time to read: every `get` has its answer and keeps it back until `release` is called. */
function slowStore() {
  const gate = Promise.withResolvers<void>();
  const store = createMemoryStore();
  const slow: Store = {
    ...store,
    collection: (name) => {
      const fast = store.collection(name);
      return {
        get: async (scope, key) => {
          const found = await fast.get(scope, key);
          await gate.promise;
          return found as never;
        },
        put: (scope, record) => fast.put(scope, record),
        delete: (scope, key) => fast.delete(scope, key),
        count: (scope) => fast.count(scope),
        page: (scope, from, limit) => fast.page(scope, from, limit) as never,
        scopes: () => fast.scopes(),
      };
    },
  };
  return { store: slow, release: gate.resolve };
}

test("a delete is not undone by a tag that was being set at that moment", async () => {
  const { store, release } = slowStore();
  const profiles = createApplicationProfiles(store);
  const catalog = createCatalog();
  await profiles.put(call, profile);
  const others = {
    guardrails: createGuardrails(store),
    asyncInvocations: createAsyncInvocations(store),
    invocationJobs: createInvocationJobs(store),
    promptRouters: createPromptRouters(store),
  };
  const tagging = tagResource.handler({ catalog, profiles, ...others })(
    { resourceARN: arn, tags: [{ key: "a", value: "b" }] },
    call,
  );
  const deleting = deleteInferenceProfile.handler({ catalog, profiles })({ inferenceProfileIdentifier: id }, call);
  release();
  await Promise.all([tagging, deleting]);
  expect(await profiles.get(call, id)).toBeUndefined();
});
