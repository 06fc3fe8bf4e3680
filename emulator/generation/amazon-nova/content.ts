import type { FoundationModel } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import type { Violation } from "../body-schema.ts";
import type { CachePointReader } from "../cache-points.ts";
import { type Block, type DocumentBlock, type Toolbox, text } from "../conversation.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { novaSchemaRefusal } from "../tool-rules.ts";

/** A block of a Nova body, its form checked. A cache point stands in one of its own, or in that of the text before it as in AWS's example. */
export interface NovaBlock {
  readonly text?: string;
  readonly json?: unknown;
  readonly image?: NovaMedia;
  readonly video?: NovaMedia;
  readonly audio?: NovaMedia;
  readonly document?: NovaMedia & { readonly name: string };
  readonly toolUse?: { readonly toolUseId: string; readonly name: string; readonly input: unknown };
  readonly toolResult?: {
    readonly toolUseId: string;
    readonly content: readonly NovaBlock[];
    readonly status?: "success" | "error";
  };
  readonly reasoningContent?: { readonly reasoningText: { readonly text: string; readonly signature?: string } };
  readonly cachePoint?: { readonly type: "default" };
}

interface NovaMedia {
  readonly format: string;
  readonly source: {
    readonly bytes?: string;
    readonly text?: string;
    readonly s3Location?: { readonly uri: string };
  };
}

type Path = Violation["path"];

/** The blocks of a turn or of the system prompt; `reader` is told of them and of the cache points among them. */
export function readBlocks(content: readonly NovaBlock[], path: Path, reader: CachePointReader): Block[] {
  const blocks: Block[] = [];
  content.forEach(({ cachePoint, ...block }, at) => {
    if (Object.keys(block).length > 0) {
      blocks.push(readBlock(block, [...path, at]));
      reader.block();
    }
    if (!cachePoint) {
      if (Object.keys(block).length === 0)
        throw malformedInput([{ path: [...path, at], kind: "required", key: "text" }]);
      return;
    }
    if (blocks.length === 0) throw awsError("nothingToCache");
    reader.mark("5m");
  });
  return blocks;
}

function readBlock(block: NovaBlock, path: Path): Block {
  if (block.text !== undefined) return text(block.text);
  if (block.json !== undefined) return { type: "json", value: block.json };
  if (block.toolUse) {
    const { toolUseId, name, input } = block.toolUse;
    return { type: "toolUse", id: toolUseId, name, input };
  }
  if (block.toolResult) {
    const { toolUseId, content, status = "success" } = block.toolResult;
    const inner = [...path, "toolResult", "content"];
    return {
      type: "toolResult",
      id: toolUseId,
      blocks: content.map((part, at) => readBlock(part, [...inner, at])),
      status,
    };
  }
  if (block.reasoningContent) return { type: "reasoning", ...block.reasoningContent.reasoningText };
  if (block.document) return readDocument(block.document, [...path, "document"]);
  for (const type of ["image", "video", "audio"] as const) {
    const media = block[type];
    if (media) return { type, format: media.format, ...readSource(media.source, [...path, type]) };
  }
  throw malformedInput([{ path, kind: "required", key: "text" }]);
}

const TEXT_FORMATS = new Set(["txt", "md", "html", "csv"]);

function readDocument({ name, format, source }: NonNullable<NovaBlock["document"]>, path: Path): DocumentBlock {
  const { bytes, uri } = source.text === undefined ? readSource(source, path) : { bytes: undefined, uri: undefined };
  const whole = bytes && TEXT_FORMATS.has(format) ? Buffer.from(bytes).toString("utf8") : source.text;
  return {
    type: "document",
    name,
    format,
    bytes,
    uri,
    chunks: whole === undefined ? undefined : [whole],
    citations: false,
  };
}

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

function readSource({ bytes, s3Location }: NovaMedia["source"], path: Path) {
  if (bytes === undefined) {
    if (!s3Location) throw malformedInput([{ path: [...path, "source"], kind: "required", key: "bytes" }]);
    return { bytes: undefined, uri: s3Location.uri };
  }
  if (!BASE64.test(bytes)) {
    throw awsError("malformedInput", {
      violations: `${["#", ...path, "source", "bytes"].join("/")}: not valid Base64`,
    });
  }
  return { bytes: Buffer.from(bytes, "base64"), uri: undefined };
}

/** The tools of a Nova body, its form checked. */
export interface NovaToolConfig {
  readonly tools: readonly {
    readonly toolSpec?: {
      readonly name: string;
      readonly description?: string;
      readonly inputSchema: { readonly json: unknown };
    };
    readonly systemTool?: unknown;
  }[];
  readonly toolChoice?: { readonly auto?: unknown; readonly any?: unknown; readonly tool?: { readonly name: string } };
}

export function readToolConfig(
  { tools, toolChoice }: NovaToolConfig,
  reader: CachePointReader,
  model: FoundationModel,
): Toolbox {
  const { any, tool } = toolChoice ?? {};
  if (tool && !tools.some(({ toolSpec }) => toolSpec?.name === tool.name)) {
    throw awsError("toolChoiceUnknown", { name: tool.name });
  }
  return {
    tools: tools.map(({ toolSpec }, at) => {
      if (!toolSpec) {
        throw new NotEmulatedError(
          `Outcrop does not emulate toolConfig.tools.${at} without a toolSpec in the body of Amazon Nova yet.`,
        );
      }
      reader.block();
      const { name, description, inputSchema } = toolSpec;
      const refusal = novaSchemaRefusal(inputSchema.json, at, model);
      if (refusal) throw refusal;
      return { name, description, schema: inputSchema.json };
    }),
    choice: tool ? { type: "tool", name: tool.name } : { type: any ? "any" : "auto" },
    parallel: true,
  };
}
