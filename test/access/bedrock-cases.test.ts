// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { expect, test } from "vitest";
import { type AccessCheck, checksFor, type OperationFacts } from "../../emulator/access/authorization.ts";
import { authorize, refuseDenied } from "../../emulator/access/authorize.ts";
import type { PolicySet } from "../../emulator/access/evaluate.ts";
import type { StatementDocument } from "../../emulator/access/policy.ts";
import type { PrincipalFacts } from "../../emulator/access/request-context.ts";
import { account, administrator, allowAll, guarded, identityOf, managed, policyOf } from "./build.ts";

const docs = "https://docs.aws.amazon.com/bedrock/latest/userguide/";
const prereq = `${docs}inference-profiles-prereq.html`;
const geographic = `${docs}geographic-cross-region-inference.html`;
const global = `${docs}global-cross-region-inference.html`;
const examples = `${docs}security_iam_id-based-policy-examples.html`;
const scpSyntax = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html";
const controlTower = "https://docs.aws.amazon.com/controltower/latest/controlreference/ou-region-deny.html";
const blog = "AWS Machine Learning Blog on securing cross-Region inference (third-party copy)";

const sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const haiku = "anthropic.claude-3-haiku-20240307-v1:0";
const user = `arn:aws:iam::${account}:user/ana`;
const principal: PrincipalFacts = { arn: user, account, type: "User", userName: "ana", tags: new Map([["team", "a"]]) };
const model = (region: string, id = sonnet) => `arn:aws:bedrock:${region}::foundation-model/${id}`;
const systemProfile = (id: string, region = "us-east-1") =>
  `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`;
const application = `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/hq2of259skzs`;
const us = systemProfile(`us.${sonnet}`);
const globalProfile = systemProfile(`global.${sonnet}`);
const usRegions = ["us-east-1", "us-east-2", "us-west-2"];

const facts = (more: Partial<OperationFacts> = {}): OperationFacts => ({
  region: "us-east-1",
  account,
  partition: "aws",
  ...more,
});
const direct = facts({ invocation: { modelId: sonnet, destinations: ["us-east-1"] } });
const viaUs = facts({
  invocation: { modelId: sonnet, destinations: usRegions, profile: { arn: us, geography: "us" } },
});
const viaGlobal = facts({
  invocation: {
    modelId: sonnet,
    destinations: ["us-east-1", "eu-west-1"],
    profile: { arn: globalProfile, geography: "global" },
  },
});
const viaApplication = facts({
  invocation: {
    modelId: sonnet,
    destinations: usRegions,
    profile: { arn: application, geography: "us", tags: new Map([["team", "a"]]) },
  },
});
const haikuFromOregon = facts({
  region: "us-west-2",
  invocation: {
    modelId: haiku,
    destinations: ["us-east-1", "us-west-2"],
    profile: { arn: systemProfile(`us.${haiku}`, "us-west-2"), geography: "us" },
  },
});
const create = facts({ resources: [{ arn: us }] });
const createTagged = facts({ resources: [{ arn: model("us-east-1") }], requestTags: new Map([["team", "a"]]) });
const applicationTagged = facts({ resources: [{ arn: application, tags: new Map([["team", "a"]]) }] });

const invoke = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];
const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[],
  Condition = {},
): StatementDocument => ({
  Effect: "Allow",
  Action,
  Resource,
  Condition,
});
const identity = (...statements: readonly StatementDocument[]): PolicySet => ({
  scps: undefined,
  identity: [identityOf(...statements)],
});
const except = (...Regions: readonly string[]) => ({ StringNotEquals: { "aws:RequestedRegion": Regions } });

