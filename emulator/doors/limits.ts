/** What a door allows a client; every value is a real-time or real-size bound that protects the process. */
export interface DoorLimits {
  /** Largest request body, counted both as sent and after `Content-Encoding` is undone. Bytes; 64 MiB by default. */
  readonly bodyBytes: number;
  /** How long a connection may take to say which protocol it speaks and to send a request's headers. 60 000 by default. */
  readonly silenceMs: number;
  /** How long a connection without a request stays open. 65 000 by default: longer than the usual client's pool keeps it. */
  readonly idleMs: number;
  /** How long `close()` waits for running requests before it destroys them. 3 000 by default. */
  readonly closeGraceMs: number;
  /** How long a client that got an early refusal may go on sending before its connection is cut. 2 000 by default. */
  readonly lingerMs: number;
}

export const defaultDoorLimits: DoorLimits = {
  bodyBytes: 64 * 1024 * 1024,
  silenceMs: 60_000,
  idleMs: 65_000,
  closeGraceMs: 3_000,
  lingerMs: 2_000,
};
