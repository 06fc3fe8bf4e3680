import type { CreateInferenceProfileCommandInput, CreateInferenceProfileResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { applicationProfileArn, findProfileSource } from "../../routing/profile-source.ts";
import type { ApplicationProfile } from "../../state/application-profiles.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { onceForToken, tagsInOrder } from "./client-token.ts";
import { freshId } from "./fresh-id.ts";
import { addTags } from "./profile-tags.ts";

type Needs = Pick<Parts, "catalog" | "profiles" | "clock" | "random" | "limits">;

/** CreateInferenceProfile: an application profile over a foundation model or a system-defined profile of the source Region. */
export const createInferenceProfile = {
  service: "bedrock",
  name: "CreateInferenceProfile",
  honours: ["inferenceProfileName", "description", "clientRequestToken", "modelSource.copyFrom", "tags"],
  access:
    () =>
    ({ modelSource, tags }: CreateInferenceProfileCommandInput) => ({
      resources: [{ arn: modelSource?.copyFrom ?? "" }],
      requestTags: tags && new Map(tags.map(({ key = "", value = "" }) => [key, value])),
    }),
  handler:
    (needs: Needs) =>
    (input: CreateInferenceProfileCommandInput, call: Call): Promise<CreateInferenceProfileResponse> =>
      // Two requests with one token, or at the edge of the quota, must see each other.
      needs.profiles.exclusively(call, () => create(input, call, needs)),
} satisfies OperationDefinition;

async function create(
  input: CreateInferenceProfileCommandInput,
  call: Call,
  { catalog, profiles, clock, random, limits }: Needs,
): Promise<CreateInferenceProfileResponse> {
  const now = clock.now();
  const { clientRequestToken: token, ...request } = { ...input, tags: tagsInOrder(input.tags) };
  const { arn } = await onceForToken(profiles, call, { token, request, now }, async () => {
    const source = findProfileSource(input.modelSource?.copyFrom ?? "", call, catalog);
    const tags = addTags(new Map(), input.tags ?? []);
    const quota = limits.applicationProfilesPerRegion;
    if ((await profiles.count(call)) >= quota) throw awsError("profileQuotaExceeded", { quota });

    const id = await freshId(random, (id) => profiles.get(call, id));
    const profile: ApplicationProfile = {
      id,
      arn: applicationProfileArn(id, call, source.region),
      name: input.inferenceProfileName ?? "",
      description: input.description,
      modelId: source.model.modelId,
      systemProfileId: source.systemProfileId,
      modelArns: source.modelArns,
      createdAt: now,
      updatedAt: now,
      tags,
    };
    await profiles.put(call, profile);
    return profile.arn;
  });
  return { inferenceProfileArn: arn, status: "ACTIVE" };
}
