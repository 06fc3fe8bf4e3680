import type { NamedResource } from "../../access/authorization.ts";
import { parseArn } from "../../arn.ts";
import { awsError } from "../../errors.ts";
import { findSystemProfile } from "../../routing/system-profile.ts";
import type { Scope } from "../../state/store.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";
import { readOwnArn } from "./own-arn.ts";

/** Where the resources are that have tags. */
export type TaggedParts = Pick<
  Parts,
  "catalog" | "profiles" | "guardrails" | "asyncInvocations" | "invocationJobs" | "promptRouters"
>;

/** What of a resource its tags are about. */
interface Tagged {
  readonly id: string;
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** The records of one kind of resource that has tags. */
interface TaggedRecords<Record extends Tagged> {
  exclusively<Result>(scope: Scope, work: () => Promise<Result>): Promise<Result>;
  get(scope: Scope, id: string): Promise<Record | undefined>;
  put(scope: Scope, record: Record): Promise<void>;
}

interface TaggedResource {
  find(): Promise<Tagged | undefined>;
  /** Throws ResourceNotFoundException. */
  read(): Promise<Tagged>;
  change(tags: (resource: Tagged) => ReadonlyMap<string, string>): Promise<Record<never, never>>;
}

/** The resource that `resourceArn` names: of those that AWS tags, one of the kinds that Outcrop has. */
export function tagged(operation: string, resourceArn: string, call: Call, needs: TaggedParts): TaggedResource {
  const { resourceType, resourceId } = readOwnArn(resourceArn, call, needs.catalog);
  if (resourceType === "inference-profile" && findSystemProfile(resourceId, call.region, needs.catalog)) {
    throw awsError("systemProfileImmutable", { operation, identifier: resourceArn });
  }
  const kind = Object.hasOwn(taggedKinds, resourceType) ? taggedKinds[resourceType] : undefined;
  if (!kind) throw awsError("resourceNotFound");
  return kind(needs, resourceId, call);
}

/** The kinds of resources that have tags, by what their ARNs call them. */
const taggedKinds: Readonly<Record<string, (needs: TaggedParts, id: string, scope: Scope) => TaggedResource>> = {
  "application-inference-profile": ({ profiles }, id, scope) => taggedIn(profiles, id, scope),
  guardrail: ({ guardrails }, id, scope) => taggedIn(guardrails, id, scope),
  "async-invoke": ({ asyncInvocations }, id, scope) => taggedIn(asyncInvocations, id, scope),
  "model-invocation-job": ({ invocationJobs }, id, scope) => taggedIn(invocationJobs, id, scope),
  "prompt-router": ({ promptRouters }, id, scope) => taggedIn(promptRouters, id, scope),
};

function taggedIn<Record extends Tagged>(records: TaggedRecords<Record>, id: string, scope: Scope): TaggedResource {
  const read = async () => {
    const record = await records.get(scope, id);
    if (!record) throw awsError("resourceNotFound");
    return record;
  };
  return {
    find: () => records.get(scope, id),
    read,
    change: (tagsOf) =>
      records.exclusively(scope, async () => {
        const record = await read();
        await records.put(scope, { ...record, tags: tagsOf(record) });
        return {};
      }),
  };
}

/** The resource with its tags, for the judgement of access; without them when there is none. */
export async function namedTagged(arn: string, scope: Scope, needs: TaggedParts): Promise<NamedResource> {
  const { resourceType = "", resourceId = "", account, region } = parseArn(arn) ?? {};
  const isOwn = account === scope.account && region === scope.region;
  const kind = isOwn && Object.hasOwn(taggedKinds, resourceType) ? taggedKinds[resourceType] : undefined;
  return { arn, tags: (await kind?.(needs, resourceId, scope).find())?.tags };
}
