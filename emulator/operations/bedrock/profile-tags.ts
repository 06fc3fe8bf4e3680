import type { Tag } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";

/** AWS allows 50 tags on a resource: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MOST_TAGS = 50;

/**
 * Adds `added` to `tags`; checks what AWS checks of tags beyond the model's constraints. `resourceName` is the ARN of the
 * resource, for TooManyTagsException; there is none yet while the resource is being created.
 */
export function addTags(
  tags: ReadonlyMap<string, string>,
  added: readonly Tag[],
  resourceName?: string,
): ReadonlyMap<string, string> {
  const result = new Map(tags);
  const seen = new Set<string>();
  for (const { key = "", value = "" } of added) {
    if (key.toLowerCase().startsWith("aws:")) throw awsError("reservedTagKey");
    if (seen.has(key)) throw awsError("duplicateTagKey", { key });
    seen.add(key);
    result.set(key, value);
  }
  if (result.size > MOST_TAGS) {
    const named = resourceName === undefined ? {} : { resourceName };
    throw awsError("tooManyTags", { count: result.size, limit: MOST_TAGS }, named);
  }
  return result;
}
