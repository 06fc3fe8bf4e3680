import { type ClientConfig, type ClientOptions, callerOf } from "./client-config.ts";
import { answerFetch } from "./doors/fetch.ts";
import { createRequestHandler, type InProcessRequestHandler } from "./doors/request-handler.ts";
import type { HttpRequest, HttpResponse } from "./protocol/http.ts";
import { isEventStream } from "./protocol/match.ts";
import type { Scenario } from "./scenario/schema.ts";
import type { World } from "./world.ts";

/** A world as its users see it, with the ways to it that need no socket. */
export class WorldView {
  readonly #world: World;
  readonly #handle: (request: HttpRequest) => Promise<HttpResponse>;

  /** `handle` answers the requests, which may go to other worlds too. */
  constructor(world: World, handle: (request: HttpRequest) => Promise<HttpResponse>) {
    this.#world = world;
    this.#handle = handle;
  }

  /** Answers one request without a socket: a Fetch API request, or the plain form that the doors use. */
  handle(request: Request): Promise<Response>;
  handle(request: HttpRequest): Promise<HttpResponse>;
  handle(request: Request | HttpRequest): Promise<Response | HttpResponse> {
    return request instanceof Request
      ? answerFetch(this.#handle, request, undefined, isEventStream)
      : this.#handle(request);
  }

  /** A request handler for an SDK client: `new BedrockRuntimeClient({ requestHandler })`. */
  requestHandler(): InProcessRequestHandler {
    return createRequestHandler(this.#handle, {}, isEventStream);
  }

  /** The settings of an SDK client that speaks to this world: `new BedrockRuntimeClient(emulator.clientConfig())`. */
  clientConfig(options?: ClientOptions): ClientConfig {
    return { ...callerOf(this.#world.scenario, options), requestHandler: this.requestHandler() };
  }

  /** Back to the start of the scenario: state, journal, usage, clock and chance. */
  reset(): Promise<void> {
    return this.#world.reset();
  }

  /** Swaps the scenario; state, journal and usage stay. Throws ScenarioError and changes nothing when it is not valid. */
  useScenario(scenario: Scenario): Promise<void> {
    return this.#world.useScenario(scenario);
  }

  get clock(): World["clock"] {
    return this.#world.clock;
  }

  get journal(): World["journal"] {
    return this.#world.journal;
  }

  get usage(): World["usage"] {
    return this.#world.usage;
  }

  /** How often each rule of the scenario's `faults` has matched and fired. */
  get faults(): World["faults"] {
    return this.#world.faults;
  }

  /** How often each rule of the scenario's `answers` has matched and answered. */
  get answers(): World["answers"] {
    return this.#world.answers;
  }

  /** How what has happened stands to what the scenario's `expect` says. */
  get verification(): World["verification"] {
    return this.#world.verification;
  }

  /** See World: `verify` of Outcrop's entry is the way to it, which checks the expectations first. */
  judge(expectations: Parameters<World["judge"]>[0]): ReturnType<World["judge"]> {
    return this.#world.judge(expectations);
  }

  /** The files of jobs, input and output, as far as they are kept in memory: the scenario's `output` may send them elsewhere. */
  get outputs(): World["outputs"] {
    return this.#world.outputs;
  }
}
