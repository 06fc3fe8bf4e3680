import { apiModel } from "../../emulator/protocol/model.ts";
import { calledServices } from "../runner/operations.ts";

/**
 * Keys whose values are no words of anybody: names that the API gives, and what an app says of the call. Below any other key of a
 * call to a model `prompts` hides every text.
 */
const TECHNICAL: ReadonlySet<string> = new Set([
  "accept",
  "additionalModelResponseFieldPaths",
  "anthropic_beta",
  "anthropic_version",
  "aspect_ratio",
  "aspectRatio",
  "cachePoint",
  "cache_control",
  "clientRequestToken",
  "colors",
  "contentType",
  "dimension",
  "duration",
  "embeddingPurpose",
  "embeddingTypes",
  "embedding_types",
  "format",
  "guardrailConfig",
  "guardrailIdentifier",
  "guardrailVersion",
  "id",
  "inferenceConfig",
  "input_type",
  "inputType",
  "latency",
  "media_type",
  "mode",
  "modelId",
  "model",
  "modelArn",
  "name",
  "outputConfig",
  "output_config",
  "output_format",
  "outputDataConfig",
  "performanceConfig",
  "promptRouterArn",
  "prompt_truncation",
  "quality",
  "reasoning_effort",
  "resolution",
  "response_format",
  "role",
  "s3Uri",
  "serviceTier",
  "source_type",
  "status",
  "stop_reason",
  "stopReason",
  "taskType",
  "toolConfig",
  "tools",
  "tool_choice",
  "toolUseId",
  "tool_use_id",
  "truncate",
  "truncationMode",
  "type",
  "uri",
  "usage",
]);

/** Words of an app below keys that are technical otherwise. */
const WORDS: ReadonlySet<string> = new Set(["stop", "stopSequences", "stop_sequences"]);

/** Names of things, whatever the service calls them. */
const NAMING = /(?:Arn|ARN|Id|Identifier|Version)$/;

/**
 * What a value of a call to a model is: words of people or models, all of them where it is a document of their own such as the input
 * of a tool, or what the API and the app say of the call. Where no words are hidden it is `open`.
 */
export type Speech = "words" | "document" | "technical" | "open";

/** What the value at a key of `map` is, when the map itself is `around`. */
export function speechAt(
  key: string,
  map: Readonly<Record<string, unknown>>,
  around: Speech,
  keyOfMap: string | undefined,
): Speech {
  if (around === "document" || around === "open") return around;
  if (WORDS.has(key)) return "words";
  if (around === "technical") return "technical";
  if (key === "json" || (key === "input" && ("name" in map || "toolUseId" in map))) return "document";
  // Files have the names that people give them.
  if (key === "name" && keyOfMap === "document") return "words";
  return TECHNICAL.has(key) || NAMING.test(key) ? "technical" : "words";
}

/** Keys of what AWS has named, or the service: no rule finds anything in it. */
export const isOfService = (key: string | undefined): boolean =>
  key !== undefined &&
  (OF_SERVICE.has(key) ||
    /^(?:guardrail|inferenceProfile|job|invocation|promptRouter|model)(?:Arn|Id|Identifier)$/.test(key));

const OF_SERVICE: ReadonlySet<string> = new Set(["arn", "copyFrom", "modelArn", "modelId", "nextToken", "resourceARN"]);

let enumValues: ReadonlySet<string> | undefined;

/** Whether a text is one of the fixed words of the API. */
export function isEnumValue(text: string): boolean {
  enumValues ??= new Set(
    calledServices.flatMap((service) => Object.values(apiModel(service).shapes).flatMap((shape) => shape.enum ?? [])),
  );
  return enumValues.has(text);
}
