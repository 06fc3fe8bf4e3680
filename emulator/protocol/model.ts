import { createRequire } from "node:module";
import type { ApiModel, Shape } from "../../contracts/model/api-model.ts";
import type { ServiceName } from "../services.ts";

export type { ApiModel, Member, Operation, Shape } from "../../contracts/model/api-model.ts";

/**
 * Where the service takes more than its model says: GetPromptRouter and DeletePromptRouter are called with the ARNs of custom routers
 * (https://github.com/hashicorp/terraform-provider-aws/pull/45124; a third party's article of 2026-03), and the pattern knows those of
 * default ones alone. The pattern here is that of bedrock-runtime.
 */
const AMENDED_PATTERNS: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>> = {
  bedrock: {
    PromptRouterArn: "arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:(default-)?prompt-router/[a-zA-Z0-9-:.]+",
  },
};

const require = createRequire(import.meta.url);
const loaded = new Map<ServiceName, ApiModel>();

/** The API model of `service`, read from the package's own data once per process. */
export function apiModel(service: ServiceName): ApiModel {
  let model = loaded.get(service);
  if (!model) {
    model = amended(require(`#model/${service}.json`) as ApiModel, AMENDED_PATTERNS[service] ?? {});
    loaded.set(service, model);
  }
  return model;
}

function amended(model: ApiModel, patterns: Readonly<Record<string, string>>): ApiModel {
  const shapes = Object.entries(patterns).map(([name, pattern]) => [name, { ...shapeOf(model, name), pattern }]);
  return { ...model, shapes: { ...model.shapes, ...Object.fromEntries(shapes) } };
}

/** The shape called `name`; the model is complete, so a missing one is a defect of the extract. */
export function shapeOf(model: ApiModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`the API model has no shape ${name}`);
  return shape;
}
