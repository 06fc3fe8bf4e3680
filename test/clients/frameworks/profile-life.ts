import {
  type BedrockClient,
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListTagsForResourceCommand,
  paginateListInferenceProfiles,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-bedrock";
import type { Case, Outcome } from "./case.ts";
import { orFailure } from "./driver.ts";

/** The life of an application profile, as case.ts tells it. */
export async function profileLife(client: BedrockClient, { modelId, prompt }: Case): Promise<Outcome> {
  const modelSource = { copyFrom: modelId };
  const creation = { inferenceProfileName: prompt, modelSource, tags: [{ key: "team", value: "a" }] };
  const { inferenceProfileArn: arn = "" } = await client.send(new CreateInferenceProfileCommand(creation));
  const identifier = { inferenceProfileIdentifier: arn };
  const { status = "", models = [] } = await client.send(new GetInferenceProfileCommand(identifier));
  const listed = await isListed(client, arn);
  await client.send(new TagResourceCommand({ resourceARN: arn, tags: [{ key: "env", value: "test" }] }));
  await client.send(new UntagResourceCommand({ resourceARN: arn, tagKeys: ["team"] }));
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceARN: arn }));
  await client.send(new DeleteInferenceProfileCommand(identifier));
  const { failure } = await orFailure(() => client.send(new GetInferenceProfileCommand(identifier)));
  if (!failure) throw new Error("the profile is still there when it has been deleted");
  const byKey = Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
  return { profile: { arn, status, models: models.length, listed, tags: byKey, afterDelete: failure } };
}

async function isListed(client: BedrockClient, arn: string): Promise<boolean> {
  const pages = paginateListInferenceProfiles({ client, pageSize: 1 }, { typeEquals: "APPLICATION" });
  for await (const { inferenceProfileSummaries: found } of pages)
    if (found?.some(({ inferenceProfileArn }) => inferenceProfileArn === arn)) return true;
  return false;
}
