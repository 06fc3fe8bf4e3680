import type { ToolConfiguration } from "@aws-sdk/client-bedrock-runtime";
import { NotEmulatedError } from "../../errors.ts";
import type { CachePointReader } from "../../generation/cache-points.ts";
import type { Tool, Toolbox } from "../../generation/conversation.ts";

/** The tools of a request to Converse, in the form that does not depend on who carried them. */
export function readTools(
  config: ToolConfiguration | undefined,
  reader: CachePointReader,
  readCachePoint: (cachePoint: { readonly ttl?: "5m" | "1h" | undefined }) => void,
): Toolbox | undefined {
  if (!config) return undefined;
  const tools: Tool[] = [];
  (config.tools ?? []).forEach((tool, at) => {
    if (tool.cachePoint) readCachePoint(tool.cachePoint);
    else if (tool.toolSpec) {
      const { name = "", description, inputSchema, strict } = tool.toolSpec;
      tools.push({ name, description, schema: inputSchema?.json, strict });
      reader.block();
    } else {
      throw new NotEmulatedError(`Outcrop does not emulate toolConfig.tools.${at}.systemTool yet.`);
    }
  });
  return { tools, choice: readChoice(config.toolChoice), parallel: true };
}

function readChoice(choice: ToolConfiguration["toolChoice"]): Toolbox["choice"] {
  if (choice?.tool) return { type: "tool", name: choice.tool.name ?? "" };
  return { type: choice?.any ? "any" : "auto" };
}
