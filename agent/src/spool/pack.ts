import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { maxBatchBytes } from "@haidang/contract/agent-protocol.ts";
import { encodePoint } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";

/** Bounds of one batch: small enough to be sent within a deadline on a thin line, large enough to compress. */
export const packLimits = { points: 5_000, rawBytes: 1024 * 1024 };

/** Lines ready to travel. */
export interface Packed {
  points: number;
  firstMs: number;
  lastMs: number;
  rawBytes: number;
  body: Uint8Array;
  crc32: string;
}

/** Above zstd's own 3 a batch is a tenth to a fifth smaller, for a third more time to encode and compress it. */
const compressionLevel = 6;

function pack(lines: readonly string[], firstMs: number, lastMs: number): Packed {
  const raw = Buffer.from(`${lines.join("\n")}\n`, "utf8");
  return {
    points: lines.length,
    firstMs,
    lastMs,
    rawBytes: raw.length,
    body: zstdCompressSync(raw, {
      params: { [constants.ZSTD_c_compressionLevel]: compressionLevel },
      // tables no larger than the batch needs
      pledgedSrcSize: raw.length,
    }),
    crc32: crc32(raw).toString(16).padStart(8, "0"),
  };
}

/** Points to batches within the limits; `lost` are those without a field that line protocol can carry. */
export function packPoints(points: readonly Point[]): { packed: Packed[]; lost: Point[] } {
  const packed: Packed[] = [];
  const lost: Point[] = [];
  let lines: string[] = [];
  let rawBytes = 0;
  let firstMs = 0;
  let lastMs = 0;
  const flush = (): void => {
    if (lines.length > 0) packed.push(pack(lines, firstMs, lastMs));
    lines = [];
    rawBytes = 0;
  };
  for (const point of points) {
    const line = encodePoint(point);
    if (line === undefined) {
      lost.push(point);
      continue;
    }
    const bytes = Buffer.byteLength(line) + 1;
    if (lines.length >= packLimits.points || rawBytes + bytes > packLimits.rawBytes) flush();
    firstMs = lines.length === 0 ? point.timeMs : Math.min(firstMs, point.timeMs);
    lastMs = lines.length === 0 ? point.timeMs : Math.max(lastMs, point.timeMs);
    lines.push(line);
    rawBytes += bytes;
  }
  flush();
  return { packed, lost };
}

/** The lines of a body, or undefined when it is not what its CRC says. */
export function unpackLines(stored: { body: Uint8Array; crc32: string }): string[] | undefined {
  let raw: Buffer;
  try {
    raw = zstdDecompressSync(stored.body, { maxOutputLength: maxBatchBytes });
  } catch {
    // zstd's own message adds nothing: the caller counts the batch as damaged
    return undefined;
  }
  if (crc32(raw).toString(16).padStart(8, "0") !== stored.crc32) return undefined;
  return raw.toString("utf8").trimEnd().split("\n");
}

/** Lines that were packed before, packed anew; their time range is read from the stamps they end with. */
export function packLines(lines: readonly string[]): Packed {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const timeMs = Number(line.slice(line.lastIndexOf(" ") + 1));
    firstMs = Math.min(firstMs, timeMs);
    lastMs = Math.max(lastMs, timeMs);
  }
  return pack(lines, firstMs, lastMs);
}
