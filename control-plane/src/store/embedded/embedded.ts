import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Point } from "@haidang/contract/point.ts";
import { carriedSelector } from "../selector.ts";
import type { Damage, SeriesSelector, SeriesStore, Tier } from "../series.ts";
import { backupStore } from "./backup.ts";
import type { Batch } from "./batch.ts";
import { mergeColumns } from "./codec/column.ts";
import { createCommitter } from "./commit.ts";
import { dayMs, Head, Pages } from "./head.ts";
import { openIndexFile } from "./index-file.ts";
import { Newest } from "./newest.ts";
import { openRawFiles } from "./raw-files.ts";
import { readAggregate, readLatest, readRange } from "./read.ts";
import { openRollFiles, rollSteps } from "./roll-files.ts";
import { type IndexedField, SeriesIndex } from "./series-index.ts";
import { assertOpen, type Embedded, guarded, textFields } from "./state.ts";
import { compactDay, daysToCompact, flushFrozen, freeze, needsCompaction } from "./upkeep.ts";
import {
  batchOf,
  createLineWriter,
  createNewcomers,
  createResolver,
  type Newcomers,
  type Resolver,
  type SeriesLimits,
} from "./write.ts";

export interface EmbeddedOptions {
  /** Most series (measurement, tags and field) kept at once; writing a new one beyond is `too_many_series`. */
  maxSeries?: number;
  /** Most series one agent may begin in a day. */
  maxNewPerAgent?: number;
  /** What `tiers` says is kept how long; the caller drops what is older. */
  keep?: EmbeddedKeep;
  now?: () => number;
}

/** Days, null for ever. */
export interface EmbeddedKeep {
  rawDays: number | null;
  roll5mDays: number | null;
  roll1hDays: number | null;
}

const defaultLimits: SeriesLimits = { inAll: 1_000_000, newPerAgent: 50_000 };
const uncounted: Newcomers = { admit: () => undefined, count: () => undefined, discount: () => undefined };
const upkeepEveryMs = 60_000;

/** What only the embedded store can do. */
export interface EmbeddedStore extends SeriesStore {
  /** As `write`, for points of ours from elsewhere: what one agent may begin in a day does not bound them. */
  takeOver(points: readonly Point[]): Promise<void>;
  /** Puts what is in memory into chunks. */
  flush(): Promise<void>;
  /** Merges every day that is not one run, and rolls it up: what else happens by itself once a day is over. */
  compact(): Promise<void>;
  damages(): readonly Damage[];
  backup(folder: string): Promise<void>;
}

const passing = ":memory:";

/**
 * The store that needs no server: a folder of SQLite files, owned by this process alone; `:memory:` is one that goes
 * when it is closed. Throws `data_folder` when
 * its index is foreign, newer than this version, in use or cannot be opened.
 */
