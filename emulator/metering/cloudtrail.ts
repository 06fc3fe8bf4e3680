import { createHash } from "node:crypto";
import type { JournalEntry } from "../journal/journal.ts";
import { type UserIdentity, userIdentityOf } from "./user-identity.ts";

/** One event of CloudTrail. */
export interface CloudTrailEvent {
  readonly eventVersion: "1.11";
  readonly userIdentity: UserIdentity;
  /** In whole seconds, UTC. */
  readonly eventTime: string;
  readonly eventSource: "bedrock.amazonaws.com";
  readonly eventName: string;
  /** The source Region: an event is recorded there, wherever the request was processed. */
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, string>> | null;
  readonly responseElements: null;
  readonly additionalEventData?: {
    readonly inferenceRegion?: string;
    readonly inputTokens?: number;
    readonly outputTokens?: number;
  };
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly eventType: "AwsApiCall";
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly eventCategory: "Management" | "Data";
}

/**
 * The events that CloudTrail has of these requests, newest last. A request is an event once it is known who made it and which
 * operation it asks for; what Outcrop does not emulate, and what broke before there was an answer, is none. Those that AWS counts
 * among the data events, which a trail has on demand alone, are here as well.
 *
 * - `additionalEventData.inferenceRegion` is there when the request was processed in another Region than it was made in; the token
 *   counts, which newer events have, when the model answered.
 * - A denial is the `AccessDenied` of CloudTrail's own spelling; other errors keep their names.
 * - `requestParameters` has what the journal keeps of a request: its identifiers. `responseElements`, which AWS fills for
 *   CreateInferenceProfile, is null: the journal holds no bodies.
 *
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html,
 * https://aws.amazon.com/blogs/machine-learning/getting-started-with-cross-region-inference-in-amazon-bedrock/ ("If a request was
 * processed without being re-routed, then the additionalEventData will be absent"); events that others have published, for
 * `AccessDenied`, `readOnly` and the token counts.
 */
export function cloudTrailEvents(entries: readonly JournalEntry[]): readonly CloudTrailEvent[] {
  return entries.flatMap((entry) => {
    const { operation, account, principal, source } = entry;
    if (operation === undefined || account === undefined || principal === undefined || source === undefined) return [];
    if (entry.status === 0 || entry.status === 501) return [];
    const { error, userAgent, accessKeyId } = entry;
    const extra = additionalEventData(entry);
    const event: CloudTrailEvent = {
      eventVersion: "1.11",
      userIdentity: userIdentityOf({ arn: principal, account, accessKeyId }),
      eventTime: `${entry.time.slice(0, 19)}Z`,
      eventSource: "bedrock.amazonaws.com",
      eventName: operation,
      awsRegion: source,
      sourceIPAddress: entry.sourceIp ?? "127.0.0.1",
      ...(userAgent === undefined ? {} : { userAgent: truncated(userAgent) }),
      ...(error ? { errorCode: errorCodeOf(error.code), errorMessage: truncated(error.message) } : {}),
      requestParameters: requestParameters(entry),
      responseElements: null,
      ...(extra ? { additionalEventData: extra } : {}),
      requestID: entry.id,
      eventID: eventId(entry.id),
      readOnly: !CHANGES.test(operation),
      eventType: "AwsApiCall",
      managementEvent: !DATA_EVENTS.has(operation),
      recipientAccountId: account,
      eventCategory: DATA_EVENTS.has(operation) ? "Data" : "Management",
    };
    return [event];
  });
}

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html */
const DATA_EVENTS = new Set(["InvokeModelWithBidirectionalStream", "StartAsyncInvoke", "GetAsyncInvoke"]);

/** The operations that change something. Inference counts as reading, in AWS's own events. */
const CHANGES = /^(Create|Delete|Tag|Untag|Update|Put|Register|Deregister|Start|Stop)/;

const errorCodeOf = (code: string) => (code === "AccessDeniedException" ? "AccessDenied" : code);

/** "This field has a maximum size of 1 KB; content exceeding that limit is truncated." */
const truncated = (text: string) => text.slice(0, 1_024);

function requestParameters({ modelId, names }: JournalEntry): CloudTrailEvent["requestParameters"] {
  const parameters = { ...(modelId === undefined ? {} : { modelId }), ...names };
  return Object.keys(parameters).length > 0 ? parameters : null;
}

function additionalEventData({ source, destination, usage }: JournalEntry): CloudTrailEvent["additionalEventData"] {
  const wasRerouted = destination !== undefined && destination !== source;
  if (!wasRerouted && !usage) return undefined;
  return {
    ...(wasRerouted ? { inferenceRegion: destination } : {}),
    ...(usage ? { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens } : {}),
  };
}

/** A UUID that belongs to a request, the same in every run. */
function eventId(requestId: string): string {
  const hex = createHash("sha256").update(`event ${requestId}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
