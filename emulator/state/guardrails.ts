import type {
  GuardrailContentPolicy,
  GuardrailContextualGroundingPolicy,
  GuardrailCrossRegionDetails,
  GuardrailSensitiveInformationPolicy,
  GuardrailTopicPolicy,
  GuardrailWordPolicy,
} from "@aws-sdk/client-bedrock";
import { createClientTokens } from "./client-tokens.ts";
import { createExclusive } from "./exclusive.ts";
import type { Scope, Store } from "./store.ts";

/** What a guardrail looks for, in the form in which GetGuardrail tells it. */
export interface GuardrailPolicies {
  readonly topicPolicy?: GuardrailTopicPolicy | undefined;
  readonly contentPolicy?: GuardrailContentPolicy | undefined;
  readonly wordPolicy?: GuardrailWordPolicy | undefined;
  readonly sensitiveInformationPolicy?: GuardrailSensitiveInformationPolicy | undefined;
  readonly contextualGroundingPolicy?: GuardrailContextualGroundingPolicy | undefined;
}

/** The working draft of a guardrail or one of its numbered versions. */
export interface GuardrailVersion extends GuardrailPolicies {
  /** `DRAFT`, or a number from 1 on. */
  readonly version: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly blockedInputMessaging: string;
  readonly blockedOutputsMessaging: string;
  readonly crossRegionDetails: GuardrailCrossRegionDetails | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Guardrail {
  /** 12 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly draft: GuardrailVersion;
  /** The numbered versions that still are, oldest first. They never change. */
  readonly versions: readonly GuardrailVersion[];
  /** The number that was given last; none is given twice. */
  readonly lastVersion: number;
}

/** The guardrails of every account and Region, and the client tokens that made them and their versions. */
export function createGuardrails(store: Store) {
  const guardrails = store.collection<Guardrail>("guardrails");
  const exclusive = createExclusive();
  return {
    /** Runs `work` while nothing else that asks for the same scope runs: for changes that look first and write then. */
    exclusively: <T>({ account, region }: Scope, work: () => Promise<T>) => exclusive(`${account} ${region}`, work),
    get: (scope: Scope, id: string) => guardrails.get(scope, id),
    put: (scope: Scope, guardrail: Guardrail) => guardrails.put(scope, guardrail),
    /** To be called within `exclusively`, as `put`: else a change that has read the guardrail before writes it back. */
    delete: (scope: Scope, id: string) => guardrails.delete(scope, id),
    count: (scope: Scope) => guardrails.count(scope),
    page: (scope: Scope, from: number, limit: number) => guardrails.page(scope, from, limit),
    ...createClientTokens(store, "guardrail-tokens"),
  };
}

export type Guardrails = ReturnType<typeof createGuardrails>;

/** The draft or the numbered version that `version` names. */
export function versionOf(guardrail: Guardrail, version: string): GuardrailVersion | undefined {
  if (version === "DRAFT") return guardrail.draft;
  return guardrail.versions.find((numbered) => numbered.version === version);
}
