import { type ParameterSets, profileBytes } from "./h264.ts";

/** One picture of a film, coded. */
export interface Sample {
  readonly bytes: Uint8Array;
  /** Whether it can be shown without the ones before. */
  readonly isKey: boolean;
}

export interface Film {
  readonly width: number;
  readonly height: number;
  /** Pictures a second. */
  readonly rate: number;
  readonly sets: ParameterSets;
  readonly samples: readonly Sample[];
}

/**
 * Puts a film into an MP4 file, with what a player needs before the pictures.
 * Source: ISO/IEC 14496-12 (the boxes), ISO/IEC 14496-15 (H.264 in them)
 */
export function writeMp4(film: Film): Uint8Array {
  const type = box("ftyp", ascii("isom"), uint32(512), ascii("isomiso2avc1mp41"));
  // The table of places has the same size wherever the pictures begin.
  const size = type.byteLength + movie(film, 0).byteLength;
  const media = box("mdat", ...film.samples.flatMap(({ bytes }) => [uint32(bytes.byteLength), bytes]));
  return join(type, movie(film, size + 8), media);
}

function movie(film: Film, start: number): Uint8Array {
  const { rate, samples, width, height } = film;
  const length = samples.length;
  const header = fullBox(
    "mvhd",
    0,
    uint32(0, 0, rate, length),
    FULL_SPEED,
    FULL_VOLUME,
    zeros(10),
    MATRIX,
    zeros(24),
    uint32(2),
  );
  const trackHeader = fullBox(
    "tkhd",
    3,
    uint32(0, 0, 1, 0, length),
    zeros(8),
    zeros(8),
    MATRIX,
    uint32(width * 0x10000, height * 0x10000),
  );
  const mediaHeader = fullBox("mdhd", 0, uint32(0, 0, rate, length), uint16(UNDETERMINED, 0));
  const handler = fullBox("hdlr", 0, zeros(4), ascii("vide"), zeros(12), ascii("VideoHandler\0"));
  const source = box("dinf", fullBox("dref", 0, uint32(1), fullBox("url ", 1)));
  const information = box("minf", fullBox("vmhd", 1, zeros(8)), source, sampleTable(film, start));
  return box("moov", header, box("trak", trackHeader, box("mdia", mediaHeader, handler, information)));
}

function sampleTable({ width, height, sets, samples }: Film, start: number): Uint8Array {
  const configuration = box(
    "avcC",
    Uint8Array.from([1, ...profileBytes, 0xff, 0xe1]),
    uint16(sets.sequence.byteLength),
    sets.sequence,
    Uint8Array.from([1]),
    uint16(sets.picture.byteLength),
    sets.picture,
  );
  const entry = box(
    "avc1",
    zeros(6),
    uint16(1),
    zeros(16),
    uint16(width, height),
    DOTS_PER_INCH,
    zeros(4),
    uint16(1),
    zeros(32),
    uint16(24, 0xffff),
    configuration,
  );
  const keys = samples.flatMap(({ isKey }, at) => (isKey ? [at + 1] : []));
  return box(
    "stbl",
    fullBox("stsd", 0, uint32(1), entry),
    fullBox("stts", 0, uint32(1, samples.length, 1)),
    fullBox("stss", 0, uint32(keys.length, ...keys)),
    // One chunk has them all.
    fullBox("stsc", 0, uint32(1, 1, samples.length, 1)),
    fullBox("stsz", 0, uint32(0, samples.length, ...samples.map(({ bytes }) => bytes.byteLength + 4))),
    fullBox("stco", 0, uint32(1, start)),
  );
}

const FULL_SPEED = uint32(0x10000);
const FULL_VOLUME = uint16(0x100);
const DOTS_PER_INCH = uint32(72 * 0x10000, 72 * 0x10000);
/** Nothing is turned or scaled. */
const MATRIX = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** The language "und". */
const UNDETERMINED = 0x55c4;

function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const inner = join(...content);
  return join(uint32(inner.byteLength + 8), ascii(type), inner);
}

const fullBox = (type: string, flags: number, ...content: readonly Uint8Array[]) =>
  box(type, uint32(flags), ...content);

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const ascii = (text: string): Uint8Array => Buffer.from(text, "latin1");
const zeros = (count: number) => new Uint8Array(count);

function uint32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value);
  return bytes;
}

function uint16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint16(at * 2, value);
  return bytes;
}
