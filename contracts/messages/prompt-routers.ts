import type { Message } from "./messages.ts";

/** What prompt routers are refused with. */
export const promptRouterMessages = {
  promptRoutingNotSupported: {
    code: "ValidationException",
    text: "Prompt routing is not supported for the specified model identifier",
    evidence: ["third-party capture in ap-northeast-1, 2026 (CreatePromptRouter with Claude 4.5 and later)"],
  },
  responseQualityDifferenceInvalid: {
    code: "ValidationException",
    text: "Response quality difference must be a value multiple of 5",
    evidence: ["two third parties' captures, 2026", "https://github.com/hashicorp/terraform-provider-aws/pull/45124"],
  },
  promptRouterModelsInvalid: {
    code: "ValidationException",
    text: "A prompt router must have exactly two models within the same family.",
    assumed:
      "The rule is documented (https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-routing.html); its wording is not.",
  },
  fallbackModelInvalid: {
    code: "ValidationException",
    text: "The fallback model must be one of the models of the prompt router.",
    assumed: "A third party met this ValidationException in 2026-03 and did not keep its wording.",
  },
  promptRouterNameTaken: {
    code: "ConflictException",
    text: "A prompt router with the name {name} already exists.",
    assumed: "That names are unique in an account and Region is documented; the wording is not.",
  },
  promptRouterQuotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "The number of prompt routers has reached its quota of {quota}.",
    assumed: "The error is modelled; no capture of its wording was found.",
  },
  promptRouterNotFound: {
    code: "ResourceNotFoundException",
    text: "The specified resource Amazon Resource Name (ARN) was not found. Check the Amazon Resource Name (ARN) and try your request again.",
    assumed: "The documentation's own words for the error; no capture was found.",
  },
  defaultPromptRouterImmutable: {
    code: "ValidationException",
    text: "The default prompt router {arn} cannot be deleted.",
    assumed: "No capture of an attempt was found.",
  },
} as const satisfies Record<string, Message>;
