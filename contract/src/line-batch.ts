import {
  countLines,
  isInteger,
  type LineFault,
  maxInt64,
  maxLineLength,
  maxTimeMs,
  type Precision,
  precisions,
  readLineAt,
} from "./line-protocol.ts";
import type { FieldValue, Point } from "./point.ts";

/**
 * What lines of one series with the same fields have in common. The same object comes for the same beginning of a
 * line, so that a reader may keep with it what it has found out about it.
 */
export interface LineShape {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: ReadonlyArray<{ readonly name: string; readonly type: "number" | "boolean" | "string" }>;
}

/** Lines of a body in columns, without an object a point: what `parseLines` would say, in the form a store wants. */
export interface LineBatch {
  /** A row a line that has a point. */
  shapes: LineShape[];
  times: Float64Array;
  /** Where the row stands in the body, counted from 1. */
  lines: Uint32Array;
  /** Of each row as many as its shape has fields. Booleans are 0 and 1, a text is its place in `texts`. */
  values: Float64Array;
  texts: string[];
  faults: LineFault[];
}

/** Reads bodies, and remembers the beginnings of lines it has met: the next body mostly has the same ones. */
export interface LineReader {
  /** A body with any fault is for the caller to refuse whole; up to `maxFaults` are named at once. */
  read(body: string, options: { precision?: Precision; nowMs: number; maxFaults?: number }): LineBatch;
}

/** Fields of many shapes, once for all of them, with what reading a line of them needs. */
interface FieldSet {
  readonly fields: LineShape["fields"];
  /** `name=` of each field. */
  readonly prefixes: readonly string[];
  readonly isWhole: readonly boolean[];
}

interface Template extends LineShape {
  readonly set: FieldSet;
}

/** Beginnings of lines remembered: ten provinces' worth, and a bound on what a sender of ever new ones can cost. */
const defaultRemembered = 100_000;
/** Sets of fields remembered for one beginning. */
const templatesEach = 8;
/** Sets of fields remembered in all. */
const setsRemembered = 10_000;

export function createLineReader(remembered = defaultRemembered): LineReader {
  const known = new Map<string, Template[]>();
  const sets = new Map<string, FieldSet>();
  // used again for every body: only what it came to is copied
  const rows = newRows();

  function remember(key: string, template: Template): void {
    if (known.size >= remembered || sets.size >= setsRemembered) {
      known.clear();
      sets.clear();
    }
    const templates = known.get(key);
    if (templates === undefined) known.set(flat(key), [template]);
    else if (templates.length < templatesEach) templates.push(template);
  }

  return {
    read(body, { precision = "ns", nowMs, maxFaults = 20 }) {
      const scale = precisions[precision];
      rows.shapes = [];
      rows.texts = [];
      rows.count = 0;
      const faults: LineFault[] = [];
      let start = 0;
      let line = 1;
      while (start < body.length && faults.length < maxFaults) {
        const space = body.indexOf(" ", start);
        const key = space < 0 ? "" : body.slice(start, space);
        const templates = known.get(key);
        const before = rows.shapes.length;
        let end =
          templates === undefined ? -1 : readRow(body, { at: space + 1, templates, scale, nowMs }, rows);
        const isPlainRow = end >= 0;
        if (end < 0) {
          const reading = readLineAt(body, start, { scale, nowMs });
          end = reading.end;
          if (reading.fault !== undefined) faults.push({ line, message: reading.fault });
          else if (reading.point !== undefined) {
            const template = templateOf(reading.point, sets);
            const isPlain = !key.includes("\\") && end - start < maxLineLength;
            const again =
              isPlain && space < end
                ? readRow(body, { at: space + 1, templates: [template], scale, nowMs }, rows)
                : -1;
            if (again === end) remember(key, template);
            else addPoint(rows, template, reading.point);
          }
        }
        if (rows.shapes.length > before) rows.lines[before] = line;
        line += isPlainRow ? 1 : countLines(body, start, end) + 1;
        start = end + 1;
      }
      const { shapes, count } = rows;
      return {
        shapes,
        times: rows.times.slice(0, shapes.length),
        lines: rows.lines.slice(0, shapes.length),
        values: rows.values.slice(0, count),
        texts: rows.texts,
        faults,
      };
    },
  };
}

