import { fieldDefinition } from "./measurement.ts";
import type { FieldValue, Point } from "./point.ts";

/**
 * InfluxDB line protocol: `measurement,tag=value field=1,other="text" 1700000000000`.
 * Ours is always written with millisecond stamps. Reading takes any precision and escapes as InfluxDB 1.x does.
 */
export const precisions = {
  ...{ ns: 1e-6, n: 1e-6, us: 1e-3, u: 1e-3, ms: 1, s: 1e3 },
  // InfluxDB 1.x has these as well
  ...{ m: 60e3, h: 3600e3 },
} as const;
export type Precision = keyof typeof precisions;

export const maxLineLength = 65_536;
/** Signed 64-bit nanoseconds, what InfluxDB keeps a time in: the years 1677 to 2262. */
export const maxTimeMs = 9_223_372_036_854;
export const maxInt64 = 2 ** 63;

/** Characters that `carriedTag` may have to change: most names hold none, and testing is quicker than replacing. */
const needsCare = /[\p{Cc}\p{Cs}\\]/u;

/**
 * A tag value, or a name, as line protocol can carry it. Control characters become spaces. Backslashes before a
 * comma, an equals sign, a space, a quote or the end are left out: InfluxDB's scanners disagree on whether such
 * a pair ends the text, and a device that chose its name well could swallow the lines after its own.
 */
