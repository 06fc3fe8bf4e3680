import type { JournalEntry } from "../journal/journal.ts";
import { userIdentityOf } from "./user-identity.ts";

/** One record of the model invocation log. */
export interface ModelInvocationRecord {
  readonly schemaType: "ModelInvocationLog";
  readonly schemaVersion: "1.0";
  /** In whole seconds, UTC. */
  readonly timestamp: string;
  readonly accountId: string;
  /** The source Region. */
  readonly region: string;
  readonly requestId: string;
  readonly operation: string;
  /** The model, profile or ARN as it was sent. */
  readonly modelId: string;
  readonly identity: { readonly arn: string };
  readonly input: {
    readonly inputContentType: "application/json";
    /** Tokens read from the prompt cache or written to it are not part of it. */
    readonly inputTokenCount?: number;
    readonly cacheReadInputTokenCount?: number;
    readonly cacheWriteInputTokenCount?: number;
  };
  readonly output?: { readonly outputContentType: "application/json"; readonly outputTokenCount: number };
  /** The Region that processed the request. */
  readonly inferenceRegion?: string;
  readonly errorCode?: string;
  /** The caller's own words about the request. */
  readonly requestMetadata?: Readonly<Record<string, string>>;
}

/** "Converse, ConverseStream, InvokeModel, InvokeModelWithResponseStream": AWS's page on invocation logging. */
const LOGGED = new Set(["Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"]);

/**
 * The records that AWS's model invocation log has of these requests, newest last, without the bodies, which the journal does not
 * hold. Failed invocations are in it with their `errorCode`.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html; `inferenceRegion` and `errorCode` are
 * in records that others have published.
 */
export function invocationLog(entries: readonly JournalEntry[]): readonly ModelInvocationRecord[] {
  return entries.flatMap((entry) => {
    const { operation, account, principal, source, modelId, destination, error, usage, accessKeyId, requestMetadata } =
      entry;
    if (operation === undefined || !LOGGED.has(operation) || entry.status === 0 || entry.status === 501) return [];
    if (account === undefined || principal === undefined || source === undefined || modelId === undefined) return [];
    const record: ModelInvocationRecord = {
      schemaType: "ModelInvocationLog",
      schemaVersion: "1.0",
      timestamp: `${entry.time.slice(0, 19)}Z`,
      accountId: account,
      region: source,
      requestId: entry.id,
      operation,
      modelId,
      identity: { arn: userIdentityOf({ arn: principal, account, accessKeyId }).arn },
      input: { inputContentType: "application/json", ...inputCounts(usage) },
      ...(usage ? { output: { outputContentType: "application/json", outputTokenCount: usage.outputTokens } } : {}),
      ...(destination === undefined ? {} : { inferenceRegion: destination }),
      ...(error ? { errorCode: error.code } : {}),
      ...(requestMetadata ? { requestMetadata } : {}),
    };
    return [record];
  });
}

function inputCounts(usage: JournalEntry["usage"]) {
  if (!usage) return {};
  const { inputTokens, cacheReadInputTokens: read, cacheWriteInputTokens: written } = usage;
  return {
    inputTokenCount: inputTokens,
    ...(read === undefined ? {} : { cacheReadInputTokenCount: read }),
    ...(written === undefined ? {} : { cacheWriteInputTokenCount: written }),
  };
}
