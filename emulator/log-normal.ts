import type { Random } from "./random.ts";

/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

/** Draws whole milliseconds from the log-normal distribution, which response times mostly follow, with this median and 99th percentile. */
export function drawLogNormal(p50: number, p99: number, random: Random): number {
  // The method of Box and Muller; 1 - float is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
  return Math.round(p50 * Math.exp((Math.log(p99 / p50) / Z99) * normal));
}
