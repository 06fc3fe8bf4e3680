import { createClientTokens } from "./client-tokens.ts";
import { createExclusive } from "./exclusive.ts";
import type { Scope, Store } from "./store.ts";

/** One of the two between which a router chooses. */
export interface RouterModel {
  /** The ARN of a foundation model or inference profile. */
  readonly arn: string;
  /** The foundation model behind it. */
  readonly modelId: string;
}

/** A prompt router of a customer's own. It is immutable but for its tags, as AWS has no operation that updates one. */
export interface PromptRouter {
  /** 12 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  /** In the request's order. */
  readonly models: readonly RouterModel[];
  /** The ARN of the one of them that answers when the criterion is not met. */
  readonly fallback: string;
  /** In percent: 0 to 100. */
  readonly responseQualityDifference: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly tags: ReadonlyMap<string, string>;
}

const PAGE = 1_000;

/** The prompt routers of every account and Region, and the client tokens that made them. */
export function createPromptRouters(store: Store) {
  const routers = store.collection<PromptRouter>("prompt-routers");
  const exclusive = createExclusive();
  return {
    /** Runs `work` while nothing else that asks for the same scope runs: for changes that look first and write then. */
    exclusively: <T>({ account, region }: Scope, work: () => Promise<T>) => exclusive(`${account} ${region}`, work),
    get: (scope: Scope, id: string) => routers.get(scope, id),
    put: (scope: Scope, router: PromptRouter) => routers.put(scope, router),
    /** To be called within `exclusively`, as `put`: else a change that has read the router before writes it back. */
    delete: (scope: Scope, id: string) => routers.delete(scope, id),
    /** All of them, oldest first. */
    async all(scope: Scope): Promise<PromptRouter[]> {
      const found: PromptRouter[] = [];
      for (let from: number | undefined = 0; from !== undefined; ) {
        const page: Awaited<ReturnType<typeof routers.page>> = await routers.page(scope, from, PAGE);
        found.push(...page.records);
        from = page.next;
      }
      return found;
    },
    ...createClientTokens(store, "prompt-router-tokens"),
  };
}

export type PromptRouters = ReturnType<typeof createPromptRouters>;
