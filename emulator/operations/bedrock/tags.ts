import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  TagResourceCommandInput,
  TagResourceResponse,
  UntagResourceCommandInput,
  UntagResourceResponse,
} from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { findSystemProfile } from "../../routing/system-profile.ts";
import type { ApplicationProfile } from "../../state/application-profiles.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { namedArn } from "./named-resource.ts";
import { readOwnArn } from "./own-arn.ts";
import { addTags } from "./profile-tags.ts";

type Needs = Pick<Parts, "catalog" | "profiles">;

/** TagResource: adds tags to an application profile or replaces their values. */
export const tagResource = {
  service: "bedrock",
  name: "TagResource",
  honours: ["resourceARN", "tags"],
  access:
    (needs: Needs) =>
    async ({ resourceARN = "", tags = [] }: TagResourceCommandInput, call: Call) => ({
      resources: [await namedArn(resourceARN, call, needs)],
      requestTags: new Map(tags.map(({ key = "", value = "" }) => [key, value])),
    }),
  handler:
    (needs: Needs) =>
    (input: TagResourceCommandInput, call: Call): Promise<TagResourceResponse> =>
      needs.profiles.exclusively(call, async () => {
        const profile = await taggedProfile("TagResource", input.resourceARN ?? "", call, needs);
        const tags = addTags(profile.tags, input.tags ?? [], profile.arn);
        await needs.profiles.put(call, { ...profile, tags });
        return {};
      }),
} satisfies OperationDefinition;

/** UntagResource: takes tags away; a key that is not there is no error. */
export const untagResource = {
  service: "bedrock",
  name: "UntagResource",
  honours: ["resourceARN", "tagKeys"],
  access:
    (needs: Needs) =>
    async ({ resourceARN = "", tagKeys = [] }: UntagResourceCommandInput, call: Call) => ({
      resources: [await namedArn(resourceARN, call, needs)],
      tagKeys,
    }),
  handler:
    (needs: Needs) =>
    (input: UntagResourceCommandInput, call: Call): Promise<UntagResourceResponse> =>
      needs.profiles.exclusively(call, async () => {
        const profile = await taggedProfile("UntagResource", input.resourceARN ?? "", call, needs);
        const gone = new Set(input.tagKeys);
        const tags = new Map([...profile.tags].filter(([key]) => !gone.has(key)));
        await needs.profiles.put(call, { ...profile, tags });
        return {};
      }),
} satisfies OperationDefinition;

/** ListTagsForResource: all tags of an application profile, in the order in which they were added. */
export const listTagsForResource = {
  service: "bedrock",
  name: "ListTagsForResource",
  honours: ["resourceARN"],
  access:
    (needs: Needs) =>
    async ({ resourceARN = "" }: ListTagsForResourceCommandInput, call: Call) => ({
      resources: [await namedArn(resourceARN, call, needs)],
    }),
  handler:
    (needs: Needs) =>
    async (input: ListTagsForResourceCommandInput, call: Call): Promise<ListTagsForResourceResponse> => {
      const profile = await taggedProfile("ListTagsForResource", input.resourceARN ?? "", call, needs);
      return { tags: [...profile.tags].map(([key, value]) => ({ key, value })) };
    },
} satisfies OperationDefinition;

/** The application profile that `resourceArn` names: of the resources that AWS tags, the only kind that Outcrop has. */
async function taggedProfile(
  operation: string,
  resourceArn: string,
  call: Call,
  { catalog, profiles }: Needs,
): Promise<ApplicationProfile> {
  const arn = readOwnArn(resourceArn, call, catalog);
  if (arn.resourceType === "inference-profile" && findSystemProfile(arn.resourceId, call.region, catalog)) {
    throw awsError("systemProfileImmutable", { operation, identifier: resourceArn });
  }
  const profile =
    arn.resourceType === "application-inference-profile" ? await profiles.get(call, arn.resourceId) : undefined;
  if (!profile) throw awsError("resourceNotFound");
  return profile;
}
