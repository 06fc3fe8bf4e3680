import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  TagResourceCommandInput,
  TagResourceResponse,
  UntagResourceCommandInput,
  UntagResourceResponse,
} from "@aws-sdk/client-bedrock";
import type { NamedResource } from "../../access/authorization.ts";
import { awsError } from "../../errors.ts";
import { findSystemProfile } from "../../routing/system-profile.ts";
import type { Scope } from "../../state/store.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { namedGuardrail } from "./guardrail-identifier.ts";
import { namedArn } from "./named-resource.ts";
import { readOwnArn } from "./own-arn.ts";
import { addTags } from "./profile-tags.ts";

type Needs = Pick<Parts, "catalog" | "profiles" | "guardrails">;

/** TagResource: adds tags to an application profile or a guardrail, or replaces their values. */
export const tagResource = {
  service: "bedrock",
  name: "TagResource",
  honours: ["resourceARN", "tags"],
  access:
    (needs: Needs) =>
    async ({ resourceARN = "", tags = [] }: TagResourceCommandInput, call: Call) => ({
      resources: [await namedTagged(resourceARN, call, needs)],
      requestTags: new Map(tags.map(({ key = "", value = "" }) => [key, value])),
    }),
  handler:
    (needs: Needs) =>
    async (input: TagResourceCommandInput, call: Call): Promise<TagResourceResponse> =>
      tagged("TagResource", input.resourceARN ?? "", call, needs).change(({ arn, tags }) =>
        addTags(tags, input.tags ?? [], arn),
      ),
} satisfies OperationDefinition;

/** UntagResource: takes tags away; a key that is not there is no error. */
export const untagResource = {
  service: "bedrock",
  name: "UntagResource",
  honours: ["resourceARN", "tagKeys"],
  access:
    (needs: Needs) =>
    async ({ resourceARN = "", tagKeys = [] }: UntagResourceCommandInput, call: Call) => ({
      resources: [await namedTagged(resourceARN, call, needs)],
      tagKeys,
    }),
  handler:
    (needs: Needs) =>
    async (input: UntagResourceCommandInput, call: Call): Promise<UntagResourceResponse> =>
      tagged("UntagResource", input.resourceARN ?? "", call, needs).change(({ tags }) => {
        const gone = new Set(input.tagKeys);
        return new Map([...tags].filter(([key]) => !gone.has(key)));
      }),
} satisfies OperationDefinition;

/** ListTagsForResource: all tags of an application profile or a guardrail, in the order in which they were added. */
export const listTagsForResource = {
  service: "bedrock",
  name: "ListTagsForResource",
  honours: ["resourceARN"],
  access:
    (needs: Needs) =>
    async ({ resourceARN = "" }: ListTagsForResourceCommandInput, call: Call) => ({
      resources: [await namedTagged(resourceARN, call, needs)],
    }),
  handler:
    (needs: Needs) =>
    async (input: ListTagsForResourceCommandInput, call: Call): Promise<ListTagsForResourceResponse> => {
      const { tags } = await tagged("ListTagsForResource", input.resourceARN ?? "", call, needs).read();
      return { tags: [...tags].map(([key, value]) => ({ key, value })) };
    },
} satisfies OperationDefinition;

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
  read(): Promise<Tagged>;
  change(tags: (resource: Tagged) => ReadonlyMap<string, string>): Promise<Record<never, never>>;
}

/** The application profile or guardrail that `resourceArn` names: of the resources that AWS tags, the kinds that Outcrop has. */
function tagged(
  operation: string,
  resourceArn: string,
  call: Call,
  { catalog, profiles, guardrails }: Needs,
): TaggedResource {
  const { resourceType, resourceId } = readOwnArn(resourceArn, call, catalog);
  if (resourceType === "inference-profile" && findSystemProfile(resourceId, call.region, catalog)) {
    throw awsError("systemProfileImmutable", { operation, identifier: resourceArn });
  }
  if (resourceType === "application-inference-profile") return taggedIn(profiles, resourceId, call);
  if (resourceType === "guardrail") return taggedIn(guardrails, resourceId, call);
  throw awsError("resourceNotFound");
}

function taggedIn<Record extends Tagged>(records: TaggedRecords<Record>, id: string, scope: Scope): TaggedResource {
  const read = async () => {
    const record = await records.get(scope, id);
    if (!record) throw awsError("resourceNotFound");
    return record;
  };
  return {
    read,
    change: (tagsOf) =>
      records.exclusively(scope, async () => {
        const record = await read();
        await records.put(scope, { ...record, tags: tagsOf(record) });
        return {};
      }),
  };
}

const namedTagged = (arn: string, scope: Scope, needs: Needs): Promise<NamedResource> =>
  arn.includes(":guardrail/") ? namedGuardrail(arn, scope, needs) : namedArn(arn, scope, needs);