export function openEmbeddedSeriesStore(path: string, options: EmbeddedOptions = {}): EmbeddedStore {
  const folder = path === passing ? mkdtempSync(join(tmpdir(), "haidang-series-")) : path;
  const now = options.now ?? Date.now;
  const limits = {
    inAll: options.maxSeries ?? defaultLimits.inAll,
    newPerAgent: options.maxNewPerAgent ?? defaultLimits.newPerAgent,
  };
  const newcomers = createNewcomers(limits.newPerAgent, now);
  const store = openFolder(folder, now, (field, day) => newcomers.count(field, day));
  const care = createCare(store);
  const committer = createCommitter(store, care.makeRoom);
  const timer = setInterval(care.tidy, upkeepEveryMs);
  timer.unref();

  const lineWriter = createLineWriter(store);
  async function write(
    toBatch: (resolver: Resolver) => Batch | undefined,
    counted: Newcomers = newcomers,
  ): Promise<void> {
    assertOpen(store);
    const resolver = createResolver(store, limits, counted);
    let batch: Batch | undefined;
    try {
      batch = toBatch(resolver);
    } catch (error) {
      resolver.takeBack();
      throw error;
    }
    if (batch !== undefined) await committer.write(batch, resolver);
  }
  const whenOpen = async <T>(work: () => T): Promise<Awaited<T>> => await guarded(store, work);
  return {
    engine: "embedded",
    tiers: tiersOf(options.keep),
    write: (points) => write((resolver) => batchOf(store, points, resolver)),
    takeOver: (points) => write((resolver) => batchOf(store, points, resolver), uncounted),
    writeLines: (lines) => write((resolver) => lineWriter(lines, resolver)),
    range: (selector, range) => readRange(store, selector, range),
    aggregate: (selector, range, step) => readAggregate(store, selector, range, step),
    latest: (selector, sinceMs) => readLatest(store, selector, sinceMs),
    measurements: () => whenOpen(() => measurementsWithSamples(store)),
    dropSeries: (selector) => whenOpen(() => dropSeries(store, selector)),
    dropBefore: (timeMs) => whenOpen(() => care.dropBefore(timeMs, undefined)),
    dropTierBefore: (stepMs, timeMs) => whenOpen(() => care.dropBefore(timeMs, stepMs)),
    ping: () => whenOpen(() => void store.names.setting("flushed")),
    flush: () => whenOpen(care.flush),
    compact: () => whenOpen(care.compact),
    damages: () => store.damages,
    backup: (to) => whenOpen(() => care.standStill(() => backupStore(store, to))),
    close: async () => {
      clearInterval(timer);
      if (!store.isOpen) return;
      await committer.idle();
      store.isOpen = false;
      await care.ended();
      for (const each of [store.raw, ...store.rolls, store.names]) each.close();
      if (path === passing) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function tiersOf(keep: EmbeddedKeep = { rawDays: null, roll5mDays: null, roll1hDays: null }): Tier[] {
  const days = [keep.rawDays, keep.roll5mDays, keep.roll1hDays];
  return [0, ...rollSteps].map((stepMs, at) => {
    const kept = days[at] ?? null;
    return { stepMs, keepMs: kept === null ? null : kept * dayMs };
  });
}

function openFolder(
  folder: string,
  now: () => number,
  made: (field: IndexedField, day: number) => void,
): Embedded {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new HaidangError(
      "data_folder",
      `cannot open ${folder}: ${error instanceof Error ? error.message : error}`,
      {
        hint: "The folder has to be writable, with space left, for the user Haidang runs as.",
        cause: error,
      },
    );
  }
  const index = new SeriesIndex();
  const newest = new Newest();
  const damages: Damage[] = [];
  const damaged = (damage: Damage) => void damages.push(damage);
  const { names, isRebuilt } = openIndexFile({ folder, index, newest, made, damaged });
  // only now is the folder ours: what another process writes at this moment must not be cleared away
  for (const name of readdirSync(folder)) {
    if (name.endsWith(".new")) rmSync(join(folder, name), { force: true });
  }
  const flushed = names.setting("flushed") ?? 0;
  const pages = new Pages();
  const store: Embedded = {
    folder,
    index,
    newest,
    names,
    raw: openRawFiles(folder, damaged),
    rolls: openRollFiles(folder, damaged),
    damages,
    now,
    pages,
    active: new Head(pages),
    frozen: undefined,
    sequence: flushed,
    rawFloorMs: names.setting("rawFloorMs") ?? Number.NEGATIVE_INFINITY,
    forgotten: 0,
    isOpen: true,
  };
  if (isRebuilt) recover(store);
  const isText = textFields(index);
  for (const { sequence, batch } of names.journalled()) {
    store.active.add(batch, sequence, isText);
    newest.add(batch, isText);
    store.sequence = sequence;
  }
  return store;
}

/** What the index file knew and chunks can tell as well: how far batches were put away, and the newest samples. */
function recover(store: Embedded): void {
  const { raw, rolls, newest, names, index, damages } = store;
  if (damages.length === 0)
    damages.push({ file: "index.db", what: "it was empty, though there are samples" });
  const starts = [...raw.starts()];
  for (const startMs of starts) store.sequence = Math.max(store.sequence, raw.runs(startMs).at(-1) ?? 0);
  names.set("flushed", store.sequence);
  const firstRolledMs = Math.min(...rolls.map((tier) => tier.days()[0] ?? Number.POSITIVE_INFINITY));
  const firstRawMs = starts[0] ?? Number.POSITIVE_INFINITY;
  if (firstRolledMs < firstRawMs && firstRawMs < Number.POSITIVE_INFINITY) {
    names.set("rawFloorMs", firstRawMs);
    store.rawFloorMs = firstRawMs;
  }
  for (const startMs of starts) {
    for (const { field, columns } of raw.walk(startMs)) {
      const { type } = index.field(field) ?? {};
      if (type !== undefined) newest.addColumn(field, mergeColumns(columns));
    }
  }
  names.forgetSome(store.sequence, newest);
}

function measurementsWithSamples({ index, newest }: Embedded): string[] {
  return index.measurements().filter((measurement) => {
    for (const { id } of index.fieldsOf(measurement)) if (!Number.isNaN(newest.timeMs(id))) return true;
    return false;
  });
}

/** Their samples stay where they are, nobody's any more, until their day is merged or gone. */
function dropSeries(store: Embedded, selector: Omit<SeriesSelector, "fields">): void {
  const { measurement, tags } = carriedSelector(selector);
  forgetFields(store, [...store.index.select({ measurement, tags: tags ?? {} })]);
}

function forgetFields(store: Embedded, fields: readonly IndexedField[]): void {
  if (fields.length === 0) return;
  const { names, index, newest } = store;
  store.forgotten += 1;
  const dropped = new Set(fields);
  const emptied = [...new Set(fields.map(({ series }) => series))].filter((series) =>
    [...series.fields.values()].every((field) => dropped.has(field)),
  );
  for (const { id } of fields) newest.forget(id);
  names.remove(fields, emptied, newest);
  for (const field of fields) index.removeField(field);
  for (const series of emptied) index.removeSeries(series);
}

/** Work on the files beside writing and reading: one flush and one tidying at a time. */
function createCare(store: Embedded) {
  let flushing: Promise<void> | undefined;
  let tidying: Promise<void> = Promise.resolve();
  let standing: Promise<void> | undefined;
  const touchedMs = new Map<number, number>();
  const overtaken = new Map<number, number>();

  function startFlush(): Promise<void> {
    for (const day of store.frozen?.days ?? []) touchedMs.set(day * dayMs, store.now());
    flushing = flushFrozen(store).finally(() => {
      flushing = undefined;
    });
    return flushing;
  }

  /** Until no head is being put away and nobody needs the files to stand still. */
  async function untilFree(): Promise<void> {
    for (let busy = standing ?? flushing; busy !== undefined; busy = standing ?? flushing) {
      await busy.catch(() => undefined);
    }
  }

  /** Resolves when there is an empty head; the full one is put away meanwhile. */
  async function makeRoom(): Promise<void> {
    await untilFree();
    // one that could not be put away before is tried again first
    if (store.frozen !== undefined) await startFlush();
    if (freeze(store)) startFlush().catch(() => undefined);
  }

  async function flush(): Promise<void> {
    await untilFree();
    if (freeze(store)) await startFlush();
  }

  /** After whatever tidies now. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = tidying.then(() => {
      assertOpen(store);
      return work();
    });
    tidying = mine.catch(() => undefined);
    return mine;
  }

  return {
    makeRoom,
    flush,
    /** Runs `work` while nothing is put into chunks or merged; writing goes on in memory and journal. */
    standStill: (work: () => Promise<void>) =>
      inTurn(async () => {
        await untilFree();
        standing = work().finally(() => {
          standing = undefined;
        });
        await standing;
      }),
    compact: () =>
      inTurn(async () => {
        await flush();
        for (const startMs of [...store.raw.starts()]) {
          if (needsCompaction(store, startMs)) await compactDay(store, startMs);
        }
      }),
    tidy: () => {
      inTurn(async () => {
        for (const startMs of daysToCompact(store, touchedMs, overtaken)) {
          if (await compactDay(store, startMs)) overtaken.delete(startMs);
          else overtaken.set(startMs, store.raw.runs(startMs).length);
        }
      }).catch(() => undefined);
    },
    dropBefore: (timeMs: number, stepMs: number | undefined) =>
      inTurn(() => dropBefore(store, { timeMs, stepMs, flush })),
    ended: async () => {
      await flushing?.catch(() => undefined);
      await tidying;
    },
  };
}

/** Days that are over are rolled up before their raw samples go. */
async function dropBefore(
  store: Embedded,
  { timeMs, stepMs, flush }: { timeMs: number; stepMs: number | undefined; flush(): Promise<void> },
): Promise<void> {
  const { raw, rolls } = store;
  for (const tier of rolls) if (stepMs === undefined || stepMs === tier.stepMs) tier.dropBefore(timeMs);
  if (stepMs === undefined || stepMs === 0) {
    if (Math.min(store.active.firstMs, store.frozen?.firstMs ?? Number.POSITIVE_INFINITY) < timeMs)
      await flush();
    for (const startMs of [...raw.starts()]) {
      if (startMs >= timeMs) break;
      if (startMs + dayMs > timeMs) await compactDay(store, startMs, timeMs);
      else {
        if (stepMs === 0 && needsCompaction(store, startMs)) await compactDay(store, startMs);
        assertOpen(store);
        raw.unlink(startMs);
      }
    }
    if (stepMs === 0 && timeMs > store.rawFloorMs) {
      store.names.set("rawFloorMs", timeMs);
      store.rawFloorMs = timeMs;
    }
  }
  const gone = [...store.index.all()].filter((field) => isGone(store, field, { timeMs, stepMs }));
  forgetFields(store, gone);
}

/** Whether no tier can have anything of the field any more. */
function isGone(
  { newest, rolls, rawFloorMs }: Embedded,
  { id }: IndexedField,
  { timeMs, stepMs }: { timeMs: number; stepMs: number | undefined },
): boolean {
  const newestMs = newest.timeMs(id);
  if (!(newestMs < timeMs)) return false;
  if (stepMs === undefined) return true;
  return (
    newestMs < rawFloorMs && rolls.every((tier) => (tier.days()[0] ?? Number.POSITIVE_INFINITY) > newestMs)
  );
}
