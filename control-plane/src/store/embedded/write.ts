import { setImmediate } from "node:timers/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import { carriedPoint } from "@haidang/contract/line-protocol.ts";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { fieldTypeConflict } from "../field-type.ts";
import { type Batch, newBatch } from "./batch.ts";
import { dayOf } from "./head.ts";
import type { Additions } from "./index-file.ts";
import {
  encodeTags,
  type IndexedField,
  type IndexedSeries,
  newField,
  type ValueType,
  valueType,
} from "./series-index.ts";
import { storeFault } from "./sqlite.ts";
import { assertOpen, type Embedded, textFields } from "./state.ts";

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
      const series = { id: names.given.series, measurement, key, tags, fields: new Map() };
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
      const field = newField(series, { id: names.given.field, name, type });
      index.addField(field);
      newcomers.count(field, madeDay);
      additions.fields.push({ field, madeDay });
      return field;
    },
    takeBack() {
      for (const { field } of additions.fields) {
        index.removeField(field);
        newcomers.discount(field);
      }
      for (const series of additions.series) index.removeSeries(series);
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
  return typeof value === "boolean" ? Number(value) : texts.push(value) - 1;
}

/** A write on its way to the disk. */
interface Waiting {
  batch: Batch;
  resolver: Resolver;
  resolve(): void;
  reject(error: unknown): void;
}

/** Samples in memory from which on they are put into chunks. */
const headLimit = 1_000_000;

/** Makes batches durable, those that wait together in one commit. */
export interface Committer {
  /** Resolves when the batch is on disk and can be read. */
  write(batch: Batch, resolver: Resolver): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/** `makeRoom` is called with a full head, and resolves when there is another. */
export function createCommitter(store: Embedded, makeRoom: () => Promise<void>): Committer {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    // what arrives in this turn of the event loop shares the commit
    await setImmediate();
    while (waiting.length > 0) {
      const fault = await roomFault();
      const group = waiting;
      waiting = [];
      if (fault === undefined) commit(group);
      else refuse(group, fault);
      if (waiting.length === 0) await setImmediate();
    }
    running = undefined;
  }

  /** Why there is no room in memory, when the full head cannot be put away. */
  async function roomFault(): Promise<unknown> {
    if (!store.isOpen || !store.active.isFull(headLimit)) return undefined;
    try {
      await makeRoom();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  function refuse(group: readonly Waiting[], error: unknown): void {
    // the newest first, as a later one may use what an earlier one made
    for (const { resolver } of group.toReversed()) resolver.takeBack();
    const fault = storeFault(store.folder, error);
    for (const { reject } of group) reject(fault);
  }

  function commit(group: readonly Waiting[]): void {
    const writes = group.map(({ batch, resolver }, at) => ({
      batch,
      additions: resolver.additions,
      sequence: store.sequence + 1 + at,
    }));
    try {
      assertOpen(store);
      store.names.commit(writes);
    } catch (error) {
      refuse(group, error);
      return;
    }
    const isText = textFields(store.index);
    for (const { batch, sequence } of writes) {
      store.active.add(batch, sequence, isText);
      store.newest.add(batch, isText);
      store.sequence = sequence;
    }
    for (const { resolve } of group) resolve();
  }

  return {
    write: (batch, resolver) =>
      new Promise((resolve, reject) => {
        waiting.push({ batch, resolver, resolve, reject });
        running ??= run();
      }),
    idle: async () => {
      while (running !== undefined) await running;
    },
  };
}
