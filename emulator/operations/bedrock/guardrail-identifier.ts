import type { NamedResource } from "../../access/authorization.ts";
import { formatArn } from "../../arn.ts";
import { awsError } from "../../errors.ts";
import type { Guardrail } from "../../state/guardrails.ts";
import type { Scope } from "../../state/store.ts";
import type { Parts } from "../parts.ts";
import { readOwnArn } from "./own-arn.ts";

type Needs = Pick<Parts, "catalog" | "guardrails">;

/** The ARN of a guardrail of the caller's account in the Region of the call. */
export function guardrailArn(id: string, { account, region }: Scope, { catalog }: Pick<Parts, "catalog">): string {
  const partition = catalog.regions.get(region)?.partition ?? "aws";
  return formatArn({ partition, service: "bedrock", region, account, resourceType: "guardrail", resourceId: id });
}

/**
 * The guardrail that an id or ARN names, for the judgement of access: IAM is asked before it is known whether there is such a
 * guardrail.
 */
export async function namedGuardrail(identifier: string, scope: Scope, needs: Needs): Promise<NamedResource> {
  const arn = identifier.startsWith("arn:") ? identifier : guardrailArn(identifier, scope, needs);
  const own = arn === guardrailArn(idIn(arn), scope, needs);
  return { arn, tags: own ? (await needs.guardrails.get(scope, idIn(arn)))?.tags : undefined };
}

/** The guardrail that a request of the control plane names by id or ARN. Throws AWS's error when there is none. */
export async function findGuardrail(identifier: string, scope: Scope, needs: Needs): Promise<Guardrail> {
  const id = identifier.startsWith("arn:") ? readOwnArn(identifier, scope, needs.catalog).resourceId : identifier;
  const guardrail = await needs.guardrails.get(scope, id);
  if (!guardrail) throw awsError("guardrailNotFound");
  return guardrail;
}

const idIn = (arn: string) => arn.slice(arn.indexOf("/") + 1);
