import type { FieldValue, Point } from "@haidang/contract/point.ts";
import fc from "fast-check";

/** Texts that devices, people and attackers have sent, or will. */
export const hostileTexts: readonly string[] = [
  "two words",
  "a,b=c",
  "a\\ b",
  "trailing\\",
  "trailing\\\\",
  "C:\\Windows\\System32",
  "back\\,slash\\=comma\\ space",
  'double "quote"',
  "single 'quote'",
  "'; DROP DATABASE conformance; --",
  "' OR '1'='1",
  "\\' OR \\'1\\'=\\'1",
  "x' OR time > 0 --",
  '" FROM "other',
  '"; DROP MEASUREMENT "m1"',
  "/.*/",
  "=~ /.*/",
  "$tag",
  "line\nbreak",
  "carriage\r\nreturn",
  "tab\tstop",
  "nul\0byte",
  "esc\x1b[31m",
  "🗼 hải đăng 🇻🇳",
  "lone \ud83d surrogate",
  "Đầm Hà".normalize("NFC"),
  "Đầm Hà".normalize("NFD"),
  "#comment",
  " leading and trailing ",
  "ạ".repeat(200),
  "__proto__",
  "constructor",
  "toString",
  "null",
  "name",
  "value",
  "\ufeffbom",
  "rtl \u202eoverride",
  ' \\="',
  '\\ \\="',
];

/**
 * Points with each text as measurement, tag name, tag value, field name and field value, at times of their own. One
 * that swallowed its neighbours would show in them.
 */
export function hostilePoints(startMs: number): Point[] {
  return hostileTexts.flatMap((text, at) => {
    const timeMs = startMs + at;
    const value: FieldValue = text;
    return [
      { measurement: `hostile ${text}`, tags: { at: `${at}` }, fields: { v: at }, timeMs },
      {
        measurement: "hostile tag",
        tags: own([
          [text, "v"],
          ["at", `${at}`],
        ]),
        fields: { v: at },
        timeMs,
      },
      { measurement: "hostile value", tags: { at: `${at}`, text }, fields: { v: at }, timeMs },
      { measurement: "hostile field", tags: { at: `${at}` }, fields: own([[text, at]]), timeMs },
      { measurement: "hostile text", tags: { at: `${at}` }, fields: { text: value }, timeMs },
      { measurement: text, tags: own([[text, text]]), fields: own([[text, text]]), timeMs },
    ];
  });
}

/** An object with exactly these properties, `__proto__` among them. */
function own<T>(entries: ReadonlyArray<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries(entries);
}

const piece = fc.constantFrom(
  ...hostileTexts,
  ..."\\,= \"'\n\r\t\0#/;$%{}~ti",
  "\\ ",
  "\\=",
  '="',
  '\\"',
  "\u2028",
  "\x85",
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const entries = fc.array(fc.tuple(text, text), { maxLength: 3 });

/** Points of random pieces, another lot each run; each keeps a tag that tells which it is. */
export function randomPoints(count: number, startMs: number): Point[] {
  return fc.sample(fc.tuple(text, entries, entries, text), count).map(([name, tags, fields, value], at) => ({
    measurement: `random ${name}`,
    tags: own([...tags, ["at", `${at}`]]),
    // texts only: a field keeps one type within a measurement
    fields: own([...fields, ["always", value]]),
    timeMs: startMs + at,
  }));
}