/** A text that does not keep the body alive it was cut from. */
function flat(text: string): string {
  return ` ${text}`.slice(1);
}

function templateOf({ measurement, tags, fields }: Point, sets: Map<string, FieldSet>): Template {
  const own: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(tags)) own[flat(name)] = flat(value);
  const names = Object.keys(fields);
  const key = JSON.stringify([measurement, names.map((name) => [name, typeOf(fields[name])])]);
  let set = sets.get(key);
  if (set === undefined) {
    set = fieldSet(measurement, fields);
    sets.set(key, set);
  }
  return { measurement: flat(measurement), tags: own, fields: set.fields, set };
}

function fieldSet(measurement: string, fields: Point["fields"]): FieldSet {
  const names = Object.keys(fields).map(flat);
  return {
    fields: names.map((name) => ({ name, type: typeOf(fields[name]) })),
    prefixes: names.map((name) => `${name}=`),
    isWhole: names.map((name) => isInteger(measurement, name)),
  };
}

function typeOf(value: FieldValue | undefined): "number" | "boolean" | "string" {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

interface Rows {
  shapes: LineShape[];
  times: Float64Array;
  lines: Uint32Array;
  values: Float64Array;
  count: number;
  texts: string[];
}

function newRows(): Rows {
  return {
    shapes: [],
    times: new Float64Array(256),
    lines: new Uint32Array(256),
    values: new Float64Array(2048),
    count: 0,
    texts: [],
  };
}

function reserve(rows: Rows, values: number): void {
  if (rows.shapes.length >= rows.times.length) {
    rows.times = grown(rows.times, rows.shapes.length + 1);
    const lines = new Uint32Array(rows.times.length);
    lines.set(rows.lines);
    rows.lines = lines;
  }
  if (rows.count + values > rows.values.length) rows.values = grown(rows.values, rows.count + values);
}

function grown(from: Float64Array, least: number): Float64Array {
  const to = new Float64Array(Math.max(from.length * 2, least));
  to.set(from);
  return to;
}

function addPoint(rows: Rows, shape: LineShape, { fields, timeMs }: Point): void {
  reserve(rows, shape.fields.length);
  for (const { name } of shape.fields) {
    const value = fields[name];
    rows.values[rows.count] = typeof value === "string" ? rows.texts.push(flat(value)) - 1 : Number(value);
    rows.count += 1;
  }
  rows.times[rows.shapes.length] = timeMs;
  rows.shapes.push(shape);
}

const code = {
  lineBreak: 10,
  space: 32,
  quote: 34,
  comma: 44,
  minus: 45,
  dot: 46,
  zero: 48,
  nine: 57,
  backslash: 92,
  f: 102,
  i: 105,
  t: 116,
  u: 117,
} as const;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** Digits a double holds for certain. */
const sureDigits = 15;

/** Where reading stands within a line, and the number just read. */
const cursor = { at: 0, value: 0 };

interface RowStart {
  /** The first field's place. */
  at: number;
  templates: readonly Template[];
  scale: number;
  nowMs: number;
}

/** Reads the fields and the stamp of a plain line. Returns the place of its line break, -1 when it is not plain. */
function readRow(body: string, { at, templates, scale, nowMs }: RowStart, rows: Rows): number {
  for (const template of templates) {
    const { count } = rows;
    const texts = rows.texts.length;
    reserve(rows, template.fields.length);
    cursor.at = at;
    if (readFields(body, template.set, rows) && readTime(body, scale, nowMs)) {
      rows.times[rows.shapes.length] = cursor.value;
      rows.shapes.push(template);
      return cursor.at;
    }
    rows.count = count;
    rows.texts.length = texts;
  }
  return -1;
}

function readFields(body: string, { prefixes, fields, isWhole }: FieldSet, rows: Rows): boolean {
  for (let field = 0; field < prefixes.length; field += 1) {
    const prefix = prefixes[field] as string;
    if (!body.startsWith(prefix, cursor.at)) return false;
    cursor.at += prefix.length;
    const type = (fields[field] as LineShape["fields"][number]).type;
    const isRead =
      type === "number"
        ? readNumber(body, isWhole[field] as boolean)
        : type === "boolean"
          ? readBoolean(body)
          : readText(body, rows.texts);
    if (!isRead) return false;
    rows.values[rows.count] = cursor.value;
    rows.count += 1;
    if (field === prefixes.length - 1) return true;
    if (body.charCodeAt(cursor.at) !== code.comma) return false;
    cursor.at += 1;
  }
  return false;
}

function readNumber(body: string, isWhole: boolean): boolean {
  const from = cursor.at;
  let at = from;
  let char = body.charCodeAt(at);
  const isNegative = char === code.minus;
  if (isNegative) {
    at += 1;
    char = body.charCodeAt(at);
  }
  let mantissa = 0;
  let digits = 0;
  for (; char >= code.zero && char <= code.nine; char = body.charCodeAt(at)) {
    mantissa = mantissa * 10 + (char - code.zero);
    digits += 1;
    at += 1;
  }
  let decimals = 0;
  if (char === code.dot) {
    const whole = digits;
    at += 1;
    char = body.charCodeAt(at);
    for (; char >= code.zero && char <= code.nine; char = body.charCodeAt(at)) {
      mantissa = mantissa * 10 + (char - code.zero);
      digits += 1;
      at += 1;
    }
    decimals = digits - whole;
    if (decimals === 0) return false;
  }
  if (digits === 0) return false;
  let value = mantissa / (powersOfTen[decimals] ?? 1);
  if (digits > sureDigits) value = Number(body.slice(from, at));
  else if (isNegative) value = -value;
  if (char === code.i || char === code.u) {
    if (decimals > 0 || Math.abs(value) > maxInt64) return false;
    at += 1;
  }
  if (isWhole) {
    if (Math.abs(value) >= maxInt64) return false;
    value = Math.trunc(value);
  }
  cursor.at = at;
  // without the sign of a negative zero
  cursor.value = value + 0;
  return true;
}

/** `t` or `f`; the longer words are rare. */
function readBoolean(body: string): boolean {
  const char = body.charCodeAt(cursor.at);
  if (char !== code.t && char !== code.f) return false;
  cursor.value = char === code.t ? 1 : 0;
  cursor.at += 1;
  return true;
}

function readText(body: string, texts: string[]): boolean {
  if (body.charCodeAt(cursor.at) !== code.quote) return false;
  const from = cursor.at + 1;
  let at = from;
  for (let char = body.charCodeAt(at); char !== code.quote; char = body.charCodeAt(at)) {
    // an escape, a break, half of a pair that may be alone, or the end of the body
    if (char === code.backslash || char < code.space || char >= 0xd800 || Number.isNaN(char)) return false;
    at += 1;
  }
  cursor.at = at + 1;
  cursor.value = texts.push(flat(body.slice(from, at))) - 1;
  return true;
}

/** The stamp up to the line break, or the present where there is none. */
function readTime(body: string, scale: number, nowMs: number): boolean {
  let at = cursor.at;
  let char = body.charCodeAt(at);
  if (char === code.lineBreak || at >= body.length) {
    cursor.value = nowMs;
    return true;
  }
  if (char !== code.space) return false;
  at += 1;
  const from = at;
  char = body.charCodeAt(at);
  let value = 0;
  for (; char >= code.zero && char <= code.nine; char = body.charCodeAt(at)) {
    value = value * 10 + (char - code.zero);
    at += 1;
  }
  if ((char !== code.lineBreak && at < body.length) || at === from || at - from > 19) return false;
  const timeMs = Math.round((at - from > sureDigits ? Number(body.slice(from, at)) : value) * scale);
  if (timeMs > maxTimeMs) return false;
  cursor.at = at;
  cursor.value = timeMs;
  return true;
}

/** The rows as points again, those whose measurement is `wanted`. */
export function pointsOf(
  { shapes, times, values, texts }: LineBatch,
  wanted: (measurement: string) => boolean = () => true,
): Point[] {
  const points: Point[] = [];
  let at = 0;
  for (const [row, { measurement, tags, fields }] of shapes.entries()) {
    if (!wanted(measurement)) {
      at += fields.length;
      continue;
    }
    const own: Record<string, FieldValue> = Object.create(null);
    for (const { name, type } of fields) {
      const value = values[at] as number;
      own[name] = type === "number" ? value : type === "boolean" ? value === 1 : (texts[value] ?? "");
      at += 1;
    }
    points.push({ measurement, tags, fields: own, timeMs: times[row] as number });
  }
  return points;
}