/** https://docs.aws.amazon.com/controltower/latest/controlreference/ou-region-deny.html, its list of global services shortened. */
const regionDeny = (...regions: readonly string[]): StatementDocument => ({
  Sid: "CTMULTISERVICEPV1",
  Effect: "Deny",
  NotAction: ["access-analyzer:*", "cloudfront:*", "iam:*", "route53:*", "s3:GetBucketLocation", "sts:*", "support:*"],
  Resource: "*",
  Condition: {
    ...except(...regions),
    ArnNotLike: { "aws:PrincipalARN": ["arn:*:iam::*:role/AWSControlTowerExecution"] },
  },
});
const grantGeo = [
  allow("bedrock:InvokeModel", us),
  allow(
    "bedrock:InvokeModel",
    usRegions.map((region) => model(region)),
    { StringEquals: { "bedrock:InferenceProfileArn": us } },
  ),
];
const grantGlobal = [
  allow("bedrock:InvokeModel", globalProfile, { StringEquals: { "aws:RequestedRegion": "us-east-1" } }),
  allow("bedrock:InvokeModel", model("us-east-1"), {
    StringEquals: { "aws:RequestedRegion": "us-east-1", "bedrock:InferenceProfileArn": globalProfile },
  }),
  allow("bedrock:InvokeModel", model(""), {
    StringEquals: { "aws:RequestedRegion": "unspecified", "bedrock:InferenceProfileArn": globalProfile },
  }),
];
const denyUnspecified: StatementDocument = {
  Effect: "Deny",
  Action: "bedrock:InvokeModel*",
  Resource: "*",
  Condition: { StringEquals: { "aws:RequestedRegion": "unspecified" } },
};
const disableGlobal: StatementDocument = {
  Effect: "Deny",
  Action: "bedrock:*",
  Resource: "*",
  Condition: {
    StringEquals: { "aws:RequestedRegion": "unspecified" },
    ArnLike: { "bedrock:InferenceProfileArn": "arn:aws:bedrock:*:*:inference-profile/global.*" },
  },
};
const denyOtherGeographies: StatementDocument = {
  Sid: "DenyNonUSGeographicCRIS",
  Effect: "Deny",
  Action: "bedrock:*",
  Resource: "*",
  Condition: {
    Null: { "bedrock:InferenceProfileArn": "false" },
    ArnNotLike: { "bedrock:InferenceProfileArn": ["arn:aws:bedrock:*:*:inference-profile/us.*"] },
  },
};
const oneModel: StatementDocument = {
  Sid: "Statement1",
  Effect: "Deny",
  Action: invoke,
  NotResource: [`arn:aws:bedrock:*::foundation-model/${haiku}`],
} as StatementDocument;
const profileActions = allow(
  ["bedrock:InvokeModel*", "bedrock:CreateInferenceProfile"],
  [
    "arn:aws:bedrock:*::foundation-model/*",
    "arn:aws:bedrock:*:*:inference-profile/*",
    "arn:aws:bedrock:*:*:application-inference-profile/*",
  ],
);
const managementActions = allow(
  [
    "GetInferenceProfile",
    "ListInferenceProfiles",
    "DeleteInferenceProfile",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
  ].map((name) => `bedrock:${name}`),
  ["arn:aws:bedrock:*:*:inference-profile/*", "arn:aws:bedrock:*:*:application-inference-profile/*"],
);
const haikuOnly = [
  allow("bedrock:InvokeModel*", systemProfile(`us.${haiku}`, "us-west-2")),
  allow("bedrock:InvokeModel*", [model("us-east-1", haiku), model("us-west-2", haiku)], {
    StringLike: { "bedrock:InferenceProfileArn": systemProfile(`us.${haiku}`, "us-west-2") },
  }),
];
const ownTeam = { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } };

type Expected = "allowed" | readonly [action: string, resource: string, reason: string];
type Case = readonly [
  source: string,
  title: string,
  operation: string,
  facts: OperationFacts,
  policies: PolicySet,
  expected: Expected,
];

const scpDenies = "with an explicit deny in a service control policy";
const identityDenies = "with an explicit deny in an identity-based policy";
const notAllowed = (action: string) => `because no identity-based policy allows the ${action} action`;
const invokeModel = "bedrock:InvokeModel";
const stream = "bedrock:InvokeModelWithResponseStream";

