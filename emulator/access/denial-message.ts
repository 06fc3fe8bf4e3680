import { AwsError } from "../errors.ts";
import type { AccessCheck } from "./authorization.ts";
import type { Decision } from "./evaluate.ts";
import type { PolicyType } from "./policy.ts";

/** The 403 of AWS's authorization layer, whose body has the key `Message` where Bedrock's own errors have `message`. */
export function accessDenied(message: string): AwsError {
  return new AwsError("AccessDeniedException", message, {}, "Message");
}

/**
 * AWS's words for a denial:
 *
 *     User: ARN is not authorized to perform: ACTION on resource: ARN with an explicit deny in a service control policy
 *     User: ARN is not authorized to perform: ACTION on resource: ARN because no identity-based policy allows the ACTION action
 *
 * An explicit denial also names the policy's ARN where it has one: "This phrase may also specify the ARN of the policy". Managed
 * policies and SCPs have one; inline policies have none, and implicit denials name none.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; on Bedrock with the ARN
 * https://github.com/tinovyatkin/amazon-bedrock-copilot-chat/issues/396, without it
 * https://github.com/aws-samples/bedrock-chat/issues/587, implicit https://github.com/BerriAI/litellm/pull/39166
 */
export function denialMessage(
  principalArn: string,
  { action, resource }: Pick<AccessCheck, "action" | "resource">,
  decision: Pick<Decision, "type" | "kind" | "policyArn">,
): string {
  const denied = `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource}`;
  if (decision.kind === "implicit-deny") return `${denied} because no ${decision.type} allows the ${action} action`;
  const policy = decision.policyArn === undefined ? "" : `: ${decision.policyArn}`;
  return `${denied} with an explicit deny in ${articleOf(decision.type)} ${decision.type}${policy}`;
}

function articleOf(type: PolicyType): "a" | "an" {
  return type === "identity-based policy" ? "an" : "a";
}
