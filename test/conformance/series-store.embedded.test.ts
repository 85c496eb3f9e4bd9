import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EmbeddedStore,
  openEmbeddedSeriesStore,
} from "@haidang/control-plane/store/embedded/embedded.ts";
import type { SeriesStore } from "@haidang/control-plane/store/series.ts";
import { afterAll } from "vitest";
import { describeSeriesStore } from "./series-store.ts";

const folder = mkdtempSync(join(tmpdir(), "haidang-embedded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One suite over each place a sample can be in: memory and journal, chunks of their own, one merged run with roll-ups. */
const settled: Record<string, (store: EmbeddedStore) => Promise<void>> = {
  "in memory": async () => undefined,
  "in chunks": (store) => store.flush(),
  "merged and rolled up": (store) => store.compact(),
};

function settling(store: EmbeddedStore, settle: (store: EmbeddedStore) => Promise<void>): SeriesStore {
  return {
    ...store,
    write: async (points) => {
      await store.write(points);
      if (points.length > 0) await settle(store);
    },
  };
}

function describeEmbedded(name: string, settle: (store: EmbeddedStore) => Promise<void>): void {
  describeSeriesStore(name, async () => {
    const path = mkdtempSync(join(folder, "store-"));
    let store = openEmbeddedSeriesStore(path);
    return {
      store: settling(store, settle),
      reopen: async () => {
        await store.close();
        store = openEmbeddedSeriesStore(path);
        return settling(store, settle);
      },
    };
  });
}

for (const [name, settle] of Object.entries(settled)) describeEmbedded(`embedded, ${name},`, settle);
