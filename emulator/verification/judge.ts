import type { Verdict } from "./check.ts";
import type { CompiledExpectation } from "./compile.ts";
import type { History } from "./history.ts";
import type { Expectation } from "./rule.ts";

/** Expectations that look at what goes by and is not kept. */
const WATCHED = ["noTextInPrompts", "noPersonalData", "streamsRead"] as const;

/** Why an expectation cannot be judged afterwards; `undefined` when it can. */
export function unjudgeable(expectation: Expectation, keepsTexts: boolean): string | undefined {
  const watched = WATCHED.find((form) => expectation[form] !== undefined);
  if (watched !== undefined) {
    return `"${watched}" looks at what is not kept: put it into the scenario's "expect" before the requests are made`;
  }
  if (!keepsTexts && looksAtTexts(expectation)) {
    return 'a selector with "text" needs the scenario to keep bodies: journal: { bodies: true }';
  }
  return undefined;
}

function looksAtTexts({ calls, noCalls, order = [], retries, fallback }: Expectation): boolean {
  return [calls, noCalls, ...order, retries?.of, fallback?.from, fallback?.to].some((one) => one?.text !== undefined);
}

/** Holds what has happened against an expectation. */
export function judge({ begin }: CompiledExpectation, { exchanges, dropped }: History): Verdict {
  const check = begin();
  for (const exchange of exchanges) check.see(exchange);
  const verdict = check.verdict();
  if (dropped === 0) return verdict;
  return { ...verdict, message: `${verdict.message} (${dropped} older requests are not kept any more)` };
}
