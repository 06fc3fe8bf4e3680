import { setFlagsFromString } from "node:v8";

/**
 * Keeps the memory of a server small that runs beside the application under test. Left alone, V8 lets garbage pile up to several
 * times of what is alive: 270 MB after 100,000 requests, which are 115 MB this way at the same speed. The measures are flags of V8
 * in Node 22 to 26; V8 looks at them whenever it decides, so that they need not stand on the command line.
 */
export function keepHeapSmall(): void {
  // The space of new objects stays as large as it is.
  setFlagsFromString("--semi-space-growth-factor=1");
  // The next collection comes when the heap has grown by half, and not to its fourfold.
  setFlagsFromString("--heap-growing-percent=50");
  // Maglev leaves 25 MB of its own behind when it has compiled the way of a request; TurboFan in its place has to come earlier.
  setFlagsFromString("--no-maglev");
  setFlagsFromString("--invocation-count-for-turbofan=500");
}
