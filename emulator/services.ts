/** The four services that one endpoint answers for, by their endpoint prefixes. */
export const services = ["bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime"] as const;
export type ServiceName = (typeof services)[number];
