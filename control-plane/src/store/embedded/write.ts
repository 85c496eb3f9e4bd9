import { HaidangError } from "@haidang/contract/error.ts";
import type { LineBatch, LineShape } from "@haidang/contract/line-batch.ts";
import { carriedPoint } from "@haidang/contract/line-protocol.ts";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { fieldTypeConflict } from "../field-type.ts";
import { type Batch, newBatch } from "./batch.ts";
import { dayOf } from "./head.ts";
import type { Additions } from "./index-file.ts";
import { createRefusals } from "./refusals.ts";
import {
  decodeTags,
  encodeTags,
  type IndexedField,
  type IndexedSeries,
  newField,
  type ValueType,
  valueType,
} from "./series-index.ts";
import type { Embedded } from "./state.ts";

export interface SeriesLimits {
  /** Series (measurement, tags and field) kept at once. */
  inAll: number;
  /** New ones a day from one agent, told by the tag `agent`. */
  newPerAgent: number;
}

/** Counts what each agent made today. */
export interface Newcomers {
  /** Throws `too_many_series` when the agent has made too many today. */
  admit(series: IndexedSeries, field: string): void;
  count(field: IndexedField, day: number): void;
  discount(field: IndexedField): void;
}

export function createNewcomers(limit: number, now: () => number): Newcomers {
  let day = dayOf(now());
  const made = new Map<string, number>();
  const today = () => {
    const current = dayOf(now());
    if (current !== day) made.clear();
    day = current;
    return made;
  };
  const agentOf = (series: IndexedSeries) => series.tags["agent"] ?? "";
  return {
    admit(series, field) {
      const agent = agentOf(series);
      if ((today().get(agent) ?? 0) < limit) return;
      throw tooManySeries(
        `${agent === "" ? "senders without the tag agent have" : `agent ${JSON.stringify(agent)} has`} begun ${limit} series today and may begin no more before tomorrow`,
        { measurement: series.measurement, field, tags: { ...series.tags } },
      );
    },
    count(field, on) {
      const agent = agentOf(field.series);
      if (on === dayOf(now())) today().set(agent, (today().get(agent) ?? 0) + 1);
    },
    discount(field) {
      const agent = agentOf(field.series);
      today().set(agent, Math.max(0, (today().get(agent) ?? 0) - 1));
    },
  };
}

export function tooManySeries(message: string, details: unknown): HaidangError {
  return new HaidangError("too_many_series", message, {
    hint: "A tag probably holds something that changes all the time, such as a number or a time: leave it out.",
    details,
  });
}

/** Finds fields by name, or makes them; what is made is remembered so that it can be taken back. */
export interface Resolver {
  readonly additions: Additions;
  series(measurement: string, tags: Readonly<Record<string, string>>): IndexedSeries;
  /** Throws `lines_invalid` for another type than the one kept, `too_many_series` beyond a limit. */
  field(series: IndexedSeries, name: string, type: ValueType): IndexedField;
  takeBack(): void;
}

export function createResolver(store: Embedded, limits: SeriesLimits, newcomers: Newcomers): Resolver {
  const { index, names } = store;
  const additions: Additions = { series: [], fields: [] };
  const madeDay = dayOf(store.now());
  return {
    additions,
    series(measurement, tags) {
      const key = encodeTags(tags);
      const known = index.find(measurement, key);
      if (known !== undefined) return known;
      names.given.series += 1;
      // taken from the key, so that the body they were cut from is not kept with them
      const own = decodeTags(key);
      const series = {
        id: names.given.series,
        measurement: flat(measurement),
        key,
        tags: own,
        fields: new Map(),
      };
      index.addSeries(series);
      additions.series.push(series);
      return series;
    },
    field(series, name, type) {
      const { measurement } = series;
      const known = series.fields.get(name);
      if (known?.type === type) return known;
      if (known !== undefined) {
        throw fieldTypeConflict({ measurement, field: name, given: type, known: known.type });
      }
      index.checkType(measurement, name, type);
      if (index.size >= limits.inAll) {
        throw tooManySeries(`the store keeps ${limits.inAll} series and takes no more`, {
          measurement,
          field: name,
          tags: { ...series.tags },
        });
      }
      newcomers.admit(series, name);
      names.given.field += 1;
      const field = newField(series, { id: names.given.field, name: index.nameOf(name), type });
      index.addField(field);
      newcomers.count(field, madeDay);
      additions.fields.push({ field, madeDay });
      return field;
    },
    takeBack() {
      if (additions.series.length + additions.fields.length > 0) store.forgotten += 1;
      for (const { field } of additions.fields) {
        index.removeField(field);
        newcomers.discount(field);
      }
      for (const series of additions.series) index.removeSeries(series);
      // nobody has seen these ids: a sender that is refused again and again must not use them up
      const [firstSeries] = additions.series;
      const [firstField] = additions.fields;
      if (firstSeries !== undefined && additions.series.at(-1)?.id === names.given.series) {
        names.given.series = firstSeries.id - 1;
      }
      if (firstField !== undefined && additions.fields.at(-1)?.field.id === names.given.field) {
        names.given.field = firstField.field.id - 1;
      }
    },
  };
}

