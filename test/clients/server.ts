import type { JournalEntry } from "../../emulator/index.ts";
import { startContainer } from "./server-container.ts";
import { startProcess } from "./server-process.ts";

/** A running server, wherever. */
export interface Started {
  readonly url: string;
  /** The variables that the server's user is told to export. */
  readonly exports: Readonly<Record<string, string>>;
  /** Throws when the server does not stop cleanly. */
  stop(): Promise<void>;
}

/** A server as the tests of the clients use it. */
export interface Server extends Omit<Started, "stop">, AsyncDisposable {
  /** What the server has been asked by one account. */
  journal(account: string): Promise<readonly JournalEntry[]>;
  /** Moves the emulator's clock forward. */
  advance(duration: string): Promise<void>;
}

/**
 * Starts a server on a free port, with a scenario of this folder or none, and waits until it listens: the built command in a process
 * of its own or, with OUTCROP_TEST_SERVER=container, the image `outcrop` in a container.
 */
export async function startServer(scenario?: string): Promise<Server> {
  const start = process.env.OUTCROP_TEST_SERVER === "container" ? startContainer : startProcess;
  const { url, exports, stop } = await start(scenario);
  const get = async <Body>(path: string, headers = {}) =>
    (await fetch(`${url}/_outcrop/${path}`, { headers })).json() as Promise<Body>;
  return {
    url,
    exports,
    journal: async (account) => {
      // A scenario may give each access key, which is the account here, a session of its own.
      const { sessions } = await get<{ sessions: readonly string[] }>("sessions");
      const headers = sessions.includes(account) ? { "x-outcrop-session": account } : {};
      const { entries } = await get<{ entries: readonly JournalEntry[] }>("journal", headers);
      return entries.filter((entry) => entry.account === account);
    },
    advance: async (duration) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ advance: duration });
      const response = await fetch(`${url}/_outcrop/clock`, { method: "POST", headers, body });
      if (!response.ok) throw new Error(await response.text());
    },
    [Symbol.asyncDispose]: stop,
  };
}
