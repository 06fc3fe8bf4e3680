import type { Message } from "../../contracts/messages/messages.ts";
import { AwsError } from "../errors.ts";
import type { Considered } from "./router.ts";

/**
 * AWS answers 503 when it is short of capacity and 429 only when an account's own quota is used up ("503 errors indicate that
 * the service is experiencing high demand or temporary capacity constraints. This is not related to your account-level quotas
 * or rate limits (which return 429 ThrottlingException)"):
 * https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html.
 * So a full Region is a ServiceUnavailableException as a lost one is, with the wording that was seen under load.
 */
const messages = {
  down: {
    code: "ServiceUnavailableException",
    text: "Bedrock is unable to process your request.",
    evidence: [
      "https://github.com/darko-mesaros/bedrust/issues/47",
      "https://github.com/danny-avila/LibreChat/issues/4217",
    ],
  },
  saturated: {
    code: "ServiceUnavailableException",
    text: "Too many connections, please wait before trying again.",
    evidence: [
      "https://github.com/langchain-ai/langchain-aws/pull/968",
      "https://github.com/anthropics/claude-code/issues/562",
      "https://github.com/onyx-dot-app/onyx/pull/6368",
    ],
  },
} as const satisfies Record<string, Message>;

/** No Region can process the request: all are down, or those that are not have no capacity left. */
export class NoDestinationError extends AwsError {
  /** The Regions that were looked at, for the journal; the answer does not name them. */
  readonly considered: readonly Considered[];

  constructor(considered: readonly Considered[]) {
    const { code, text } = messages[considered.some(({ skipped }) => skipped === "saturated") ? "saturated" : "down"];
    super(code, text);
    this.name = "NoDestinationError";
    this.considered = considered;
  }
}
