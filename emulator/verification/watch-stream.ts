import type { StreamEnd } from "./exchange.ts";

/** The same chunks, and `onEnd` is told how their reading ended; `signal` aborts when the reader goes away. */
export async function* watchStream<Chunk>(
  chunks: AsyncIterable<Chunk>,
  signal: AbortSignal | undefined,
  onEnd: (end: StreamEnd) => void,
): AsyncGenerator<Chunk> {
  let end: StreamEnd = "abandoned";
  try {
    yield* chunks;
    end = "read";
  } catch (error) {
    if (!signal?.aborted) end = "failed";
    throw error;
  } finally {
    onEnd(end);
  }
}
