/** Lets time pass, on the emulator's clock. */
export interface Sleeper {
  /** Resolves once the clock has moved on by `milliseconds`; rejects with the signal's reason once `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
