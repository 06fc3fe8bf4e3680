import type { Random } from "../../random.ts";
import { type Colour, keyPicture, LONGEST_GROUP, type Picture, parameterSets, samePicture } from "./h264.ts";
import { type Sample, writeMp4 } from "./mp4.ts";

export interface FilmFormat {
  readonly width: number;
  readonly height: number;
  /** Pictures a second. */
  readonly rate: number;
}

/** One shot of a film. */
export interface Shot {
  readonly seconds: number;
  /** Decides its colours. */
  readonly random: Random;
}

/** The sun of a shot moves so often. */
const SECONDS_PER_SCENE = 2;

/**
 * Films a landscape for each shot, a few coloured bands and a sun that wanders, and writes it as an MP4 file: true in its size, its
 * duration and its pictures a second, and small.
 */
export function writeFilm(shots: readonly Shot[], format: FilmFormat): Uint8Array {
  const scenes = shots.flatMap((shot) => scenesOf(shot, format));
  const samples = scenes.flatMap(({ picture, pictures }, number): Sample[] => [
    { bytes: keyPicture(picture, number), isKey: true },
    ...Array.from({ length: pictures - 1 }, (_, at) => ({ bytes: samePicture(picture, at + 1), isKey: false })),
  ]);
  const sets = parameterSets({ ...format, colourAt: () => [1, 1, 1] });
  return writeMp4({ ...format, sets, samples });
}

interface Scene {
  readonly picture: Picture;
  /** How many times it is shown. */
  readonly pictures: number;
}

function scenesOf({ seconds, random }: Shot, format: FilmFormat): readonly Scene[] {
  const land = drawLand(random, format);
  const perScene = Math.min(LONGEST_GROUP, Math.round(SECONDS_PER_SCENE * format.rate));
  const total = Math.round(seconds * format.rate);
  const scenes: Scene[] = [];
  for (let shown = 0; shown < total; shown += perScene) {
    scenes.push({ picture: land(scenes.length), pictures: Math.min(perScene, total - shown) });
  }
  return scenes;
}

/** Draws the bands and the sun once; what is given back puts the sun in its place at each scene. */
function drawLand(random: Random, { width, height }: FilmFormat): (scene: number) => Picture {
  const columns = Math.ceil(width / 16);
  const rows = Math.ceil(height / 16);
  const colour = (low: number, high: number): Colour => [
    random.integer(low, high),
    random.integer(64, 192),
    random.integer(64, 192),
  ];
  const bands = Array.from({ length: random.integer(4, 7) }, () => colour(48, 176));
  const sun = colour(200, 235);
  const size = Math.max(2, Math.round(rows / 8));
  const top = random.integer(1, Math.max(1, Math.floor(rows / 2) - size));
  const left = random.integer(0, columns - 1);
  const step = random.integer(1, 3);
  const bandOf = Array.from({ length: rows }, (_, row) => bands[Math.floor((row * bands.length) / rows)] as Colour);
  return (scene) => {
    const from = (left + scene * step) % Math.max(1, columns - size);
    const isSun = (column: number, row: number) =>
      column >= from && column < from + size && row >= top && row < top + size;
    return { width, height, colourAt: (column, row) => (isSun(column, row) ? sun : (bandOf[row] as Colour)) };
  };
}
