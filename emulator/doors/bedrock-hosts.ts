import { type ServiceName, services } from "../services.ts";

/** What a host name of AWS is to Outcrop. */
export type BedrockHost =
  /** One of the four services that Outcrop answers for. */
  | { readonly kind: "emulated"; readonly service: ServiceName }
  /** Bedrock as well, and nothing that Outcrop answers for: `bedrock-agentcore`, `bedrock-mantle`, … */
  | { readonly kind: "other"; readonly service: string };

/**
 * The DNS suffixes of AWS's partitions and their dual-stack twins, so that no request leaves the machine by a partition that has no
 * Bedrock today. Source: `partitions` of https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 */
const SUFFIXES = [
  "amazonaws.com",
  "api.aws",
  "amazonaws.com.cn",
  "api.amazonwebservices.com.cn",
  "amazonaws.eu",
  "api.amazonwebservices.eu",
  "c2s.ic.gov",
  "api.aws.ic.gov",
  "sc2s.sgov.gov",
  "api.aws.scloud",
  "cloud.adc-e.uk",
  "api.cloud-aws.adc-e.uk",
  "csp.hci.ic.gov",
  "api.aws.hci.ic.gov",
];

const HOST = new RegExp(
  `^(?:[a-z0-9-]+\\.)*?(bedrock[a-z0-9-]*?)(?:-fips)?\\.[a-z0-9-]+\\.(?:vpce\\.)?(?:${SUFFIXES.map((suffix) => suffix.replaceAll(".", "\\.")).join("|")})\\.?$`,
);

/** Reads a host name, with or without a port; `undefined` for what is no host of Bedrock. */
export function readBedrockHost(host: string): BedrockHost | undefined {
  const name = HOST.exec(host.replace(/:\d+$/, "").toLowerCase())?.[1];
  if (name === undefined) return undefined;
  const service = services.find((known) => known === name);
  return service ? { kind: "emulated", service } : { kind: "other", service: name };
}

/** Why a request to a host of Bedrock is not answered. */
export const notAnswered = (service: string): string =>
  `Outcrop does not emulate ${service}; the request has not left this machine. It answers for ${services.join(", ")}.`;
