import { expect, test } from "vitest";
import { accessDenied, denialMessage } from "../../emulator/access/denial-message.ts";
import type { PolicyType } from "../../emulator/access/policy.ts";

const principal = "arn:aws:sts::123456789012:assumed-role/app/s1";
const check = {
  action: "bedrock:InvokeModel",
  resource: "arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-lite-v1:0",
};
const start = `User: ${principal} is not authorized to perform: ${check.action} on resource: ${check.resource}`;

test.each<[PolicyType, string, string]>([
  [
    "service control policy",
    "with an explicit deny in a service control policy",
    "because no service control policy allows the bedrock:InvokeModel action",
  ],
  [
    "identity-based policy",
    "with an explicit deny in an identity-based policy",
    "because no identity-based policy allows the bedrock:InvokeModel action",
  ],
  [
    "permissions boundary",
    "with an explicit deny in a permissions boundary",
    "because no permissions boundary allows the bedrock:InvokeModel action",
  ],
  [
    "session policy",
    "with an explicit deny in a session policy",
    "because no session policy allows the bedrock:InvokeModel action",
  ],
])("a %s denies in AWS's words", (type, explicit, implicit) => {
  expect(denialMessage(principal, check, { type, kind: "explicit-deny" })).toBe(`${start} ${explicit}`);
  expect(denialMessage(principal, check, { type, kind: "implicit-deny" })).toBe(`${start} ${implicit}`);
});

test("an explicit denial names the policy that has an ARN", () => {
  const policyArn =
    "arn:aws:organizations::777788889999:policy/o-exampleorgid/service_control_policy/p-examplepolicyid123";
  const decision = { type: "service control policy", kind: "explicit-deny", policyArn } as const;
  expect(denialMessage(principal, check, decision)).toBe(
    `${start} with an explicit deny in a service control policy: ${policyArn}`,
  );
});

test("the error is AccessDeniedException with the body key Message", () => {
  expect(accessDenied(start)).toMatchObject({ code: "AccessDeniedException", message: start, bodyKey: "Message" });
});
