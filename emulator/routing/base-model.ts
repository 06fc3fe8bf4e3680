import { parseArn } from "../arn.ts";
import type { Catalog } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import type { Scope } from "../state/store.ts";
import { refuseKind } from "./resolve.ts";
import type { Target } from "./target.ts";

/** What AWS takes for a `modelId` elsewhere, and where it asks for a model does not. */
const NO_MODELS: ReadonlySet<string> = new Set(["inference-profile", "application-inference-profile"]);

/**
 * Finds the foundation model that `modelId` names where no profile will do, as with StartAsyncInvoke ("Base models":
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo.html). That a model of the Region need not be
 * callable on demand there follows from the same page: Marengo 2.7 answers InvokeModel through profiles alone. Throws
 * ValidationException "The provided model identifier is invalid." for anything else; that wording is assumed for profiles.
 */
export function resolveBaseModel(modelId: string, { region }: Scope, catalog: Catalog): Target {
  const arn = modelId.startsWith("arn:") ? parseArn(modelId) : undefined;
  if (modelId.startsWith("arn:")) {
    if (!arn || arn.region !== region || arn.partition !== catalog.regions.get(region)?.partition) {
      throw awsError("modelIdentifierInvalid");
    }
    if (NO_MODELS.has(arn.resourceType)) throw awsError("modelIdentifierInvalid");
    if (arn.resourceType !== "foundation-model") refuseKind(arn.resourceType);
    if (arn.account !== "") throw awsError("modelIdentifierInvalid");
  }
  const model = catalog.models.get(arn?.resourceId ?? modelId);
  if (!model || model.mantleOnly || !model.regions.has(region)) throw awsError("modelIdentifierInvalid");
  return { kind: "foundation-model", model, source: region, destinations: [region] };
}
