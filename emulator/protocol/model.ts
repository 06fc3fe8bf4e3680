import { createRequire } from "node:module";
import type { ApiModel, Shape } from "../../contracts/model/api-model.ts";
import type { ServiceName } from "../services.ts";

export type { ApiModel, Member, Operation, Shape } from "../../contracts/model/api-model.ts";

const require = createRequire(import.meta.url);
const loaded = new Map<ServiceName, ApiModel>();

/** The API model of `service`, read from the package's own data once per process. */
export function apiModel(service: ServiceName): ApiModel {
  let model = loaded.get(service);
  if (!model) {
    model = require(`#model/${service}.json`) as ApiModel;
    loaded.set(service, model);
  }
  return model;
}

/** The shape called `name`; the model is complete, so a missing one is a defect of the extract. */
export function shapeOf(model: ApiModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`the API model has no shape ${name}`);
  return shape;
}
