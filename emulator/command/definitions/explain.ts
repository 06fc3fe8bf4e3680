import { defineCommand, type InputOf } from "../definition.ts";
import { matching, oneOf, text } from "../readers.ts";

const PRINCIPAL = /^arn:[a-z-]+:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/.+)$/;

export const explainCommand = defineCommand({
  name: "explain",
  summary: "who may invoke what, where, which statement decides, and what would allow it",
  usage: ["explain [options] FILE..."],
  about: [
    "Tells for each principal and application profile of a scenario which policy statement decides in every destination Region, and for what is denied AWS's error and the smallest change that would allow it.",
    "A scenario without profiles is tried on a geographic and a global profile of one model, one without principals with the default caller.",
  ],
  operands: {
    name: "FILE...",
    about: "scenario files; sections of a later one replace those of earlier ones",
    needs: "at least one file",
    completes: "file",
  },
  options: {
    operation: {
      value: "NAME",
      // Those of Bedrock Runtime that invoke a model; a test holds them against the operations that are emulated.
      of: oneOf([
        "Converse",
        "ConverseStream",
        "InvokeModel",
        "InvokeModelWithResponseStream",
        "InvokeModelWithBidirectionalStream",
        "StartAsyncInvoke",
      ]),
      default: "Converse",
      about: "what is called",
    },
    principal: {
      value: "ARN",
      of: matching(PRINCIPAL, "the ARN of a principal"),
      repeated: true,
      about: "whom to ask for, instead of the scenario's principals; may be given again",
    },
    "model-id": {
      value: "ID",
      of: text,
      repeated: true,
      about:
        "what to ask for: a model or profile, by id or ARN, instead of the scenario's profiles; may be given again",
    },
    json: { about: "print the answers as JSON" },
  },
  examples: [
    { line: "explain scenarios/region-deny.yaml", about: "everything that the scenario has" },
    { line: "explain scenarios/region-deny.yaml --model-id us.amazon.nova-lite-v1:0", about: "one profile" },
  ],
  exitCodes: {
    0: "all that was asked about is allowed",
    1: "something is denied",
    2: "bad usage, a bad file, or a model that there is not",
  },
});

export type ExplainInput = InputOf<typeof explainCommand>;
