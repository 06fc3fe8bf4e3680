import type { OutputConfig } from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";

/** The JSON Schema that `outputConfig` asks the text of the answer to satisfy. */
export function readOutputSchema(config: OutputConfig | undefined): unknown {
  const source = config?.textFormat?.structure?.jsonSchema?.schema;
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
