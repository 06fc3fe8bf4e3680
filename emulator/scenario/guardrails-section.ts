import { z } from "zod";
import { account, tags } from "./common.ts";

/** What AWS's own API model has to check. */
const policy = z.record(z.string(), z.unknown());

/** Guardrails that exist from the start: the members of CreateGuardrail, and how many numbered versions there are. */
export const guardrails = z.array(
  z.strictObject({
    account: account.optional(),
    region: z.string().optional(),
    id: z.string().regex(/^[a-z0-9]{12}$/, "a guardrail's id is 12 characters of a-z and 0-9"),
    versions: z.int().min(0).max(20).optional(),
    tags: tags.optional(),
    name: z.string(),
    description: z.string().optional(),
    blockedInputMessaging: z.string(),
    blockedOutputsMessaging: z.string(),
    topicPolicyConfig: policy.optional(),
    contentPolicyConfig: policy.optional(),
    wordPolicyConfig: policy.optional(),
    sensitiveInformationPolicyConfig: policy.optional(),
    contextualGroundingPolicyConfig: policy.optional(),
    crossRegionConfig: policy.optional(),
    kmsKeyId: z.string().optional(),
  }),
);
