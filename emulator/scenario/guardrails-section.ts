import { z } from "zod";
import { about, account, tags } from "./common.ts";

/** What AWS's own API model has to check. */
const policy = (member: string, example: unknown) =>
  z
    .record(z.string(), z.unknown())
    .optional()
    .meta(about(`${member} of CreateGuardrail.`, example));

/** Guardrails that exist from the start: the members of CreateGuardrail, and how many numbered versions there are. */
export const guardrails = z
  .array(
    z.strictObject({
      account: account.optional(),
      region: z.string().optional().meta(about("The Region it is in; the default one when absent.", "us-east-1")),
      id: z
        .string()
        .regex(/^[a-z0-9]{12}$/, "a guardrail's id is 12 characters of a-z and 0-9")
        .meta(about("Its id: 12 characters of a-z and 0-9.", "shopguardrai")),
      versions: z
        .int()
        .min(0)
        .max(20)
        .optional()
        .meta(about("How many numbered versions there are, each as the draft.", 1)),
      tags: tags.optional(),
      name: z.string().meta(about("Its name.", "shop")),
      description: z.string().optional().meta(about("What it is for.", "Keeps the shop polite")),
      blockedInputMessaging: z.string().meta(about("The answer to input that is blocked.", "I cannot answer that.")),
      blockedOutputsMessaging: z
        .string()
        .meta(about("The answer in place of one that is blocked.", "I must not say that.")),
      topicPolicyConfig: policy("topicPolicyConfig", {
        topicsConfig: [{ name: "stocks", definition: "Advice on stocks", type: "DENY" }],
      }),
      contentPolicyConfig: policy("contentPolicyConfig", {
        filtersConfig: [{ type: "INSULTS", inputStrength: "HIGH", outputStrength: "HIGH" }],
      }),
      wordPolicyConfig: policy("wordPolicyConfig", { wordsConfig: [{ text: "bluewhale" }] }),
      sensitiveInformationPolicyConfig: policy("sensitiveInformationPolicyConfig", {
        piiEntitiesConfig: [{ type: "EMAIL", action: "ANONYMIZE" }],
      }),
      contextualGroundingPolicyConfig: policy("contextualGroundingPolicyConfig", {
        filtersConfig: [{ type: "GROUNDING", threshold: 0.5 }],
      }),
      crossRegionConfig: policy("crossRegionConfig", { guardrailProfileIdentifier: "us.guardrail.v1:0" }),
      kmsKeyId: z.string().optional().meta(about("A KMS key; it is kept and told, and not used.", "alias/guardrails")),
    }),
  )
  .meta(
    about("Guardrails that exist from the start: the members of CreateGuardrail.", [
      {
        id: "shopguardrai",
        name: "shop",
        blockedInputMessaging: "I cannot answer that.",
        blockedOutputsMessaging: "I must not say that.",
        wordPolicyConfig: { wordsConfig: [{ text: "bluewhale" }] },
      },
    ]),
  );
