import { createClientTokens } from "./client-tokens.ts";
import { createExclusive } from "./exclusive.ts";
import type { Scope, Store } from "./store.ts";

/** As many jobs of one kind, account and Region are remembered; the oldest that have ended make room. */
const MOST_JOBS = 10_000;

const PAGE = 1_000;

/** Jobs of one kind, kept under `name`, and the client tokens that began them. `hasEnded` tells which of them may be forgotten. */
export function createJobRecords<Job extends { readonly id: string }>(
  store: Store,
  name: string,
  hasEnded: (job: Job) => boolean,
) {
  const jobs = store.collection<Job>(name);
  const exclusive = createExclusive();

  /** All of them, oldest first. */
  const all = async (scope: Scope): Promise<Job[]> => {
    const found: Job[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page: Awaited<ReturnType<typeof jobs.page>> = await jobs.page(scope, from, PAGE);
      found.push(...page.records);
      from = page.next;
    }
    return found;
  };

  return {
    /** Runs `work` while nothing else that asks for the same scope runs: for changes that look first and write then. */
    exclusively: <T>({ account, region }: Scope, work: () => Promise<T>) => exclusive(`${account} ${region}`, work),
    /** Runs `work` while nothing else that asks for the same key runs, such as the ARN of one job. */
    exclusivelyFor: <T>(key: string, work: () => Promise<T>) => exclusive(key, work),
    get: (scope: Scope, id: string) => jobs.get(scope, id),
    put: (scope: Scope, job: Job) => jobs.put(scope, job),
    all,
    /** Those that have not ended, of every account and Region. */
    async unfinished(): Promise<readonly { readonly scope: Scope; readonly job: Job }[]> {
      const found: { scope: Scope; job: Job }[] = [];
      for (const scope of await jobs.scopes()) {
        for (const job of await all(scope)) if (!hasEnded(job)) found.push({ scope, job });
      }
      return found;
    },
    /** Adds a job; to be called within `exclusively`. */
    async add(scope: Scope, job: Job): Promise<void> {
      if ((await jobs.count(scope)) >= MOST_JOBS) {
        const ended = (await all(scope)).find(hasEnded);
        if (ended) await jobs.delete(scope, ended.id);
      }
      await jobs.put(scope, job);
    },
    ...createClientTokens(store, `${name}-tokens`),
  };
}
