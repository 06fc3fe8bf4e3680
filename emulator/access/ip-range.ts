import { BlockList, isIPv4, isIPv6 } from "node:net";

/**
 * Compiles an IPv4 or IPv6 range in CIDR form into a test of one address; `undefined` when it is none. An address without a prefix
 * stands for itself alone.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function compileIpRange(range: string): ((address: string) => boolean) | undefined {
  const [, address = "", prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  if (bits === undefined) return undefined;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length > bits) return undefined;
  const list = new BlockList();
  list.addSubnet(address, length, bits === 32 ? "ipv4" : "ipv6");
  return (asked) => {
    if (isIPv4(asked)) return list.check(asked, "ipv4");
    return isIPv6(asked) && list.check(asked, "ipv6");
  };
}
