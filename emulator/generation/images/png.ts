import { crc32 } from "node:zlib";
import { RunDeflater } from "./deflate-runs.ts";
import { type Mosaic, TILE } from "./mosaic.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const BITS = 4;
const INDEXED = 3;
const AS_IT_IS = 0;
const LIKE_THE_ROW_ABOVE = 2;

/** A PNG with a palette. Source: https://www.w3.org/TR/png-3/ */
export function encodePng(mosaic: Mosaic): Uint8Array {
  const { width, height, palette, transparent } = mosaic;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, BITS);
  header.setUint8(9, INDEXED);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("PLTE", Uint8Array.from(palette.flat())),
    ...(transparent > 0 ? [chunk("tRNS", new Uint8Array(transparent))] : []),
    chunk("IDAT", scanlines(mosaic)),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Two pixels a byte; of the pixel rows of one row of tiles the first has the colours, the others are as the one above. */
function scanlines({ width, height, columns, tiles }: Mosaic): Uint8Array {
  const deflater = new RunDeflater();
  const stride = Math.ceil(width / 2);
  for (let y = 0; y < height; y++) {
    if (y % TILE !== 0) {
      deflater.run(LIKE_THE_ROW_ABOVE, 1);
      deflater.run(0, stride);
      continue;
    }
    deflater.run(AS_IT_IS, 1);
    const row = tiles.subarray((y / TILE) * columns, (y / TILE + 1) * columns);
    for (let column = 0; column < columns; ) {
      const first = column;
      while (column < columns && row[column] === row[first]) column++;
      deflater.run((row[first] ?? 0) * 0x11, Math.min(stride, (column * TILE) / 2) - (first * TILE) / 2);
    }
  }
  return deflater.finish();
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
