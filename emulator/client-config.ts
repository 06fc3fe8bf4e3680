import type { InProcessRequestHandler } from "./doors/request-handler.ts";
import type { Scenario } from "./scenario/schema.ts";

/** Who calls and where, if not the scenario's defaults. */
export interface ClientOptions {
  readonly region?: string;
  /** 12 digits are an account; anything else is a principal of the scenario. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** Who calls, and where. */
export interface CallerConfig {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What a client of the AWS SDK for JavaScript takes to speak to an emulator in the same process. */
export interface ClientConfig extends CallerConfig {
  readonly requestHandler: InProcessRequestHandler;
}

/** Puts the caller of a client together: of what is not named, the scenario's defaults. */
export function callerOf(
  { defaults = {}, principals = [] }: Scenario,
  { region = defaults.region ?? "us-east-1", ...credentials }: ClientOptions = {},
): CallerConfig {
  const { accessKeyId = defaults.account ?? "111122223333" } = credentials;
  const principal = principals.find((one) => one.accessKeyId === accessKeyId);
  const { secretAccessKey = principal?.secretAccessKey ?? "outcrop" } = credentials;
  return { region, credentials: { accessKeyId, secretAccessKey } };
}
