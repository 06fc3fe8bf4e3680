/**
 * The version of a Claude model as a number (3, 3.5, 3.7, 4, 4.1, 4.5, … 5), read from its id; `undefined` for any other model.
 * The wire changed with the version: who checks the body, which members `usage` has.
 */
export function claudeVersion(modelId: string): number | undefined {
  if (!modelId.startsWith("anthropic.claude")) return undefined;
  const numbers = /claude-(?:[a-z]+-)?(\d)(?:-(\d)(?!\d))?/.exec(modelId);
  // Names without a number are those after Claude 4: anthropic.claude-mythos-preview.
  if (!numbers) return /claude-(?:v2|instant)/.test(modelId) ? 2 : 5;
  return Number(`${numbers[1]}.${numbers[2] ?? 0}`);
}

/** The name that Claude itself gives: `claude-3-haiku-20240307` of `anthropic.claude-3-haiku-20240307-v1:0`. */
export function claudeName(modelId: string): string {
  return modelId.replace(/^anthropic\./, "").replace(/-v\d+(?::\d+)?$/, "");
}
