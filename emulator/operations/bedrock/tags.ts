import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  TagResourceCommandInput,
  TagResourceResponse,
  UntagResourceCommandInput,
  UntagResourceResponse,
} from "@aws-sdk/client-bedrock";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { addTags } from "./profile-tags.ts";
import { namedTagged, type TaggedParts, tagged } from "./tagged-resource.ts";

/** TagResource: adds tags to a resource or replaces their values. */
export const tagResource = {
  service: "bedrock",
  name: "TagResource",
  honours: ["resourceARN", "tags"],
  access:
    (needs: TaggedParts) =>
    async ({ resourceARN = "", tags = [] }: TagResourceCommandInput, call: Call) => ({
      resources: [await namedTagged(resourceARN, call, needs)],
      requestTags: new Map(tags.map(({ key = "", value = "" }) => [key, value])),
    }),
  handler:
    (needs: TaggedParts) =>
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
    (needs: TaggedParts) =>
    async ({ resourceARN = "", tagKeys = [] }: UntagResourceCommandInput, call: Call) => ({
      resources: [await namedTagged(resourceARN, call, needs)],
      tagKeys,
    }),
  handler:
    (needs: TaggedParts) =>
    async (input: UntagResourceCommandInput, call: Call): Promise<UntagResourceResponse> =>
      tagged("UntagResource", input.resourceARN ?? "", call, needs).change(({ tags }) => {
        const gone = new Set(input.tagKeys);
        return new Map([...tags].filter(([key]) => !gone.has(key)));
      }),
} satisfies OperationDefinition;

/** ListTagsForResource: all tags of a resource, in the order in which they were added. */
export const listTagsForResource = {
  service: "bedrock",
  name: "ListTagsForResource",
  honours: ["resourceARN"],
  access:
    (needs: TaggedParts) =>
    async ({ resourceARN = "" }: ListTagsForResourceCommandInput, call: Call) => ({
      resources: [await namedTagged(resourceARN, call, needs)],
    }),
  handler:
    (needs: TaggedParts) =>
    async (input: ListTagsForResourceCommandInput, call: Call): Promise<ListTagsForResourceResponse> => {
      const { tags } = await tagged("ListTagsForResource", input.resourceARN ?? "", call, needs).read();
      return { tags: [...tags].map(([key, value]) => ({ key, value })) };
    },
} satisfies OperationDefinition;
