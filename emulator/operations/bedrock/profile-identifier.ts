import type { Catalog } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import type { Scope } from "../../state/store.ts";
import { readOwnArn } from "./own-arn.ts";

/** An inference profile as a control-plane operation names it. */
export interface ProfileIdentifier {
  /** `undefined` for a bare id, which may be of either kind. */
  readonly kind: "system" | "application" | undefined;
  readonly id: string;
}

const KINDS: ReadonlyMap<string, ProfileIdentifier["kind"]> = new Map([
  ["inference-profile", "system"],
  ["application-inference-profile", "application"],
]);

/** Reads the id or ARN of an inference profile; an ARN of another Region or account is refused. */
export function parseProfileIdentifier(
  identifier: string,
  scope: Scope,
  catalog: Pick<Catalog, "regions">,
): ProfileIdentifier {
  if (!identifier.startsWith("arn:")) return { kind: undefined, id: identifier };
  const { resourceType, resourceId } = readOwnArn(identifier, scope, catalog);
  const kind = KINDS.get(resourceType);
  if (!kind) throw awsError("arnInvalid");
  return { kind, id: resourceId };
}