/** Points as a batch, or nothing when none of them can be kept. */
export function batchOf(store: Embedded, points: readonly Point[], resolver: Resolver): Batch | undefined {
  const carried: Point[] = [];
  let values = 0;
  for (const given of points) {
    const point = carriedPoint(given);
    if (point === undefined || point.timeMs < store.rawFloorMs) continue;
    carried.push(point);
    for (const _ in point.fields) values += 1;
  }
  if (carried.length === 0) return undefined;
  const texts: string[] = [];
  const batch = newBatch(carried.length, values, texts);
  let at = 0;
  for (const [row, { measurement, tags, fields, timeMs }] of carried.entries()) {
    const series = resolver.series(measurement, tags);
    batch.rowTimes[row] = timeMs;
    batch.rowLengths[row] = Object.keys(fields).length;
    for (const [name, value] of Object.entries(fields)) {
      batch.fields[at] = resolver.field(series, name, valueType(value)).id;
      batch.values[at] = keptValue(value, texts);
      at += 1;
    }
  }
  return batch;
}

function keptValue(value: FieldValue, texts: string[]): number {
  if (typeof value === "number") return value;
  return typeof value === "boolean" ? Number(value) : texts.push(flat(value)) - 1;
}

/** A text that does not keep the longer one alive it was cut from. */
function flat(text: string): string {
  return ` ${text}`.slice(1);
}

/** Turns lines into a batch; throws as a resolver does, the error naming every line that cannot be kept. */
export function createLineWriter(
  store: Embedded,
): (lines: LineBatch, resolver: Resolver) => Batch | undefined {
  // what was found out about a shape is kept as long as the shape is
  const known = new WeakMap<LineShape, { ids: Uint32Array; forgotten: number }>();

  function idsOf(shape: LineShape, resolver: Resolver): Uint32Array {
    const found = known.get(shape);
    if (found?.forgotten === store.forgotten) return found.ids;
    const series = resolver.series(shape.measurement, shape.tags);
    const ids = Uint32Array.from(shape.fields, ({ name, type }) => resolver.field(series, name, type).id);
    known.set(shape, { ids, forgotten: store.forgotten });
    return ids;
  }

  return ({ shapes, times, lines, values, texts }, resolver) => {
    const isKept = (timeMs: number) => timeMs >= store.rawFloorMs;
    const refused = createRefusals();
    const idsOfRows: Array<Uint32Array | undefined> = [];
    let rows = 0;
    let count = 0;
    for (const [row, shape] of shapes.entries()) {
      if (!isKept(times[row] as number)) continue;
      const ids = refused.unless(lines[row] ?? 0, shape, () => idsOf(shape, resolver));
      if (ids === undefined) continue;
      idsOfRows[row] = ids;
      rows += 1;
      count += ids.length;
    }
    refused.throwIfAny();
    if (rows === 0) return undefined;
    const batch = newBatch(rows, count, texts);
    let to = 0;
    let toRow = 0;
    let from = 0;
    for (let row = 0; row < shapes.length; row += 1) {
      const ids = idsOfRows[row];
      if (ids !== undefined) {
        for (let at = 0; at < ids.length; at += 1) {
          batch.fields[to + at] = ids[at] as number;
          batch.values[to + at] = values[from + at] as number;
        }
        batch.rowTimes[toRow] = times[row] as number;
        batch.rowLengths[toRow] = ids.length;
        to += ids.length;
        toRow += 1;
      }
      from += (shapes[row] as LineShape).fields.length;
    }
    return batch;
  };
}
