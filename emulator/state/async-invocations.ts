import { createClientTokens } from "./client-tokens.ts";
import { createExclusive } from "./exclusive.ts";
import type { Scope, Store } from "./store.ts";

/** One asynchronous invocation. */
export interface AsyncInvocation {
  /** 12 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly arn: string;
  readonly modelId: string;
  readonly modelArn: string;
  readonly clientRequestToken: string | undefined;
  /** Where the files go: `s3://bucket/prefix/ID`. */
  readonly outputUri: string;
  readonly kmsKeyId: string | undefined;
  readonly bucketOwner: string | undefined;
  readonly submittedAt: Date;
  /** When the work is done. */
  readonly endsAt: Date;
  /** What to do then, as plain data of the model's family. */
  readonly plan: unknown;
  /** What the scenario lets go wrong with the work. */
  readonly defect: "blocked" | "broken" | undefined;
  /** What became of it; absent while it is in progress. */
  readonly outcome?: { readonly status: "Completed" } | { readonly status: "Failed"; readonly message: string };
  readonly tags: ReadonlyMap<string, string>;
}

/** As many invocations of one account and Region are remembered; the oldest that have ended make room. */
const MOST_INVOCATIONS = 10_000;

const PAGE = 1_000;

/** The asynchronous invocations of every account and Region, and the client tokens that began them. */
export function createAsyncInvocations(store: Store) {
  const invocations = store.collection<AsyncInvocation>("async-invocations");
  const exclusive = createExclusive();

  /** All of them, oldest first. */
  const all = async (scope: Scope): Promise<AsyncInvocation[]> => {
    const found: AsyncInvocation[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page: Awaited<ReturnType<typeof invocations.page>> = await invocations.page(scope, from, PAGE);
      found.push(...page.records);
      from = page.next;
    }
    return found;
  };

  return {
    /** Runs `work` while nothing else that asks for the same scope runs. */
    exclusively: <T>({ account, region }: Scope, work: () => Promise<T>) => exclusive(`${account} ${region}`, work),
    /** Runs `work` while nothing else that asks for the same invocation runs. */
    exclusivelyFor: <T>(arn: string, work: () => Promise<T>) => exclusive(arn, work),
    get: (scope: Scope, id: string) => invocations.get(scope, id),
    put: (scope: Scope, invocation: AsyncInvocation) => invocations.put(scope, invocation),
    all,
    /** Adds an invocation; to be called within `exclusively`. */
    async add(scope: Scope, invocation: AsyncInvocation): Promise<void> {
      if ((await invocations.count(scope)) >= MOST_INVOCATIONS) {
        const ended = (await all(scope)).find(({ outcome }) => outcome !== undefined);
        if (ended) await invocations.delete(scope, ended.id);
      }
      await invocations.put(scope, invocation);
    },
    ...createClientTokens(store, "async-invocation-tokens"),
  };
}

export type AsyncInvocations = ReturnType<typeof createAsyncInvocations>;
