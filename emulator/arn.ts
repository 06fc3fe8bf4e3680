/** The parts of an Amazon Resource Name; `resource` keeps its type prefix (`inference-profile/us.…`). */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for the Region-less foundation models of global profiles. */
  readonly region: string;
  readonly account: string;
  readonly resourceType: string;
  readonly resourceId: string;
}

/** Reads an ARN of the form `arn:partition:service:region:account:type/id`; `undefined` when it is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):([^/:]+)\/(.+)$/.exec(text);
  if (!match) return undefined;
  const [, partition = "", service = "", region = "", account = "", resourceType = "", resourceId = ""] = match;
  return { partition, service, region, account, resourceType, resourceId };
}

/** Writes an ARN of the form `arn:partition:service:region:account:type/id`. */
export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resourceType}/${arn.resourceId}`;
}

/** The ARNs that a caller can be named by: its own, and that of its role when it has assumed one. */
export function principalNames(principal: string): readonly string[] {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(principal) ?? [];
  return role === undefined ? [principal] : [principal, `arn:${partition}:iam::${account}:role/${role}`];
}
