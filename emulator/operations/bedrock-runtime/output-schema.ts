import type { OutputConfig } from "@aws-sdk/client-bedrock-runtime";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";

/** The JSON Schema that `outputConfig` asks the text of the answer to satisfy. */
export function readOutputSchema(config: OutputConfig | undefined): unknown {
  if (!config) return undefined;
  if (config.effort !== undefined) {
    throw new NotEmulatedError("Outcrop does not emulate the member 'outputConfig.effort' yet.");
  }
  const source = config.textFormat?.structure?.jsonSchema?.schema;
  if (source === undefined) return undefined;
  let schema: unknown;
  try {
    schema = JSON.parse(source);
  } catch {
    throw awsError("outputSchemaNotJson");
  }
  if (!isObject(schema)) throw awsError("outputSchemaNotJson");
  return schema;
}
