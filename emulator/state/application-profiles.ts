import { createClientTokens } from "./client-tokens.ts";
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

/** The application inference profiles of every account and Region, and the client tokens that made them. */
export function createApplicationProfiles(store: Store) {
  const profiles = store.collection<ApplicationProfile>("application-profiles");
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
    ...createClientTokens(store, "application-profile-tokens"),
  };
}

export type ApplicationProfiles = ReturnType<typeof createApplicationProfiles>;
