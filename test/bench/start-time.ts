import { converse } from "./cases.ts";
import { median } from "./median.ts";
import { ask, type Server, startBare, startOutcrop } from "./servers.ts";

/** From the start of the process to the end of the first answer to Converse, in milliseconds. */
export interface StartTime {
  readonly outcropMs: number;
  readonly bareMs: number;
}

const TIMES = 7;

export async function measureStart(command: string): Promise<StartTime> {
  const outcropMs: number[] = [];
  const bareMs: number[] = [];
  const answer = { contentType: "application/json", body: Buffer.from(JSON.stringify({ text: "x".repeat(300) })) };
  for (let time = 0; time < TIMES; time++) {
    bareMs.push(await untilAnswered(() => startBare(answer)));
    outcropMs.push(await untilAnswered(() => startOutcrop(command)));
  }
  return { outcropMs: median(outcropMs), bareMs: median(bareMs) };
}

async function untilAnswered(start: () => Promise<Server>): Promise<number> {
  const startedAt = performance.now();
  await using server = await start();
  await ask(server.url, converse.sent);
  return performance.now() - startedAt;
}
