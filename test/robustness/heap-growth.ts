/** Run by `node --expose-gc`: prints the size of the heap, in bytes, before and after thousands of spoilt requests. */
import fc from "fast-check";
import { createEmulator } from "../../emulator/index.ts";
import { hostileRequest } from "./hostile-requests.ts";

const emulator = createEmulator({ seed: 1 });
// The same requests each round, so that the full journal holds as much after each.
const requests = fc.sample(hostileRequest, { seed: 7, numRuns: 500 });

async function ask(rounds: number): Promise<number> {
  for (let round = 0; round < rounds; round++) {
    for (const request of requests) {
      const { body } = await emulator.handle(request);
      if (body instanceof Uint8Array) continue;
      for await (const _ of body);
    }
  }
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const before = await ask(11);
const after = await ask(10);
process.stdout.write(JSON.stringify({ before, after }));
