import type { Gauge } from "./meter.ts";
import type { Limit } from "./rules.ts";
import { SlidingWindow } from "./sliding-window.ts";

/** Who calls which operation of the control plane: every account has its own rate in every Region. */
export interface ControlPlaneCall {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly operation: string;
}

/**
 * How often one account called one operation in one Region. A rate that is no whole number is kept over the shortest window
 * in which it is one or more: 0.1 a second is one in ten seconds, 2.5 a second are three in 1.2 seconds.
 */
export class ControlPlaneMeter {
  readonly call: ControlPlaneCall;
  readonly limit: Limit;
  readonly #callsMax: number;
  readonly #window: SlidingWindow;

  constructor(call: ControlPlaneCall, limit: Limit) {
    this.call = call;
    this.limit = limit;
    this.#callsMax = Math.ceil(limit.value);
    this.#window = new SlidingWindow(Math.ceil((this.#callsMax / limit.value) * 1_000));
  }

  get calls(): number {
    return this.#window.requests;
  }

  get records(): number {
    return this.#window.records;
  }

  get isIdle(): boolean {
    return this.#window.requests === 0;
  }

  advance(nowMs: number): void {
    this.#window.advance(nowMs);
  }

  /** Counts a call; returns the instant at which it would fit when there is no room for it now. */
  take(nowMs: number): number | undefined {
    if (this.#window.requests + 1 > this.#callsMax) return this.#window.oldestLeavesAtMs();
    this.#window.charge(nowMs, 0);
    return undefined;
  }

  gauge(): Gauge {
    const { value, rule } = this.limit;
    return { limit: value, rule, used: this.calls, reserved: 0, remaining: this.#callsMax - this.calls };
  }
}
