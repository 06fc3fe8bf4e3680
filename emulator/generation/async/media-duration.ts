/** What a second of media takes where the file does not tell: 1 Mbit of video, 128 kbit of audio. */
const BYTES_A_SECOND = { video: 125_000, audio: 16_000 };

/** The longest media that any of the models takes: 4 hours. */
const LONGEST_SECONDS = 4 * 60 * 60;

/**
 * How long media last, in seconds: MP4 and QuickTime files and WAV files say it themselves; of others it is guessed from how large they
 * are. The content is not looked at.
 */
export function mediaSeconds(bytes: Uint8Array, kind: "video" | "audio"): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const told = mp4Seconds(view, 0, bytes.byteLength) ?? wavSeconds(view);
  const seconds = told ?? Math.max(1, bytes.byteLength / BYTES_A_SECOND[kind]);
  return Math.min(LONGEST_SECONDS, Math.round(seconds * 1_000) / 1_000);
}

const typeAt = (view: DataView, at: number) => (at + 4 <= view.byteLength ? view.getUint32(at) : 0);
const code = (text: string) => [...text].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
const MOVIE = code("moov");
const MOVIE_HEADER = code("mvhd");

/** Finds `moov/mvhd` among the boxes. Source: ISO/IEC 14496-12, 8.2.2 */
function mp4Seconds(view: DataView, from: number, to: number): number | undefined {
  for (let at = from; at + 8 <= to; ) {
    const short = view.getUint32(at);
    const isLong = short === 1 && at + 16 <= to;
    const size = isLong ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    const content = at + (isLong ? 16 : 8);
    if (size < content - at || at + size > to) return undefined;
    const type = typeAt(view, at + 4);
    if (type === MOVIE) return mp4Seconds(view, content, at + size);
    if (type === MOVIE_HEADER) return headerSeconds(view, content, at + size);
    at += size;
  }
  return undefined;
}

function headerSeconds(view: DataView, at: number, to: number): number | undefined {
  const isLong = at < to && view.getUint8(at) === 1;
  if (at + (isLong ? 32 : 20) > to) return undefined;
  const scale = view.getUint32(at + (isLong ? 20 : 12));
  const duration = isLong ? Number(view.getBigUint64(at + 24)) : view.getUint32(at + 16);
  return scale > 0 && duration > 0 ? duration / scale : undefined;
}

/** The bytes of the chunk `data`, by the bytes a second of the chunk `fmt `. */
function wavSeconds(view: DataView): number | undefined {
  if (typeAt(view, 0) !== code("RIFF") || typeAt(view, 8) !== code("WAVE")) return undefined;
  let rate = 0;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    const type = typeAt(view, at);
    if (type === code("fmt ") && at + 20 <= view.byteLength) rate = view.getUint32(at + 16, true);
    if (type === code("data")) return rate > 0 && size > 0 ? size / rate : undefined;
    at += 8 + size + (size % 2);
  }
  return undefined;
}
