import type { Memories } from "./memory.ts";
import type { Paging } from "./paging.ts";
import type { StartTime } from "./start-time.ts";
import type { Comparison } from "./throughput.ts";

/** Everything that one run has measured. */
export interface Results {
  readonly machine: { readonly processors: number; readonly node: string };
  readonly throughput: readonly Comparison[];
  readonly start: StartTime;
  readonly memory: Memories;
  readonly paging: Paging;
}

interface Target {
  readonly name: string;
  readonly measure: (results: Results) => number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What Outcrop has to reach. */
const targets: readonly Target[] = [
  { name: "Converse, by the bare Express rate", measure: (of) => ratioOf("Converse", of), unit: "", atLeast: 0.6 },
  { name: "start to first answer", measure: ({ start }) => start.outcropMs, unit: "ms", atMost: 300 },
  {
    name: "resident memory after 100,000 requests",
    measure: ({ memory }) => memory.outcrop.after100kMb,
    unit: "MB",
    atMost: 120,
  },
  {
    // The collector's own rhythm moves it by some megabytes either way; a leak of a hundred bytes a request would be ten.
    name: "growth from 100,000 to 200,000 requests",
    measure: ({ memory }) => memory.outcrop.after200kMb - memory.outcrop.after100kMb,
    unit: "MB",
    atMost: 10,
  },
  {
    name: "page of 100 out of 100,000, by one out of 100",
    measure: ({ paging }) => Math.max(paging.firstPage, paging.pageInTheMiddle),
    unit: "",
    atMost: 1.5,
  },
];

function ratioOf(name: string, { throughput }: Results): number {
  return throughput.find((comparison) => comparison.name === name)?.ratio ?? 0;
}

/** How one target fared. */
export interface Verdict {
  readonly name: string;
  readonly target: string;
  readonly measured: number;
  readonly unit: string;
  readonly met: boolean;
}

/** Holds the results against the targets. */
export function judge(results: Results): Verdict[] {
  return targets.map(({ name, measure, unit, atLeast, atMost }) => {
    const measured = measure(results);
    const met = measured >= (atLeast ?? -Infinity) && measured <= (atMost ?? Infinity);
    return { name, target: atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`, measured, unit, met };
  });
}
