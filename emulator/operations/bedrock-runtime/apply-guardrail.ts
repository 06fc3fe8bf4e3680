import type {
  ApplyGuardrailCommandInput,
  ApplyGuardrailResponse,
  GuardrailTextBlock,
} from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { type Direction, readGrounds } from "../../guardrails/index.ts";
import { namedGuardrail } from "../bedrock/guardrail-identifier.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { ACTION_REASONS, applyTo, type Judgement, openGuardrail } from "./open-guardrail.ts";

type Needs = Pick<Parts, "guardrails" | "catalog">;

/**
 * ApplyGuardrail: assesses texts without any model. What is qualified as grounding source or query alone is not guarded itself.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ApplyGuardrail.html
 */
export const applyGuardrail = {
  service: "bedrock-runtime",
  name: "ApplyGuardrail",
  honours: ["guardrailIdentifier", "guardrailVersion", "source", "content.text", "outputScope"],
  access:
    (needs: Needs) =>
    async ({ guardrailIdentifier = "" }: ApplyGuardrailCommandInput, call: Call) => ({
      resources: [await namedGuardrail(guardrailIdentifier, call, needs)],
    }),
  handler:
    (needs: Needs) =>
    async (input: ApplyGuardrailCommandInput, call: Call): Promise<ApplyGuardrailResponse> => {
      const { guardrailIdentifier: identifier = "", guardrailVersion: version = "" } = input;
      const open = await openGuardrail(needs, { identifier, version }, call);
      const blocks = (input.content ?? []).flatMap(({ text }) => (text ? [text] : []));
      if (blocks.length === 0) throw awsError("guardedInputMalformed");
      const source: Direction = input.source === "OUTPUT" ? "OUTPUT" : "INPUT";
      const isTagged = source === "OUTPUT" && blocks.some(({ qualifiers = [] }) => qualifiers.length > 0);
      const judgement = applyTo(open, {
        source,
        texts: blocks.filter(isGuarded).map(textOf),
        grounds: readGrounds(open.version, {
          sources: qualified(blocks, "grounding_source"),
          queries: qualified(blocks, "query"),
          isTagged,
        }),
        totalText: blocks.map(textOf),
        full: input.outputScope === "FULL",
      });
      return answer(judgement);
    },
} satisfies OperationDefinition;

const textOf = ({ text = "" }: GuardrailTextBlock) => text;

const isGuarded = ({ qualifiers = [] }: GuardrailTextBlock) =>
  qualifiers.length === 0 || qualifiers.includes("guard_content");

const qualified = (blocks: readonly GuardrailTextBlock[], qualifier: "grounding_source" | "query") =>
  blocks.filter(({ qualifiers = [] }) => qualifiers.includes(qualifier)).map(textOf);

function answer({ verdict, texts, message, assessment }: Judgement): ApplyGuardrailResponse {
  const outputs = verdict === "blocked" ? [message] : verdict === "masked" ? texts : [];
  const { usage, guardrailCoverage } = assessment.invocationMetrics;
  return {
    usage,
    action: verdict === "pass" ? "NONE" : "GUARDRAIL_INTERVENED",
    actionReason: ACTION_REASONS[verdict],
    outputs: outputs.map((text) => ({ text })),
    assessments: [assessment],
    guardrailCoverage,
  };
}
