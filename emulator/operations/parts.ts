import type { ConverseCommandInput, ConverseCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import type { Guard } from "../access/guard.ts";
import type { Answers } from "../answers/answers.ts";
import type { Background } from "../background.ts";
import type { PromptCache } from "../caching/prompt-cache.ts";
import type { Catalog } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { AwsError } from "../errors.ts";
import type { Faults } from "../faults/faults.ts";
import type { Ledger } from "../metering/ledger.ts";
import type { UsageLimits } from "../metering/usage-limits.ts";
import type { Quotas } from "../quotas/index.ts";
import type { Random } from "../random.ts";
import type { ReadPrompt } from "../routing/prompt-router.ts";
import type { Choice, Load } from "../routing/router.ts";
import type { Target } from "../routing/target.ts";
import type { ApplicationProfiles } from "../state/application-profiles.ts";
import type { AsyncInvocations } from "../state/async-invocations.ts";
import type { Guardrails } from "../state/guardrails.ts";
import type { InvocationJobs } from "../state/invocation-jobs.ts";
import type { Objects } from "../state/objects.ts";
import type { PromptRouters } from "../state/prompt-routers.ts";
import type { Scope } from "../state/store.ts";

/** Everything a handler may ask for; each handler states with `Pick<Parts, …>` what it touches. */
export interface Parts {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly profiles: ApplicationProfiles;
  readonly guardrails: Guardrails;
  readonly promptRouters: PromptRouters;
  /** Chance of the emulator as a whole, for identifiers. */
  readonly random: Random;
  /** The seed that answers are derived from. */
  readonly seed: number;
  readonly routing: Routing;
  readonly guard: Guard;
  readonly promptCache: PromptCache;
  readonly quotas: Quotas;
  readonly faults: Faults;
  readonly asyncInvocations: AsyncInvocations;
  readonly invocationJobs: InvocationJobs;
  /** The files that jobs read and write. */
  readonly objects: Objects;
  readonly background: Background;
  /** Where work is metered that goes on after the request that began it; that of requests is metered as they are answered. */
  /** Limits of what may be used altogether. */
  readonly usageLimits: UsageLimits;
  readonly ledger: Pick<Ledger, "record">;
  readonly recordWire: RecordWire;
  readonly answers: Answers;
  readonly limits: Limits;
}

export interface Routing {
  /**
   * What `modelId` stands for in this account and Region; throws AWS's error when it stands for nothing. It may be a prompt router
   * where `readPrompt` tells what such a one chooses by.
   */
  resolve(modelId: string, scope: Scope, readPrompt?: ReadPrompt): Promise<Target>;
  /** The Region that processes a request to `target`; throws AWS's error when none can. */
  choose(target: Target, load: Load): Choice;
}

/** How requests are read, and answers written, that come in files and not over HTTP. */
export interface RecordWire {
  /** Parses a JSON object or list. Throws SerializationException for anything else. */
  parse(line: Uint8Array): object;
  /** Reads and checks the body of a Converse request to `modelId`; throws what Bedrock answers to one that is wrong. */
  readConverse(modelId: string, body: object): ConverseCommandInput;
  /** An answer of Converse as its JSON. */
  writeConverse(output: Omit<ConverseCommandOutput, "$metadata">, random: Random): unknown;
  /** The HTTP status of an error of bedrock-runtime. */
  statusOf(error: AwsError): number;
}

export interface Limits {
  /** AWS's quota L-40EC9882, "Inference profiles per account": 1,000 in each Region, adjustable. */
  readonly applicationProfilesPerRegion: number;
  /** How many asynchronous invocations of a model may be in progress at once. */
  concurrentInvocations(modelId: string): number;
}
