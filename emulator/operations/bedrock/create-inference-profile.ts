import { hash } from "node:crypto";
import type { CreateInferenceProfileCommandInput, CreateInferenceProfileResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import type { Random } from "../../random.ts";
import { applicationProfileArn, findProfileSource } from "../../routing/profile-source.ts";
import type { ApplicationProfile, ApplicationProfiles } from "../../state/application-profiles.ts";
import type { Scope } from "../../state/store.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { addTags } from "./profile-tags.ts";

/** How long a client token is remembered. AWS does not say; other AWS services keep theirs for about a day. */
const TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;

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
  const token = input.clientRequestToken;
  const request = sameForSame(input);
  const used = token === undefined ? undefined : await profiles.usedToken(call, token, now);
  if (used && used.request !== request) throw awsError("clientTokenConflict", { token: token ?? "" });
  // "Amazon Bedrock ignores the request, but does not return an error" (the API's reference).
  if (used) return { inferenceProfileArn: used.arn, status: "ACTIVE" };

  const source = findProfileSource(input.modelSource?.copyFrom ?? "", call, catalog);
  const tags = addTags(new Map(), input.tags ?? []);
  const quota = limits.applicationProfilesPerRegion;
  if ((await profiles.count(call)) >= quota) throw awsError("profileQuotaExceeded", { quota });

  const id = await freshId(profiles, call, random);
  const arn = applicationProfileArn(id, call, source.region);
  const profile: ApplicationProfile = {
    id,
    arn,
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
  if (token !== undefined) {
    const expiresAt = new Date(now.getTime() + TOKEN_LIFE_MS);
    await profiles.rememberToken(call, { id: token, request, arn, expiresAt }, now);
  }
  return { inferenceProfileArn: arn, status: "ACTIVE" };
}

/** A text that is equal for requests with equal parameters, however their JSON was written; tags have no order. */
function sameForSame({
  inferenceProfileName,
  description,
  modelSource,
  tags = [],
}: CreateInferenceProfileCommandInput) {
  const pairs = tags.map(({ key = "", value = "" }) => [key, value] as const);
  pairs.sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
  return hash("sha256", JSON.stringify([inferenceProfileName, description, modelSource?.copyFrom, pairs]));
}

/** 12 characters of `[a-z0-9]`, as every application profile's id that was seen. */
async function freshId(profiles: ApplicationProfiles, scope: Scope, random: Random): Promise<string> {
  for (;;) {
    const id = random.characters(12, "abcdefghijklmnopqrstuvwxyz0123456789");
    if (!(await profiles.get(scope, id))) return id;
  }
}
