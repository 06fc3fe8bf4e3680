import { createGuard } from "./access/guard.ts";
import { createAnswer } from "./answer.ts";
import { type AnswerCount, createAnswers } from "./answers/answers.ts";
import { createBackground } from "./background.ts";
import { createPromptCache } from "./caching/prompt-cache.ts";
import type { Catalog } from "./catalog/index.ts";
import { type AdjustableClock, createClock } from "./clock.ts";
import { createFolderObjects } from "./doors/folder-objects.ts";
import { createS3Objects } from "./doors/s3-objects.ts";
import type { KeptState } from "./doors/state-folder.ts";
import { createFaults, type RuleCount } from "./faults/faults.ts";
import { createJournal, type Journal, type JournalEntry } from "./journal/journal.ts";
import { createLedger, type Ledger } from "./metering/ledger.ts";
import { createUsageLimits, limitedLedger, type UsageLimitState } from "./metering/usage-limits.ts";
import type { Parts } from "./operations/parts.ts";
import { resumeJobs } from "./operations/resume-jobs.ts";
import type { HttpRequest, HttpResponse } from "./protocol/http.ts";
import { createQuotas, type QuotaUsage } from "./quotas/index.ts";
import { createRandom, type Random } from "./random.ts";
import { createRecordWire } from "./record-wire.ts";
import { applicationProfileArn } from "./routing/profile-source.ts";
import { resolveThroughRouter } from "./routing/prompt-router.ts";
import { resolveModelId } from "./routing/resolve.ts";
import { createRouter } from "./routing/router.ts";
import { problemAt, ScenarioError, type ScenarioProblem } from "./scenario/scenario-error.ts";
import type { Scenario } from "./scenario/schema.ts";
import { JOURNAL_LIMIT } from "./settings/journal.ts";
import type { OutputSettings } from "./settings/output.ts";
import type { StartingProfile } from "./settings/profiles.ts";
import { compileExpect, compileSettings, type Settings } from "./settings/settings.ts";
import { type ApplicationProfile, createApplicationProfiles } from "./state/application-profiles.ts";
import { createAsyncInvocations } from "./state/async-invocations.ts";
import { createGuardrails } from "./state/guardrails.ts";
import { createInvocationJobs } from "./state/invocation-jobs.ts";
import { createMemoryObjects, type ObjectSummary } from "./state/memory-objects.ts";
import { createMemoryStore } from "./state/memory-store.ts";
import type { Objects } from "./state/objects.ts";
import { createPromptRouters } from "./state/prompt-routers.ts";
import { createHistory } from "./verification/history.ts";
import { judge, unjudgeable } from "./verification/judge.ts";
import type { Expectation } from "./verification/rule.ts";
import { createVerification, type VerificationReport } from "./verification/verification.ts";

export interface WorldOptions {
  readonly catalog: Catalog;
  /** Has been checked already. */
  readonly scenario: Scenario;
  /** The seed of all chance, unless the scenario has one. */
  readonly seed: number | undefined;
  readonly onRequest: ((entry: JournalEntry) => void) | undefined;
  readonly onError: (error: unknown) => void;
  /** Where state is kept beyond the life of the process. */
  readonly state: KeptState | undefined;
}

/** The files of jobs, by bucket and key, once all is done that the clock asks for. */
export interface Outputs {
  /** All files; `dropped` are those that made room for newer ones. */
  list(): Promise<{ readonly objects: readonly ObjectSummary[]; readonly dropped: number }>;
  get(bucket: string, key: string): Promise<Uint8Array | undefined>;
  /** Adds a file, for a job to read. Throws ObjectsError for one that is too large. */
  put(bucket: string, key: string, body: Uint8Array): Promise<void>;
  /** Where the scenario sends the files of jobs, when it does not leave them here. */
  readonly elsewhere: string | undefined;
}

