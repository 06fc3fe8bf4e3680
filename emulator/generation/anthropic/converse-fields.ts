import type { FoundationModel } from "../../catalog/index.ts";
import { violationsOf } from "../body-schema.ts";
import { CachePointReader } from "../cache-points.ts";
import type { CachePoint, Conversation, Toolbox } from "../conversation.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { readBetas } from "./betas.ts";
import { validatorRefusal } from "./body.ts";
import { fieldsSchema } from "./body-schema.ts";
import { featuresOf } from "./features.ts";
import type { Options } from "./native-body.ts";
import { readOptions } from "./options.ts";
import { checkChoice, checkNames, checkToolTypes, choiceOf, isParallel, readTools } from "./read-tools.ts";

/**
 * Reads the `additionalModelRequestFields` of Converse: Converse puts them beside what it writes into the Messages body itself, so
 * that members which it does not write are taken, and any other is extra, as `max_tokens` is.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/computer-use.html and …/claude-messages-adaptive-thinking.html
 */
export function readClaudeFields(
  fields: Readonly<Record<string, unknown>>,
  conversation: Conversation,
  model: FoundationModel,
): Partial<Conversation> {
  const features = featuresOf(model);
  const betas = readBetas(fields, features);
  checkToolTypes(fields.tools, model, betas);
  const violations = violationsOf(fields, fieldsSchema(model, features, betas));
  if (violations.length > 0) throw features.isGated ? malformedInput(violations) : validatorRefusal(violations);
  const options = fields as Options;
  const plain = {
    ...toolsWith(options, conversation),
    stopSequences: options.stop_sequences ?? conversation.stopSequences,
    temperature: options.temperature ?? conversation.temperature,
    topP: options.top_p ?? conversation.topP,
  };
  return { ...plain, ...readOptions(options, { ...conversation, ...plain }, features, betas) };
}

/** Tools that Converse has no word for come behind its own, and move the blocks that cache points count. */
function toolsWith(
  { tools, tool_choice }: Options,
  { tools: own, cachePoints = [] }: Conversation,
): Pick<Conversation, "tools" | "cachePoints"> {
  const before = own?.tools ?? [];
  const reader = new CachePointReader();
  const added = readTools(tools, undefined, reader)?.tools ?? [];
  const all = [...before, ...added];
  checkNames(all);
  checkChoice(tool_choice, all);
  const moved = cachePoints.map(
    (point): CachePoint => (point.blocks > before.length ? { ...point, blocks: point.blocks + added.length } : point),
  );
  const marks = reader.cachePoints.map((point): CachePoint => ({ ...point, blocks: point.blocks + before.length }));
  const ordered = [...moved, ...marks].sort((a, b) => a.blocks - b.blocks);
  if (all.length === 0) return { tools: own, cachePoints: ordered };
  const choice: Toolbox["choice"] = tool_choice ? choiceOf(tool_choice) : (own?.choice ?? { type: "auto" });
  return { tools: { tools: all, choice, parallel: isParallel(tool_choice) }, cachePoints: ordered };
}
