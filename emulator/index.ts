import { assembleEmulator, type Emulator, type EmulatorOptions } from "./emulator.ts";
import { checkScenario } from "./scenario/parse.ts";

export type { AnswerCount } from "./answers/answers.ts";
export type { AnswerFacts, ReplyFunction, WrittenReply } from "./answers/rule.ts";
export type { ClientConfig, ClientOptions } from "./client-config.ts";
export type { AdjustableClock, Clock, ClockSettings } from "./clock.ts";
export type { InProcessRequestHandler } from "./doors/request-handler.ts";
export { type KeptState, openState } from "./doors/state-folder.ts";
export type { Address, Emulator, EmulatorOptions, Session } from "./emulator.ts";
export { StateError } from "./errors.ts";
export type { RuleCount } from "./faults/faults.ts";
export type { Decision, Journal, JournalEntry } from "./journal/journal.ts";
export type { UsageRow } from "./metering/ledger.ts";
export type { HttpRequest, HttpResponse } from "./protocol/http.ts";
export type { QuotaUsage } from "./quotas/index.ts";
export { parseScenario } from "./scenario/parse.ts";
export { ScenarioError, type ScenarioProblem } from "./scenario/scenario-error.ts";
export type { Scenario } from "./scenario/schema.ts";
export { useSession } from "./session-client.ts";
export { SessionError } from "./sessions.ts";
export { matchers } from "./testing/matchers.ts";
export { loadScenario } from "./testing/scenario-source.ts";
export type { VerificationReport, VerifiedExpectation } from "./verification/verification.ts";
export { type Expectation, type Verifiable, type Verified, verify } from "./verify.ts";
export type { Outputs } from "./world.ts";

/**
 * Makes an emulator of Amazon Bedrock inference profiles. It answers at once through `handle` and `requestHandler`, and over
 * HTTP/1.1 and HTTP/2 after `listen`. Throws ScenarioError when the scenario is not valid.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return assembleEmulator({ ...options, scenario: checkScenario(options.scenario) });
}
