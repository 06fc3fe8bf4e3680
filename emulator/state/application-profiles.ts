import { createExclusive } from "./exclusive.ts";
import type { Scope, Store } from "./store.ts";

/** An application inference profile. It is immutable but for its tags, as AWS has no operation that updates one. */
export interface ApplicationProfile {
  /** 12 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  /** The foundation model behind the profile. */
  readonly modelId: string;
  /** The system-defined profile that it was copied from; `undefined` for one that was copied from a foundation model. */
  readonly systemProfileId: string | undefined;
  /** One foundation-model ARN for each destination Region, in AWS's order. */
  readonly modelArns: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly tags: ReadonlyMap<string, string>;
}

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

/** The application inference profiles of every account and Region, and the client tokens that made them. */
export function createApplicationProfiles(store: Store) {
  const profiles = store.collection<ApplicationProfile>("application-profiles");
  const tokens = store.collection<UsedToken>("application-profile-tokens");
  const exclusive = createExclusive();
  return {
    /** Runs `work` while nothing else that asks for the same scope runs: for changes that look first and write then. */
    exclusively: <T>({ account, region }: Scope, work: () => Promise<T>) => exclusive(`${account} ${region}`, work),
    get: (scope: Scope, id: string) => profiles.get(scope, id),
    put: (scope: Scope, profile: ApplicationProfile) => profiles.put(scope, profile),
    /** To be called within `exclusively`, as `put`: else a change that has read the profile before writes it back. */
    delete: (scope: Scope, id: string) => profiles.delete(scope, id),
    count: (scope: Scope) => profiles.count(scope),
    page: (scope: Scope, from: number, limit: number) => profiles.page(scope, from, limit),

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

export type ApplicationProfiles = ReturnType<typeof createApplicationProfiles>;
