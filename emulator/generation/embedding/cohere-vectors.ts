import { toFloats, toInt8, toPackedSigns, toSignedPackedSigns, toUint8 } from "./encode-vector.ts";
import type { Vector } from "./vector.ts";

/** In the order in which an answer names them. */
export const EMBEDDING_TYPES = ["binary", "float", "int8", "ubinary", "uint8"] as const;

export type EmbeddingType = (typeof EMBEDDING_TYPES)[number];

const encoders: Readonly<Record<EmbeddingType, (vector: Vector) => number[]>> = {
  binary: toSignedPackedSigns,
  float: toFloats,
  int8: toInt8,
  ubinary: toPackedSigns,
  uint8: toUint8,
};

/** The vectors of an answer of Cohere Embed in every type that is asked for. */
export function embeddingsByType(vectors: readonly Vector[], types: readonly EmbeddingType[]) {
  return Object.fromEntries(
    EMBEDDING_TYPES.filter((type) => types.includes(type)).map((type) => [type, vectors.map(encoders[type])]),
  );
}
