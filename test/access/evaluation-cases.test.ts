import { expect, test } from "vitest";
import { evaluate, type PolicySet, type ScpLevel } from "../../emulator/access/evaluate.ts";
import type { StatementDocument } from "../../emulator/access/policy.ts";
import { allowAll, contextOf, fullAccess, identityOf, managed, policyOf } from "./build.ts";

const logic =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html";
const boundaries = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html";
const scpPage = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html";
const scpEffects = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html";

const allow = (...Action: readonly string[]): StatementDocument => ({ Effect: "Allow", Action, Resource: "*" });
const deny = (...Action: readonly string[]): StatementDocument => ({ Effect: "Deny", Action, Resource: "*" });
const scp = (...statements: readonly StatementDocument[]) => policyOf("service control policy", statements, "scp");
const boundary = (...statements: readonly StatementDocument[]) =>
  policyOf("permissions boundary", statements, "boundary");
const session = (...statements: readonly StatementDocument[]) => [policyOf("session policy", statements, "session")];
const level = (name: string, ...policies: ScpLevel["policies"]): ScpLevel => ({ name, policies });
const path = (...levels: readonly ScpLevel[]) => ({ scps: levels, identity: [identityOf(allowAll)] });
const full = level("Root", fullAccess);
const ec2 = "ec2:RunInstances";
const s3 = "s3:GetObject";

type Expected = "allowed" | `${"explicit" | "implicit"} ${string}`;

