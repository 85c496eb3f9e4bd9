import { HaidangError } from "@haidang/contract/error.ts";
import type { LineBatch } from "@haidang/contract/line-batch.ts";
import { writeLines } from "../store/lines.ts";
import type { SeriesStore } from "../store/series.ts";

/**
 * Writes a batch, or tells why the store is away; rejects for what is the batch's own fault. While the store is away
 * nobody waits for it: batches take turns, and a server that hangs would keep the news of every agent from being judged.
 */
export type StoreGate = (lines: LineBatch) => Promise<HaidangError | undefined>;

/** A store that is away is not asked more often whether it is back, ms. */
const lookEveryMs = 1000;

/** `elapsedMs` is monotonic. */
export function createStoreGate(series: SeriesStore, elapsedMs: () => number): StoreGate {
  let away: HaidangError | undefined;
  let looking = false;
  let lookedMs = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    looking = true;
    try {
      await series.ping();
      away = undefined;
    } catch (error) {
      away =
        error instanceof HaidangError
          ? error
          : new HaidangError("store_unavailable", `the store failed: ${String(error)}`, { cause: error });
    } finally {
      looking = false;
      lookedMs = elapsedMs();
    }
  }

  return async (lines) => {
    if (away !== undefined) {
      const told = away;
      if (!looking && elapsedMs() - lookedMs >= lookEveryMs) void look();
      return told;
    }
    try {
      await writeLines(series, lines);
      return undefined;
    } catch (error) {
      if (!(error instanceof HaidangError && error.code === "store_unavailable")) throw error;
      away = error;
      lookedMs = elapsedMs();
      return error;
    }
  };
}
