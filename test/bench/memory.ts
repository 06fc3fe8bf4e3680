import { converse } from "./cases.ts";
import { load } from "./load.ts";
import { ask, type Server, startBare, startOutcrop } from "./servers.ts";

/** Resident memory of a fresh server, in megabytes. */
export interface Memory {
  readonly atStartMb: number;
  readonly after100kMb: number;
  readonly after200kMb: number;
}

export interface Memories {
  readonly outcrop: Memory;
  readonly bare: Memory;
}

export async function measureMemory(command: string): Promise<Memories> {
  await using outcrop = await startOutcrop(command);
  await using bare = await startBare(await ask(outcrop.url, converse.sent));
  return { outcrop: await drive(outcrop), bare: await drive(bare) };
}

async function drive(server: Server): Promise<Memory> {
  let requests = 0;
  const after = async (count: number) => {
    while (requests < count) requests += (await load(server.url, converse.sent, 2)).requests;
    return server.memoryMb();
  };
  return { atStartMb: await after(0), after100kMb: await after(100_000), after200kMb: await after(200_000) };
}
