import { NotEmulatedError } from "./errors.ts";
import { readCredential } from "./identity/credential.ts";
import { errorResponse } from "./protocol/error-response.ts";
import type { HttpRequest, HttpResponse } from "./protocol/http.ts";
import type { World } from "./world.ts";

/** The header by which a request names its session. */
export const SESSION_HEADER = "x-outcrop-session";

/** As many sessions may there be at a time: each is a world of its own in memory. */
export const SESSIONS_LIMIT = 1_000;

/** A session that cannot be had, because of its name or because there are too many. */
export class SessionError extends Error {
  override readonly name = "SessionError";
}

/** The worlds of an emulator: the one that all share who name no session, and one for each session. */
export interface Sessions {
  /** The world of a session, made when it is first asked for; the shared one without a name. Throws SessionError. */
  of(name: string | undefined): World;
  /** Answers a request in the world that it names. Throws SessionError. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Forgets a session's world. */
  end(name: string): Promise<void>;
  readonly names: readonly string[];
  /** Forgets them all. */
  close(): Promise<void>;
}

/** The access key, where the scenario has each of them be a session. */
function keyOf(request: HttpRequest, { scenario }: World): string | undefined {
  if (scenario.sessions?.by !== "access-key") return undefined;
  try {
    return readCredential(request)?.accessKeyId;
  } catch {
    // What is wrong with the credential is told by the world that answers.
    return undefined;
  }
}

const NAME = /^[\w.:-]{1,128}$/;

/** `open` makes the world of a session that is new. */
export function createSessions(shared: World, open: () => World): Sessions {
  const worlds = new Map<string, World>();
  const of = (name: string | undefined): World => {
    if (name === undefined || name === "") return shared;
    const known = worlds.get(name);
    if (known) return known;
    if (!NAME.test(name)) {
      throw new SessionError(
        `${SESSION_HEADER} is 1 to 128 letters, digits and _ . : - (found ${JSON.stringify(name.slice(0, 140))}).`,
      );
    }
    if (worlds.size >= SESSIONS_LIMIT) {
      throw new SessionError(
        `There are ${SESSIONS_LIMIT} sessions already. End those that are done with: DELETE /_outcrop/session with the header ${SESSION_HEADER}.`,
      );
    }
    const world = open();
    worlds.set(name, world);
    return world;
  };
  const end = async (name: string) => {
    const world = worlds.get(name);
    worlds.delete(name);
    await world?.close();
  };
  return {
    of,
    async handle(request) {
      try {
        return await of(request.headers[SESSION_HEADER] ?? keyOf(request, shared)).handle(request);
      } catch (error) {
        if (error instanceof SessionError) return errorResponse(new NotEmulatedError(error.message), undefined);
        throw error;
      }
    },
    end,
    get names() {
      return [...worlds.keys()];
    },
    async close() {
      await Promise.all([...worlds.keys()].map(end));
    },
  };
}
