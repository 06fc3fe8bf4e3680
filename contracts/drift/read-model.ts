import { readFileSync } from "node:fs";
import type { ApiModel } from "../model/api-model.ts";

/** The services that `contracts/model` describes, by botocore's and the JavaScript SDK's name. */
export const SERVICES = ["bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime"] as const;

export type Service = (typeof SERVICES)[number];

/** Reads one service's `contracts/model/<service>.json`. */
export function readModel(service: Service): ApiModel {
  return JSON.parse(readFileSync(new URL(`../model/${service}.json`, import.meta.url), "utf8")) as ApiModel;
}
