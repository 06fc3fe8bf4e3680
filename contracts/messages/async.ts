import type { Message } from "./messages.ts";

/** What asynchronous invocations are refused with, and what they fail with. */
export const asyncMessages = {
  asyncNotSupported: {
    code: "ValidationException",
    text: "The provided request is not valid",
    evidence: [
      "https://github.com/boto/boto3/issues/4382 (StartAsyncInvoke with a model that has no asynchronous form)",
    ],
  },
  asyncInputInvalid: {
    code: "ValidationException",
    text: "{violations}",
    evidence: ["https://github.com/boto/boto3/issues/4623 (the validator's words without anything around them)"],
  },
  asyncImageUnreadable: {
    code: "ValidationException",
    text: "{pointer}: the image is not a valid {format} image",
    assumed:
      "That it is a ValidationException at the start is documented (https://docs.aws.amazon.com/nova/latest/userguide/video-gen-errors.html); the wording is not.",
  },
  asyncImageSize: {
    code: "ValidationException",
    text: "{pointer}: the image is {width}x{height}, and must be 1280x720",
    assumed:
      "That it is a ValidationException at the start is documented (https://docs.aws.amazon.com/nova/latest/userguide/video-gen-errors.html); the wording is not.",
  },
  asyncSourceUnreadable: {
    code: "ValidationException",
    text: "The S3 object {uri} cannot be read: {reason}",
    assumed: "No capture of an input that is not there was found; a text that helps was preferred.",
  },
  asyncOutputUnwritable: {
    code: "ValidationException",
    text: "Invalid Output Config/Credentials",
    evidence: ["several public projects that handle this text of StartAsyncInvoke for a bucket that cannot be written"],
  },
  asyncTokenInvalid: {
    code: "ValidationException",
    text: "1 validation error detected: Value '{token}' at 'clientRequestToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9])*",
    evidence: ["third-party capture of StartAsyncInvoke, 2026-09-22; the API's own model says [!-~]*"],
  },
  asyncInvocationNotFound: {
    code: "ValidationException",
    text: "The provided invocation ARN does not exist.",
    assumed: "GetAsyncInvoke models no ResourceNotFoundException; no capture of its wording was found.",
  },
  asyncQuotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "The number of asynchronous invocations of {model} in progress has reached its quota of {quota}.",
    assumed: "The quotas are documented and the error modelled; no capture of its wording was found.",
  },
} as const satisfies Record<string, Message>;
