import type { TestedClient } from "../tested-clients.ts";
import {
  because,
  cohere,
  controlPlane,
  controlPlaneOperations,
  failuresWithoutStreams,
  images,
  nova,
  ranking,
  throttledForGood,
} from "./rows.ts";

/** Every command is a process, so it is tested with one model of each kind. Version 2 is in no registry that a test could use. */
export const awsCli: TestedClient = {
  name: "AWS CLI",
  language: "shell",
  package: "awscli",
  driver: ["drive_aws_cli.py"],
  rows: [
    controlPlane,
    { models: [nova], behaviours: ["chat", "tools", "structured output"] },
    { ...cohere, only: "by profile" },
    ranking,
    { ...images, only: "by profile" },
    ...failuresWithoutStreams,
    throttledForGood,
  ],
  operations: [...controlPlaneOperations, "Converse", "InvokeModel", "Rerank"],
  tells: {
    "profile life cycle": { type: "ResourceNotFoundException" },
    "denied by an SCP": { type: "AccessDeniedException" },
    "throttled for good": { type: "ThrottlingException" },
    "unknown operation": { type: "NotImplementedException" },
  },
  defaults: { endpointVariable: "AWS_ENDPOINT_URL", attempts: 5 },
  cannot: because("has no commands for streams", "stream", "streamed tools", "exception in mid-stream"),
};
