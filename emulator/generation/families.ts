import type { FoundationModel } from "../catalog/index.ts";
import { NotEmulatedError } from "../errors.ts";
import { amazonImage } from "./amazon-image/family.ts";
import { amazonNova } from "./amazon-nova.ts";
import { amazonTitanText } from "./amazon-titan-text.ts";
import { anthropicMessages } from "./anthropic/family.ts";
import { chatCompletions } from "./chat-completions/family.ts";
import { cohereEmbedV3 } from "./cohere-embed-v3.ts";
import { cohereEmbedV4 } from "./cohere-embed-v4.ts";
import type { Family } from "./family.ts";
import { marengo } from "./marengo.ts";
import { novaEmbeddings } from "./nova-embeddings.ts";
import { pegasus } from "./pegasus.ts";
import { rerank } from "./rerank.ts";
import { stability } from "./stability/family.ts";
import type { TaskFamily } from "./task.ts";
import { titanEmbedImage } from "./titan-embed-image.ts";
import { titanEmbedText } from "./titan-embed-text.ts";

const families: readonly { readonly matches: RegExp; readonly family: Family }[] = [
  { matches: /^anthropic\.claude-(?!v\d|instant)/, family: anthropicMessages },
  { matches: /^amazon\.nova-(?:\d-)?(?:micro|lite|pro|premier|omni)-/, family: amazonNova },
  { matches: /^amazon\.titan-(?:text-(?:lite|express|premier)|tg1)-/, family: amazonTitanText },
  {
    matches:
      /^(?:openai|qwen|google|minimax|moonshot|moonshotai|nvidia|xai|zai)\.|^deepseek\.v3|^mistral\.(?:devstral|magistral|ministral|mistral-large-3|voxtral)|^writer\.palmyra-vision/,
    family: chatCompletions,
  },
  { matches: /^twelvelabs\.pegasus-/, family: pegasus },
];

const taskFamilies: readonly { readonly matches: RegExp; readonly family: TaskFamily }[] = [
  { matches: /^amazon\.titan-embed-(?:text|g1-text)-/, family: titanEmbedText },
  { matches: /^amazon\.titan-embed-image-/, family: titanEmbedImage },
  { matches: /^amazon\.nova-\d-multimodal-embeddings-/, family: novaEmbeddings },
  { matches: /^cohere\.embed-(?:english|multilingual)-v3/, family: cohereEmbedV3 },
  { matches: /^cohere\.embed-v4/, family: cohereEmbedV4 },
  { matches: /^twelvelabs\.marengo-embed-/, family: marengo },
  { matches: /^(?:cohere|amazon)\.rerank-/, family: rerank },
  { matches: /^amazon\.(?:titan-image-generator|nova-canvas)-/, family: amazonImage },
  { matches: /^stability\./, family: stability },
];

/** The family of a model that does not converse; `undefined` for one that does. */
export function taskFamilyOf(model: FoundationModel): TaskFamily | undefined {
  return taskFamilies.find(({ matches }) => matches.test(model.modelId))?.family;
}

/**
 * The family that a model belongs to. The model decides, never the identifier it was called by: the ARN of an application
 * profile says nothing about what is behind it. Throws NotEmulatedError for a model whose native body is not emulated.
 */
export function familyOf(model: FoundationModel): Family {
  const found = families.find(({ matches }) => matches.test(model.modelId));
  if (found) return found.family;
  const converse = model.apis.includes("Converse") ? "; Converse works" : "";
  throw new NotEmulatedError(`Outcrop does not emulate the native body of ${model.modelId} yet${converse}.`);
}
