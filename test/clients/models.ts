/** What the catalogue has in us-east-1, as far as the tests of the clients name it. */

/** Answers on demand and through profiles. */
export const NOVA = "amazon.nova-lite-v1:0";
/** Answers through profiles alone. */
export const CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0";
/** Answers on demand alone. */
export const TITAN = "amazon.titan-text-express-v1";

export const foundationModelArn = (modelId: string) => `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`;

/** The ARN of a system-defined profile. */
export const systemProfileArn = (account: string, id: string) =>
  `arn:aws:bedrock:us-east-1:${account}:inference-profile/${id}`;

let accounts = 0;

/** An account that no other test of the file uses: its access key is the account itself. */
export function freshAccount(): string {
  accounts += 1;
  return String(444_455_550_000 + accounts);
}

/** The accounts that `failures.yaml` treats in a way of their own. */
export const DENIED_ACCOUNT = "777788889999";
export const MINUTE_ACCOUNT = "222200001111";
export const NO_TOKENS_ACCOUNT = "222200002222";
export const DENIED_PROFILE_ARN = `arn:aws:bedrock:us-east-1:${DENIED_ACCOUNT}:application-inference-profile/regiondenied`;
