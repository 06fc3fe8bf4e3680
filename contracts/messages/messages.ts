import { asyncMessages } from "./async.ts";
import { batchMessages } from "./batch.ts";
import { claudeMessages } from "./claude.ts";
import { documentMessages } from "./documents.ts";
import { guardrailMessages } from "./guardrails.ts";
import { mediaMessages } from "./media.ts";
import { nativeBodyMessages } from "./native-bodies.ts";
import { promptRouterMessages } from "./prompt-routers.ts";
import { reasoningMessages } from "./reasoning.ts";
import { rerankMessages } from "./rerank.ts";
import { serviceOptionMessages } from "./service-options.ts";
import { speechMessages } from "./speech.ts";
import { toolMessages } from "./tools.ts";

/**
 * Every error text that Outcrop sends in AWS's name: the error code, the wording, and the evidence for it.
 * `assumed` says that no capture of the live service was found and why this wording was chosen.
 */
export interface Message {
  readonly code: string;
  /** `{name}` marks a place that the thrower fills in. */
  readonly text: string;
  /** The member of the body that carries the text: `Message` in the answers of authorization and of API keys. */
  readonly bodyKey?: "Message";
  readonly evidence?: readonly string[];
  readonly assumed?: string;
}

export const messages = {
  ...mediaMessages,
  ...rerankMessages,
  modelIdentifierInvalid: {
    code: "ValidationException",
    text: "The provided model identifier is invalid.",
    evidence: [
      "https://github.com/earendil-works/pi/pull/5527",
      "https://github.com/langchain-ai/open_deep_research/issues/224",
      "https://github.com/anthropics/claude-code/issues/1434",
    ],
  },
  foundationModelNotFound: {
    code: "ResourceNotFoundException",
    text: "Model not found.",
    evidence: [
      "https://github.com/mlcommons/modelbench/issues/1654",
      "third-party note of GetFoundationModel with a profile's id, checked against the live service (2026)",
    ],
  },
  constraintViolations: {
    code: "ValidationException",
    text: "{heading}: {violations}",
    evidence: [
      "https://github.com/BerriAI/litellm/issues/19384",
      "https://github.com/BerriAI/litellm/issues/24668",
      "https://github.com/NousResearch/hermes-agent/issues/55429",
    ],
  },
  unionWithoutMember: {
    code: "ValidationException",
    text: "{shape} object at {path} must set one of the following keys: {keys}.",
    evidence: ["third-party captures of Converse, for ContentBlock and DocumentSource (2025)"],
  },
  unionWithSeveralMembers: {
    code: "ValidationException",
    text: "{shape} object at {path} must set only one of the following keys: {keys}.",
    assumed: "SDKs refuse such a value before they send it; worded like the answer to a union without a member.",
  },
  malformedJson: {
    code: "SerializationException",
    text: "The request body is not valid JSON.",
    assumed:
      "Athena, on the same framework, sends SerializationException without a message here; a text that helps was preferred to none.",
  },
  jsonTooDeep: {
    code: "SerializationException",
    text: "The request body is nested more than {limit} levels deep.",
    assumed: "No capture was found; the limit is the default of the service's JSON library (Jackson).",
  },
  contentTypeNotSupported: {
    code: "UnsupportedMediaTypeException",
    text: "The content type {contentType} is not supported; send {expected}.",
    assumed:
      "No capture of Bedrock was found. Smithy's protocol tests of restJson1 ask for this error and HTTP 415 (RestJsonWithBodyExpectsApplicationJsonContentType).",
  },
  listNotExpected: {
    code: "SerializationException",
    text: "Start of list found where not expected",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  structureNotExpected: {
    code: "SerializationException",
    text: "Start of structure or map found where not expected.",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  listExpected: {
    code: "SerializationException",
    text: "Expected list or null",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  structureExpected: {
    code: "SerializationException",
    text: "Expected null",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  cannotBeConverted: {
    code: "SerializationException",
    text: "{found} can not be converted to {wanted}",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  copyFromInvalid: {
    code: "ValidationException",
    text: "copyFrom must be a valid inference profile model source ARN.",
    evidence: ["https://github.com/awslabs/aws-solutions-constructs/issues/1387"],
  },
  sourceModelNotFound: {
    code: "ResourceNotFoundException",
    text: "Model not found",
    evidence: [
      "third-party measurement of CreateInferenceProfile with a model of another Region, 2026-09; code assumed",
    ],
  },
  inferenceProfileNotFound: {
    code: "ResourceNotFoundException",
    text: "Inference profile not found",
    evidence: [
      "third-party measurement of CreateInferenceProfile with a profile of another geography, 2026-09; code assumed",
    ],
    assumed:
      "No capture of Get, Delete and the tag operations with an unknown profile was found; the same text is used.",
  },
  resourceNotFound: {
    code: "ResourceNotFoundException",
    text: "The specified resource could not be found",
    assumed: "No capture of the tag operations with an ARN that names nothing was found.",
  },
  arnOfAnotherRegion: {
    code: "ValidationException",
    text: "The provided ARN is invalid for the service region",
    evidence: ["third-party measurements of GetGuardrail, CreateGuardrail and CreateModelInvocationJob, 2026"],
  },
  arnOfAnotherAccount: {
    code: "ValidationException",
    text: "The provided resource ARN is from a different account",
    evidence: ["third-party measurement of CreateGuardrail with a profile of another account, 2026-09"],
  },
  arnInvalid: {
    code: "ValidationException",
    text: "The provided ARN is invalid",
    evidence: ["third-party captures of GetModelInvocationJob with an ARN that names nothing of its kind"],
  },
  systemProfileImmutable: {
    code: "ValidationException",
    text: "The operation {operation} is not supported for system-defined inference profile {identifier}.",
    assumed: "That the operation fails is known (https://github.com/ekristen/aws-nuke/pull/988); its wording is not.",
  },
  clientTokenConflict: {
    code: "ConflictException",
    text: "The client request token {token} was used before with other parameters.",
    assumed: "The error is modelled; no capture of its wording was found.",
  },
  profileQuotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "The number of application inference profiles in this account and Region has reached its quota of {quota} (L-40EC9882).",
    assumed: "The quota is documented and the error modelled; no capture of its wording was found.",
  },
  tooManyTags: {
    code: "TooManyTagsException",
    text: "The resource has {count} tags; at most {limit} are allowed.",
    assumed: "The error is modelled; no capture of its wording was found.",
  },
  reservedTagKey: {
    code: "ValidationException",
    text: "aws: prefixed tag key names are not allowed for external use.",
    evidence: ["the wording of several AWS services; no capture of Bedrock was found"],
  },
  duplicateTagKey: {
    code: "ValidationException",
    text: "Duplicate tag keys found: {key}",
    assumed: "No capture was found.",
  },
  nextTokenInvalid: {
    code: "ValidationException",
    text: "The provided nextToken is invalid.",
    assumed: "No capture was found.",
  },
  onDemandNotSupported: {
    code: "ValidationException",
    text: "Invocation of model ID {modelId} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
    evidence: [
      "https://github.com/anthropics/anthropic-sdk-python/issues/894",
      "https://github.com/danny-avila/LibreChat/issues/4570",
      "https://github.com/gethouston/houston/pull/1381",
    ],
  },
  signatureOfAnotherService: {
    code: "InvalidSignatureException",
    text: "Credential should be scoped to correct service: 'bedrock'. ",
    evidence: ["https://github.com/maximhq/bifrost/issues/2533"],
  },
  signatureOfUnknownRegion: {
    code: "InvalidSignatureException",
    text: "Credential should be scoped to a valid region. ",
    evidence: ["third-party capture of another service on the same framework"],
  },
  credentialMalformed: {
    code: "IncompleteSignatureException",
    text: "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'",
    evidence: ["the wording of AWS's signature check, the same for all services"],
  },
  authorizationWithoutCredential: {
    code: "IncompleteSignatureException",
    text: "Authorization header requires 'Credential' parameter.",
    evidence: ["the wording of AWS's signature check, the same for all services"],
  },
  conversationMustStartWithUser: {
    code: "ValidationException",
    text: "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
    evidence: [
      "https://github.com/langgenius/dify/issues/12340",
      "https://github.com/strands-agents/harness-sdk/issues/2085",
    ],
  },
  conversationMustAlternate: {
    code: "ValidationException",
    text: "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
    evidence: [
      "https://github.com/langchain-ai/langchain-aws/issues/130",
      "https://github.com/langchain-ai/langchainjs/issues/6724",
    ],
  },
  messageContentEmpty: {
    code: "ValidationException",
    text: "The content field in the Message object at messages.{message} is empty. Add a ContentBlock object to the content field and try again.",
    evidence: ["https://github.com/earendil-works/pi/issues/3443"],
  },
  contentBlockBlank: {
    code: "ValidationException",
    text: "The text field in the ContentBlock object at messages.{message}.content.{block} is blank. Add text to the text field, and try again.",
    evidence: [
      "https://github.com/langchain-ai/langchain-aws/issues/403",
      "https://github.com/OpenHands/OpenHands/issues/5722",
    ],
  },
  systemNotSupported: {
    code: "ValidationException",
    text: "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.",
    evidence: [
      "https://github.com/567-labs/instructor/issues/1753",
      "https://github.com/danny-avila/LibreChat/issues/6456",
    ],
  },
  converseNotSupported: {
    code: "ValidationException",
    text: "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
    evidence: [
      "third-party captures of ConverseStream with Nova 2 Sonic (2026-02) and of Converse with an imported model (2026-09)",
    ],
  },
  streamingNotSupported: {
    code: "ValidationException",
    text: "The model is unsupported for streaming.",
    evidence: ["https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/112"],
  },
  maxTokensOverLimit: {
    code: "ValidationException",
    text: "The maximum tokens you requested exceeds the model limit of {limit}. Try again with a maximum tokens value that is lower than {limit}.",
    evidence: ["https://github.com/vercel/ai/issues/2772", "https://github.com/sigoden/aichat/pull/813"],
  },
  maxTokensOverLimitNative: {
    code: "ValidationException",
    text: "The maximum tokens you requested exceeds the model limit of {limit}",
    evidence: ["https://github.com/charmbracelet/crush/issues/946"],
  },
  modelReturnedErrors: {
    code: "ValidationException",
    text: "The model returned the following errors: {errors}",
    evidence: [
      "https://github.com/NousResearch/hermes-agent/issues/63983",
      "https://github.com/continuedev/continue/issues/9592",
    ],
  },
  cachingNotSupported: {
    code: "AccessDeniedException",
    text: "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.",
    evidence: [
      "https://github.com/BerriAI/litellm/pull/39210",
      "https://github.com/strands-agents/harness-sdk/pull/1807",
      "https://github.com/Portkey-AI/docs-core/pull/1025",
      "https://github.com/cline/cline/issues/2064 (2025, with the status 400)",
    ],
  },
  nothingToCache: {
    code: "ValidationException",
    text: "There is nothing available to cache. Please remove the invalid cache point and try again.",
    evidence: [
      "https://github.com/anomalyco/opencode/pull/29728",
      "https://github.com/strands-agents/harness-sdk/pull/3677",
    ],
  },
  cacheTtlNotSupported: {
    code: "ValidationException",
    text: "Extended TTL prompt caching is only supported for Anthropic models",
    evidence: ["https://github.com/timothy-agent/timothy/issues/755", "https://github.com/maximhq/bifrost/pull/4527"],
  },
  cacheControlsTooMany: {
    code: "ValidationException",
    text: "A maximum of 4 blocks with cache_control may be provided. Found {found}.",
    evidence: ["https://github.com/Bike4Mind/bike4mind/issues/2208"],
  },
  cachePointsTooMany: {
    code: "ValidationException",
    text: "A maximum of 4 cache points may be provided. Found {found}.",
    assumed:
      "The limit of Nova is on its model cards; no capture of a request beyond it was found. Worded like Claude's.",
  },
  cacheTtlOrder: {
    code: "ValidationException",
    text: "{path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.",
    evidence: [
      "https://github.com/Portkey-AI/gateway/issues/1762",
      "https://github.com/strands-agents/harness-sdk/pull/3571",
    ],
  },
  prefillNotSupported: {
    code: "ValidationException",
    text: "This model does not support assistant message prefill. The conversation must end with a user message.",
    evidence: [
      "https://github.com/anomalyco/opencode/issues/29760",
      "https://github.com/NousResearch/hermes-agent/issues/101401",
    ],
  },
  temperatureAndTopP: {
    code: "ValidationException",
    text: "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
    evidence: ["https://github.com/aws-samples/sample-connector-for-bedrock/issues/87"],
  },
  inputTooLong: {
    code: "ValidationException",
    text: "Input is too long for requested model.",
    evidence: [
      "https://github.com/continuedev/continue/issues/9592",
      "https://github.com/aws-samples/bedrock-chat/issues/95",
    ],
  },
  malformedInput: {
    code: "ValidationException",
    text: "Malformed input request: {violations}, please reformat your input and try again.",
    evidence: [
      "https://github.com/promptfoo/promptfoo/issues/916",
      "https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/59",
    ],
  },
  malformedBody: {
    code: "ValidationException",
    text: "Malformed input request, please reformat your input and try again.",
    evidence: ["recorded replies in the tests of newrelic/newrelic-python-agent"],
  },
  modelFieldInvalid: {
    code: "ValidationException",
    text: "{path}: {sentence}",
    evidence: [
      "https://github.com/BerriAI/litellm/issues/13301",
      "https://github.com/langchain-ai/langchainjs/issues/8338",
    ],
  },
  jsonSchemaInvalid: {
    code: "ValidationException",
    text: "The JSON schema is invalid: {problems}",
    assumed:
      "How each model words it differs, and only Claude's words are known; they are given where Claude is asked natively.",
  },
  outputSchemaNotJson: {
    code: "ValidationException",
    text: "The value at outputConfig.textFormat.structure.jsonSchema.schema is not a JSON Schema: it must be the text of a JSON object.",
    assumed: "No capture was found.",
  },
  claudeApiVersionInvalid: {
    code: "ValidationException",
    text: "Invalid API version: {version}",
    evidence: ["https://github.com/boto/boto3/issues/4218"],
  },
  claudeNoMessages: {
    code: "ValidationException",
    text: "messages: at least one message is required",
    assumed:
      "Anthropic's own wording (https://github.com/danny-avila/LibreChat/issues/7346); no capture of Bedrock was found.",
  },
  claudeFirstMessageNotUser: {
    code: "ValidationException",
    text: 'messages: first message must use the "user" role',
    assumed: "Anthropic's own wording; no capture of Bedrock was found.",
  },
  claudeRolesMustAlternate: {
    code: "ValidationException",
    text: 'messages: roles must alternate between "user" and "assistant", but found multiple "{role}" roles in a row',
    evidence: [
      "https://github.com/langchain-ai/langchain-aws/issues/71",
      "https://github.com/anthropics/claude-code/issues/1162",
    ],
  },
  claudeMessageEmpty: {
    code: "ValidationException",
    text: "messages.{message}: all messages must have non-empty content except for the optional final assistant message",
    evidence: ["https://github.com/konveyor/kai/issues/645"],
  },
  claudeTextEmpty: {
    code: "ValidationException",
    text: "messages: text content blocks must be non-empty",
    evidence: ["https://github.com/anomalyco/opencode/issues/15715"],
  },
  claudeTextBlank: {
    code: "ValidationException",
    text: "messages: text content blocks must contain non-whitespace text",
    evidence: [
      "https://github.com/NousResearch/hermes-agent/issues/63983",
      "https://github.com/NousResearch/hermes-agent/issues/64858",
    ],
  },
  claudeSystemBlank: {
    code: "ValidationException",
    text: "system: text content blocks must contain non-whitespace text",
    assumed: "Seen from Anthropic-compatible services; no capture of Bedrock was found.",
  },
  claudeStopSequenceBlank: {
    code: "ValidationException",
    text: "stop_sequences: each stop sequence must contain non-whitespace",
    assumed:
      "Anthropic's own wording (https://github.com/BerriAI/litellm/issues/3286); no capture of Bedrock was found.",
  },
  contentTypeInvalid: {
    code: "ValidationException",
    text: "The provided Content Type is invalid or not supported for this model",
    evidence: ["https://github.com/aws/aws-sdk-ruby/issues/3033"],
  },
  acceptTypeInvalid: {
    code: "ValidationException",
    text: "The provided Accept Type is invalid or not supported for this model",
    assumed: "A single third-party report has this text; its error code was not shown.",
  },
  countTokensNotSupported: {
    code: "ValidationException",
    text: "The provided model doesn't support counting tokens.",
    evidence: ["recorded test cassettes of pydantic/pydantic-ai"],
  },
  authorizationMissing: {
    code: "AccessDeniedException",
    text: "Authorization header is missing",
    bodyKey: "Message",
    evidence: [
      "https://github.com/anthropics/claude-code/issues/44910",
      "https://github.com/anthropics/claude-code/issues/45000",
    ],
    assumed: "The error's code was not captured.",
  },
  securityTokenInvalid: {
    code: "UnrecognizedClientException",
    text: "The security token included in the request is invalid.",
    evidence: [
      "https://github.com/anthropics/claude-code/issues/2260",
      "recorded answers of newrelic-python-agent's tests",
    ],
  },
  signatureMismatch: {
    code: "InvalidSignatureException",
    text: "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    evidence: ["https://github.com/aws-amplify/amplify-flutter/issues/5236"],
  },
  signatureExpired: {
    code: "InvalidSignatureException",
    text: "Signature expired: {date} is now earlier than {earliest} ({now} - {allowed})",
    evidence: ["https://github.com/anthropics/anthropic-sdk-go/issues/122"],
  },
  signatureNotYetCurrent: {
    code: "InvalidSignatureException",
    text: "Signature not yet current: {date} is still later than {latest} ({now} + 5 min.)",
    evidence: ["the wording of AWS's signature check, the same for all services"],
  },
  apiKeyMalformed: {
    code: "AccessDeniedException",
    text: "Invalid API Key format: Must start with pre-defined prefix",
    bodyKey: "Message",
    evidence: ["third-party captures of bedrock-runtime with a bearer value without prefix, 2025-2026"],
  },
  apiKeyExpired: {
    code: "AccessDeniedException",
    text: "Bearer Token has expired",
    bodyKey: "Message",
    evidence: ["third-party captures of bedrock-runtime, 2025-2026"],
  },
  apiKeyInvalid: {
    code: "AccessDeniedException",
    text: "Authentication failed: Please make sure your API Key is valid.",
    bodyKey: "Message",
    evidence: [
      "https://github.com/anomalyco/opencode/issues/47073",
      "https://github.com/ai4s-research/open-science/issues/53",
    ],
  },
  ...serviceOptionMessages,
  ...asyncMessages,
  ...batchMessages,
  ...promptRouterMessages,
  ...speechMessages,
  ...guardrailMessages,
  ...nativeBodyMessages,
  ...reasoningMessages,
  ...claudeMessages,
  ...toolMessages,
  ...documentMessages,
} as const satisfies Record<string, Message>;