export function carriedTag(text: string): string {
  if (!needsCare.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .replace(/\\+(?=[,= "]|$)/g, "");
}

/** A field's value as line protocol can carry it, or undefined: NaN, infinities and integers beyond 64 bits have no form. */
export function carriedValue(measurement: string, field: string, value: FieldValue): FieldValue | undefined {
  if (typeof value === "string") return value.toWellFormed().replace(/[\0\r\n]+/g, " ");
  if (typeof value === "boolean") return value;
  if (!Number.isFinite(value)) return undefined;
  if (value === 0) return 0;
  if (!isInteger(measurement, field)) return value;
  return Math.abs(value) < maxInt64 ? Math.trunc(value) + 0 : undefined;
}

/** Answers of `isInteger` for our own fields; others can be any number. */
const integerFields = new Map<string, Map<string, boolean>>();

/** Whether the contract keeps the field as a whole number. */
export function isInteger(measurement: string, field: string): boolean {
  const known = integerFields.get(measurement)?.get(field);
  if (known !== undefined) return known;
  const definition = fieldDefinition(measurement, field);
  if (definition === undefined) return false;
  const fields = integerFields.get(measurement) ?? new Map<string, boolean>();
  integerFields.set(measurement, fields.set(field, definition.type === "int"));
  return definition.type === "int";
}

/**
 * The point every reader will see once it has travelled or been stored, so that all drivers agree: names and tags
 * as `carriedTag` leaves them, without empty tags, without the name `time` (InfluxDB keeps it for itself) and
 * without fields that have no form. Undefined when nothing is left to carry.
 */
export function carriedPoint(point: Point): Point | undefined {
  const measurement = carriedTag(point.measurement);
  const timeMs = Math.round(point.timeMs) + 0;
  if (measurement === "" || measurement.startsWith("#") || !(Math.abs(timeMs) <= maxTimeMs)) return undefined;
  const tags: Record<string, string> = Object.create(null);
  for (const name of Object.keys(point.tags).sort()) {
    const key = carriedTag(name);
    const value = carriedTag(point.tags[name] ?? "");
    if (key !== "" && key !== "time" && value !== "" && tags[key] === undefined) tags[key] = value;
  }
  const fields: Record<string, FieldValue> = Object.create(null);
  let count = 0;
  for (const name of Object.keys(point.fields)) {
    const key = carriedTag(name);
    const given = point.fields[name];
    const value = given === undefined ? undefined : carriedValue(measurement, key, given);
    if (key === "" || key === "time" || value === undefined) continue;
    fields[key] = value;
    count += 1;
  }
  return count === 0 ? undefined : { measurement, tags, fields, timeMs };
}

function escapeTag(text: string): string {
  return /[,= ]/.test(text) ? text.replace(/[,= ]/g, "\\$&") : text;
}

function encodeField(measurement: string, name: string, value: FieldValue): string {
  if (typeof value === "string") {
    return /["\\]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : `"${value}"`;
  }
  if (typeof value === "boolean") return value ? "t" : "f";
  if (!isInteger(measurement, name)) return String(value);
  return Number.isSafeInteger(value) ? `${value}i` : `${BigInt(value)}i`;
}

/** True for names and tags that are carried as they are: printable ASCII without `,`, `=`, a backslash or a space. */
function isPlain(text: string): boolean {
  if (text === "" || text === "time") return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f || code === 0x2c || code === 0x3d || code === 0x5c) return false;
  }
  return true;
}

/** One line without its line break, or undefined when nothing of the point can be carried (see `carriedPoint`). */
export function encodePoint(point: Point): string | undefined {
  return encodePlain(point) ?? encodeCarried(point);
}

/** As `encodeCarried`, in a third of the time: most points hold nothing to escape. Undefined for any other point. */
function encodePlain({ measurement, tags, fields, timeMs }: Point): string | undefined {
  if (!isPlain(measurement) || measurement.startsWith("#")) return undefined;
  if (!Number.isInteger(timeMs) || Math.abs(timeMs) > maxTimeMs) return undefined;
  let line = measurement;
  for (const name of Object.keys(tags).sort()) {
    const value = tags[name] ?? "";
    if (!isPlain(name)) return undefined;
    if (value === "time" || isPlain(value)) line += `,${name}=${value}`;
    else if (value !== "" && !needsCare.test(value)) line += `,${name}=${escapeTag(value)}`;
    else return undefined;
  }
  let separator = " ";
  for (const name of Object.keys(fields)) {
    const given = fields[name];
    if (!isPlain(name)) return undefined;
    const value = given === undefined ? undefined : carriedValue(measurement, name, given);
    if (value === undefined) continue;
    line += `${separator}${name}=${encodeField(measurement, name, value)}`;
    separator = ",";
  }
  return separator === " " ? undefined : `${line} ${timeMs + 0}`;
}

function encodeCarried(point: Point): string | undefined {
  const carried = carriedPoint(point);
  if (carried === undefined) return undefined;
  let line = escapeTag(carried.measurement);
  for (const name of Object.keys(carried.tags)) {
    line += `,${escapeTag(name)}=${escapeTag(carried.tags[name] ?? "")}`;
  }
  let separator = " ";
  for (const [name, value] of Object.entries(carried.fields)) {
    line += `${separator}${escapeTag(name)}=${encodeField(carried.measurement, name, value)}`;
    separator = ",";
  }
  return `${line} ${carried.timeMs}`;
}

export function encodePoints(points: readonly Point[]): string {
  let body = "";
  for (const point of points) {
    const line = encodePoint(point);
    if (line !== undefined) body += `${line}\n`;
  }
  return body;
}

export interface LineFault {
  /** Counted from 1, as an editor does. */
  line: number;
  message: string;
}

export interface ParsedLines {
  points: Point[];
  faults: LineFault[];
}

/** Where reading stands: `limit` is as far as the line may reach, the body's end at most. */
interface Cursor {
  readonly body: string;
  readonly limit: number;
  at: number;
}

class LineError extends Error {}

/**
 * Reads a body and names up to `maxFaults` faults at once. A body with any fault is for the caller to refuse whole.
 * Points come out as `carriedPoint` would leave them. A quoted text may hold line breaks, as Telegraf sends them.
 */
export function parseLines(
  body: string,
  options: { precision?: Precision; nowMs: number; maxFaults?: number },
): ParsedLines {
  const scale = precisions[options.precision ?? "ns"];
  const maxFaults = options.maxFaults ?? 20;
  const points: Point[] = [];
  const faults: LineFault[] = [];
  let line = 1;
  let start = 0;
  while (start < body.length && faults.length < maxFaults) {
    const { point, fault, end } = readLineAt(body, start, { scale, nowMs: options.nowMs });
    if (point !== undefined) points.push(point);
    if (fault !== undefined) faults.push({ line, message: fault });
    line += countLines(body, start, end) + 1;
    start = end + 1;
  }
  return { points, faults };
}

/** What one line says, and where its line break is: a quoted text may hold others. Neither point nor fault: a comment. */
export interface LineReading {
  point: Point | undefined;
  fault: string | undefined;
  end: number;
}

/** Reads the line that begins at `start`; `scale` brings its stamp to ms. */
export function readLineAt(
  body: string,
  start: number,
  { scale, nowMs }: { scale: number; nowMs: number },
): LineReading {
  const cursor: Cursor = { body, limit: Math.min(body.length, start + maxLineLength), at: start };
  try {
    const point = parseLine(cursor, scale, nowMs);
    return { point, fault: undefined, end: point === undefined ? lineEnd(body, start) : cursor.at };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { point: undefined, fault: error.message, end: lineEnd(body, start) };
  }
}

function lineEnd(body: string, from: number): number {
  const end = body.indexOf("\n", from);
  return end < 0 ? body.length : end;
}

/** Line breaks from one place up to another. */
export function countLines(body: string, from: number, to: number): number {
  let count = 0;
  for (let at = body.indexOf("\n", from); at >= 0 && at < to; at = body.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** The point of one line, the cursor left at its line break; undefined for a blank line or a comment. */
function parseLine(cursor: Cursor, scale: number, nowMs: number): Point | undefined {
  skipAny(cursor, " \t\r");
  const first = cursor.body[cursor.at];
  if (first === undefined || first === "\n" || first === "#") return undefined;
  const measurement = takeName(cursor, ", \r\n");
  if (measurement === "") throw new LineError("the measurement name is missing");
  const tags = parseTags(cursor);
  if (cursor.body[cursor.at] !== " ") throw new LineError("the fields are missing");
  skipAny(cursor, " ");
  const fields = parseFields(cursor, measurement);
  const timeMs = parseTime(takeText(cursor, "\n").trim(), scale, nowMs);
  return { measurement, tags, fields, timeMs };
}

function skipAny(cursor: Cursor, chars: string): void {
  while (cursor.at < cursor.limit && chars.includes(cursor.body[cursor.at] as string)) cursor.at += 1;
}

/** Text up to the first of `stops` that no backslash stands before; a line break always stops. */
function takeText(cursor: Cursor, stops: string): string {
  const { body, limit, at: from } = cursor;
  let at = from;
  for (; at < limit; at += 1) {
    const char = body[at] as string;
    if (stops.includes(char) && (char === "\n" || at === from || body[at - 1] !== "\\")) break;
  }
  if (at === limit && limit < body.length && body[at] !== "\n") {
    throw new LineError(`the line is longer than ${maxLineLength} characters`);
  }
  cursor.at = at;
  return body.slice(from, at);
}

/** As `takeText`, unescaped and in the form it is stored in. */
function takeName(cursor: Cursor, stops: string): string {
  const text = takeText(cursor, stops);
  return carriedTag(text.includes("\\") ? text.replace(/\\([,= ])/g, "$1") : text);
}

function parseTags(cursor: Cursor): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  while (cursor.body[cursor.at] === ",") {
    cursor.at += 1;
    const name = takeName(cursor, "=, \r\n");
    if (cursor.body[cursor.at] !== "=") throw new LineError(`tag ${quoted(name)} has no value`);
    cursor.at += 1;
    const value = takeName(cursor, "=, \r\n");
    if (cursor.body[cursor.at] === "=")
      throw new LineError(`tag ${quoted(name)} has an unescaped = in its value`);
    if (name === "" || value === "") throw new LineError("a tag needs a name and a value");
    if (name === "time") throw new LineError("`time` cannot be a tag's name");
    if (tags[name] !== undefined) throw new LineError(`tag ${quoted(name)} is there twice`);
    tags[name] = value;
  }
  return tags;
}

/** At least one field, `time` left out as InfluxDB does. */
function parseFields(cursor: Cursor, measurement: string): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = Object.create(null);
  let count = 0;
  for (;;) {
    const name = takeName(cursor, "=, \r\n");
    if (name === "" || cursor.body[cursor.at] !== "=") throw new LineError("a field is written name=value");
    cursor.at += 1;
    const given =
      cursor.body[cursor.at] === '"'
        ? takeQuoted(cursor, name)
        : parseScalar(name, takeText(cursor, ", \r\n"));
    const value = carriedValue(measurement, name, given);
    if (value === undefined) throw new LineError(`field ${quoted(name)} is a number too large to keep`);
    if (name !== "time") {
      fields[name] = value;
      count += 1;
    }
    if (cursor.body[cursor.at] !== ",") {
      if (count === 0) throw new LineError("`time` cannot be the only field");
      return fields;
    }
    cursor.at += 1;
  }
}

function takeQuoted(cursor: Cursor, name: string): string {
  const { body, limit } = cursor;
  const from = cursor.at + 1;
  let at = from;
  while (at < limit && body[at] !== '"') at += body[at] === "\\" ? 2 : 1;
  if (at >= limit) throw new LineError(`the text of field ${quoted(name)} has no closing quote`);
  cursor.at = at + 1;
  const next = body[cursor.at];
  if (next !== undefined && !", \r\n".includes(next)) {
    throw new LineError(`text follows the closing quote of field ${quoted(name)}`);
  }
  return body.slice(from, at).replace(/\\(["\\])/g, "$1");
}

const floatPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const intPattern = /^[+-]?\d+[iu]$/;

function parseScalar(name: string, text: string): FieldValue {
  if (floatPattern.test(text) || intPattern.test(text)) {
    const value = Number.parseFloat(text);
    // beyond 64 bits it is InfluxDB that would refuse, and the whole batch with it
    return text.endsWith("i") && Math.abs(value) > maxInt64 ? Number.POSITIVE_INFINITY : value;
  }
  if (/^(?:t|T|true|True|TRUE)$/.test(text)) return true;
  if (/^(?:f|F|false|False|FALSE)$/.test(text)) return false;
  throw new LineError(`field ${quoted(name)} is not a number, a boolean or a quoted text`);
}

function parseTime(text: string, scale: number, nowMs: number): number {
  if (text === "") return nowMs;
  if (!/^-?\d{1,19}$/.test(text)) throw new LineError(`${quoted(text)} is not a time stamp`);
  const timeMs = Math.round(Number(text) * scale) + 0;
  if (Math.abs(timeMs) > maxTimeMs) throw new LineError(`${quoted(text)} lies beyond the years 1677 to 2262`);
  return timeMs;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
