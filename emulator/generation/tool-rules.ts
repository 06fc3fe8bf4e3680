import type { FoundationModel } from "../catalog/index.ts";
import { type AwsError, awsError } from "../errors.ts";
import { isObject } from "./body-schema.ts";
import { claudeVersion } from "./claude-version.ts";
import type { Block, Toolbox, ToolResultBlock, ToolUseBlock, Turn } from "./conversation.ts";
import { malformedInput } from "./json-schema-gate.ts";
import { metaschemaErrors } from "./metaschema.ts";
import { modelFeatures } from "./model-features.ts";

/** Bedrock's own rules for the tools of a request to Converse; throws AWS's error for the first that is broken. */
export function checkTools(toolbox: Toolbox, model: FoundationModel): void {
  const features = modelFeatures(model);
  if (!features.tools) throw awsError("toolsNotSupported");
  toolbox.tools.forEach(({ schema, strict }, tool) => {
    checkToolSchema(schema, tool, model);
    if (strict && !features.structuredOutputs) throw awsError("strictNotSupported");
  });
  refuseRepeatedNames(toolbox, model);
  const { choice } = toolbox;
  if (choice.type !== "any" && choice.type !== "tool") return;
  if (!features.toolChoices.includes(choice.type)) throw awsError("toolChoiceNotSupported", { choice: choice.type });
  if (choice.type === "tool" && !toolbox.tools.some(({ name }) => name === choice.name)) {
    throw awsError("toolChoiceUnknown", { name: choice.name });
  }
}

/** Claude's own rule, which Converse reports; whether others have one is not known (https://github.com/tailcallhq/forgecode/issues/892). */
function refuseRepeatedNames({ tools }: Toolbox, { modelId }: FoundationModel): void {
  if (claudeVersion(modelId) === undefined) return;
  if (new Set(tools.map(({ name }) => name)).size === tools.length) return;
  throw awsError("modelReturnedErrors", { errors: awsError("claudeToolNamesRepeated").message });
}

/** What ConverseStream asks of a model beside that. */
export function checkStreamedTools(toolbox: Toolbox | undefined, model: FoundationModel): void {
  if (toolbox && !modelFeatures(model).streamedTools) throw awsError("toolsNotSupportedInStreams");
}

function checkToolSchema(schema: unknown, tool: number, model: FoundationModel): void {
  const place = `toolConfig.tools.${tool}.toolSpec.inputSchema.json`;
  if (!isObject(schema)) throw awsError("jsonObjectExpected", { place });
  const errors = metaschemaErrors(schema);
  if (errors.length > 0) throw awsError("toolSchemaInvalid", { tool, errors: errors.join(", ") });
  if (schema.type !== "object") throw awsError("toolSchemaNotObject", { tool });
  const refusal = novaSchemaRefusal(schema, tool, model);
  if (refusal) throw awsError("modelReturnedErrors", { errors: refusal.message });
}

/**
 * The gate in front of the first Nova models takes no definitions beside the properties. (That Converse has since taken `title` and
 * `additionalProperties` there, recorded test cassettes of pydantic-ai show.) `$schema` it takes: the AI SDK, LangChain.js and
 * https://github.com/allenheltondev/content-agent, which runs on Nova Pro, send it with every tool;
 * https://github.com/BerriAI/litellm/pull/10062 leaves it and `$id` out without an error to show.
 * Sources: https://github.com/lastmile-ai/mcp-agent/pull/126 ($defs), https://github.com/zed-industries/zed/issues/28521 (definitions)
 */
export function novaSchemaRefusal(schema: unknown, tool: number, { modelId }: FoundationModel): AwsError | undefined {
  if (!isObject(schema) || !/^amazon\.nova-(?:micro|lite|pro|premier)-v1/.test(modelId)) return undefined;
  const key = ["$defs", "definitions"].find((name) => Object.hasOwn(schema, name));
  if (key === undefined) return undefined;
  const path = ["toolConfig", "tools", tool, "toolSpec", "inputSchema", "json"];
  return malformedInput([{ path, kind: "extraneous", key }]);
}

/**
 * Bedrock's own rules for calls of tools and their results in Converse: they are only there when tools are, each call is answered in
 * the next message and nothing else is, and some models take them only alone.
 */
export function checkToolTurns(turns: readonly Turn[], toolbox: Toolbox | undefined, model: FoundationModel): void {
  const hasToolBlocks = turns.some(({ blocks }) => blocks.some(isToolBlock));
  if (!hasToolBlocks) return;
  if (!toolbox) throw awsError("toolConfigMissing");
  turns.forEach(({ blocks }, message) => {
    const uses = blocks.filter((block) => block.type === "toolUse");
    const results = blocks.filter((block) => block.type === "toolResult");
    refuseRepeated("toolUse", uses, message);
    refuseRepeated("toolResult", results, message);
    const asked = (turns[message - 1]?.blocks ?? []).filter((block) => block.type === "toolUse");
    if (results.length > asked.length) throw awsError("toolResultsTooMany", { message });
    const answered = new Set(results.map(({ id }) => id));
    const missing = asked.filter(({ id }) => !answered.has(id));
    if (missing.length > 0) throw awsError("toolResultsMissing", { message, ids: listed(missing) });
    refuseEmptyErrors(blocks, message);
    refuseMixed(blocks, message, model);
  });
  refuseUnanswered(turns, model);
}

function isToolBlock({ type }: Block): boolean {
  return type === "toolUse" || type === "toolResult";
}

function refuseRepeated(
  kind: "toolUse" | "toolResult",
  blocks: readonly (ToolUseBlock | ToolResultBlock)[],
  message: number,
): void {
  const seen = new Set<string>();
  const repeated = blocks.filter(({ id }) => seen.size === seen.add(id).size);
  if (repeated.length > 0) throw awsError("toolBlocksRepeated", { kind, message, ids: listed(repeated) });
}

function refuseEmptyErrors(blocks: readonly Block[], message: number): void {
  blocks.forEach((result, block) => {
    if (result.type === "toolResult" && result.status === "error" && result.blocks.length === 0) {
      throw awsError("toolResultErrorEmpty", { message, block });
    }
  });
}

function refuseMixed(blocks: readonly Block[], message: number, model: FoundationModel): void {
  if (modelFeatures(model).mixesTools || blocks.every(isToolBlock)) return;
  const tool = blocks.find(isToolBlock);
  if (tool) throw awsError("toolBlocksMixed", { message, kind: tool.type === "toolUse" ? "use" : "result" });
}

/**
 * Claude does not find a result that has a document other than PDF beside it, and wants the last call answered too.
 * Source: https://github.com/pydantic/pydantic-ai/pull/6098; that the message named is that of the call is assumed
 */
function refuseUnanswered(turns: readonly Turn[], model: FoundationModel): void {
  if (claudeVersion(model.modelId) === undefined) return;
  turns.forEach(({ blocks }, message) => {
    const uses = blocks.filter((block) => block.type === "toolUse");
    const next = turns[message + 1]?.blocks;
    const isHidden = next?.some((block) => block.type === "document" && block.format !== "pdf") ?? true;
    if (uses.length === 0 || !isHidden) return;
    const { message: errors } = awsError("claudeToolUseUnanswered", { message, ids: listed(uses) });
    throw awsError("modelReturnedErrors", { errors });
  });
}

/** Megabytes of ids are not answered with megabytes. */
const MOST_IDS = 50;

function listed(blocks: readonly { readonly id: string }[]): string {
  return blocks
    .slice(0, MOST_IDS)
    .map(({ id }) => id)
    .join(", ");
}
