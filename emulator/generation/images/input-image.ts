import { type ImageFormat, type ImageSize, readImageSize } from "./image-size.ts";

export interface InputImage {
  readonly bytes: Uint8Array;
  readonly size: ImageSize;
}

/** The bytes of a base64 text; `undefined` when it is empty or no base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text === "" || text.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, "base64");
}

/** The image in a base64 text; `undefined` when there is none of these formats in it. */
export function readInputImage(base64: string, formats: readonly ImageFormat[]): InputImage | undefined {
  const bytes = decodeBase64(base64);
  const size = bytes && readImageSize(bytes);
  return bytes && size && formats.includes(size.format) ? { bytes, size } : undefined;
}

/** The image in a data URI; `undefined` when there is none of these formats in it. */
export function readDataUri(uri: string, formats: readonly ImageFormat[]): InputImage | undefined {
  const comma = uri.indexOf(",");
  // The media type that is named may be another than that of the bytes: the services' own samples send `image/jpg`.
  if (comma < 0 || !/^data:image\/[\w.+-]+;base64$/.test(uri.slice(0, comma))) return undefined;
  return readInputImage(uri.slice(comma + 1), formats);
}
