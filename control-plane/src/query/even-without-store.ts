import { HaidangError } from "@haidang/contract/error.ts";
import type { Series, SeriesStore } from "../store/series.ts";

/** What a page waits for readings at most, ms: states do not need them. */
const patienceMs = 5000;

type Readings = Pick<SeriesStore, "latest" | "range" | "aggregate">;

/**
 * Answers from a store as far as it is there. States come from the ledger, so a page of objects is worth showing
 * without its readings while the store is away; `storeAway` says that they are missing, not that there are none.
 */
export async function evenWithoutStore<T>(
  series: SeriesStore,
  work: (series: SeriesStore) => T | Promise<T>,
  withinMs = patienceMs,
): Promise<{ found: T; storeAway: boolean }> {
  let storeAway = false;
  const until = AbortSignal.timeout(withinMs);
  const over = new Promise<Series[]>((resolve) => {
    until.addEventListener("abort", () => {
      resolve([]);
    });
  });

  async function orNone(reading: Promise<Series[]>): Promise<Series[]> {
    try {
      const inTime = reading.then((found) => ({ found }));
      const first = await Promise.race([inTime, over.then(() => undefined)]);
      if (first !== undefined) return first.found;
    } catch (error) {
      if (!(error instanceof HaidangError && error.code === "store_unavailable")) throw error;
    }
    storeAway = true;
    return [];
  }
  const readings: Readings = {
    latest: (...asked) => orNone(series.latest(...asked)),
    range: (...asked) => orNone(series.range(...asked)),
    aggregate: (...asked) => orNone(series.aggregate(...asked)),
  };
  const found = await work({ ...series, ...readings });
  return { found, storeAway };
}
