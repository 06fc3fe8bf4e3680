import type {
  GuardrailChecksUsageResults,
  InvokeGuardrailChecksCommandInput,
  InvokeGuardrailChecksResponse,
} from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { checkTexts } from "../../guardrails/index.ts";
import type { OperationDefinition } from "../operation.ts";

/**
 * InvokeGuardrailChecks: scores messages without a guardrail and decides nothing.
 * Source: https://github.com/lijingfz/bedrock-guardrails-demo, checked against the live service in 2026.
 */
export const invokeGuardrailChecks = {
  service: "bedrock-runtime",
  name: "InvokeGuardrailChecks",
  honours: ["messages", "checks"],
  handler:
    () =>
    async ({
      messages = [],
      checks = {},
    }: InvokeGuardrailChecksCommandInput): Promise<InvokeGuardrailChecksResponse> => {
      const texts = messages.flatMap(({ content = [] }, messageIndex) =>
        content.flatMap(({ text }, contentIndex) => (text === undefined ? [] : [{ text, messageIndex, contentIndex }])),
      );
      const asked = Object.keys(checks).filter((check) => checks[check as keyof typeof checks] !== undefined);
      if (asked.length === 0) throw awsError("guardrailChecksMissing");
      const { results, textUnits } = checkTexts(checks, texts);
      // Each check is counted for itself: seen with one and with three of them.
      const usage = Object.fromEntries(asked.map((check) => [check, { textUnits }])) as GuardrailChecksUsageResults;
      return { results, usage };
    },
} satisfies OperationDefinition;
