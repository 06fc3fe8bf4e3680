import type { Target } from "./target.ts";

/** The Region that processes a request: the source Region where it is a destination, else the first destination. */
export function chooseDestination({ source, destinations }: Target): string {
  return destinations.includes(source) ? source : (destinations[0] ?? source);
}
