import { parseArn } from "../../arn.ts";
import { awsError } from "../../errors.ts";
import type { Scope } from "../../state/store.ts";

/** An inference profile as a control-plane operation names it. */
export interface ProfileIdentifier {
  /** `undefined` for a bare id, which may be of either kind. */
  readonly kind: "system" | "application" | undefined;
  readonly id: string;
}

/** Reads the id or ARN of an inference profile; an ARN of another Region or account is refused. */
export function parseProfileIdentifier(identifier: string, scope: Scope): ProfileIdentifier {
  if (!identifier.startsWith("arn:")) return { kind: undefined, id: identifier };
  const arn = parseArn(identifier);
  const kind =
    arn?.resourceType === "inference-profile"
      ? "system"
      : arn?.resourceType === "application-inference-profile"
        ? "application"
        : undefined;
  if (!arn || !kind) throw awsError("arnInvalid");
  if (arn.region !== scope.region) throw awsError("arnOfAnotherRegion");
  if (arn.account !== scope.account) throw awsError("arnOfAnotherAccount");
  return { kind, id: arn.resourceId };
}
