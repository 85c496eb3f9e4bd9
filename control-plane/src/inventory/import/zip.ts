import { crc32, inflateRawSync } from "node:zlib";
import { HaidangError } from "@haidang/contract/error.ts";

/** A province's longest list inflates to a tenth of it. */
export const maxInflatedBytes = 48 * 1024 * 1024;
const maxEntries = 400;
const maxEntryBytes = 32 * 1024 * 1024;

/**
 * The files of a ZIP archive (APPNOTE 6.3.10, methods 0 and 8) by name. What it says of its sizes is not believed: each
 * is inflated no further than the bounds. Throws `body_too_large` beyond them and `usage` when it is no archive.
 */
export function unzip(bytes: Buffer, wanted: (name: string) => boolean): Map<string, Buffer> {
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  if (end < 0 || end + 22 > bytes.length) throw broken("its end is missing");
  const count = bytes.readUInt16LE(end + 10);
  if (count > maxEntries) throw tooLarge(`more than ${maxEntries} files inside`);
  const files = new Map<string, Buffer>();
  let left = maxInflatedBytes;
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50)
      throw broken("its directory is damaged");
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    if (wanted(name)) {
      const content = inflate(bytes, at, Math.min(left, maxEntryBytes));
      left -= content.length;
      if (files.has(name)) throw broken(`it holds ${JSON.stringify(name.slice(0, 80))} twice`);
      files.set(name, content);
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

function inflate(bytes: Buffer, entry: number, most: number): Buffer {
  const flags = bytes.readUInt16LE(entry + 8);
  const method = bytes.readUInt16LE(entry + 10);
  const size = bytes.readUInt32LE(entry + 20);
  const local = bytes.readUInt32LE(entry + 42);
  if ((flags & 1) !== 0) throw broken("it is encrypted: save it without a password");
  if (local + 30 > bytes.length) throw broken("its directory is damaged");
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + size > bytes.length) throw broken("it is cut short");
  const packed = bytes.subarray(start, start + size);
  if (method === 0 && packed.length <= most) return packed;
  if (method !== 0 && method !== 8) throw broken(`compression ${method} is not known`);
  if (method === 0) throw tooLarge(`more than ${most} bytes inside`);
  try {
    const plain = inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
    if (crc32(plain) !== bytes.readUInt32LE(entry + 16)) throw broken("a file inside is damaged");
    return plain;
  } catch (error) {
    if (error instanceof HaidangError) throw error;
    const isFull = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isFull
      ? tooLarge(`more than ${maxInflatedBytes} bytes when unpacked`)
      : broken("a file inside is damaged");
  }
}

function broken(why: string): HaidangError {
  return new HaidangError("usage", `the spreadsheet cannot be read: ${why}`, {
    hint: "open it in Excel or LibreOffice and save it as .xlsx again, or as CSV UTF-8",
  });
}

function tooLarge(why: string): HaidangError {
  return new HaidangError("body_too_large", `the spreadsheet is too large: ${why}`, {
    hint: "keep one list in it, without pictures and other sheets",
  });
}
