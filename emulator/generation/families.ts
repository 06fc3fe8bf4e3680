import type { FoundationModel } from "../catalog/index.ts";
import { NotEmulatedError } from "../errors.ts";
import { ai21Jamba } from "./ai21-jamba.ts";
import { amazonNova } from "./amazon-nova/family.ts";
import { amazonTitanText } from "./amazon-titan-text.ts";
import { anthropicMessages } from "./anthropic/family.ts";
import { chatCompletions } from "./chat-completions/family.ts";
import { cohereCommand } from "./cohere-command/family.ts";
import { deepSeekR1 } from "./deepseek-r1.ts";
import type { Family } from "./family.ts";
import { metaLlama } from "./meta-llama.ts";
import { mistral } from "./mistral/family.ts";
import { pegasus } from "./pegasus.ts";
import { writerPalmyra } from "./writer-palmyra/family.ts";

const families: readonly { readonly matches: RegExp; readonly family: Family }[] = [
  { matches: /^anthropic\.claude-(?!v\d|instant)/, family: anthropicMessages },
  { matches: /^amazon\.nova-(?:\d-)?(?:micro|lite|pro|premier|omni)-/, family: amazonNova },
  { matches: /^amazon\.titan-(?:text-(?:lite|express|premier)|tg1)-/, family: amazonTitanText },
  {
    matches:
      /^(?:openai|qwen|google|minimax|moonshot|moonshotai|nvidia|xai|zai)\.|^deepseek\.v3|^mistral\.(?:devstral|magistral|ministral|mistral-large-3|voxtral)|^writer\.palmyra-vision/,
    family: chatCompletions,
  },
  { matches: /^meta\.llama[3-9]/, family: metaLlama },
  { matches: /^mistral\./, family: mistral },
  { matches: /^cohere\.command-r/, family: cohereCommand },
  { matches: /^ai21\.jamba-/, family: ai21Jamba },
  { matches: /^deepseek\.r1-/, family: deepSeekR1 },
  { matches: /^writer\.palmyra-x/, family: writerPalmyra },
  { matches: /^twelvelabs\.pegasus-/, family: pegasus },
];

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
