import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";

const { regions } = createCatalog();

test("every Region with a Bedrock endpoint is known, in two partitions", () => {
  // botocore 1.43.11 endpoints.json, service "bedrock".
  expect(regions.all()).toHaveLength(35);
  expect(regions.all().filter(({ partition }) => partition === "aws-us-gov")).toHaveLength(2);
});

test("a Region's partition follows from its name", () => {
  for (const { name, partition } of regions.all()) {
    expect(partition, name).toBe(name.startsWith("us-gov-") ? "aws-us-gov" : "aws");
  }
});

test("the Regions that AWS opened before 20 March 2019 need no opt-in and all later ones do", () => {
  // https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, "Regions enabled by default".
  const enabledByDefault = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ];
  const commercial = regions.all().filter(({ partition }) => partition === "aws");
  const found = commercial.filter(({ optIn }) => !optIn).map(({ name }) => name);
  expect(found.sort()).toEqual(enabledByDefault);
});

test("application profiles are documented for fifteen Regions, one of them in GovCloud", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
  const documented = regions.all().filter(({ applicationProfiles }) => applicationProfiles);
  expect(documented).toHaveLength(15);
  expect(documented.filter(({ partition }) => partition === "aws-us-gov").map(({ name }) => name)).toEqual([
    "us-gov-east-1",
  ]);
});

test("a Region without Bedrock is not known", () => {
  expect(regions.get("cn-north-1")).toBeUndefined();
  expect(regions.get("ap-east-1")).toBeUndefined();
  expect(regions.get("toString")).toBeUndefined();
});
