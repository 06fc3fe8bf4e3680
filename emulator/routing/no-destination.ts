import { noDestinationMessages } from "../../contracts/messages/capacity.ts";
import { AwsError } from "../errors.ts";
import type { Considered } from "./router.ts";

/** No Region can process the request: all are down, or those that are not have no capacity left. */
export class NoDestinationError extends AwsError {
  /** The Regions that were looked at, for the journal; the answer does not name them. */
  readonly considered: readonly Considered[];

  constructor(considered: readonly Considered[]) {
    const { code, text } =
      noDestinationMessages[considered.some(({ skipped }) => skipped === "saturated") ? "saturated" : "down"];
    super(code, text);
    this.name = "NoDestinationError";
    this.considered = considered;
  }
}
