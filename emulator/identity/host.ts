import { type ServiceName, services } from "../services.ts";

/** What a host name tells: AWS's own names carry the service and the Region. */
export interface HostFacts {
  readonly service: ServiceName | undefined;
  readonly region: string | undefined;
}

const UNKNOWN: HostFacts = { service: undefined, region: undefined };

const REGION = "[a-z]{2}(?:-[a-z]+)+-\\d";

const LOCAL_HOST = new RegExp(`^(${REGION})\\.localhost$`);

const AWS_HOST = new RegExp(
  `(?:^|\\.)(${services.join("|")})(?:-fips)?\\.([a-z0-9-]+)\\.(?:vpce\\.)?(?:amazonaws\\.com(?:\\.cn)?|api\\.aws)$`,
);

/**
 * Reads `bedrock-runtime.eu-west-1.amazonaws.com` (also its FIPS, dual-stack and VPC-endpoint forms) and
 * `eu-west-1.localhost`; any other host tells nothing, `outcrop.localhost` for one.
 */
export function readHost(host: string | undefined): HostFacts {
  if (host === undefined) return UNKNOWN;
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const aws = AWS_HOST.exec(name);
  if (aws) return { service: services.find((service) => service === aws[1]), region: aws[2] };
  const local = LOCAL_HOST.exec(name);
  return local ? { service: undefined, region: local[1] } : UNKNOWN;
}
