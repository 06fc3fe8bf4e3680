export type ImageFormat = "png" | "jpeg" | "gif" | "webp";

export interface ImageSize {
  readonly format: ImageFormat;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * What kind of image `bytes` are and how large, from their header; `undefined` when they are no PNG, JPEG, GIF or WebP, or end
 * before their size. The pixels are not looked at.
 */
export function readImageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = pngSize(view) ?? jpegSize(view) ?? gifSize(view) ?? webpSize(view);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

/** Source: https://www.w3.org/TR/png-3/#11IHDR */
function pngSize(view: DataView): ImageSize | undefined {
  if (!startsWith(view, 0, "\x89PNG\r\n\x1a\n") || !startsWith(view, 12, "IHDR") || view.byteLength < 24)
    return undefined;
  return { format: "png", width: view.getUint32(16), height: view.getUint32(20) };
}

/** Source: https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18 */
function gifSize(view: DataView): ImageSize | undefined {
  if (!(startsWith(view, 0, "GIF87a") || startsWith(view, 0, "GIF89a")) || view.byteLength < 10) return undefined;
  return { format: "gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** Source: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, table B.1: the size stands in the first frame header. */
function jpegSize(view: DataView): ImageSize | undefined {
  if (!startsWith(view, 0, "\xff\xd8\xff")) return undefined;
  for (let at = 2; at + 3 < view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // a marker may be preceded by any number of fill bytes
      continue;
    }
    if (isFrame(marker)) {
      if (at + 9 > view.byteLength) return undefined;
      return { format: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    if (marker === END_OF_IMAGE || marker === START_OF_SCAN) return undefined;
    at += 2 + (hasNoLength(marker) ? 0 : view.getUint16(at + 2));
  }
  return undefined;
}

const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/** The start-of-frame markers are 0xc0 to 0xcf without three that mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** Source: https://www.rfc-editor.org/rfc/rfc9649, sections 2.4 to 2.7 and 3.4, and https://www.rfc-editor.org/rfc/rfc6386, section 9.1 */
function webpSize(view: DataView): ImageSize | undefined {
  if (!startsWith(view, 0, "RIFF") || !startsWith(view, 8, "WEBP") || view.byteLength < 30) return undefined;
  const size = (width: number, height: number): ImageSize => ({ format: "webp", width, height });
  if (startsWith(view, 12, "VP8X")) return size(1 + uint24(view, 24), 1 + uint24(view, 27));
  if (startsWith(view, 12, "VP8L") && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true);
    return size(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
  }
  if (startsWith(view, 12, "VP8 ") && startsWith(view, 23, "\x9d\x01\x2a")) {
    return size(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  }
  return undefined;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function startsWith(view: DataView, at: number, text: string): boolean {
  if (at + text.length > view.byteLength) return false;
  for (let i = 0; i < text.length; i++) if (view.getUint8(at + i) !== text.charCodeAt(i)) return false;
  return true;
}
