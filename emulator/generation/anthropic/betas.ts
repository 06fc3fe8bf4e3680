import { awsError, NotEmulatedError } from "../../errors.ts";
import { isObject } from "../body-schema.ts";
import type { ClaudeFeatures } from "./features.ts";

interface Beta {
  /** The versions of Claude that take the flag; all when absent. */
  readonly from?: number;
  readonly until?: number;
  /** The flag changes what a request means in a way that is not emulated. */
  readonly notEmulated?: true;
}

/**
 * The flags of `anthropic_beta` that Bedrock knows; any other is refused.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html and
 * its neighbours on tool use, compaction and adaptive thinking (crowecawcaw/aws-docs-history commits 076aa4d3, 0d18bd18, 02a4005a);
 * `anthropic_beta_headers_config.json` of https://github.com/BerriAI/litellm (2026-10). `claude-code-20250219` is taken by Opus 4.6
 * and not by 4.7 (https://github.com/anthropics/claude-code/issues/49648, …/49370). `structured-outputs-2025-11-13` was refused
 * before Bedrock had structured outputs (https://github.com/BerriAI/litellm/issues/19652); since then LiteLLM sends it with
 * `output_config.format` (https://github.com/BerriAI/litellm/issues/31882). That a flag is refused by models that AWS does not name
 * beside it is assumed only where its feature would not exist at all.
 */
const betas: Readonly<Record<string, Beta>> = {
  "claude-code-20250219": { until: 4.6 },
  "compact-2026-01-12": { from: 4.6 },
  "computer-use-2024-10-22": { until: 3.5 },
  "computer-use-2025-01-24": { from: 3.7 },
  "computer-use-2025-11-24": { from: 4.5 },
  "context-1m-2025-08-07": { from: 4 },
  "context-management-2025-06-27": { from: 4 },
  "dangerous-tool-use-2026-09-03": { from: 4, notEmulated: true },
  "dev-full-thinking-2025-05-14": { from: 4, until: 4.6 },
  "effort-2025-11-24": { from: 4.5 },
  "fine-grained-tool-streaming-2025-05-14": { from: 3.7 },
  "interleaved-thinking-2025-05-14": { from: 3.7 },
  "mid-conversation-effort-2026-08-01": { from: 5, notEmulated: true },
  "mid-conversation-output-config-2026-07-01": { from: 5, notEmulated: true },
  "mid-conversation-tool-changes-2026-07-01": { from: 5, notEmulated: true },
  "output-128k-2025-02-19": { from: 3.7, until: 4.6 },
  "per-message-effort-2026-07-01": { from: 5, notEmulated: true },
  "per-turn-control-2026-07-01": { from: 5, notEmulated: true },
  "structured-outputs-2025-11-13": { from: 4.5, until: 4.6 },
  "thinking-binding-controls-2026-08-01": { from: 5, notEmulated: true },
  "thinking-display-updates-2026-08-18": { from: 5, notEmulated: true },
  "token-efficient-tools-2025-02-19": { from: 3.7, until: 4.6 },
  "tool-examples-2025-10-29": { from: 4.5 },
  "tool-search-tool-2025-10-19": { from: 4.5 },
};

/**
 * The flags of a request, before anything else of it is looked at. Throws what AWS answers to one that the model does not know, and
 * NotEmulatedError for one that Outcrop does not act on; a list that is none is left to the validator.
 */
export function readBetas(body: unknown, { version }: ClaudeFeatures): ReadonlySet<string> {
  const asked = isObject(body) && Array.isArray(body.anthropic_beta) ? body.anthropic_beta : [];
  for (const flag of asked) {
    if (typeof flag !== "string") continue;
    const beta = Object.hasOwn(betas, flag) ? betas[flag] : undefined;
    if (!beta || version < (beta.from ?? 0) || version > (beta.until ?? Number.POSITIVE_INFINITY)) {
      throw awsError("claudeBetaInvalid");
    }
    if (beta.notEmulated) throw new NotEmulatedError(`Outcrop does not emulate the beta "${flag}" of Claude yet.`);
  }
  return new Set(asked.filter((flag) => typeof flag === "string"));
}
