import { createAdminRoutes } from "./admin/routes.ts";
import { createCatalog } from "./catalog/index.ts";
import { createServerDoor, type ServerDoor } from "./doors/express.ts";
import type { KeptState } from "./doors/state-folder.ts";
import type { JournalEntry } from "./journal/journal.ts";
import { isEventStream } from "./protocol/match.ts";
import type { Scenario } from "./scenario/schema.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createWorld, type World } from "./world.ts";
import { WorldView } from "./world-view.ts";

export interface EmulatorOptions {
  /** What the world is like; everything has a default. */
  readonly scenario?: Scenario;
  /** The seed of all chance, unless the scenario has one. */
  readonly seed?: number;
  /**
   * Where state is kept beyond the life of the emulator: `await openState("folder")`. Whoever has opened it closes it, after the
   * emulator. Sessions keep theirs in memory.
   */
  readonly state?: KeptState;
  /** Told of every request once its answer has begun. */
  readonly onRequest?: (entry: JournalEntry) => void;
  /** Told of what goes wrong inside the emulator; writes to the console by default. */
  readonly onError?: (error: unknown) => void;
}

/** Where an emulator listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, to be given to an SDK as its endpoint. */
  readonly url: string;
}

/** A world of its own within an emulator, for one of many tests that share it. */
export interface Session extends WorldView {
  readonly name: string;
}

class OwnSession extends WorldView implements Session {
  readonly name: string;

  constructor(name: string, world: World) {
    super(world, (request) => world.handle(request));
    this.name = name;
  }
}

/** A running emulator of Amazon Bedrock. Any number of them live in one process and share nothing. */
export interface Emulator extends WorldView, AsyncDisposable {
  /** Opens a port, on `127.0.0.1` and any free one unless told otherwise. */
  listen(options?: { readonly host?: string; readonly port?: number }): Promise<Address>;
  readonly isListening: boolean;
  /** Where the emulator listens; throws before `listen`. */
  readonly url: string;
  /**
   * The session called `name`: a world that begins as the emulator's scenario says now. Over HTTP a request belongs to it by the
   * header `x-outcrop-session`. Throws SessionError for a name that is none, and when there are too many.
   */
  session(name: string): Session;
  /** The names of the sessions that there are. */
  readonly sessions: readonly string[];
  /** Ends a session and forgets its world. */
  endSession(name: string): Promise<void>;
  /** Stops listening; lets running requests finish for a few seconds. */
  close(): Promise<void>;
}

class AssembledEmulator extends WorldView implements Emulator {
  readonly #sessions: Sessions;
  readonly #onError: ((error: unknown) => void) | undefined;
  #door: ServerDoor | undefined;
  #address: Address | undefined;
  readonly #close: () => Promise<void>;

  constructor(world: World, sessions: Sessions, onError: ((error: unknown) => void) | undefined) {
    super(world, sessions.handle);
    this.#sessions = sessions;
    this.#onError = onError;
    this.#close = () => world.close();
  }

  async listen({ host = "127.0.0.1", port = 0 } = {}): Promise<Address> {
    if (this.#door) throw new Error(`the emulator listens already, at ${this.url}`);
    const sessions = this.#sessions;
    const door = createServerDoor({
      handle: sessions.handle,
      isStream: isEventStream,
      routes: createAdminRoutes(sessions),
      ...(this.#onError ? { onError: this.#onError } : {}),
    });
    this.#door = door;
    try {
      this.#address = await door.listen({ host, port });
    } catch (error) {
      this.#door = undefined;
      throw error;
    }
    return this.#address;
  }

  get isListening(): boolean {
    return this.#address !== undefined;
  }

  get url(): string {
    if (!this.#address) throw new Error("the emulator does not listen: call listen() first");
    return this.#address.url;
  }

  session(name: string): Session {
    return new OwnSession(name, this.#sessions.of(name));
  }

  get sessions(): readonly string[] {
    return this.#sessions.names;
  }

  endSession(name: string): Promise<void> {
    return this.#sessions.end(name);
  }

  async close(): Promise<void> {
    await Promise.all([this.#door?.close(), this.#sessions.close(), this.#close()]);
    this.#door = undefined;
    this.#address = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Puts the worlds and the doors to them together. The scenario has been checked already. */
export function assembleEmulator(options: EmulatorOptions = {}): Emulator {
  const catalog = createCatalog();
  const { seed, onRequest, onError } = options;
  const open = (scenario: Scenario, state?: KeptState) =>
    createWorld({ catalog, scenario, seed, onRequest, onError: onError ?? console.error, state });
  const world = open(options.scenario ?? {}, options.state);
  const sessions = createSessions(world, () => open(world.scenario));
  return new AssembledEmulator(world, sessions, onError);
}
