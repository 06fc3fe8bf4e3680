import type { Message } from "./messages.ts";

/** The address that Anthropic's validator names in its sentences on thinking. */
const THINKING = "https://docs.claude.com/en/docs/build-with-claude/extended-thinking";

/**
 * What Claude itself refuses, bare on InvokeModel and behind "The model returned the following errors: " on Converse.
 * `claude…` wordings that are older stand in messages.ts.
 */
export const claudeMessages = {
  claudeBetaInvalid: {
    code: "ValidationException",
    text: "invalid beta flag",
    evidence: [
      "https://github.com/anthropics/claude-code/issues/82549",
      "https://github.com/anthropics/claude-code/issues/26570",
      "https://github.com/BerriAI/litellm/pull/19875",
    ],
  },
  claudeCompletionsUnsupported: {
    code: "ValidationException",
    text: '"{model}" is not supported on this API. Please use the Messages API instead.',
    evidence: [
      "https://github.com/aws/aws-sdk-net/issues/3217",
      "https://github.com/langchain-ai/langchain/issues/19549",
      "of Claude 4.5: https://github.com/maximhq/bifrost/issues/1534",
    ],
  },
  claudeRoleUnknown: {
    code: "ValidationException",
    text: 'messages: Unexpected role "{role}". Allowed roles are "user" or "assistant"',
    evidence: ["third-party measurements of Anthropic's API with Claude Sonnet 5, 2026-08"],
  },
  claudeRoleSystemUnknown: {
    code: "ValidationException",
    text: 'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
    evidence: ["of Haiku 4.5 and Sonnet 4.6 through invoke-model: https://github.com/BerriAI/litellm/pull/32831"],
  },
  claudeRoleSystemUnsupported: {
    code: "ValidationException",
    text: "role 'system' is not supported on this model",
    evidence: ["of Opus 4.7 through invoke-model: https://github.com/BerriAI/litellm/pull/32831"],
  },
  claudeInstructionFirst: {
    code: "ValidationException",
    text: "messages.{message}: use the top-level 'system' parameter for the initial system prompt; the directive-only form (content: [] with output_config) is accepted at any position",
    evidence: ["third-party measurements of Anthropic's API with Claude Sonnet 5, 2026-08"],
  },
  claudeInstructionEmpty: {
    code: "ValidationException",
    text: "messages.{message}: system content must contain at least one block",
    evidence: ["third-party measurements of Anthropic's API with Claude Sonnet 5, 2026-08"],
  },
  claudeInstructionBlank: {
    code: "ValidationException",
    text: "messages.{message}: system text blocks must contain non-whitespace text",
    evidence: ["third-party measurements of Anthropic's API with Claude Sonnet 5, 2026-08"],
  },
  claudeInstructionBlocks: {
    code: "ValidationException",
    text: "messages.{message}: role 'system' supports text, tool_addition, and tool_removal blocks only",
    evidence: ["third-party measurements of Anthropic's API with Claude Sonnet 5, 2026-08"],
  },
  claudeInstructionBeforeUser: {
    code: "ValidationException",
    text: "messages.{message}: role 'system' must precede an 'assistant' message or end the array; the directive-only form (content: [] with output_config) is accepted at any position",
    evidence: ["third-party measurements of Anthropic's API with Claude Sonnet 5, 2026-08"],
  },
  claudeInstructionAfterAssistant: {
    code: "ValidationException",
    text: "messages.{message}: role 'system' must follow a 'user' message or an 'assistant' message ending in a server tool result; the directive-only form (content: [] with output_config) is accepted at any position",
    evidence: ["third-party measurements of Anthropic's API with Claude Opus 5.5, 2026-10"],
  },
  claudeToolUseUnanswered: {
    code: "ValidationException",
    text: "messages.{message}: `tool_use` ids were found without `tool_result` blocks immediately after: {ids}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
    evidence: [
      "https://github.com/continuedev/continue/issues/11929",
      "https://github.com/2FastLabs/agent-squad/issues/396",
    ],
  },
  claudeToolResultUnasked: {
    code: "ValidationException",
    text: "messages.{message}.content.{block}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
    evidence: ["many reports of Anthropic's API; third-party report with an id of Bedrock (toolu_bdrk_…), 2026"],
  },
  claudeToolUseRepeated: {
    code: "ValidationException",
    text: "messages.{message}.content.{block}: `tool_use` ids must be unique",
    evidence: ["many reports of Anthropic's API, 2026"],
  },
  claudeToolResultEmptyError: {
    code: "ValidationException",
    text: "messages.{message}.content.{block}.tool_result: content cannot be empty if `is_error` is true",
    assumed: "Anthropic's own wording; no capture of Bedrock was found.",
  },
  claudeBlockOfRole: {
    code: "ValidationException",
    text: "messages.{message}: `{type}` blocks can only be in `{role}` messages",
    assumed: "Anthropic's own wording for tool blocks; no capture of Bedrock was found.",
  },
  claudeToolsUndefined: {
    code: "ValidationException",
    text: "Requests which include `tool_use` or `tool_result` blocks must define tools.",
    evidence: ["many reports of Anthropic's API, 2025 to 2026; Converse refuses the same in words of its own"],
  },
  claudeToolSchemaInvalid: {
    code: "ValidationException",
    text: "tools.{tool}.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12). Learn more about tool use at https://docs.claude.com/en/docs/tool-use.",
    evidence: [
      "https://github.com/acomagu/vscode-as-mcp-server/issues/6 (through Converse, 2025-05, with docs.anthropic.com)",
      "https://github.com/can1357/oh-my-pi/issues/45 (2026-02)",
    ],
  },
  claudeToolNamesRepeated: {
    code: "ValidationException",
    text: "tools: Tool names must be unique.",
    evidence: ["third-party capture of Anthropic's API, 2026-08"],
  },
  claudeToolTypeUnsupported: {
    code: "ValidationException",
    text: "'{model}' does not support tool types: {type}",
    evidence: [
      "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html (crowecawcaw/aws-docs-history commit 0d18bd18)",
    ],
  },
  claudeToolChoiceWithoutTools: {
    code: "ValidationException",
    text: "tool_choice may only be specified while providing tools.",
    evidence: ["third-party capture of Bedrock through OpenRouter, 2026"],
  },
  claudeToolNotFound: {
    code: "ValidationException",
    text: "Tool '{name}' not found in provided tools",
    evidence: ["third-party measurements of Anthropic's API with Claude Sonnet 5, 2026-09"],
  },
  claudeThinkingManualUnsupported: {
    code: "ValidationException",
    text: '"thinking.type.{type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
    evidence: [
      "https://github.com/earendil-works/pi/pull/7081",
      "https://github.com/Kilo-Org/kilocode/issues/10732",
      "of `disabled`: third-party captures of Anthropic's API, 2026",
    ],
  },
  claudeThinkingAdaptiveUnsupported: {
    code: "ValidationException",
    text: "adaptive thinking is not supported on this model",
    evidence: ["third-party captures of Anthropic's API with Claude Haiku 4.5, 2026"],
  },
  claudeThinkingBudgetTooLarge: {
    code: "ValidationException",
    text: `\`max_tokens\` must be greater than \`thinking.budget_tokens\`. Please consult our documentation at ${THINKING}#max-tokens-and-context-window-size`,
    evidence: [
      "https://github.com/Chevey339/kelivo/issues/144",
      "https://github.com/pollinations/pollinations/pull/11925",
    ],
  },
  claudeThinkingTemperature: {
    code: "ValidationException",
    text: `\`temperature\` may only be set to 1 when thinking is enabled. Please consult our documentation at ${THINKING}#important-considerations-when-using-extended-thinking`,
    evidence: ["https://github.com/MartialBE/one-hub/issues/529", "https://github.com/mnfst/modelparams.dev/pull/305"],
  },
  claudeThinkingTemperatureAdaptive: {
    code: "ValidationException",
    text: `\`temperature\` may only be set to 1 when thinking is enabled or in adaptive mode. Please consult our documentation at ${THINKING}#important-considerations-when-using-extended-thinking`,
    evidence: ["https://github.com/dotCipher/opencode-claude-bridge/pull/1"],
  },
  claudeThinkingTopP: {
    code: "ValidationException",
    text: `\`top_p\` must be greater than or equal to 0.95 or unset when thinking is enabled. Please consult our documentation at ${THINKING}#important-considerations-when-using-extended-thinking`,
    assumed:
      "That 0.95 and more is taken stands in Anthropic's documentation; of the wording only an older form was found (https://github.com/n8n-io/n8n/issues/14288).",
  },
  claudeThinkingTopK: {
    code: "ValidationException",
    text: `\`top_k\` must be unset when thinking is enabled. Please consult our documentation at ${THINKING}#important-considerations-when-using-extended-thinking`,
    evidence: ["https://github.com/quarkiverse/quarkus-langchain4j/issues/1812"],
  },
  claudeThinkingForced: {
    code: "ValidationException",
    text: "Thinking may not be enabled when tool_choice forces tool use.",
    evidence: [
      "https://github.com/strands-agents/harness-sdk/pull/1495",
      "https://github.com/can1357/oh-my-pi/issues/341",
    ],
  },
  claudeThinkingMissing: {
    code: "ValidationException",
    text: `messages.{message}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`{found}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`. Please consult our documentation at ${THINKING}`,
    evidence: ["https://github.com/RooCodeInc/Roo-Code/pull/11238", "many reports of Anthropic's API, 2025 to 2026"],
  },
  claudeThinkingLast: {
    code: "ValidationException",
    text: "messages.{message}: The final block in an assistant message cannot be `thinking`.",
    evidence: ["many reports of Anthropic's API, 2025 to 2026"],
  },
  claudeSignatureInvalid: {
    code: "ValidationException",
    text: "messages.{message}.content.{block}: Invalid `signature` in `thinking` block",
    evidence: ["https://github.com/chenhg5/cc-connect/issues/897", "https://github.com/can1357/oh-my-pi/pull/333"],
  },
  claudeRedactedInvalid: {
    code: "ValidationException",
    text: "messages.{message}.content.{block}: Invalid `data` in `redacted_thinking` block",
    evidence: ["third-party reports of Anthropic's API, 2025 to 2026"],
  },
  claudeEffortCapped: {
    code: "ValidationException",
    text: "output_config.effort: effort '{effort}' is not supported when thinking is disabled. Use 'high' or lower, or enable thinking.",
    assumed:
      "That it is refused stands on the page on adaptive thinking (https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html); its wording was not found.",
  },
  claudeSamplingDeprecated: {
    code: "ValidationException",
    text: "`{parameter}` is deprecated for this model.",
    evidence: [
      "https://github.com/promptfoo/promptfoo/issues/10307",
      "https://github.com/zeroclaw-labs/zeroclaw/issues/6095",
    ],
  },
  claudePrefillEndsBlank: {
    code: "ValidationException",
    text: "messages: final assistant content cannot end with trailing whitespace",
    evidence: [
      "third-party capture of Converse, 2025, which says as well that Claude Sonnet 4.5 takes the same request",
    ],
  },
  claudeImageMismatch: {
    code: "ValidationException",
    text: "{path}: The image was specified using the {specified} media type, but the image appears to be a {found} image",
    evidence: [
      "https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/130",
      "https://github.com/ziatdinovmax/SciLink/issues/382",
    ],
  },
  claudeImageUnreadable: {
    code: "ValidationException",
    text: "Could not process image",
    evidence: ["many reports of Anthropic's API, 2024 to 2026"],
  },
  claudeImageTooLarge: {
    code: "ValidationException",
    text: "{path}: image exceeds 5 MB maximum: {found} bytes > 5242880 bytes",
    evidence: ["third-party captures of Bedrock, 2026 (messages.50.content.1.image.source.base64)"],
  },
  claudeImageTooWide: {
    code: "ValidationException",
    text: "{path}: At least one of the image dimensions exceed max allowed size: 8000 pixels",
    evidence: ["third-party captures of Converse, 2026 (messages.x.content.y.image.source.bytes)"],
  },
  claudeManyImagesTooWide: {
    code: "ValidationException",
    text: "{path}: At least one of the image dimensions exceed max allowed size for many-image requests: 2000 pixels",
    evidence: ["many reports of Anthropic's API, 2025 to 2026"],
  },
  claudeMediaTooMany: {
    code: "ValidationException",
    text: "too many images and documents: {images} + {documents} > {limit}",
    evidence: ["third-party captures of Bedrock: 23 + 0 > 20 (2025), 601 + 0 > 600 (2026)"],
  },
  claudeUrlUnsupported: {
    code: "ValidationException",
    text: "{path}: URL sources are not supported",
    evidence: ["third-party captures of Bedrock, 2026, and with this place of another cloud"],
  },
  claudeBase64Invalid: {
    code: "ValidationException",
    text: "{path}: invalid base64 data",
    assumed: "No capture was found.",
  },
  claudePdfInvalid: {
    code: "ValidationException",
    text: "messages.{message}.content.{block}.pdf.source.base64.data: The PDF specified was not valid.",
    evidence: ["many reports of Anthropic's API, 2025 to 2026"],
  },
  claudePdfTooLong: {
    code: "ValidationException",
    text: "messages.{message}.content.{block}.pdf.source.base64.data: A maximum of {limit} PDF pages may be provided.",
    evidence: ["reports of Anthropic's API, 2025 to 2026, with limits of 100 and 600"],
  },
  claudeClearThinkingWithoutThinking: {
    code: "ValidationException",
    text: "`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive",
    evidence: ["many reports of Anthropic's API, 2026"],
  },
} as const satisfies Record<string, Message>;
