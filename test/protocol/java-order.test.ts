import { expect, it } from "vitest";
import { javaOrder } from "../../emulator/protocol/java-order.ts";

/** Each order was seen in an answer of AWS; given the other way round, it must come out as seen. */
it.each([
  [["toolConfig", "system"], "Converse, third-party capture of 2026"],
  [["name", "description"], "Converse, https://github.com/BerriAI/litellm/issues/19384"],
  [["name", "toolUseId"], "Converse, https://github.com/tontinton/maki/issues/38"],
  [["value", "key"], "the tags of SES v2, third-party capture"],
  [["writeCapacityUnits", "readCapacityUnits"], "DynamoDB, third-party capture"],
  [["attributeType", "attributeName"], "DynamoDB, third-party capture"],
  [["password", "username"], "Cognito, third-party capture"],
  [["confirmationCode", "password"], "Cognito, third-party capture"],
])("the service names violations in the order %j (%s)", (seen) => {
  expect(javaOrder(seen)).toEqual(seen);
  expect(javaOrder(seen.toReversed())).toEqual(seen);
});

it("names that share a bucket stay in the model's order (Athena: nextToken before maxResults)", () => {
  expect(javaOrder(["nextToken", "maxResults"])).toEqual(["nextToken", "maxResults"]);
  expect(javaOrder(["maxResults", "nextToken"])).toEqual(["maxResults", "nextToken"]);
});

it("from the thirteenth name on the table has 32 buckets, as Java doubles it above three quarters", () => {
  // The hash of a one-letter name is its code, "a" is 97: bucket 1 of 16 and bucket 1 of 32; "q" is 113: bucket 1 and 17.
  const twelve = [..."qabcdefghijk"];
  expect(javaOrder(twelve).slice(0, 2)).toEqual(["q", "a"]);
  expect(javaOrder([...twelve, "l"])).toEqual([..."abcdefghijklq"]);
});
