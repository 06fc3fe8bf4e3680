import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into a server before all else: whoever started it asks, by a message, for the longest time that its event loop stood
// still since it was asked before. In JavaScript: to strip types costs a process 20 MB.

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on("message", () => {
  process.send?.({ longestStallMs: delay.max / 1e6 });
  delay.reset();
});
// The server ends as it would by itself.
process.channel?.unref();
