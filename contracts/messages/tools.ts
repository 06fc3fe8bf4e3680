import type { Message } from "./messages.ts";

/** What Converse answers to tools, to their calls and results, and to content that a model does not take. */
export const toolMessages = {
  toolsNotSupported: {
    code: "ValidationException",
    text: "This model doesn't support tool use.",
    evidence: ["https://github.com/langchain-ai/langchain-aws/issues/447"],
  },
  toolsNotSupportedInStreams: {
    code: "ValidationException",
    text: "This model doesn't support tool use in streaming mode.",
    evidence: [
      "https://github.com/earendil-works/pi/issues/3739",
      "https://github.com/brave/brave-browser/issues/52955",
    ],
  },
  toolChoiceNotSupported: {
    code: "ValidationException",
    text: "This model doesn't support the toolConfig.toolChoice.{choice} field. Remove toolConfig.toolChoice.{choice} and try again.",
    evidence: [
      "https://github.com/strands-agents/harness-sdk/issues/1241 (any)",
      "https://github.com/aws-samples/bedrock-access-gateway/issues/92 (any)",
      "third-party captures with Mistral Large (2402) and Llama 4 Maverick (tool), 2025-2026",
    ],
  },
  toolChoiceUnknown: {
    code: "ValidationException",
    text: "Tool '{name}' not found in provided tools",
    assumed: "Claude's words for the same; of Bedrock's own no capture was found.",
  },
  toolSchemaNotObject: {
    code: "ValidationException",
    text: "The value at toolConfig.tools.{tool}.toolSpec.inputSchema.json.type must be one of the following: object.",
    evidence: [
      "https://github.com/cognitect-labs/aws-api/issues/272",
      "https://github.com/aaif-goose/goose/pull/5064",
      "https://github.com/kirodotdev/Kiro/issues/11027",
    ],
  },
  toolSchemaInvalid: {
    code: "ValidationException",
    text: "The json schema definition at toolConfig.tools.{tool}.toolSpec.inputSchema is invalid. Fix the following errors and try again: {errors}",
    evidence: [
      "https://github.com/maximhq/bifrost/issues/1720",
      "https://github.com/aws/aws-sdk-net/issues/3731",
      "how several errors are parted is assumed",
    ],
  },
  jsonObjectExpected: {
    code: "ValidationException",
    text: "The format of the value at {place} is invalid. Provide a json object for the field and try again.",
    evidence: [
      "https://github.com/aws/aws-sdk-net/issues/3377 (toolConfig.tools.0.toolSpec.inputSchema.json)",
      "https://github.com/vercel/ai/pull/19023 (messages.N.content.M.toolUse.input)",
      "several public reports of messages.2.content.0.toolResult.content.0.json with a list, 2025-2026",
    ],
  },
  toolConfigMissing: {
    code: "ValidationException",
    text: "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
    evidence: ["https://github.com/langgenius/dify/issues/17545", "https://github.com/vxcontrol/pentagi/issues/160"],
  },
  toolResultsMissing: {
    code: "ValidationException",
    text: "Expected toolResult blocks at messages.{message}.content for the following Ids: {ids}",
    evidence: [
      "https://github.com/NousResearch/hermes-agent/issues/108584",
      "https://www.devxlabs.ai/blogs/semantic-kernel-bedrock-multi-tool-bug (several ids)",
    ],
  },
  toolResultsTooMany: {
    code: "ValidationException",
    text: "The number of toolResult blocks at messages.{message}.content exceeds the number of toolUse blocks of previous turn.",
    evidence: [
      "https://github.com/OpenHands/OpenHands/issues/4912",
      "https://github.com/strands-agents/harness-sdk/issues/1435",
    ],
  },
  toolBlocksRepeated: {
    code: "ValidationException",
    text: "The {kind} blocks at messages.{message}.content contain duplicate Ids: {ids}",
    evidence: [
      "https://github.com/BerriAI/litellm/issues/20047 (toolResult)",
      "https://github.com/double16/Cyber-AutoAgent-ng/issues/27 (toolUse)",
    ],
  },
  toolResultErrorEmpty: {
    code: "ValidationException",
    text: "The content field at messages.{message}.content.{block}.toolResult cannot be empty when status value is error.",
    evidence: ["https://github.com/aws-samples/sample-multi-agent-orchestration-chat-on-agentcore/issues/15"],
  },
  toolBlocksMixed: {
    code: "ValidationException",
    text: "messages.{message}.content: Conversation blocks and tool {kind} blocks cannot be provided in the same turn.",
    evidence: [
      "https://github.com/strands-agents/harness-sdk/issues/1223 (result)",
      "https://github.com/browser-use/browser-use/issues/710 (result)",
      "https://github.com/quarkiverse/quarkus-langchain4j/issues/1983 (use)",
    ],
  },
  contentKindNotSupported: {
    code: "ValidationException",
    text: "This model doesn't support the {kind} content block that you provided. Update the content block and try again.",
    evidence: [
      "recorded test cassettes of pydantic/pydantic-ai (video)",
      "https://github.com/strands-agents/harness-sdk/issues/2204 (video)",
      "third-party captures with Qwen3 Coder (image), 2026; of documents and audio it is assumed",
    ],
  },
  s3NotSupported: {
    code: "ValidationException",
    text: "This model doesn't support the s3Uri field. Remove s3Uri and try again.",
    evidence: ["recorded test cassettes of pydantic/pydantic-ai (Claude Sonnet 4.5)"],
  },
  outputConfigNotSupported: {
    code: "ValidationException",
    text: "This model doesn't support the outputConfig field. Remove outputConfig and try again.",
    evidence: ["third-party captures with the models of Nova and Llama, Nova 2 Lite and Pixtral, 2026"],
  },
  strictNotSupported: {
    code: "ValidationException",
    text: "This model doesn't support the strict field. Remove strict and try again.",
    assumed:
      "That models without structured outputs refuse it is documented; worded like the refusals of other fields.",
  },
  claudeSchemaNotCompiled: {
    code: "ValidationException",
    text: "{place}: {sentence}",
    evidence: [
      "https://github.com/future-agi/future-agi/pull/412 (output_config.format.schema, additionalProperties)",
      "https://github.com/BerriAI/litellm/pull/29624 (maximum, minimum)",
      "https://github.com/vercel/ai/pull/17558 (maxItems)",
      "https://github.com/strands-agents/harness-sdk/issues/2210 (tools.0.custom)",
      "https://github.com/strands-agents/harness-sdk/issues/2664 (oneOf)",
      "of recursive schemas and of external references it is assumed",
    ],
  },
  claudeSchemaOptionals: {
    code: "ValidationException",
    text: "Schemas contains too many optional parameters ({found}), which would make grammar compilation inefficient. Reduce the number of optional parameters in your tool schemas (limit: {limit}).",
    evidence: ["https://github.com/strands-agents/harness-sdk/issues/2664", "many reports of Anthropic's API, 2026"],
  },
  claudeStrictToolsTooMany: {
    code: "ValidationException",
    text: "Too many strict tools ({found}). The maximum number of strict tools supported is {limit}. Try reducing the number of tools marked as strict.",
    evidence: ["many reports of Anthropic's API, 2026"],
  },
} as const satisfies Record<string, Message>;
