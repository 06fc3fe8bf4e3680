import type { NamedResource } from "../../access/authorization.ts";
import { formatArn, parseArn } from "../../arn.ts";
import { applicationProfileArn } from "../../routing/profile-source.ts";
import { systemProfileArn } from "../../routing/system-profile.ts";
import type { Scope } from "../../state/store.ts";
import type { Parts } from "../parts.ts";

type Needs = Pick<Parts, "catalog" | "profiles">;

/**
 * The inference profile that an id or ARN names, for the judgement of access: IAM is asked before it is known whether there is
 * such a profile, so an unknown id is taken for one of an application profile.
 */
export async function namedProfile(
  identifier: string,
  scope: Scope,
  { catalog, profiles }: Needs,
): Promise<NamedResource> {
  const system = catalog.systemProfiles.get(identifier);
  if (system) return { arn: systemProfileArn(system, scope, catalog) };
  if (identifier.startsWith("arn:")) return namedArn(identifier, scope, { profiles });
  const region = catalog.regions.get(scope.region);
  const arn = region ? applicationProfileArn(identifier, scope, region) : identifier;
  return { arn, tags: (await profiles.get(scope, identifier))?.tags };
}

/** The resource of an ARN, with the tags of the application profile that it may be. */
async function namedArn(arn: string, scope: Scope, { profiles }: Pick<Parts, "profiles">): Promise<NamedResource> {
  const id = arn.split("application-inference-profile/")[1];
  return { arn, tags: id === undefined ? undefined : (await profiles.get(scope, id))?.tags };
}

/** The foundation model that an id or ARN names. */
export function namedModel(identifier: string, { region }: Scope, { catalog }: Pick<Parts, "catalog">): NamedResource {
  if (identifier.startsWith("arn:")) return { arn: identifier };
  return {
    arn: formatArn({
      partition: catalog.regions.get(region)?.partition ?? "aws",
      service: "bedrock",
      region,
      account: "",
      resourceType: "foundation-model",
      resourceId: identifier,
    }),
  };
}

/** How rules may name what an operation is about: a model by its id, a profile by its id, name and ARN. */
export interface ResourceNames {
  readonly model?: string;
  readonly profileId?: string;
  readonly profileName?: string | undefined;
  readonly profileArn?: string;
}

/** The names of the resource that an operation is about. */
export async function namesOf(
  { arn }: NamedResource,
  scope: Scope,
  { catalog, profiles }: Needs,
): Promise<ResourceNames> {
  const { resourceType, resourceId: id = "" } = parseArn(arn) ?? {};
  switch (resourceType) {
    case "foundation-model":
      return { model: id };
    case "inference-profile":
      return { profileId: id, profileName: catalog.systemProfiles.get(id)?.inferenceProfileName, profileArn: arn };
    case "application-inference-profile":
      return { profileId: id, profileName: (await profiles.get(scope, id))?.name, profileArn: arn };
    default:
      return {};
  }
}
