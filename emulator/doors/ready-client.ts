import { setTimeout } from "node:timers/promises";
import type { HttpRequest } from "../protocol/http.ts";

/** How long the AWS SDK for Go is given, in milliseconds; with one the failures below were gone on a machine with every core busy. */
const PAUSE = 2;

/**
 * Waits until a client can take its answer. The AWS SDK for Go v2 closes the body of its request as soon as the answer begins
 * (smithy-go's `ClientHandler.Handle`). Go's HTTP/1.1 client may still be about to see that the body has ended then; it takes the
 * closed body for a failure and ends the connection in the middle of the answer: "use of closed network connection"
 * (https://github.com/aws/aws-sdk-go-v2/issues/2737). AWS never answers that soon; without the pause one stream in a hundred broke off.
 */
export async function untilReady(headers: HttpRequest["headers"], http2: boolean): Promise<void> {
  if (!http2 && headers["user-agent"]?.includes("aws-sdk-go-v2/")) await setTimeout(PAUSE);
}
