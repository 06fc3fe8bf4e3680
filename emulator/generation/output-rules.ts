import type { FoundationModel } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import { claudeVersion } from "./claude-version.ts";
import { modelFeatures } from "./model-features.ts";

/**
 * Throws what Converse answers to `outputConfig` where the model cannot hold its answer to a JSON Schema. Of Claude it is the model's
 * own validator that does not know the member (https://github.com/BerriAI/litellm/issues/27846); that those before Claude 3.7, which
 * have none, are refused as other models are is assumed.
 */
export function checkOutputSchema(outputSchema: unknown, model: FoundationModel): void {
  if (outputSchema === undefined || modelFeatures(model).structuredOutputs) return;
  if ((claudeVersion(model.modelId) ?? 0) < 3.7) throw awsError("outputConfigNotSupported");
  const sentence = "Extra inputs are not permitted";
  const { message: errors } = awsError("modelFieldInvalid", { path: "output_config.format", sentence });
  throw awsError("modelReturnedErrors", { errors });
}
