import { ChunkRows } from "./chunk-rows.ts";
import type { Column } from "./codec/chunk.ts";
import { cutColumn, firstAtOrAfter, mergeColumns } from "./codec/column.ts";
import { dayMs, dayOf, Head } from "./head.ts";
import { RollRows } from "./roll-rows.ts";
import { assertOpen, createTurns, type Embedded } from "./state.ts";

/** Rows put into a file in one transaction. */
const rowsAtOnce = 1000;

/**
 * Puts the frozen head into chunks, a run of its own in each day's file, and then takes its batches out of the
 * journal. Stopped anywhere it is done again from the journal, which comes to the same.
 */
export async function flushFrozen(store: Embedded): Promise<void> {
  const { frozen: head } = store;
  if (head === undefined) return;
  const turn = createTurns();
  store.names.copyNames();
  const fields = head.fields();
  const waiting = new Map<number, ChunkRows>();
  let count = 0;
  const put = () => {
    for (const [startMs, rows] of waiting) {
      if (rows.length > 0) store.raw.append(startMs, head.lastBatch, rows);
      rows.clear();
    }
    count = 0;
  };
  for (const id of fields) {
    const field = store.index.field(id);
    if (field === undefined) continue;
    for (const { startMs, part } of byDay(head.read(id, field.type === "string"))) {
      const rows = waiting.get(startMs) ?? new ChunkRows();
      waiting.set(startMs, rows);
      rows.add(id, part);
      count += 1;
    }
    if (count >= rowsAtOnce) put();
    const pause = turn();
    if (pause !== undefined) {
      put();
      await pause;
      assertOpen(store);
    }
  }
  put();
  store.newest.willLeaveJournal(fields);
  const { lastBatch } = head;
  store.frozen = undefined;
  head.release();
  while (store.names.forgetSome(lastBatch, store.newest)) {
    await turn();
    assertOpen(store);
  }
}

/** The part of a column in each day, by the day's first instant. */
function* byDay({ times, values, texts }: Column): Generator<{ startMs: number; part: Column }> {
  for (let from = 0; from < times.length; ) {
    const startMs = dayOf(times[from] as number) * dayMs;
    const to = firstAtOrAfter(times, startMs + dayMs);
    yield { startMs, part: { times: times.subarray(from, to), values: values.subarray(from, to), texts } };
    from = to;
  }
}

/** Puts the active head in the frozen one's place, which has to be empty. False when there is nothing in it. */
export function freeze(store: Embedded): boolean {
  if (store.frozen !== undefined) return true;
  if (store.active.count === 0) return false;
  store.frozen = store.active;
  store.active = new Head(store.pages);
  return true;
}

/**
 * Merges the runs of a day into one and makes its roll-ups from it, in steps. `fromMs`: samples before are left out.
 * False when samples came meanwhile: then the day stays as it was.
 */
export async function compactDay(store: Embedded, startMs: number, fromMs = startMs): Promise<boolean> {
  const run = store.raw.runs(startMs).at(-1);
  if (run === undefined) return true;
  const turn = createTurns();
  const rewriting = store.raw.rewrite(startMs);
  const chunks = new ChunkRows();
  const rolled = store.rolls.map((tier) => ({ tier, rows: new RollRows() }));
  const put = (least: number) => {
    for (const { tier, rows } of rolled) {
      if (rows.length < least) continue;
      tier.put(startMs, rows);
      rows.clear();
    }
  };
  try {
    if (fromMs > startMs) for (const tier of store.rolls) tier.clear(startMs);
    for (const { field: id, columns } of store.raw.walk(startMs)) {
      const field = store.index.field(id);
      if (field !== undefined) {
        const column = cutColumn(mergeColumns(columns), fromMs, startMs + dayMs);
        chunks.add(id, column);
        rewriting.add(chunks);
        chunks.clear();
        for (const { tier, rows } of rolled) tier.rollUp(field, column, rows);
        put(rowsAtOnce);
      }
      const pause = turn();
      if (pause === undefined) continue;
      await pause;
      assertOpen(store);
    }
    put(1);
    for (const tier of store.rolls) tier.mark(startMs, run);
  } catch (error) {
    rewriting.abandon();
    throw error;
  }
  return rewriting.finish();
}

/** Runs of one day from which on reading it becomes slow. */
const manyRuns = 24;
/** A day that is over is merged when nothing has come for it so long: a backlog comes in many parts. */
const quietMs = 30 * 60_000;

/**
 * Days to be merged now, the oldest first. `touchedMs` tells when samples of a day last came, `overtaken` how many runs
 * a day had when they came faster than it could be merged: it is tried again with twice as many.
 */
export function daysToCompact(
  store: Embedded,
  touchedMs: ReadonlyMap<number, number>,
  overtaken: ReadonlyMap<number, number>,
): number[] {
  const nowMs = store.now();
  return store.raw.starts().filter((startMs) => {
    const runs = store.raw.runs(startMs);
    if (runs.length >= Math.max(manyRuns, 2 * (overtaken.get(startMs) ?? 0))) return true;
    if (startMs + dayMs + quietMs > nowMs || (touchedMs.get(startMs) ?? 0) + quietMs > nowMs) return false;
    return needsCompaction(store, startMs);
  });
}

export function needsCompaction({ raw, rolls }: Embedded, startMs: number): boolean {
  const runs = raw.runs(startMs);
  const run = runs.at(-1);
  return run !== undefined && (runs.length > 1 || rolls.some((tier) => tier.runOf(startMs) !== run));
}
