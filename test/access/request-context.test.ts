import { expect, test } from "vitest";
import reference from "../../contracts/authorization/bedrock.json" with { type: "json" };
import { type PrincipalFacts, requestContext } from "../../emulator/access/request-context.ts";

const account = "123456789012";
const now = new Date("2026-01-31T12:00:00.750Z");
const user: PrincipalFacts = {
  arn: `arn:aws:iam::${account}:user/ana`,
  account,
  type: "User",
  userName: "ana",
  userId: "AIDAEXAMPLE",
};
const session: PrincipalFacts = {
  arn: `arn:aws:sts::${account}:assumed-role/app/s1`,
  account,
  type: "AssumedRole",
  userId: "AROAEXAMPLE:s1",
  tags: new Map([["Team", "a"]]),
  orgId: "o-exampleorgid",
  orgPath: "o-exampleorgid/r-ab12/ou-ab12-11111111/",
  tokenIssuedAt: new Date("2026-01-31T11:00:00Z"),
};
const keys = (context: ReadonlyMap<string, readonly string[]>) => Object.fromEntries(context);

test("a user's request has these keys and no others", () => {
  expect(keys(requestContext({ principal: user, requestedRegion: "us-east-1", now, sourceIp: "203.0.113.1" }))).toEqual(
    {
      "aws:principalarn": [user.arn],
      "aws:principalaccount": [account],
      "aws:principaltype": ["User"],
      "aws:principalisawsservice": ["false"],
      "aws:username": ["ana"],
      "aws:userid": ["AIDAEXAMPLE"],
      "aws:currenttime": ["2026-01-31T12:00:00Z"],
      "aws:epochtime": ["1769860800"],
      "aws:sourceip": ["203.0.113.1"],
      "aws:securetransport": ["false"],
      "aws:viaawsservice": ["false"],
      "aws:requestedregion": ["us-east-1"],
    },
  );
});

test("a role's session is known by its role, its tags and the time of its token", () => {
  expect(keys(requestContext({ principal: session, requestedRegion: "us-east-1", now }))).toMatchObject({
    "aws:principalarn": [`arn:aws:iam::${account}:role/app`],
    "aws:principaltype": ["AssumedRole"],
    "aws:userid": ["AROAEXAMPLE:s1"],
    "aws:principaltag/team": ["a"],
    "aws:principalorgid": ["o-exampleorgid"],
    "aws:principalorgpaths": ["o-exampleorgid/r-ab12/ou-ab12-11111111/"],
    "aws:tokenissuetime": ["2026-01-31T11:00:00Z"],
    "aws:multifactorauthpresent": ["false"],
  });
  const withPath = { ...session, roleArn: `arn:aws:iam::${account}:role/teams/app`, multiFactorAuthentication: true };
  expect(keys(requestContext({ principal: withPath, requestedRegion: "us-east-1", now }))).toMatchObject({
    "aws:principalarn": [`arn:aws:iam::${account}:role/teams/app`],
    "aws:multifactorauthage": ["3600"],
  });
});

test("a session has no user name, and long-term keys tell nothing of a second factor", () => {
  const context = requestContext({ principal: session, requestedRegion: "us-east-1", now });
  expect(context.has("aws:username")).toBe(false);
  expect(requestContext({ principal: user, requestedRegion: "us-east-1", now }).has("aws:multifactorauthpresent")).toBe(
    false,
  );
});

test("the root user is known by its account", () => {
  const root: PrincipalFacts = { arn: `arn:aws:iam::${account}:root`, account, type: "Account" };
  const context = requestContext({ principal: root, requestedRegion: "us-east-1", now });
  expect(context.get("aws:userid")).toEqual([account]);
  expect(context.get("aws:principaltype")).toEqual(["Account"]);
});

test("tags of the request and the resource are keys in lower case, and tag keys keep their case", () => {
  const context = requestContext({
    principal: session,
    requestedRegion: "us-east-1",
    now,
    resource: `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/hq2of259skzs`,
    resourceTags: new Map([["Cost Center", "1"]]),
    requestTags: new Map([
      ["Team", "a"],
      ["env", "dev"],
    ]),
  });
  expect(context.get("aws:resourcetag/cost center")).toEqual(["1"]);
  expect(context.get("aws:requesttag/team")).toEqual(["a"]);
  expect(context.get("aws:tagkeys")).toEqual(["Team", "env"]);
  expect(context.get("aws:resourceaccount")).toEqual([account]);
  expect(context.get("aws:resourceorgid")).toEqual(["o-exampleorgid"]);
});

test("a resource of AWS or of another account is in no known organization", () => {
  const facts = { principal: session, requestedRegion: "us-east-1", now };
  const model = requestContext({ ...facts, resource: "arn:aws:bedrock:us-east-1::foundation-model/x" });
  expect(model.has("aws:resourceaccount")).toBe(false);
  const foreign = requestContext({ ...facts, resource: "arn:aws:bedrock:us-east-1:999999999999:guardrail/x" });
  expect(foreign.get("aws:resourceaccount")).toEqual(["999999999999"]);
  expect(foreign.has("aws:resourceorgid")).toBe(false);
});

test("the keys of Bedrock are there when there is something to say", () => {
  const context = requestContext({
    principal: user,
    requestedRegion: "us-east-1",
    now,
    inferenceProfileArn: "p",
    guardrailIdentifier: "g",
    promptRouterArn: "r",
    serviceTier: "flex",
    bearerTokenType: "SHORT_TERM",
    tagKeys: ["a"],
    further: new Map([
      ["bedrock:ProjectArn", ["x"]],
      ["aws:SourceVpce", ["vpce-1"]],
    ]),
  });
  const known = new Set(Object.keys(reference.conditionKeys).map((key) => key.toLowerCase()));
  const ofBedrock = [...context.keys()].filter((key) => key.startsWith("bedrock:"));
  expect(ofBedrock.toSorted()).toEqual([
    "bedrock:bearertokentype",
    "bedrock:guardrailidentifier",
    "bedrock:inferenceprofilearn",
    "bedrock:projectarn",
    "bedrock:promptrouterarn",
    "bedrock:servicetier",
  ]);
  for (const key of ofBedrock) expect(known, key).toContain(key);
  expect(context.get("aws:sourcevpce")).toEqual(["vpce-1"]);
  expect(context.get("aws:tagkeys")).toEqual(["a"]);
});
