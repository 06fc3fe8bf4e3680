import { createJobRecords } from "./job-records.ts";
import type { Store } from "./store.ts";

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

/** The asynchronous invocations of every account and Region, and the client tokens that began them. */
export const createAsyncInvocations = (store: Store) =>
  createJobRecords<AsyncInvocation>(store, "async-invocations", ({ outcome }) => outcome !== undefined);

export type AsyncInvocations = ReturnType<typeof createAsyncInvocations>;
