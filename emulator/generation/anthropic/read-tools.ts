import type { FoundationModel } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { isObject } from "../body-schema.ts";
import type { CachePointReader } from "../cache-points.ts";
import { claudeName } from "../claude-version.ts";
import type { Tool, Toolbox } from "../conversation.ts";
import { definedTools } from "./defined-tools.ts";
import { type ClaudeFeatures, featuresOf } from "./features.ts";
import type { NativeTool, NativeToolChoice } from "./native-body.ts";

/** The tools of a body and which of them are to be used; none when the list is empty or left out. */
export function readTools(
  tools: readonly NativeTool[] | null | undefined,
  choice: NativeToolChoice | null | undefined,
  reader: CachePointReader,
): Toolbox | undefined {
  const read = (tools ?? []).map((tool, at): Tool => {
    reader.block();
    if (tool.cache_control) reader.mark(tool.cache_control.ttl);
    return readTool(tool, at);
  });
  if (read.length === 0) {
    checkChoice(choice, []);
    return undefined;
  }
  checkNames(read);
  checkChoice(choice, read);
  return { tools: read, choice: choiceOf(choice), parallel: isParallel(choice) };
}

function readTool({ type, name, description, input_schema, strict, defer_loading }: NativeTool, at: number): Tool {
  const kind = type ?? "custom";
  if (kind === "custom") {
    if (defer_loading) refuse(`tools.${at}.defer_loading`);
    return { name, description: description ?? undefined, schema: input_schema, strict: strict ?? undefined };
  }
  const defined = definedTools[kind];
  if (!defined) refuse(`tools.${at} of the type "${kind}"`);
  return { name, description: defined.description, schema: defined.schema };
}

/** Throws NotEmulatedError for what Bedrock takes. */
function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} in the body of Claude yet.`);
}

export function checkNames(tools: readonly Tool[]): void {
  if (new Set(tools.map(({ name }) => name)).size < tools.length) throw awsError("claudeToolNamesRepeated");
}

export function checkChoice(choice: NativeToolChoice | null | undefined, tools: readonly Tool[]): void {
  if (!choice) return;
  if (choice.type === "tool" && !tools.some(({ name }) => name === choice.name)) {
    throw awsError("claudeToolNotFound", { name: choice.name.slice(0, 200) });
  }
  if (tools.length === 0 && choice.type !== "none") throw awsError("claudeToolChoiceWithoutTools");
}

export function choiceOf(choice: NativeToolChoice | null | undefined): Toolbox["choice"] {
  if (!choice) return { type: "auto" };
  return choice.type === "tool" ? { type: "tool", name: choice.name } : { type: choice.type };
}

export function isParallel(choice: NativeToolChoice | null | undefined): boolean {
  return !(choice && choice.type !== "none" && choice.disable_parallel_tool_use);
}

/**
 * A computer of a version that the model is too old or too new for, whose flag was given: it has an answer of its own.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html
 */
export function checkToolTypes(tools: unknown, model: FoundationModel, betas: ReadonlySet<string>): void {
  if (!Array.isArray(tools)) return;
  const features = featuresOf(model);
  for (const tool of tools) {
    const type = isObject(tool) && typeof tool.type === "string" ? tool.type : "";
    if (isMisplaced(type, features, model, betas)) {
      throw awsError("claudeToolTypeUnsupported", { model: claudeName(model.modelId), type });
    }
  }
}

function isMisplaced(
  type: string,
  features: ClaudeFeatures,
  { modelId }: FoundationModel,
  betas: ReadonlySet<string>,
): boolean {
  const defined = Object.hasOwn(definedTools, type) ? definedTools[type] : undefined;
  if (!defined || features.isGated || !type.startsWith("computer_")) return false;
  return !defined.isOf(features, modelId) && defined.beta !== undefined && betas.has(defined.beta);
}
