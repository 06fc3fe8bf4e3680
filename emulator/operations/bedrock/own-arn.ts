import { type Arn, parseArn } from "../../arn.ts";
import type { Catalog } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import type { Scope } from "../../state/store.ts";

/** Reads the ARN of a resource that the caller may name: one of the caller's own account, in the Region of the call. */
export function readOwnArn(text: string, scope: Scope, catalog: Pick<Catalog, "regions">): Arn {
  const arn = parseArn(text);
  if (!arn || arn.partition !== catalog.regions.get(scope.region)?.partition) throw awsError("arnInvalid");
  if (arn.region !== scope.region) throw awsError("arnOfAnotherRegion");
  if (arn.account !== scope.account) throw awsError("arnOfAnotherAccount");
  return arn;
}