const cases: readonly (readonly [
  source: string,
  title: string,
  policies: PolicySet,
  action: string,
  expected: Expected,
])[] = [
  [
    logic,
    "all requests are implicitly denied by default",
    { scps: undefined, identity: [] },
    s3,
    "implicit identity-based policy",
  ],
  [logic, "the root user has full access", { scps: undefined, identity: [], isRoot: true }, s3, "allowed"],
  [logic, "an explicit allow allows", { scps: undefined, identity: [identityOf(allow("s3:*"))] }, s3, "allowed"],
  [
    logic,
    "an explicit deny overrides an allow in the same policy",
    { scps: undefined, identity: [identityOf(allow("s3:*"), deny(s3))] },
    s3,
    "explicit identity-based policy",
  ],
  [
    logic,
    "an explicit deny overrides an allow in another policy",
    { scps: undefined, identity: [identityOf(allow("s3:*")), identityOf(deny("s3:Get*"))] },
    s3,
    "explicit identity-based policy",
  ],
  [
    logic,
    "any of several identity-based policies can allow",
    { scps: undefined, identity: [identityOf(allow("ec2:*")), identityOf(allow("s3:*"))] },
    s3,
    "allowed",
  ],
  [
    logic,
    "the order of statements is no matter",
    { scps: undefined, identity: [identityOf(deny(s3), allow("s3:*"))] },
    s3,
    "explicit identity-based policy",
  ],
  [logic, "no SCP: evaluation continues", { scps: undefined, identity: [identityOf(allow("s3:*"))] }, s3, "allowed"],
  [
    logic,
    "SCPs without an applicable allow deny",
    { scps: [level("Root", scp(allow("ec2:*")))], identity: [identityOf(allowAll)] },
    s3,
    "implicit service control policy",
  ],
  [logic, "an SCP grants nothing", { scps: [full], identity: [] }, s3, "implicit identity-based policy"],
  [
    logic,
    "a boundary that does not allow denies",
    { ...path(full), boundary: boundary(allow("ec2:*")) },
    s3,
    "implicit permissions boundary",
  ],
  [
    logic,
    "a boundary that allows lets evaluation continue",
    { ...path(full), boundary: boundary(allow("s3:*")) },
    s3,
    "allowed",
  ],
  [
    logic,
    "a session policy that does not allow denies",
    { ...path(full), session: session(allow("ec2:*")) },
    s3,
    "implicit session policy",
  ],
  [logic, "a session policy that allows allows", { ...path(full), session: session(allow("s3:*")) }, s3, "allowed"],
  [logic, "no session policy was passed: the default one allows", { ...path(full), session: [] }, s3, "allowed"],
  [
    logic,
    "a session policy grants nothing by itself",
    { scps: undefined, identity: [], session: session(allowAll) },
    s3,
    "implicit identity-based policy",
  ],
  [
    logic,
    "an explicit deny in a session policy decides",
    { ...path(full), session: session(allowAll, deny(s3)) },
    s3,
    "explicit session policy",
  ],
  [
    logic,
    "an explicit deny in a boundary decides",
    { ...path(full), boundary: boundary(allowAll, deny(s3)) },
    s3,
    "explicit permissions boundary",
  ],
  [
    logic,
    "several session policies allow together",
    { ...path(full), session: [...session(allow("ec2:*")), ...session(allow("s3:*"))] },
    s3,
    "allowed",
  ],
  [
    logic,
    "an explicit deny is named before an implicit one of an earlier level",
    { scps: [level("Root")], identity: [identityOf(deny(s3))] },
    s3,
    "explicit identity-based policy",
  ],
  [
    logic,
    "of several explicit denies the SCP's is named",
    { scps: [level("Root", fullAccess, scp(deny(s3)))], identity: [identityOf(deny(s3))] },
    s3,
    "explicit service control policy",
  ],
  [
    logic,
    "of several implicit denies the SCP's is named",
    { scps: [level("Root", scp(allow(ec2)))], identity: [], boundary: boundary(allow(ec2)) },
    s3,
    "implicit service control policy",
  ],
  [
    logic,
    "of identity and boundary the identity's implicit deny is named",
    { scps: undefined, identity: [], boundary: boundary(allow(ec2)) },
    s3,
    "implicit identity-based policy",
  ],
  [
    boundaries,
    "a boundary grants nothing",
    { scps: undefined, identity: [], boundary: boundary(allowAll) },
    s3,
    "implicit identity-based policy",
  ],
  [
    boundaries,
    "the intersection of identity and boundary is allowed",
    {
      scps: undefined,
      identity: [identityOf(allow("iam:CreateUser", s3))],
      boundary: boundary(allow("s3:*", "cloudwatch:*", "ec2:*")),
    },
    s3,
    "allowed",
  ],
  [
    boundaries,
    "iam:CreateUser is outside of ShirleyR's boundary",
    {
      scps: undefined,
      identity: [identityOf(allow("iam:CreateUser"))],
      boundary: boundary(allow("s3:*", "cloudwatch:*", "ec2:*")),
    },
    "iam:CreateUser",
    "implicit permissions boundary",
  ],
  [
    boundaries,
    "boundary, SCP and identity must all allow",
    {
      scps: [level("Root", scp(allow("s3:*")))],
      identity: [identityOf(allow("s3:*"))],
      boundary: boundary(allow("s3:*")),
      session: session(allow("s3:*")),
    },
    s3,
    "allowed",
  ],
  [
    scpPage,
    "figure 1: an allow at root, OU and account",
    path(full, level("Production", fullAccess), level("B", fullAccess)),
    s3,
    "allowed",
  ],
  [
    scpPage,
    "figure 2: no allow at the OU",
    path(full, level("Production"), level("B", fullAccess)),
    s3,
    "implicit service control policy",
  ],
  [
    scpPage,
    "figure 3: a deny at the OU holds for the accounts below it",
    path(full, level("Production", fullAccess, scp(deny("s3:*"))), level("B", fullAccess, scp(allow("s3:*")))),
    s3,
    "explicit service control policy",
  ],
  [
    scpPage,
    "scenario 1: account B, S3 denied at the Sandbox OU",
    path(full, level("Sandbox", fullAccess, scp(deny("s3:*"))), level("B", fullAccess, scp(deny("ec2:*")))),
    s3,
    "explicit service control policy",
  ],
  [
    scpPage,
    "scenario 1: account B, EC2 denied at the account",
    path(full, level("Sandbox", fullAccess, scp(deny("s3:*"))), level("B", fullAccess, scp(deny("ec2:*")))),
    ec2,
    "explicit service control policy",
  ],
  [
    scpPage,
    "scenario 1: account A keeps EC2",
    path(full, level("Sandbox", fullAccess, scp(deny("s3:*"))), level("A", fullAccess)),
    ec2,
    "allowed",
  ],
  [
    scpPage,
    "scenario 2: the Sandbox OU allows EC2 alone: EC2",
    path(full, level("Sandbox", scp(allow("ec2:*"))), level("A", fullAccess)),
    ec2,
    "allowed",
  ],
  [
    scpPage,
    "scenario 2: the Sandbox OU allows EC2 alone: S3",
    path(full, level("Sandbox", scp(allow("ec2:*"))), level("A", fullAccess)),
    s3,
    "implicit service control policy",
  ],
  [
    scpPage,
    "scenario 3: no allow at the root blocks everything",
    path(level("Root"), level("Sandbox", fullAccess), level("A", fullAccess)),
    s3,
    "implicit service control policy",
  ],
  [
    scpPage,
    "scenario 4: account D below the Test OU",
    path(full, level("Workloads", fullAccess), level("Test", fullAccess, scp(deny("ec2:*"))), level("D", fullAccess)),
    ec2,
    "explicit service control policy",
  ],
  [
    scpPage,
    "scenario 4: account E below the Production OU",
    path(full, level("Workloads", fullAccess), level("Production", fullAccess), level("E", fullAccess)),
    ec2,
    "allowed",
  ],
  [
    scpPage,
    "scenario 5: the Test OU allows EC2 alone",
    path(full, level("Workloads", fullAccess), level("Test", scp(allow("ec2:*"))), level("D", fullAccess)),
    s3,
    "implicit service control policy",
  ],
  [
    scpPage,
    "scenario 6: a deny at the root beats an allow below",
    path(level("Root", fullAccess, scp(deny("s3:*"))), level("Test", scp(allow("s3:*"))), level("D", fullAccess)),
    s3,
    "explicit service control policy",
  ],
  [
    scpPage,
    "scenario 6: account D has no other service either",
    path(level("Root", fullAccess, scp(deny("s3:*"))), level("Test", scp(allow("s3:*"))), level("D", fullAccess)),
    ec2,
    "implicit service control policy",
  ],
  [
    scpPage,
    "scenario 7: two allow lists at the root add up: S3",
    path(
      level("Root", scp(allow("iam:*", "ec2:*")), scp(allow("s3:*", "cloudwatch:*"))),
      level("OU", fullAccess),
      level("A", fullAccess),
    ),
    s3,
    "allowed",
  ],
  [
    scpPage,
    "scenario 7: two allow lists at the root add up: Lambda",
    path(
      level("Root", scp(allow("iam:*", "ec2:*")), scp(allow("s3:*", "cloudwatch:*"))),
      level("OU", fullAccess),
      level("A", fullAccess),
    ),
    "lambda:InvokeFunction",
    "implicit service control policy",
  ],
  [
    scpEffects,
    "SCPs restrict the root user of a member account: deny",
    { scps: [level("Root", fullAccess, scp(deny("s3:*")))], identity: [], isRoot: true },
    s3,
    "explicit service control policy",
  ],
  [
    scpEffects,
    "SCPs restrict the root user of a member account: no allow",
    { scps: [level("Root")], identity: [], isRoot: true },
    s3,
    "implicit service control policy",
  ],
  [
    scpEffects,
    "SCPs do not apply to the management account",
    { scps: undefined, identity: [identityOf(allowAll)] },
    s3,
    "allowed",
  ],
  [
    scpEffects,
    "a user without policies has no access though SCPs allow all",
    { scps: [full], identity: [] },
    s3,
    "implicit identity-based policy",
  ],
  [
    "managed policies",
    "AmazonBedrockReadOnly reads",
    { scps: undefined, identity: [managed("AmazonBedrockReadOnly")] },
    "bedrock:GetInferenceProfile",
    "allowed",
  ],
  [
    "managed policies",
    "AmazonBedrockReadOnly does not invoke",
    { scps: undefined, identity: [managed("AmazonBedrockReadOnly")] },
    "bedrock:InvokeModel",
    "implicit identity-based policy",
  ],
  [
    "managed policies",
    "AmazonBedrockLimitedAccess invokes",
    { scps: undefined, identity: [managed("AmazonBedrockLimitedAccess")] },
    "bedrock:InvokeModelWithResponseStream",
    "allowed",
  ],
  [
    "managed policies",
    "AmazonBedrockLimitedAccess does not count tokens",
    { scps: undefined, identity: [managed("AmazonBedrockLimitedAccess")] },
    "bedrock:CountTokens",
    "implicit identity-based policy",
  ],
  [
    "managed policies",
    "AmazonBedrockFullAccess deletes",
    { scps: undefined, identity: [managed("AmazonBedrockFullAccess")] },
    "bedrock:DeleteInferenceProfile",
    "allowed",
  ],
];

