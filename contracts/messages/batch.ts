import type { Message } from "./messages.ts";

/** What batch inference is refused with, and what a job or a record of it fails with. */
export const batchMessages = {
  batchNotSupported: {
    code: "ValidationException",
    text: "Batch inference is not supported for the requested model.",
    evidence: ["https://github.com/stdapi-ai/stdapi.ai/issues/292 (CreateModelInvocationJob, probed 2026-09)"],
  },
  batchTooFewRecords: {
    code: "ValidationException",
    text: "Batch job {arn} contains less records ({found}) than the required minimum of: {least}",
    evidence: [
      "https://github.com/maximhq/bifrost/pull/4516",
      "several third parties' failed jobs, 2025-2026 (the message of GetModelInvocationJob)",
    ],
  },
  batchTooManyRecords: {
    code: "ValidationException",
    text: "Batch job {arn} contains more records ({found}) than the allowed maximum of: {most}",
    assumed: "The quota is documented; no capture was found. Worded like the answer to too few records.",
  },
  batchInputMissing: {
    code: "ValidationException",
    text: "Batch job {arn} found no JSONL files at {uri}",
    assumed: "No capture of a job without input was found.",
  },
  batchInputUnreadable: {
    code: "ValidationException",
    text: "Batch job {arn} cannot read {uri}: {reason}",
    assumed: "No capture of a job whose input cannot be read was found.",
  },
  batchRecordInvalid: {
    code: "ValidationException",
    text: "Batch job {arn} has an invalid record in line {line} of {file}: {problem}",
    assumed:
      "That records are checked for their form before the job begins is documented (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ModelInvocationJobSummary.html); the wording is not.",
  },
  batchRoleDenied: {
    code: "ValidationException",
    text: "Batch job {arn} cannot be carried out by its service role: {reason}",
    assumed: "No capture of a job whose role may not invoke the model was found.",
  },
  batchOutputUnwritable: {
    code: "ValidationException",
    text: "Batch job {arn} cannot write its output: {reason}",
    assumed: "No capture of a job whose output cannot be written was found.",
  },
  batchExpired: {
    code: "ValidationException",
    text: "Batch job {arn} expired before it began",
    assumed: "The status is documented; its message is not.",
  },
  batchJobNotFound: {
    code: "ResourceNotFoundException",
    text: "The specified resource Amazon Resource Name (ARN) was not found. Check the Amazon Resource Name (ARN) and try your request again.",
    assumed: "The documentation's own words for the error; no capture was found.",
  },
  batchJobEnded: {
    code: "ConflictException",
    text: "The job {arn} cannot be stopped in the status {status}.",
    assumed: "The error is modelled; no capture of its wording was found.",
  },
  batchQuotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "The number of batch inference jobs in progress and submitted has reached its quota of {quota}.",
    assumed: "The quota is documented and the error modelled; no capture of its wording was found.",
  },
} as const satisfies Record<string, Message>;
