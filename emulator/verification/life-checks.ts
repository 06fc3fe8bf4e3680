import { parseDuration } from "../duration.ts";
import { type Check, counted, Evidence, type Verdict } from "./check.ts";
import { hasFailed } from "./exchange.ts";
import type { ExpectedRetries } from "./rule.ts";
import type { Selector } from "./selector.ts";

/** The attempts of one call, which the SDK gives one invocation id. */
interface Attempts {
  readonly ids: string[];
  readonly timesMs: number[];
  lastFailed: boolean;
}

/** So many calls are looked at; those before them are forgotten. */
const CALLS_LIMIT = 10_000;

/** Failed requests are tried again as they should be. Requests without the SDK's invocation id are calls of their own. */
export function retriesCheck(selector: Selector, expected: ExpectedRetries): Check {
  const {
    attemptsAtMost = Number.POSITIVE_INFINITY,
    attemptsAtLeast = 1,
    waitAtLeast,
    growing,
    jitter,
    retried,
  } = expected;
  const waitMs = waitAtLeast === undefined ? 0 : (parseDuration(waitAtLeast) ?? 0);
  const calls = new Map<string, Attempts>();
  const problemOf = ({ timesMs, lastFailed }: Attempts): string | undefined => {
    const waits = timesMs.slice(1).map((timeMs, at) => timeMs - (timesMs[at] ?? timeMs));
    if (timesMs.length > attemptsAtMost)
      return `${timesMs.length} attempts of one call, at most ${attemptsAtMost} expected`;
    if (lastFailed && timesMs.length < attemptsAtLeast) {
      return `a call was given up after ${counted(timesMs.length, "attempt")}, at least ${attemptsAtLeast} expected`;
    }
    const shortest = Math.min(...waits);
    if (waits.length > 0 && shortest < waitMs)
      return `an attempt came ${shortest} ms after the one before, at least ${waitMs} ms expected`;
    if (growing && waits.length > 1 && (waits.at(-1) ?? 0) <= (waits[0] ?? 0))
      return `the waits do not grow: ${waits.join(", ")} ms`;
    return undefined;
  };
  return {
    see: (exchange) => {
      const key = exchange.invocationId ?? exchange.id;
      const known = calls.get(key);
      if (!known && !selector(exchange)) return;
      const attempts = known ?? { ids: [], timesMs: [], lastFailed: false };
      attempts.ids.push(exchange.id);
      attempts.timesMs.push(exchange.timeMs);
      attempts.lastFailed = hasFailed(exchange);
      calls.set(key, attempts);
      const [oldest] = calls.keys();
      if (calls.size > CALLS_LIMIT && oldest !== undefined) calls.delete(oldest);
    },
    verdict: () => {
      for (const attempts of calls.values()) {
        const problem = problemOf(attempts);
        if (problem !== undefined) return { ok: false, message: problem, requests: attempts.ids.slice(0, 20) };
      }
      if (retried && ![...calls.values()].some(({ ids }) => ids.length > 1)) {
        const seen = [...calls.values()].flatMap(({ ids }) => ids).slice(0, 20);
        return { ok: false, message: `none of ${counted(calls.size, "call")} was tried again`, requests: seen };
      }
      const even = jitter && withoutJitter([...calls.values()]);
      if (even) return even;
      const attempts = [...calls.values()].reduce((sum, { ids }) => sum + ids.length, 0);
      return { ok: true, message: `${counted(calls.size, "call")} in ${counted(attempts, "attempt")}`, requests: [] };
    },
  };
}

/** Fewer calls may wait equally long by chance. */
const CALLS_FOR_JITTER = 3;
/** Waits that differ by less than this part of the middle one differ by how busy the machine is. */
const EVEN_PART = 0.1;

/** Of clients that back off at random, as AWS's do, the waits of different calls differ; gives the verdict on those that do not. */
function withoutJitter(calls: readonly Attempts[]): Verdict | undefined {
  const again = calls.filter(({ ids }) => ids.length > 1);
  const requests = again.flatMap(({ ids }) => ids).slice(0, 20);
  if (again.length < CALLS_FOR_JITTER) {
    const message = `jitter shows when ${CALLS_FOR_JITTER} calls are tried again, and ${again.length} was`;
    return { ok: false, message: again.length === 1 ? message : message.replace(/was$/, "were"), requests };
  }
  const waits = again.map(({ timesMs: [first = 0, second = 0] }) => second - first).sort((a, b) => a - b);
  const [shortest = 0, middle = 0, longest = 0] = [waits[0], waits[waits.length >> 1], waits.at(-1)];
  if (longest - shortest > EVEN_PART * middle) return undefined;
  return {
    ok: false,
    message: `no jitter: the first waits of ${again.length} calls are ${waits.slice(0, 10).join(", ")} ms`,
    requests,
  };
}

/** Every use of a tool that a model asks for is answered with a result. */
export function toolUsesCheck(): Check {
  /** Those that wait for a result, with the request whose answer has them. */
  const open = new Map<string, string>();
  let answered = 0;
  return {
    see: ({ id, prompt, toolUses }) => {
      for (const result of prompt?.toolResults ?? []) {
        for (const use of open.keys()) {
          if (!result.endsWith(use)) continue;
          open.delete(use);
          answered++;
        }
      }
      for (const use of toolUses) if (open.size < CALLS_LIMIT) open.set(use, id);
    },
    verdict: () => ({
      ok: open.size === 0,
      message:
        open.size === 0
          ? `${counted(answered, "use")} of tools answered`
          : `${counted(open.size, "use")} of tools without a result`,
      requests: [...new Set(open.values())].slice(0, 20),
    }),
  };
}

/** Every stream is read to its end. */
export function streamsCheck(): Check {
  const left = new Evidence();
  let read = 0;
  return {
    see: () => undefined,
    streamEnded: (id, end) => {
      if (end === "abandoned") left.add(id);
      else if (end === "read") read++;
    },
    verdict: () => ({
      ok: left.count === 0,
      message:
        left.count === 0
          ? `${counted(read, "stream")} read to the end`
          : `${counted(left.count, "stream")} left before the end`,
      requests: left.ids,
    }),
  };
}
