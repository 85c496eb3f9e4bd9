import { fieldDefinition } from "./measurement.ts";
import type { FieldValue, Point } from "./point.ts";

/**
 * InfluxDB line protocol: `measurement,tag=value field=1,other="text" 1700000000000`.
 * Ours is always written with millisecond stamps. Reading takes any precision and escapes as InfluxDB 1.x does.
 */
export const precisions = { ns: 1e-6, us: 1e-3, u: 1e-3, ms: 1, s: 1e3 } as const;
export type Precision = keyof typeof precisions;

const maxLineLength = 65_536;

/** Line breaks cannot be carried in a tag, so they become spaces; a trailing backslash would eat the separator. */
function escapeTag(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .replace(/\\+$/, "")
    .replace(/([,= ])/g, "\\$1");
}

function encodeField(measurement: string, name: string, value: FieldValue): string | undefined {
  if (typeof value === "string") return `"${value.replace(/[\r\n]+/g, " ").replace(/(["\\])/g, "\\$1")}"`;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (!Number.isFinite(value)) return undefined;
  if (fieldDefinition(measurement, name)?.type === "int") return `${BigInt(Math.trunc(value))}i`;
  return String(value);
}

/** One line without its line break, or undefined when no field can be carried (NaN, infinity, an empty tag set is fine). */
export function encodePoint(point: Point): string | undefined {
  const fields: string[] = [];
  for (const [name, value] of Object.entries(point.fields)) {
    const encoded = encodeField(point.measurement, name, value);
    if (encoded !== undefined) fields.push(`${escapeTag(name)}=${encoded}`);
  }
  if (fields.length === 0) return undefined;
  let head = escapeTag(point.measurement);
  for (const name of Object.keys(point.tags).sort()) {
    const value = escapeTag(point.tags[name] ?? "");
    if (value !== "") head += `,${escapeTag(name)}=${value}`;
  }
  return `${head} ${fields.join(",")} ${Math.round(point.timeMs)}`;
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

/** Reads a body, all faults at once. A body with any fault is for the caller to refuse whole. */
export function parseLines(
  body: string,
  options: { precision?: Precision; nowMs: number; maxFaults?: number },
): ParsedLines {
  const scale = precisions[options.precision ?? "ns"];
  const maxFaults = options.maxFaults ?? 20;
  const points: Point[] = [];
  const faults: LineFault[] = [];
  let line = 0;
  let start = 0;
  while (start < body.length && faults.length < maxFaults) {
    let end = body.indexOf("\n", start);
    if (end < 0) end = body.length;
    line += 1;
    const text = body.slice(start, body.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end);
    start = end + 1;
    if (text === "" || text.startsWith("#")) continue;
    try {
      points.push(parseLine(text, scale, options.nowMs));
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      faults.push({ line, message: error.message });
    }
  }
  return { points, faults };
}

class LineError extends Error {}

/** Position of the first of `stops` at or after `from` that no backslash escapes, or the text's length. */
function findUnescaped(text: string, from: number, stops: string): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === "\\") at += 1;
    else if (stops.includes(char)) return at;
  }
  return text.length;
}

function unescapeTag(text: string): string {
  return text.includes("\\") ? text.replace(/\\([,= ])/g, "$1") : text;
}

function parseLine(text: string, scale: number, nowMs: number): Point {
  if (text.length > maxLineLength) throw new LineError(`the line is longer than ${maxLineLength} characters`);
  let at = findUnescaped(text, 0, ", ");
  const measurement = unescapeTag(text.slice(0, at));
  if (measurement === "") throw new LineError("the measurement name is missing");
  const tags: Record<string, string> = Object.create(null);
  while (text[at] === ",") {
    const equals = findUnescaped(text, at + 1, "=, ");
    if (text[equals] !== "=") throw new LineError(`tag ${quoted(text.slice(at + 1, equals))} has no value`);
    const end = findUnescaped(text, equals + 1, ", ");
    const name = unescapeTag(text.slice(at + 1, equals));
    const value = unescapeTag(text.slice(equals + 1, end));
    if (name === "" || value === "") throw new LineError("a tag needs a name and a value");
    tags[name] = value;
    at = end;
  }
  if (text[at] !== " ") throw new LineError("the fields are missing");
  while (text[at] === " ") at += 1;
  const fields: Record<string, FieldValue> = Object.create(null);
  at = parseFields(text, at, fields);
  while (text[at] === " ") at += 1;
  return { measurement, tags, fields, timeMs: parseTime(text.slice(at).trimEnd(), scale, nowMs) };
}

function parseFields(text: string, from: number, fields: Record<string, FieldValue>): number {
  let at = from;
  for (;;) {
    const equals = findUnescaped(text, at, "=, ");
    const name = unescapeTag(text.slice(at, equals));
    if (name === "" || text[equals] !== "=") throw new LineError("a field is written name=value");
    let end: number;
    if (text[equals + 1] === '"') {
      const close = findStringEnd(text, equals + 2);
      fields[name] = text.slice(equals + 2, close).replace(/\\(["\\])/g, "$1");
      end = close + 1;
      if (end < text.length && text[end] !== "," && text[end] !== " ") {
        throw new LineError(`text follows the closing quote of field ${quoted(name)}`);
      }
    } else {
      end = findUnescaped(text, equals + 1, ", ");
      fields[name] = parseScalar(name, text.slice(equals + 1, end));
    }
    if (text[end] !== ",") return end;
    at = end + 1;
  }
}

function findStringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  throw new LineError("a text field has no closing quote");
}

const floatPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const intPattern = /^[+-]?\d+[iu]$/;

function parseScalar(name: string, text: string): FieldValue {
  if (floatPattern.test(text) || intPattern.test(text)) {
    const value = Number.parseFloat(text);
    if (Number.isFinite(value)) return value;
  }
  if (/^(?:t|T|true|True|TRUE)$/.test(text)) return true;
  if (/^(?:f|F|false|False|FALSE)$/.test(text)) return false;
  throw new LineError(`field ${quoted(name)} is not a number, a boolean or a quoted text`);
}

function parseTime(text: string, scale: number, nowMs: number): number {
  if (text === "") return nowMs;
  if (!/^-?\d{1,19}$/.test(text)) throw new LineError(`${quoted(text)} is not a time stamp`);
  return Math.round(Number(text) * scale);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
