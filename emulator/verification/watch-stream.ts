import type { StreamEnd } from "./exchange.ts";

/** The same chunks, and `onEnd` is told how their reading ended. */
export async function* watchStream<Chunk>(
  chunks: AsyncIterable<Chunk>,
  onEnd: (end: StreamEnd) => void,
): AsyncGenerator<Chunk> {
  let end: StreamEnd = "abandoned";
  try {
    yield* chunks;
    end = "read";
  } catch (error) {
    end = "failed";
    throw error;
  } finally {
    onEnd(end);
  }
}
