import type { SeriesStore } from "@haidang/control-plane/store/series.ts";
import { afterAll, beforeAll, describe } from "vitest";
import { describeAggregates } from "./series-store/aggregates.ts";
import { describeHostile } from "./series-store/hostile.ts";
import { describeLifetime } from "./series-store/lifetime.ts";
import { describeReading } from "./series-store/reading.ts";
import { everything, plain, type Subject } from "./series-store/subject.ts";
import { describeBulk, describeMerging, describeValues } from "./series-store/writing.ts";

/** A fresh, empty store, and how to close it and open it again over the same data. */
export interface OpenedStore {
  store: SeriesStore;
  reopen(): Promise<SeriesStore>;
}

/** What every driver of `SeriesStore` has to do, whatever it keeps its samples in. */
export function describeSeriesStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as a series store`, () => {
    let opened: OpenedStore | undefined;
    let store: SeriesStore | undefined;
    let count = 0;
    const now = () => {
      if (store === undefined) throw new Error("the store did not open");
      return store;
    };
    const subject: Subject = {
      get store() {
        return now();
      },
      newMeasurement: () => {
        count += 1;
        return `m${count}`;
      },
      read: async (measurement, tags = {}) => plain(await now().range({ measurement, tags }, everything)),
      reopen: async () => {
        store = await opened?.reopen();
      },
    };
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => store?.close());

    describeValues(subject);
    describeMerging(subject);
    describeBulk(subject);
    describeReading(subject);
    describeAggregates(subject);
    describeHostile(subject);
    describeLifetime(subject);
  });
}