test.each(cases)("%s: %s", (_source, _title, policies, action, expected) => {
  const { allowed, decidedBy } = evaluate({ action, resource: "arn:aws:s3:::b/o", context: contextOf({}) }, policies);
  const outcome = decidedBy ? `${decidedBy.kind.replace("-deny", "")} ${decidedBy.type}` : "allowed";
  expect(outcome).toBe(expected);
  expect(allowed).toBe(expected === "allowed");
});

test("a verdict tells what every level says and which statement decides there", () => {
  const guard = policyOf(
    "service control policy",
    [{ Sid: "NoS3", ...deny("s3:*") }],
    "guard",
    "arn:aws:organizations::1:policy/o-a/service_control_policy/p-b",
  );
  const policies = {
    ...path(level("Root", fullAccess), level("OU", fullAccess, guard)),
    boundary: boundary(allow("ec2:*")),
  };
  const verdict = evaluate({ action: "s3:GetObject", resource: "*", context: contextOf({}) }, policies);
  expect(verdict.decidedBy).toEqual({
    type: "service control policy",
    kind: "explicit-deny",
    level: "OU",
    policy: "guard",
    policyArn: "arn:aws:organizations::1:policy/o-a/service_control_policy/p-b",
    statement: { index: 0, sid: "NoS3" },
  });
  expect(
    verdict.levels.map(({ level, outcome, policy, statement }) => [level, outcome, policy?.name, statement]),
  ).toEqual([
    ["Root", "allowed", "FullAWSAccess", { index: 0 }],
    ["OU", "explicit-deny", "guard", { index: 0, sid: "NoS3" }],
    ["identity-based policies", "allowed", "p", { index: 0 }],
    ["permissions boundary", "implicit-deny", undefined, undefined],
  ]);
});
