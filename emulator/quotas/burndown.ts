/**
 * How many tokens of quota one output token costs.
 *
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html as stored in
 * https://github.com/c2hans/aws-docs commit 1ae5aa2c81d09d5222184a0673f27c4cc73cd103 (autumn 2026): 15 for "Anthropic Claude models
 * version 4.8"; 10 for "Claude Opus 5.5, Claude Sonnet 5, Claude Opus 5, and Claude Fable 5.1"; 5 for "all other Anthropic
 * models version 4.7 and below"; 10 for OpenAI GPT-5.6 Sol, Terra and Luna; 1 for all others. GPT-6.1 Sol: 10, by its model card.
 *
 * Two readings are ours. Claude of version 5 or later that the page does not name costs 10 (assumed). Claude before 3.7 costs 1:
 * the page's earlier form (https://github.com/crowecawcaw/aws-docs-history commit 076aa4d3) gives 5 to "version 3.7 and later" and
 * 1 to all others, and nothing says that the older models changed.
 */
export function burndownRate(modelId: string): number {
  if (modelId.startsWith("openai.")) return TENFOLD.test(modelId) ? 10 : 1;
  const version = claudeVersion(modelId);
  if (version === undefined || version < 3.7) return 1;
  if (version < 4.8) return 5;
  return version < 5 ? 15 : 10;
}

const TENFOLD = /^openai\.gpt-(?:5\.6-(?:sol|terra|luna)|6\.1-sol)/;

/** The version in the id of a Claude model, `undefined` for any other model; ids without a number came before or after 3 … 5. */
function claudeVersion(modelId: string): number | undefined {
  if (!modelId.startsWith("anthropic.claude-")) return undefined;
  const numbers = /claude-(?:[a-z]+-)?(\d)(?:-(\d)(?!\d))?/.exec(modelId);
  if (numbers) return Number(`${numbers[1]}.${numbers[2] ?? 0}`);
  return /claude-(?:v\d|instant)/.test(modelId) ? 2 : 5;
}
