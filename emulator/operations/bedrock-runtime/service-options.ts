import { NotEmulatedError } from "../../errors.ts";

/** Options of the service itself that the answer repeats. Their plain values work; what they would change does not exist here. */
export function checkServiceOptions(options: {
  readonly latency?: string | undefined;
  readonly tier?: string | undefined;
}): void {
  const { latency, tier } = options;
  if (latency !== undefined && latency !== "standard") {
    throw new NotEmulatedError(
      `Outcrop does not emulate the performance configuration "${latency}" yet; "standard" works.`,
    );
  }
  if (tier !== undefined && tier !== "default") {
    throw new NotEmulatedError(`Outcrop does not emulate the service tier "${tier}" yet; "default" works.`);
  }
}
