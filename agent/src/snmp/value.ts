import { deviceText } from "@haidang/contract/text.ts";

/** One variable as it came: text and bytes raw, counters of 64 bits whole. `undefined`: the device has no such object. */
export type SnmpValue = number | bigint | Uint8Array | string | undefined;

export interface Varbind {
  /** Dotted, without a leading dot. */
  oid: string;
  value: SnmpValue;
}

const utf8 = new TextDecoder();

/** A DisplayString or SnmpAdminString made safe; undefined for a value that is no text, or an empty one. */
export function textOf(value: SnmpValue, maxLength = 255): string | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  // Far more than any field keeps, and a bound on the work for a hostile 64 kB string.
  const text = deviceText(utf8.decode(value.subarray(0, 4 * maxLength)), maxLength);
  return text === "" ? undefined : text;
}

export function numberOf(value: SnmpValue): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A Counter32 or Counter64. */
export function counterOf(value: SnmpValue): bigint | undefined {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? BigInt(value) : undefined;
}

/** Every number of SNMP but Counter64 has 32 bits (RFC 2578 section 2). */
const maxNumber = 0xff_ff_ff_ff;

/** A number as a device may send it; undefined for one that cannot be. */
export function soundNumber(value: number): number | undefined {
  return Math.abs(value) <= maxNumber ? value : undefined;
}

/** Of a BER integer: 64 bits, and a zero before them when they would read as a sign. */
const counter64Bytes = 9;

/** Counter64 arrives as the bytes of a BER integer (X.690 8.3); undefined when there are more than it can have. */
export function counter64(bytes: Uint8Array): bigint | undefined {
  if (bytes.length > counter64Bytes) return undefined;
  if (bytes.length <= 6 && (bytes[0] ?? 0) < 0x80) {
    let small = 0;
    for (const byte of bytes) small = small * 256 + byte;
    return BigInt(small);
  }
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asUintN(64, value);
}

const dot = 46;
const zero = 48;

/**
 * Order of the MIB tree: arc by arc, as numbers (RFC 3416 section 4.2.2). Negative when `a` comes first. The first
 * `same` characters, whole arcs with their dots, are known to be equal.
 */
export function compareOids(a: string, b: string, same = 0): number {
  let left = same;
  let right = same;
  while (left < a.length && right < b.length) {
    let one = 0;
    let other = 0;
    for (let code = a.charCodeAt(left++); code !== dot; code = a.charCodeAt(left++)) {
      one = one * 10 + code - zero;
      if (left >= a.length) break;
    }
    for (let code = b.charCodeAt(right++); code !== dot; code = b.charCodeAt(right++)) {
      other = other * 10 + code - zero;
      if (right >= b.length) break;
    }
    if (one !== other) return one - other;
  }
  return a.length - left - (b.length - right);
}

/** The part of an OID below a column, e.g. `7` for ifIndex 7; undefined outside the column. */
export function indexBelow(column: string, oid: string): string | undefined {
  return oid.startsWith(`${column}.`) ? oid.slice(column.length + 1) : undefined;
}
