import { expect, test } from "vitest";
import {
  createCatalog,
  foundationModelArn,
  profileDescription,
  profileModelArns,
  type Region,
  type SystemProfile,
} from "../../emulator/catalog/index.ts";

const catalog = createCatalog();

function region(name: string): Region {
  const found = catalog.regions.get(name);
  if (!found) throw new Error(`no Region ${name}`);
  return found;
}

function profile(id: string): SystemProfile {
  const found = catalog.systemProfiles.get(id);
  if (!found) throw new Error(`no profile ${id}`);
  return found;
}

test("a foundation model's ARN carries the Region's partition", () => {
  expect(foundationModelArn(region("us-east-1"), "amazon.nova-lite-v1:0")).toBe(
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
  );
  expect(foundationModelArn(region("us-gov-west-1"), "amazon.nova-lite-v1:0")).toBe(
    "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-lite-v1:0",
  );
});

test("a global profile names the Region-less model and the model of the source Region", () => {
  // Third-party capture of ListInferenceProfiles, us-east-1, 2026-03.
  const opus = profile("global.anthropic.claude-opus-4-6-v1");
  expect(profileModelArns(opus, region("us-east-1"))).toEqual([
    "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-4-6-v1",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-6-v1",
  ]);
  expect(profileDescription(opus, region("us-east-1"))).toBe(
    "Routes requests to Anthropic Claude Opus 4.6 globally across all supported AWS Regions.",
  );
});

test("a geographic profile names one model for each destination, in AWS's order where it is known", () => {
  // https://github.com/kevint4890/brag-bot frontend/src/InferenceProfileSummaries.js, us-east-2, 2025.
  const haiku = profile("us.anthropic.claude-3-haiku-20240307-v1:0");
  expect(profileModelArns(haiku, region("us-east-2"))).toEqual([
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
    "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
    "arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
  ]);
  expect(profileDescription(haiku, region("us-east-2"))).toBe(
    "Routes requests to Anthropic Claude 3 Haiku in us-east-1, us-west-2 and us-east-2.",
  );
  expect(profileDescription(haiku, region("us-west-2"))).toBe(
    "Routes requests to Anthropic Claude 3 Haiku in us-east-1 and us-west-2.",
  );
});

test("a GovCloud profile with one destination names it alone, in its own partition", () => {
  const sonnet = profile("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0");
  expect(profileModelArns(sonnet, region("us-gov-east-1"))).toEqual([
    "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0",
  ]);
  expect(profileDescription(sonnet, region("us-gov-east-1"))).toBe(
    "Routes requests to Claude Sonnet 4.5 in us-gov-west-1.",
  );
});

test("a profile may have more models than AWS's API model allows", () => {
  // Third-party dumps: apac.* from ap-east-2 has ten, the API model says at most five.
  expect(profileModelArns(profile("apac.amazon.nova-lite-v1:0"), region("ap-east-2"))).toHaveLength(10);
});

test("a profile has neither models nor a description in a Region where it does not exist", () => {
  const us = profile("us.amazon.nova-lite-v1:0");
  expect(() => profileModelArns(us, region("eu-west-1"))).toThrow(RangeError);
  expect(() => profileDescription(us, region("eu-west-1"))).toThrow(RangeError);
  const global = profile("global.amazon.nova-2-lite-v1:0");
  expect(() => profileModelArns(global, region("us-gov-west-1"))).toThrow(RangeError);
});
