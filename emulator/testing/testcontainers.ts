import { createHash } from "node:crypto";
import { AbstractStartedContainer, GenericContainer, type StartedTestContainer, Wait } from "testcontainers";
import { type CallerConfig, type ClientOptions, callerOf } from "../client-config.ts";
import type { Journal, Scenario, VerificationReport } from "../index.ts";
import { checkScenario } from "../scenario/parse.ts";
import { type Admin, createAdmin } from "./admin.ts";
import { writeScenarioFile } from "./scenario-file.ts";
import { readScenarioSource, type ScenarioSource } from "./scenario-source.ts";

export type { ClientOptions, ScenarioSource };

/** The port that the image listens on. */
const PORT = 4577;
const SCENARIO_FILE = "/scenarios/scenario.json";

/** What any client of the AWS SDK for JavaScript takes to speak to a container. */
export interface ContainerClientConfig extends CallerConfig {
  readonly endpoint: string;
}

/**
 * Outcrop in a container of Testcontainers. Without an image named it is `outcrop`, as `docker build -t outcrop .` names it.
 *
 * `await using outcrop = await new OutcropContainer().withScenario("team.yaml").start();`
 */
export class OutcropContainer extends GenericContainer {
  #source: ScenarioSource = {};
  #seed: number | undefined;
  #region: string | undefined;
  #hasAwsQuotas = false;
  #isNew = false;

  constructor(image = "outcrop") {
    super(image);
    this.withExposedPorts(PORT).withWaitStrategy(
      Wait.forHttp("/_outcrop/health", PORT, { abortOnContainerExit: true }).forStatusCode(200),
    );
  }

  /**
   * What the world is like: an object, or the path or `file:` URL of a file of this machine, with all that it takes from other files
   * and from the environment. It is read and checked by `start()`.
   */
  withScenario(scenario: ScenarioSource): this {
    this.#source = scenario;
    return this;
  }

  /** The seed of all chance, a whole number from 0; wins over the scenario's. */
  withSeed(seed: number): this {
    this.#seed = seed;
    return this;
  }

  /** The Region of requests that name none, and of `getClientConfig()`; wins over the scenario's. */
  withRegion(region: string): this {
    this.#region = region;
    return this;
  }

  /** Throttles as AWS does by default, besides the scenario's own rules. */
  withAwsQuotas(): this {
    this.#hasAwsQuotas = true;
    return this;
  }

  /**
   * Starts the container and waits until it answers. Rejects with a ScenarioError for a scenario that is not valid, with a TypeError
   * for one with functions, and with what Testcontainers says when the container cannot be started.
   */
  override async start(): Promise<StartedOutcropContainer> {
    const scenario = await this.#read();
    if (Object.keys(scenario).length > 0) {
      const content = writeScenarioFile(scenario);
      this.withCopyContentToContainer([{ content, target: SCENARIO_FILE }]);
      // Testcontainers knows a container that may be used again by its labels, and not by what is copied into it.
      this.withLabels({ "outcrop.scenario": createHash("sha256").update(content).digest("hex") });
    }
    this.#isNew = false;
    const started = new StartedOutcropContainer(await super.start(), scenario);
    // One that is used again begins as any other: with its scenario, and nothing left of the tests before.
    if (!this.#isNew) await started.restart();
    return started;
  }

  protected override async containerStarted(): Promise<void> {
    this.#isNew = true;
  }

  async #read(): Promise<Scenario> {
    const scenario = await readScenarioSource(this.#source);
    return checkScenario({
      ...scenario,
      ...(this.#seed === undefined ? {} : { seed: this.#seed }),
      ...(this.#region === undefined ? {} : { defaults: { ...scenario.defaults, region: this.#region } }),
      ...(this.#hasAwsQuotas ? { quotas: { ...scenario.quotas, mode: "aws" } } : {}),
    });
  }
}

/** Outcrop in a container that runs. */
export class StartedOutcropContainer extends AbstractStartedContainer {
  #scenario: Scenario;

  constructor(container: StartedTestContainer, scenario: Scenario) {
    super(container);
    this.#scenario = scenario;
  }

  /** `http://host:port`, for clients on this machine; from other containers it is `http://NAME:4577`. */
  getEndpoint(): string {
    return `http://${this.getHost()}:${this.getMappedPort(PORT)}`;
  }

  /** `new BedrockRuntimeClient(outcrop.getClientConfig())`: the endpoint, and of what is not named the scenario's defaults. */
  getClientConfig(options?: ClientOptions): ContainerClientConfig {
    return { endpoint: this.getEndpoint(), ...callerOf(this.#scenario, options) };
  }

  /**
   * Swaps the rules for those of another scenario, and keeps what was created. Rejects as `OutcropContainer.start` does for one that
   * is not valid.
   */
  async loadScenario(source: ScenarioSource): Promise<void> {
    const scenario = checkScenario(await readScenarioSource(source));
    await this.#admin().put("scenario", writeScenarioFile(scenario));
    this.#scenario = scenario;
  }

  /** The requests so far, newest last, with the decisions taken on them; `{ operation: "Converse" }` and the like search them. */
  async journal(query: Readonly<Record<string, string>> = {}): Promise<Pick<Journal, "entries" | "dropped">> {
    return await this.#admin().get(`journal?${new URLSearchParams(query)}`);
  }

  /** How things stand to what the scenario expects. */
  async verification(): Promise<VerificationReport> {
    return await this.#admin().get("verification");
  }

  /** Moves the clock forward by a duration such as `"60s"` or `"PT1M"`; gives the time that it then is. */
  async advanceClock(duration: string): Promise<Date> {
    const { now } = await this.#admin().post<{ now: string }>("clock", { advance: duration });
    return new Date(now);
  }

  /** Goes back to the start of the scenario: what was created, the journal and the usage are gone. */
  async reset(): Promise<void> {
    await this.#admin().post("reset");
  }

  /** Made anew each time, because a container has another port after a restart. */
  #admin(): Admin {
    return createAdmin(this.getEndpoint());
  }
}
