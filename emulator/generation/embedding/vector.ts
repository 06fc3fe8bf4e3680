import { hash } from "node:crypto";
import { Mixer } from "./mixer.ts";
import { textFeatures } from "./text-features.ts";

/**
 * The vectors of embedding models. They are made by hashing, not by a model:
 * - a text is the weighted sum of its features (see `textFeatures`), each of which is a direction that its hash gives: texts with
 *   common words or parts of words are near each other, synonyms are not, and unrelated texts are nearly at right angles;
 * - an image, and any other media, is a direction that the hash of its bytes gives: the same bytes have the same vector, and
 *   different ones are unrelated, also to any text that describes them.
 * Every model has a space of its own. Vectors do not depend on the seed of a scenario: those that an application has stored stay
 * comparable with those of a later run.
 */
export interface Space {
  /** The id of the model. */
  readonly model: string;
  /** How long its longest vectors are. */
  readonly dimensions: number;
}

export type Vector = Float64Array;

/** Into how many places of a vector a feature goes. */
const SPREAD = 16;
/** The share of the whole text, so that no two texts have the same vector, and of what the vector is for. */
const WHOLE = 0.1;

/** The unit vector of a text; `purpose` is what the caller says it is for, and turns the vector a little. */
export function textVector(space: Space, text: string, purpose = ""): Vector {
  const { model, dimensions } = space;
  const sum = new Float64Array(dimensions);
  for (const [feature, weight] of textFeatures(text)) {
    const mixer = new Mixer(`${model} ${feature}`);
    const step = weight / Math.sqrt(SPREAD);
    for (let turn = 0; turn < SPREAD; turn++) {
      const bits = mixer.next();
      const at = (bits >>> 1) % dimensions;
      sum[at] = (sum[at] ?? 0) + ((bits & 1) === 1 ? step : -step);
    }
  }
  const unit = normalized(sum);
  addScaled(unit, direction(space, `text ${text}`), WHOLE);
  if (purpose !== "") addScaled(unit, direction(space, `purpose ${purpose}`), WHOLE);
  return normalized(unit);
}

/** The unit vector of an image or of other media. */
export function mediaVector(space: Space, bytes: Uint8Array, purpose = ""): Vector {
  const vector = direction(space, `media ${hash("sha256", bytes)}`);
  if (purpose !== "") addScaled(vector, direction(space, `purpose ${purpose}`), WHOLE);
  return normalized(vector);
}

/** The unit vector half-way between vectors. */
export function meanVector(vectors: readonly Vector[]): Vector {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) addScaled(sum, vector, 1);
  return normalized(sum);
}

/** The beginning of a vector, as models have it whose vectors may be cut; a unit vector again unless `normalize` is false. */
export function shortened(vector: Vector, dimensions: number, normalize = true): Vector {
  const cut = vector.slice(0, dimensions);
  return normalize ? normalized(cut) : cut;
}

/** A unit vector that `seed` chooses. */
function direction({ model, dimensions }: Space, seed: string): Vector {
  const mixer = new Mixer(`${model} ${seed}`);
  const vector = new Float64Array(dimensions);
  for (let at = 0; at < dimensions; at++) vector[at] = mixer.next() / 2 ** 31 - 1;
  return normalized(vector);
}

function addScaled(sum: Vector, vector: Vector, factor: number): void {
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0) * factor;
}

function normalized(vector: Vector): Vector {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const norm = Math.sqrt(squares);
  return norm === 0 ? vector : vector.map((value) => value / norm);
}
