import { hash } from "node:crypto";
import type { Tag } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import type { ClientTokens } from "../../state/client-tokens.ts";
import type { Scope } from "../../state/store.ts";

/** How long a client token is remembered. AWS does not say; other AWS services keep theirs for about a day. */
const TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;

/** A request that may have come before. */
export interface TokenedRequest {
  readonly token: string | undefined;
  /** What must be the same for the token to be good: everything else in the request. */
  readonly request: unknown;
  readonly now: Date;
}

/** What was made, and when. */
export interface Made {
  readonly arn: string;
  readonly at: Date;
}

/**
 * Makes something once for each client token: "Amazon Bedrock ignores the request, but does not return an error" (the API's
 * reference) when the token has come before with an equal request, and answers with what was made then. Throws
 * ConflictException when it came with another. To be called where no other request with the token can come between.
 */
export async function onceForToken(
  tokens: ClientTokens,
  scope: Scope,
  { token, request, now }: TokenedRequest,
  make: () => Promise<string>,
): Promise<Made> {
  if (token === undefined) return { arn: await make(), at: now };
  const digest = hash("sha256", canonicalJson(request));
  const used = await tokens.usedToken(scope, token, now);
  if (used && used.request !== digest) throw awsError("clientTokenConflict", { token });
  if (used) return { arn: used.arn, at: new Date(used.expiresAt.getTime() - TOKEN_LIFE_MS) };
  const arn = await make();
  const expiresAt = new Date(now.getTime() + TOKEN_LIFE_MS);
  await tokens.rememberToken(scope, { id: token, request: digest, arn, expiresAt }, now);
  return { arn, at: now };
}

/** Tags have no order: two requests with the same ones are equal. */
export function tagsInOrder(tags: readonly Tag[] = []): readonly (readonly [key: string, value: string])[] {
  const pairs = tags.map(({ key = "", value = "" }) => [key, value] as const);
  return pairs.sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
}

/** JSON that is equal for equal values, in whatever order their members stand. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