/** All that one user of an emulator sees: a scenario at work, with its state, its clock and its journal. Worlds share nothing. */
export interface World {
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Back to the start of the scenario: state, journal, usage, clock and chance. */
  reset(): Promise<void>;
  /** Swaps the scenario; state, journal and usage stay. Throws ScenarioError and changes nothing when it is not valid. */
  useScenario(scenario: Scenario): Promise<void>;
  /** The scenario at work. */
  readonly scenario: Scenario;
  readonly clock: AdjustableClock;
  readonly journal: Pick<Journal, "entries" | "dropped" | "toJsonl" | "toHar">;
  readonly usage: Pick<Ledger, "rows"> & {
    /** What is taken of the quotas now. */
    readonly quotas: QuotaUsage;
    /** How the scenario's limits of usage stand now. */
    readonly limits: readonly UsageLimitState[];
  };
  /** How often each rule of the scenario's `faults` has matched and fired. */
  readonly faults: readonly RuleCount[];
  /** How what has happened stands to what the scenario's `expect` says. */
  readonly verification: VerificationReport;
  /**
   * Holds what the journal still has of what has happened against expectations, which have been checked against the schema. Throws
   * ScenarioError for names that mean nothing, and for expectations that look at what is not kept.
   */
  judge(expectations: readonly Expectation[]): VerificationReport;
  /** The files of jobs, input and output, as far as they are kept in memory: the scenario's `output` may send them elsewhere. */
  readonly outputs: Outputs;
  /** How often each rule of the scenario's `answers` has matched and answered. */
  readonly answers: readonly AnswerCount[];
  /** Ends the conversations that go on, and the work in the background. */
  close(): Promise<void>;
}

/** What chance decides, each apart from the others. */
interface Chance {
  readonly identifiers: Random;
  readonly requests: Random;
  readonly routing: Random;
  readonly faults: Random;
  readonly answers: Random;
}

function createChance(seed: number): Chance {
  const random = createRandom(seed);
  return {
    identifiers: random.fork("identifiers"),
    requests: random.fork("requests"),
    routing: random.fork("routing"),
    faults: random.fork("faults"),
    answers: random.fork("answers"),
  };
}

/** The files of jobs where the settings say; `kept` is where they go that the settings send nowhere. */
function openObjects(output: OutputSettings, kept: Objects): Objects {
  switch (output.kind) {
    case "folder":
      return createFolderObjects(output.folder);
    case "s3":
      return createS3Objects(output);
    default:
      return kept;
  }
}

/** A profile of the scenario in the form in which state holds it. */
export function startingRecord(profile: StartingProfile, now: Date): ApplicationProfile {
  const { id, name, description, source, tags } = profile;
  return {
    id,
    arn: applicationProfileArn(id, profile, source.region),
    name,
    description,
    modelId: source.model.modelId,
    systemProfileId: source.systemProfileId,
    modelArns: source.modelArns,
    createdAt: now,
    updatedAt: now,
    tags,
  };
}

