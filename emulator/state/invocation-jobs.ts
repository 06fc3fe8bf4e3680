import type {
  ModelInvocationJobInputDataConfig,
  ModelInvocationJobOutputDataConfig,
  ModelInvocationJobStatus,
  ModelInvocationType,
  VpcConfig,
} from "@aws-sdk/client-bedrock";
import { createJobRecords } from "./job-records.ts";
import type { Store } from "./store.ts";

/** A job of batch inference. */
export interface ModelInvocationJob {
  /** 12 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  /** The model or profile as the request named it. */
  readonly modelId: string;
  /** The same as an ARN. */
  readonly modelArn: string;
  readonly roleArn: string;
  readonly clientRequestToken: string | undefined;
  readonly inputDataConfig: ModelInvocationJobInputDataConfig;
  readonly outputDataConfig: ModelInvocationJobOutputDataConfig;
  readonly inputUri: string;
  /** Where the files go: the job's own folder below the place that was asked for. */
  readonly outputUri: string;
  readonly vpcConfig: VpcConfig | undefined;
  readonly invocationType: ModelInvocationType;
  readonly timeoutHours: number;
  readonly submittedAt: Date;
  readonly expiresAt: Date;
  readonly status: ModelInvocationJobStatus;
  /** When the status came to be. */
  readonly changedAt: Date;
  /** When something will happen next; absent once the job has ended. */
  readonly dueAt: Date | undefined;
  readonly message?: string;
  /** The Region that processes the records, known once they are in progress. */
  readonly destination?: string;
  /** Known once the input has been validated. */
  readonly totalRecords?: number;
  /** As many records have been processed; while they are in progress it depends on the clock. */
  readonly processedRecords?: number;
  /** As many of them without an error, once the job has ended. */
  readonly succeededRecords?: number;
  readonly tags: ReadonlyMap<string, string>;
}

/** Whether a job is in a state that it does not leave. */
export const hasEnded = ({ dueAt }: ModelInvocationJob): boolean => dueAt === undefined;

/** The jobs of every account and Region, and the client tokens that began them. */
export const createInvocationJobs = (store: Store) =>
  createJobRecords<ModelInvocationJob>(store, "model-invocation-jobs", hasEnded);

export type InvocationJobs = ReturnType<typeof createInvocationJobs>;
