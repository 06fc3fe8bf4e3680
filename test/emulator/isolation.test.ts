import {
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  ListInferenceProfilesCommand,
} from "@aws-sdk/client-bedrock";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { controlPlane, modelArn, NOVA_LITE } from "./callers.ts";

// A profile is a resource of one account in one Region: its ARN names both,
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html#amazonbedrock-resources-for-iam-policies

const principals = [
  { arn: "arn:aws:iam::444455556666:role/app", accessKeyId: "AKIAAPP0000000000001" },
  { arn: "arn:aws:iam::444455556666:user/someone", accessKeyId: "AKIAAPP0000000000002" },
];
const accounts = {
  "111122223333": "111122223333",
  "999988887777": "999988887777",
  AKIAAPP0000000000001: "444455556666",
  AKIAAPP0000000000002: "444455556666",
  AKIASTRANGER: "111122223333",
} as const;

test("whatever callers do, each account has its own profiles in each Region", async () => {
  const step = fc.record({
    accessKeyId: fc.constantFrom(...(Object.keys(accounts) as (keyof typeof accounts)[])),
    region: fc.constantFrom("us-east-1", "us-west-2", "eu-west-2"),
    kind: fc.constantFrom("create", "create", "delete"),
  });
  const property = async (steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) => {
    const emulator = createEmulator({ scenario: { principals } });
    const expected = new Map<string, string[]>();
    const listed = async (accessKeyId: string, region: string) => {
      const client = controlPlane(emulator, { accessKeyId, region });
      const command = new ListInferenceProfilesCommand({ typeEquals: "APPLICATION", maxResults: 1000 });
      return ((await client.send(command)).inferenceProfileSummaries ?? []).map(
        (profile) => profile.inferenceProfileArn,
      );
    };
    for (const { accessKeyId, region, kind } of steps) {
      const client = controlPlane(emulator, { accessKeyId, region });
      const account = accounts[accessKeyId];
      const own = expected.get(`${account} ${region}`) ?? [];
      expected.set(`${account} ${region}`, own);
      if (kind === "create") {
        const modelSource = { copyFrom: modelArn(NOVA_LITE, region) };
        const command = new CreateInferenceProfileCommand({ inferenceProfileName: "x", modelSource });
        const { inferenceProfileArn = "" } = await client.send(command);
        expect(inferenceProfileArn).toContain(`:${region}:${account}:`);
        own.push(inferenceProfileArn);
      } else {
        const inferenceProfileIdentifier = own.shift();
        if (inferenceProfileIdentifier === undefined) continue;
        await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier }));
      }
    }
    for (const [accessKeyId, account] of Object.entries(accounts)) {
      for (const region of ["us-east-1", "us-west-2", "eu-west-2"]) {
        expect(await listed(accessKeyId, region)).toEqual(expected.get(`${account} ${region}`) ?? []);
      }
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), property), { numRuns: 25 });
}, 20_000);