const cases: readonly Case[] = [
  [geographic, "the example policy allows the profile", "InvokeModel", viaUs, identity(...grantGeo), "allowed"],
  [geographic, "the example policy allows Converse", "Converse", viaUs, identity(...grantGeo), "allowed"],
  [
    geographic,
    "the example policy does not allow streams",
    "ConverseStream",
    viaUs,
    identity(...grantGeo),
    [stream, us, notAllowed(stream)],
  ],
  [
    geographic,
    "the example policy does not allow the model without the profile",
    "InvokeModel",
    direct,
    identity(...grantGeo),
    [invokeModel, model("us-east-1"), notAllowed(invokeModel)],
  ],
  [
    geographic,
    "the profile alone is not enough",
    "InvokeModel",
    viaUs,
    identity(allow(invoke, us)),
    [invokeModel, model("us-east-1"), notAllowed(invokeModel)],
  ],
  [
    geographic,
    "the models alone are not enough",
    "InvokeModel",
    viaUs,
    identity(allow(invoke, "arn:aws:bedrock:*::foundation-model/*")),
    [invokeModel, us, notAllowed(invokeModel)],
  ],
  [
    geographic,
    "an SCP that allows the source Region alone blocks the profile",
    "InvokeModel",
    viaUs,
    administrator(guarded("Root", { Effect: "Deny", Action: "*", Resource: "*", Condition: except("us-east-1") })),
    [invokeModel, model("us-east-2"), scpDenies],
  ],
  [
    geographic,
    "the same SCP lets the model in the source Region",
    "InvokeModel",
    direct,
    administrator(guarded("Root", { Effect: "Deny", Action: "*", Resource: "*", Condition: except("us-east-1") })),
    "allowed",
  ],
  [
    geographic,
    "an SCP that allows all destination Regions lets the profile",
    "InvokeModel",
    viaUs,
    administrator(guarded("Root", { Effect: "Deny", Action: "*", Resource: "*", Condition: except(...usRegions) })),
    "allowed",
  ],
  [
    geographic,
    "one blocked destination blocks the profile though the others are allowed",
    "InvokeModel",
    viaUs,
    administrator(
      guarded("Root", { Effect: "Deny", Action: "*", Resource: "*", Condition: except("us-east-1", "us-east-2") }),
    ),
    [invokeModel, model("us-west-2"), scpDenies],
  ],
  [
    global,
    "the three-part policy allows the global profile",
    "Converse",
    viaGlobal,
    identity(...grantGlobal),
    "allowed",
  ],
  [
    global,
    "without the first part the profile is missing",
    "Converse",
    viaGlobal,
    identity(...grantGlobal.slice(1)),
    [invokeModel, globalProfile, notAllowed(invokeModel)],
  ],
  [
    global,
    "without the second part the model in the source Region is missing",
    "Converse",
    viaGlobal,
    identity(...grantGlobal.filter((_, index) => index !== 1)),
    [invokeModel, model("us-east-1"), notAllowed(invokeModel)],
  ],
  [
    global,
    "without the third part the Region-less model is missing",
    "Converse",
    viaGlobal,
    identity(...grantGlobal.slice(0, 2)),
    [invokeModel, model(""), notAllowed(invokeModel)],
  ],
  [
    global,
    "an SCP that lists Regions without unspecified blocks it",
    "ConverseStream",
    viaGlobal,
    administrator(guarded("Root", { Effect: "Deny", Action: "*", Resource: "*", Condition: except(...usRegions) })),
    [stream, model(""), scpDenies],
  ],
  [
    global,
    "the example SCP with unspecified lets it",
    "ConverseStream",
    viaGlobal,
    administrator(
      guarded("Root", { Effect: "Deny", Action: "*", Resource: "*", Condition: except(...usRegions, "unspecified") }),
    ),
    "allowed",
  ],
  [
    global,
    "the example SCP disables it",
    "Converse",
    viaGlobal,
    administrator(guarded("Root", disableGlobal)),
    [invokeModel, model(""), scpDenies],
  ],
  [
    global,
    "the example SCP leaves geographic profiles alone",
    "Converse",
    viaUs,
    administrator(guarded("Root", disableGlobal)),
    "allowed",
  ],
  [
    global,
    "a deny of another Region's name does not stop it",
    "Converse",
    viaGlobal,
    administrator(
      guarded("Root", {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
      }),
    ),
    "allowed",
  ],
  [
    prereq,
    "an identity-based deny of unspecified blocks global profiles",
    "Converse",
    viaGlobal,
    identity(allowAll, denyUnspecified),
    [invokeModel, model(""), identityDenies],
  ],
  [prereq, "and leaves geographic ones alone", "Converse", viaUs, identity(allowAll, denyUnspecified), "allowed"],
  [
    prereq,
    "the first example policy invokes through any profile",
    "ConverseStream",
    viaUs,
    identity(profileActions, managementActions),
    "allowed",
  ],
  [prereq, "… a global one", "Converse", viaGlobal, identity(profileActions, managementActions), "allowed"],
  [
    prereq,
    "… and an application profile",
    "Converse",
    viaApplication,
    identity(profileActions, managementActions),
    "allowed",
  ],
  [
    prereq,
    "… creates a profile from a profile",
    "CreateInferenceProfile",
    create,
    identity(profileActions, managementActions),
    "allowed",
  ],
  [
    prereq,
    "… creates a tagged profile from a model",
    "CreateInferenceProfile",
    createTagged,
    identity(profileActions, managementActions),
    "allowed",
  ],
  [
    prereq,
    "… lists profiles",
    "ListInferenceProfiles",
    facts(),
    identity(profileActions, managementActions),
    "allowed",
  ],
  [
    prereq,
    "… gets a profile",
    "GetInferenceProfile",
    facts({ resources: [{ arn: us }] }),
    identity(profileActions, managementActions),
    "allowed",
  ],
  [
    prereq,
    "… deletes a profile",
    "DeleteInferenceProfile",
    applicationTagged,
    identity(profileActions, managementActions),
    "allowed",
  ],
  [
    prereq,
    "… does not list models",
    "ListFoundationModels",
    facts(),
    identity(profileActions, managementActions),
    ["bedrock:ListFoundationModels", "*", notAllowed("bedrock:ListFoundationModels")],
  ],
  [
    prereq,
    "creating needs rights on the source too",
    "CreateInferenceProfile",
    create,
    identity(allow("bedrock:CreateInferenceProfile", "arn:aws:bedrock:*:*:application-inference-profile/*")),
    ["bedrock:CreateInferenceProfile", us, notAllowed("bedrock:CreateInferenceProfile")],
  ],
  [
    prereq,
    "creating needs rights on the profile to come",
    "CreateInferenceProfile",
    create,
    identity(allow("bedrock:CreateInferenceProfile", us)),
    [
      "bedrock:CreateInferenceProfile",
      `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/*`,
      notAllowed("bedrock:CreateInferenceProfile"),
    ],
  ],
  [
    prereq,
    "tags in a creation need TagResource",
    "CreateInferenceProfile",
    createTagged,
    identity(profileActions),
    [
      "bedrock:TagResource",
      `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/*`,
      notAllowed("bedrock:TagResource"),
    ],
  ],
  [prereq, "the Haiku example allows that profile", "InvokeModel", haikuFromOregon, identity(...haikuOnly), "allowed"],
  [
    prereq,
    "the Haiku example allows its streams",
    "InvokeModelWithResponseStream",
    haikuFromOregon,
    identity(...haikuOnly),
    "allowed",
  ],
  [
    prereq,
    "the Haiku example does not allow the model without the profile",
    "InvokeModel",
    facts({ region: "us-west-2", invocation: { modelId: haiku, destinations: ["us-west-2"] } }),
    identity(...haikuOnly),
    [invokeModel, model("us-west-2", haiku), notAllowed(invokeModel)],
  ],
  [
    prereq,
    "the Haiku example does not allow another profile",
    "InvokeModel",
    viaUs,
    identity(...haikuOnly),
    [invokeModel, us, notAllowed(invokeModel)],
  ],
  [
    examples,
    "DenyInference blocks the model in every Region",
    "Converse",
    direct,
    identity(allowAll, {
      Sid: "DenyInference",
      Effect: "Deny",
      Action: [...invoke, "bedrock:CreateModelInvocationJob"],
      Resource: `arn:aws:bedrock:*::foundation-model/${sonnet}`,
    }),
    [invokeModel, model("us-east-1"), identityDenies],
  ],
  [
    examples,
    "DenyInference blocks it through a profile",
    "ConverseStream",
    viaUs,
    identity(allowAll, {
      Sid: "DenyInference",
      Effect: "Deny",
      Action: invoke,
      Resource: `arn:aws:bedrock:*::foundation-model/${sonnet}`,
    }),
    [stream, model("us-east-1"), identityDenies],
  ],
  [
    examples,
    "DenyInference as an SCP blocks the Region-less model too",
    "Converse",
    viaGlobal,
    administrator(
      guarded("Root", { Effect: "Deny", Action: invoke, Resource: "arn:aws:bedrock:::foundation-model/*" }),
    ),
    [invokeModel, model(""), scpDenies],
  ],
  [
    examples,
    "denying InvokeModel blocks StartAsyncInvoke",
    "StartAsyncInvoke",
    direct,
    identity(allowAll, { Effect: "Deny", Action: "bedrock:InvokeModel", Resource: "*" }),
    [invokeModel, model("us-east-1"), identityDenies],
  ],
  [
    examples,
    "denying bedrock:Converse alone blocks nothing",
    "Converse",
    direct,
    identity(allowAll, { Effect: "Deny", Action: "bedrock:Converse", Resource: "*" }),
    "allowed",
  ],
  [
    examples,
    "the playground policy invokes a model",
    "ConverseStream",
    direct,
    identity(
      allow(invoke, [
        "arn:aws:bedrock:*::foundation-model/*",
        `arn:aws:bedrock:us-east-1:${account}:inference-profile/*`,
      ]),
    ),
    "allowed",
  ],
  [
    examples,
    "the playground policy does not reach application profiles",
    "ConverseStream",
    viaApplication,
    identity(
      allow(invoke, [
        "arn:aws:bedrock:*::foundation-model/*",
        `arn:aws:bedrock:us-east-1:${account}:inference-profile/*`,
      ]),
    ),
    [stream, application, notAllowed(stream)],
  ],
  [
    scpSyntax,
    "an SCP with NotResource for one model blocks the others",
    "Converse",
    direct,
    administrator(guarded("Root", oneModel)),
    [invokeModel, model("us-east-1"), scpDenies],
  ],
  [
    scpSyntax,
    "and blocks even that model's profile",
    "Converse",
    haikuFromOregon,
    administrator(guarded("Root", oneModel)),
    [invokeModel, systemProfile(`us.${haiku}`, "us-west-2"), scpDenies],
  ],
  [
    scpSyntax,
    "LimitActionsInRegion lets its Region",
    "Converse",
    facts({ region: "us-west-1", invocation: { modelId: haiku, destinations: ["us-west-1"] } }),
    administrator(
      guarded("Root", {
        Sid: "LimitActionsInRegion",
        Effect: "Deny",
        NotAction: "iam:*",
        Resource: "*",
        Condition: except("us-west-1"),
      }),
    ),
    "allowed",
  ],
  [
    scpSyntax,
    "LimitActionsInRegion blocks the source Region itself",
    "Converse",
    direct,
    administrator(
      guarded("Root", {
        Sid: "LimitActionsInRegion",
        Effect: "Deny",
        NotAction: "iam:*",
        Resource: "*",
        Condition: except("us-west-1"),
      }),
    ),
    [invokeModel, model("us-east-1"), scpDenies],
  ],
  [
    controlTower,
    "Region deny for us-east-1 breaks us.anthropic…",
    "InvokeModel",
    viaUs,
    administrator(guarded("Root"), guarded("Sandbox", regionDeny("us-east-1"))),
    [invokeModel, model("us-east-2"), scpDenies],
  ],
  [
    controlTower,
    "Region deny for all destinations lets it",
    "InvokeModel",
    viaUs,
    administrator(guarded("Root"), guarded("Sandbox", regionDeny(...usRegions))),
    "allowed",
  ],
  [
    controlTower,
    "Region deny without unspecified breaks global.…",
    "InvokeModel",
    viaGlobal,
    administrator(guarded("Root"), guarded("Sandbox", regionDeny(...usRegions))),
    [invokeModel, model(""), scpDenies],
  ],
  [
    controlTower,
    "the landing zone's Region deny beats the OU's wider one",
    "InvokeModel",
    viaUs,
    administrator(guarded("Root", regionDeny("us-east-1")), guarded("Sandbox", regionDeny(...usRegions))),
    [invokeModel, model("us-east-2"), scpDenies],
  ],
  [
    "https://github.com/aws-solutions/aws-control-tower-customizations/issues/211",
    "GRREGIONDENY names the destination that nobody asked for",
    "ConverseStream",
    viaUs,
    administrator(guarded("Root", { ...regionDeny("us-east-1", "us-west-2"), Sid: "GRREGIONDENY" })),
    [stream, model("us-east-2"), scpDenies],
  ],
  [
    "https://github.com/aws-solutions/innovation-sandbox-on-aws/issues/74",
    "aws:RequestedRegion is the destination",
    "InvokeModel",
    viaUs,
    administrator(
      guarded("Sandbox", {
        Effect: "Deny",
        Action: "bedrock:*",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": "us-west-2" } },
      }),
    ),
    [invokeModel, model("us-west-2"), scpDenies],
  ],
  [
    "https://github.com/aws-samples/bedrock-chat/issues/587",
    "a blocked destination gives 403 though the role may do everything",
    "ConverseStream",
    viaUs,
    {
      ...administrator(guarded("Root", regionDeny("us-east-1", "us-east-2"))),
      identity: [managed("AmazonBedrockFullAccess")],
    },
    [stream, model("us-west-2"), scpDenies],
  ],
  [
    "https://github.com/aws-samples/sample-badgers/issues/33",
    "a global profile is denied on the Region-less model",
    "InvokeModel",
    viaGlobal,
    administrator(guarded("Root", regionDeny("us-east-1", "us-west-2"))),
    [invokeModel, model(""), scpDenies],
  ],
  [
    "https://github.com/aws-samples/service-control-policy-examples/pull/26",
    "an SCP that exempts calls through profiles lets them",
    "Converse",
    viaUs,
    administrator(
      guarded("Root", {
        Effect: "Deny",
        Action: invoke,
        Resource: "*",
        Condition: {
          ...except("us-east-1"),
          ArnNotLike: { "bedrock:InferenceProfileArn": "arn:aws:bedrock:*:*:inference-profile/us.*" },
        },
      }),
    ),
    "allowed",
  ],
  [
    "https://github.com/aws-samples/service-control-policy-examples/pull/26",
    "and blocks direct calls elsewhere",
    "Converse",
    facts({ region: "us-west-2", invocation: { modelId: sonnet, destinations: ["us-west-2"] } }),
    administrator(
      guarded("Root", {
        Effect: "Deny",
        Action: invoke,
        Resource: "*",
        Condition: {
          ...except("us-east-1"),
          ArnNotLike: { "bedrock:InferenceProfileArn": "arn:aws:bedrock:*:*:inference-profile/us.*" },
        },
      }),
    ),
    [invokeModel, model("us-west-2"), scpDenies],
  ],
  [
    "https://github.com/aws-samples/well-architected-iac-analyzer/issues/181",
    "a policy for one Region's model fails at the others",
    "InvokeModel",
    viaUs,
    identity(allow(invoke, [us, model("us-east-1")])),
    [invokeModel, model("us-east-2"), notAllowed(invokeModel)],
  ],
  [
    "https://github.com/MattJColes/lgtmaybe/pull/73",
    "both ARNs are needed",
    "InvokeModel",
    viaUs,
    identity(allow(invoke, ["arn:aws:bedrock:*:*:inference-profile/*", "arn:aws:bedrock:*::foundation-model/*"])),
    "allowed",
  ],
  [
    "https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/issues/235",
    "application profiles have an ARN of their own",
    "InvokeModel",
    viaApplication,
    identity(allow(invoke, ["arn:aws:bedrock:*:*:inference-profile/*", "arn:aws:bedrock:*::foundation-model/*"])),
    [invokeModel, application, notAllowed(invokeModel)],
  ],
  [
    "https://github.com/anthropics/claude-code/issues/6191",
    "an application profile needs no rights on its source",
    "Converse",
    viaApplication,
    identity(
      allow(invoke, application),
      allow(invoke, "arn:aws:bedrock:*::foundation-model/*", {
        StringEquals: { "bedrock:InferenceProfileArn": application },
      }),
    ),
    "allowed",
  ],
  [
    "https://github.com/anthropics/claude-code/issues/6191",
    "the system-defined profile itself is then denied",
    "Converse",
    viaUs,
    identity(
      allow(invoke, application),
      allow(invoke, "arn:aws:bedrock:*::foundation-model/*", {
        StringEquals: { "bedrock:InferenceProfileArn": application },
      }),
    ),
    [invokeModel, us, notAllowed(invokeModel)],
  ],
  [
    "https://github.com/anthropics/claude-code/issues/541",
    "a session policy narrows the role",
    "ConverseStream",
    viaUs,
    { ...administrator(), session: [policyOf("session policy", allow(invoke, application))] },
    [stream, us, `because no session policy allows the ${stream} action`],
  ],
  [
    "https://github.com/posit-dev/positron/issues/10683",
    "an explicit deny in an identity-based policy",
    "ConverseStream",
    direct,
    identity(allowAll, { Effect: "Deny", Action: "bedrock:*", Resource: "*" }),
    [stream, model("us-east-1"), identityDenies],
  ],
  [
    blog,
    "DenyNonUSGeographicCRIS lets us profiles",
    "Converse",
    viaUs,
    administrator(guarded("Root", denyOtherGeographies)),
    "allowed",
  ],
  [
    blog,
    "DenyNonUSGeographicCRIS blocks global profiles at their models",
    "Converse",
    viaGlobal,
    administrator(guarded("Root", denyOtherGeographies)),
    [invokeModel, model("us-east-1"), scpDenies],
  ],
  [
    blog,
    "DenyNonUSGeographicCRIS lets models without a profile",
    "Converse",
    direct,
    administrator(guarded("Root", denyOtherGeographies)),
    "allowed",
  ],
  [
    "third-party runbook, 2026",
    "a Deny unless an approved application profile blocks the profile's own check",
    "Converse",
    viaApplication,
    identity(allowAll, {
      Effect: "Deny",
      Action: invoke,
      Resource: "*",
      Condition: { StringNotEquals: { "bedrock:InferenceProfileArn": application } },
    }),
    [invokeModel, application, identityDenies],
  ],
  [
    "AWS's error, third-party capture, 2026",
    "ListInferenceProfiles is denied on inference-profile/*",
    "ListInferenceProfiles",
    facts({ region: "eu-west-2" }),
    identity(allow("s3:*", "*")),
    [
      "bedrock:ListInferenceProfiles",
      `arn:aws:bedrock:eu-west-2:${account}:inference-profile/*`,
      notAllowed("bedrock:ListInferenceProfiles"),
    ],
  ],
  [
    "AWS's error, third-party capture, 2026",
    "an API key needs CallWithBearerToken on *",
    "Converse",
    { ...direct, bearerTokenType: "SHORT_TERM" },
    identity(allow(invoke, "*")),
    ["bedrock:CallWithBearerToken", "*", notAllowed("bedrock:CallWithBearerToken")],
  ],
  [
    `${docs}api-keys-permissions.html`,
    "long-term keys alone can be denied",
    "Converse",
    { ...direct, bearerTokenType: "LONG_TERM" },
    identity(allowAll, {
      Effect: "Deny",
      Action: "bedrock:CallWithBearerToken",
      Resource: "*",
      Condition: { StringEquals: { "bedrock:bearerTokenType": "LONG_TERM" } },
    }),
    ["bedrock:CallWithBearerToken", "*", identityDenies],
  ],
  [
    `${docs}api-keys-permissions.html`,
    "… short-term ones then pass",
    "Converse",
    { ...direct, bearerTokenType: "SHORT_TERM" },
    identity(allowAll, {
      Effect: "Deny",
      Action: "bedrock:CallWithBearerToken",
      Resource: "*",
      Condition: { StringEquals: { "bedrock:bearerTokenType": "LONG_TERM" } },
    }),
    "allowed",
  ],
  [
    `${docs}guardrails-permissions-id.html`,
    "a guardrail can be made compulsory: without one",
    "Converse",
    direct,
    identity(allowAll, {
      Effect: "Deny",
      Action: invoke,
      Resource: "arn:aws:bedrock:*::foundation-model/*",
      Condition: {
        StringNotEquals: { "bedrock:GuardrailIdentifier": `arn:aws:bedrock:us-east-1:${account}:guardrail/abc123:1` },
      },
    }),
    [invokeModel, model("us-east-1"), identityDenies],
  ],
  [
    `${docs}guardrails-permissions-id.html`,
    "a guardrail can be made compulsory: with it",
    "Converse",
    facts({
      invocation: {
        modelId: sonnet,
        destinations: ["us-east-1"],
        guardrail: { arn: `arn:aws:bedrock:us-east-1:${account}:guardrail/abc123`, version: "1" },
      },
    }),
    identity(allowAll, {
      Effect: "Deny",
      Action: invoke,
      Resource: "arn:aws:bedrock:*::foundation-model/*",
      Condition: {
        StringNotEquals: { "bedrock:GuardrailIdentifier": `arn:aws:bedrock:us-east-1:${account}:guardrail/abc123:1` },
      },
    }),
    "allowed",
  ],
  [
    `${docs}guardrails-permissions-id.html`,
    "a guardrail needs ApplyGuardrail",
    "Converse",
    facts({
      invocation: {
        modelId: sonnet,
        destinations: ["us-east-1"],
        guardrail: { arn: `arn:aws:bedrock:us-east-1:${account}:guardrail/abc123`, version: "DRAFT" },
      },
    }),
    identity(allow(invoke, "*")),
    [
      "bedrock:ApplyGuardrail",
      `arn:aws:bedrock:us-east-1:${account}:guardrail/abc123`,
      notAllowed("bedrock:ApplyGuardrail"),
    ],
  ],
  [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html",
    "ABAC: a profile of one's own team",
    "Converse",
    viaApplication,
    identity(
      allow(invoke, "arn:aws:bedrock:*:*:application-inference-profile/*", ownTeam),
      allow(invoke, "arn:aws:bedrock:*::foundation-model/*"),
    ),
    "allowed",
  ],
  [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html",
    "ABAC: a profile of another team",
    "Converse",
    facts({
      invocation: {
        modelId: sonnet,
        destinations: usRegions,
        profile: { arn: application, tags: new Map([["team", "b"]]) },
      },
    }),
    identity(
      allow(invoke, "arn:aws:bedrock:*:*:application-inference-profile/*", ownTeam),
      allow(invoke, "arn:aws:bedrock:*::foundation-model/*"),
    ),
    [invokeModel, application, notAllowed(invokeModel)],
  ],
  [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html",
    "a tag can be made compulsory in a creation: missing",
    "CreateInferenceProfile",
    create,
    identity(allowAll, {
      Effect: "Deny",
      Action: "bedrock:CreateInferenceProfile",
      Resource: "*",
      Condition: { Null: { "aws:RequestTag/team": "true" } },
    }),
    [
      "bedrock:CreateInferenceProfile",
      `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/*`,
      identityDenies,
    ],
  ],
  [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html",
    "a tag can be made compulsory in a creation: given",
    "CreateInferenceProfile",
    createTagged,
    identity(allowAll, {
      Effect: "Deny",
      Action: "bedrock:CreateInferenceProfile",
      Resource: "*",
      Condition: { Null: { "aws:RequestTag/team": "true" } },
    }),
    "allowed",
  ],
  [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html",
    "a tag can be kept from removal",
    "UntagResource",
    facts({ resources: [{ arn: application }], tagKeys: ["team"] }),
    identity(allowAll, {
      Effect: "Deny",
      Action: "bedrock:UntagResource",
      Resource: "*",
      Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": "team" } },
    }),
    ["bedrock:UntagResource", application, identityDenies],
  ],
  [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    "a boundary without the model stops an administrator",
    "Converse",
    direct,
    { ...administrator(), boundary: managed("AmazonBedrockReadOnly", "permissions boundary") },
    [invokeModel, model("us-east-1"), `because no permissions boundary allows the ${invokeModel} action`],
  ],
  [
    "managed policies",
    "AmazonBedrockLimitedAccess invokes through an API key",
    "ConverseStream",
    { ...viaGlobal, bearerTokenType: "LONG_TERM" },
    { scps: undefined, identity: [managed("AmazonBedrockLimitedAccess")] },
    "allowed",
  ],
  [
    "https://github.com/tinovyatkin/amazon-bedrock-copilot-chat/pull/658",
    "GetInferenceProfile can be denied alone",
    "GetInferenceProfile",
    facts({ resources: [{ arn: us }] }),
    identity(allowAll, { Effect: "Deny", Action: "bedrock:GetInferenceProfile", Resource: "*" }),
    ["bedrock:GetInferenceProfile", us, identityDenies],
  ],
];

const words = (checks: readonly AccessCheck[], policies: PolicySet) => {
  try {
    refuseDenied(
      authorize(checks, { principal, now: new Date("2026-01-01T00:00:00Z"), sourceIp: "203.0.113.1" }, policies),
      user,
    );
    return "allowed";
  } catch (error) {
    return (error as Error).message;
  }
};

test.each(cases)("%s: %s", (_source, _title, operation, operationFacts, policies, expected) => {
  const [action, resource, reason] = expected === "allowed" ? [] : expected;
  const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  expect(words(checksFor(operation, operationFacts), policies)).toBe(expected === "allowed" ? "allowed" : message);
});

test("the incidents and examples are more than sixty", () => {
  expect(cases.length).toBeGreaterThan(60);
});
