import { awsError } from "../../errors.ts";
import { type BodySchema, violationsOf } from "../body-schema.ts";
import { describeViolations } from "../json-schema-gate.ts";

/** An object on a path such as `["videoGenerationConfig", "fps"]`, written as the validator writes it. */
export const pointerTo = (path: readonly (string | number)[]): string => ["#", ...path].join("/");

/** Throws the ValidationException of a model input that is not as `schema` says. */
export function checkInput(input: unknown, schema: BodySchema): void {
  const violations = violationsOf(input, schema);
  if (violations.length > 0) throw awsError("asyncInputInvalid", { violations: describeViolations(violations) });
}

/** An object with these members, some of which must be there. */
export const objectOf = (
  members: Readonly<Record<string, BodySchema>>,
  required: readonly string[] = [],
): BodySchema => ({
  type: "object",
  members,
  required,
});

/** An S3 object that an input names. */
export const s3Location: BodySchema = objectOf(
  { uri: { type: "string", minLength: 1 }, bucketOwner: { type: "string" } },
  ["uri"],
);
