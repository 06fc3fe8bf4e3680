import { assembleEmulator } from "../../emulator/emulator.ts";
import type { Scenario } from "../../emulator/scenario/schema.ts";
import { SESSION_HEADER } from "../../emulator/sessions.ts";
import type { VerificationReport } from "../../emulator/verification/verification.ts";
import { Caller, TargetError } from "./caller.ts";
import type { CallStep } from "./compile.ts";

/** Where the steps of one file are taken. */
export interface ReplayWorld {
  readonly caller: Caller;
  /** What only an emulator can do; absent on AWS. */
  readonly emulator?: {
    advance(milliseconds: number): Promise<void>;
    change(scenario: Scenario): Promise<void>;
    /** How what was done stands to the file's `expect`. */
    verification(): Promise<VerificationReport>;
  };
  close(): Promise<void>;
}

/** What opens a world for a file; `name` is one that no other file has. */
export type OpenWorld = (scenario: Scenario, name: string) => Promise<ReplayWorld>;

/** Settings of all worlds. */
export interface WorldOptions {
  /** The Region of calls that name none, in files that say nothing of it. */
  readonly region: string | undefined;
}

/** A call without an answer within this time fails. */
const TIMEOUT_MS = 30_000;
/** Models think longer on AWS. */
const AWS_TIMEOUT_MS = 300_000;
const DEFAULT_REGION = "us-east-1";
/** The emulator's default account, which it takes an access key of 12 digits for. */
const DEFAULT_ACCOUNT = "111122223333";

const regionOf = ({ defaults }: Scenario, { region }: WorldOptions) => defaults?.region ?? region ?? DEFAULT_REGION;

/** Credentials that an emulator knows, with the secret of the scenario's own principals, or takes for what they say. */
const credentialsFor =
  ({ defaults, principals = [] }: Scenario) =>
  ({ credentials }: Pick<CallStep, "credentials">): object => {
    const { accessKeyId = defaults?.account ?? DEFAULT_ACCOUNT } = credentials;
    const principal = principals.find((one) => one.accessKeyId === accessKeyId);
    return { accessKeyId, secretAccessKey: principal?.secretAccessKey ?? "outcrop", ...credentials };
  };

/** The scheme is told, so that an API key in the environment is not taken instead. */
const SIGNED = { authSchemePreference: ["aws.auth#sigv4"] };

/** A scenario for a world that is there already: its clock goes on. */
export function worldOf({ steps: _, ...world }: Scenario): Scenario {
  return world;
}

/** Sections that say what is done, and by whom. */
const OF_STEPS = new Set(["version", "defaults", "steps"]);

const saysOfWorld = (scenario: Scenario) => Object.keys(scenario).some((section) => !OF_STEPS.has(section));

/** Each file has an emulator of its own in this process. */
export function inProcess(options: WorldOptions): OpenWorld {
  return async (scenario) => {
    const emulator = assembleEmulator({ scenario: worldOf(scenario), onError: () => undefined });
    const credentialsOf = credentialsFor(scenario);
    const handler = emulator.requestHandler();
    const caller = new Caller({
      configuration: (step) => ({
        endpoint: "http://outcrop.localhost",
        requestHandler: handler,
        credentials: credentialsOf(step),
        ...SIGNED,
      }),
      region: regionOf(scenario, options),
      headers: {},
      timeoutMs: TIMEOUT_MS,
    });
    return {
      caller,
      emulator: {
        advance: async (milliseconds) => emulator.clock.advance(milliseconds),
        change: (changed) => emulator.useScenario(changed),
        verification: async () => emulator.verification,
      },
      close: async () => {
        caller.close();
        await emulator.close();
      },
    };
  };
}

/**
 * Each file has a session of its own at the Outcrop that listens at `url`: in the world that the file tells of, or in the server's where
 * it tells of none.
 */
export function atServer(url: string, options: WorldOptions): OpenWorld {
  const base = url.replace(/\/+$/, "");
  return async (scenario, name) => {
    const headers = { [SESSION_HEADER]: name };
    const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${base}/_outcrop${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch((error: Error) => {
        throw new TargetError(
          `${url} cannot be reached: ${(error.cause as Error | undefined)?.message ?? error.message}`,
        );
      });
      if (response.ok) return response.json();
      throw new TargetError(
        `${url} answers ${method} /_outcrop${path} with ${response.status}: ${await response.text()}`,
      );
    };
    // A session begins as the server's own scenario says.
    if (saysOfWorld(scenario)) await ask("PUT", "/scenario", worldOf(scenario));
    else await ask("GET", "/verification");
    const credentialsOf = credentialsFor(scenario);
    const caller = new Caller({
      configuration: (step) => ({ endpoint: base, credentials: credentialsOf(step), ...SIGNED }),
      region: regionOf(scenario, options),
      headers,
      timeoutMs: TIMEOUT_MS,
    });
    return {
      caller,
      emulator: {
        advance: async (milliseconds) => void (await ask("POST", "/clock", { advance: `${milliseconds}ms` })),
        change: async (changed) => void (await ask("PUT", "/scenario", changed)),
        verification: async () => (await ask("GET", "/verification")) as VerificationReport,
      },
      close: async () => {
        caller.close();
        await ask("DELETE", "/session");
      },
    };
  };
}

/** AWS itself, or what `AWS_ENDPOINT_URL_*` points to, with the SDK's ordinary chain of credentials. */
export function atAws(options: WorldOptions): OpenWorld {
  return async (scenario) => {
    const caller = new Caller({
      configuration: () => ({}),
      region: scenario.defaults?.region ?? options.region ?? process.env.AWS_REGION ?? DEFAULT_REGION,
      headers: {},
      timeoutMs: AWS_TIMEOUT_MS,
    });
    return { caller, close: async () => caller.close() };
  };
}
