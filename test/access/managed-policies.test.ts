import { expect, test } from "vitest";
import { managedPolicy, managedPolicyNames } from "../../emulator/access/managed-policies.ts";

test("the managed policies of Bedrock and the default SCP can be named", () => {
  expect(managedPolicyNames).toEqual([
    "AmazonBedrockFullAccess",
    "AmazonBedrockReadOnly",
    "AmazonBedrockLimitedAccess",
    "FullAWSAccess",
  ]);
});

test("a managed IAM policy goes where IAM policies go, and an SCP where SCPs go", () => {
  for (const type of ["identity-based policy", "permissions boundary", "session policy"] as const) {
    expect(managedPolicy("AmazonBedrockFullAccess", type)).toMatchObject({
      type,
      arn: "arn:aws:iam::aws:policy/AmazonBedrockFullAccess",
    });
    expect(managedPolicy("FullAWSAccess", type)).toBeUndefined();
  }
  expect(managedPolicy("AmazonBedrockFullAccess", "service control policy")).toBeUndefined();
  expect(managedPolicy("FullAWSAccess", "service control policy")?.type).toBe("service control policy");
  expect(managedPolicy("AdministratorAccess", "identity-based policy")).toBeUndefined();
});