/** Puts the parts of a world together: the one place that knows them all. */
export function createWorld({ catalog, scenario: first, seed, onRequest, onError, state }: WorldOptions): World {
  const clock = createClock();
  const journal = createJournal(JOURNAL_LIMIT, onRequest);
  const history = createHistory(JOURNAL_LIMIT);
  const ledger = createLedger(catalog.prices);
  const store = state?.store ?? createMemoryStore();
  const promptCache = createPromptCache(clock);
  const profiles = createApplicationProfiles(store);
  const asyncInvocations = createAsyncInvocations(store);
  const invocationJobs = createInvocationJobs(store);
  const recordWire = createRecordWire();
  const memoryObjects = createMemoryObjects();
  const keptObjects = state ? createFolderObjects(state.outputs) : memoryObjects;
  const background = createBackground(clock, onError);
  const guardrails = createGuardrails(store);
  const promptRouters = createPromptRouters(store);

  /** What lives as long as the settings do. */
  const run = (settings: Settings, chance: Chance) => {
    const usageLimits = createUsageLimits({ limits: settings.usageLimits, clock });
    const spending = limitedLedger(ledger, usageLimits);
    const router = createRouter({ clock, random: chance.routing, rules: settings.routing });
    const parts: Parts = {
      clock,
      catalog,
      profiles,
      guardrails,
      promptRouters,
      random: chance.identifiers,
      seed: settings.seed,
      routing: {
        resolve: (modelId, scope, readPrompt) =>
          readPrompt
            ? resolveThroughRouter(modelId, scope, { catalog, profiles, promptRouters }, readPrompt)
            : resolveModelId(modelId, scope, { catalog, profiles }),
        choose: (target, load) => router.choose(target, load),
      },
      guard: createGuard({ clock, accessOf: settings.principals.accessOf }),
      promptCache,
      quotas: createQuotas({ clock, settings: settings.quotas }),
      faults: createFaults({ rules: settings.faults, clock, random: chance.faults }),
      asyncInvocations,
      invocationJobs,
      recordWire,
      ledger: spending,
      usageLimits,
      objects: openObjects(settings.output, keptObjects),
      background,
      answers: createAnswers({ rules: settings.answers, clock, random: chance.answers }),
      limits: settings.limits,
    };
    const { identity, destinationHeader } = settings;
    const random = chance.requests;
    const { quotas, faults, answers } = parts;
    const verification = createVerification(settings.expectations);
    journal.configure(settings.journal);
    history.resize(settings.journal.limit);
    const startMs = clock.now().getTime();
    return {
      answer: createAnswer({
        parts,
        catalog,
        clock,
        random,
        identity,
        destinationHeader,
        journal,
        ledger: spending,
        verification,
        history,
        startMs,
      }),
      verification,
      quotas,
      usageLimits,
      faults,
      answers,
      resume: () => resumeJobs(parts),
    };
  };

  /** Creates the scenario's profiles and guardrails that are not there yet. */
  const seedState = async (settings: Settings) => {
    const now = clock.now();
    for (const profile of settings.profiles) {
      if (await profiles.get(profile, profile.id)) continue;
      await profiles.put(profile, startingRecord(profile, now));
    }
    for (const guardrail of settings.guardrails) {
      if (await guardrails.get(guardrail, guardrail.id)) continue;
      await guardrails.put(guardrail, guardrail.madeAt(now));
    }
  };

  let scenario = first;
  let settings = compileSettings(first, catalog, seed);
  if (settings.clock) clock.restart(settings.clock);
  let chance = createChance(settings.seed);
  let running = run(settings, chance);
  let ready = seedState(settings).then(running.resume);
  /** Requests wait for the change that is under way, and changes for one another; a change that fails stops neither. */
  const change = (work: () => Promise<void>): Promise<void> => {
    const done = ready.then(work);
    ready = done.catch(() => undefined);
    return done;
  };

  /** Ends the conversations that go on for as long as their clients like. */
  let closing = new AbortController();

  return {
    async handle(request) {
      await ready;
      if (!request.stream) return running.answer(request);
      const { signal = closing.signal } = request;
      return running.answer({ ...request, signal: AbortSignal.any([signal, closing.signal]) });
    },
    reset: () =>
      change(async () => {
        await background.stop();
        await store.clear();
        memoryObjects.clear();
        await state?.clearOutputs();
        journal.clear();
        history.clear();
        ledger.clear();
        promptCache.clear();
        clock.restart(settings.clock ?? {});
        chance = createChance(settings.seed);
        running = run(settings, chance);
        await seedState(settings);
      }),
    async useScenario(given) {
      const { checkScenario } = await import("./scenario/parse.ts");
      const checked = checkScenario(given);
      const next = compileSettings(checked, catalog, seed);
      await change(async () => {
        // With the same seed chance goes on, as state does: else identifiers would come twice.
        if (next.seed !== settings.seed) chance = createChance(next.seed);
        settings = next;
        scenario = checked;
        if (next.clock) clock.restart(next.clock);
        running = run(next, chance);
        await seedState(next);
      });
    },
    get scenario() {
      return scenario;
    },
    clock,
    journal,
    usage: {
      get rows() {
        return ledger.rows;
      },
      get quotas() {
        return running.quotas.usage();
      },
      get limits() {
        return running.usageLimits.states();
      },
    },
    get faults() {
      return running.faults.counts();
    },
    outputs: {
      async list() {
        await background.settled();
        return { objects: memoryObjects.summaries(), dropped: memoryObjects.dropped };
      },
      async get(bucket, key) {
        await background.settled();
        return memoryObjects.get(bucket, key);
      },
      put: memoryObjects.put,
      get elsewhere() {
        const { output } = settings;
        if (output.kind === "folder") return `the folder ${output.folder}`;
        if (output.kind === "s3") return output.endpoint;
        return state && `the folder ${state.outputs}`;
      },
    },
    get answers() {
      return running.answers.counts();
    },
    get verification() {
      return running.verification.report();
    },
    judge(expectations) {
      const problems: ScenarioProblem[] = [];
      const refuse = (keys: readonly PropertyKey[], message: string) => void problems.push(problemAt(keys, message));
      const compiled = compileExpect(expectations, catalog, refuse);
      for (const [at, expectation] of expectations.entries()) {
        const why = unjudgeable(expectation, settings.journal.bodies);
        if (why !== undefined) refuse(["expect", at], why);
      }
      if (problems.length > 0) throw new ScenarioError(problems);
      const judged = compiled.map((expectation) => ({ name: expectation.name, ...judge(expectation, history) }));
      return { ok: judged.every(({ ok }) => ok), expectations: judged };
    },
    async close() {
      closing.abort();
      closing = new AbortController();
      await background.stop();
    },
  };
}
