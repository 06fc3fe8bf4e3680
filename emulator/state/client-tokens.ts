import type { Scope, Store } from "./store.ts";

/** What a client token was first used for. */
export interface UsedToken {
  readonly id: string;
  /** The request in a form that is equal for equal requests. */
  readonly request: string;
  readonly arn: string;
  readonly expiresAt: Date;
}

/** How many client tokens of one account and Region are remembered at most: a client never retries that far back. */
const MOST_TOKENS = 10_000;

/** The client tokens that made the records of one kind, kept under `name`. */
export function createClientTokens(store: Store, name: string) {
  const tokens = store.collection<UsedToken>(name);
  return {
    /** What `token` was used for, unless that is so long ago that it has expired. */
    async usedToken(scope: Scope, token: string, now: Date): Promise<UsedToken | undefined> {
      const used = await tokens.get(scope, token);
      return used && used.expiresAt > now ? used : undefined;
    },

    /** Remembers a token and drops those that have expired or are too many, so that the memory of tokens stays bounded. */
    async rememberToken(scope: Scope, used: UsedToken, now: Date): Promise<void> {
      // Deleted first, so that a token that is used again after its expiry stands at the young end.
      await tokens.delete(scope, used.id);
      for (;;) {
        const [oldest] = (await tokens.page(scope, 0, 1)).records;
        const isFull = (await tokens.count(scope)) >= MOST_TOKENS;
        if (!oldest || (oldest.expiresAt > now && !isFull)) break;
        await tokens.delete(scope, oldest.id);
      }
      await tokens.put(scope, used);
    },
  };
}

export type ClientTokens = ReturnType<typeof createClientTokens>;
