import type { SeriesStore } from "@haidang/control-plane/store/series.ts";
import { afterAll, beforeAll, describe } from "vitest";
import { describeAggregates } from "./series-store/aggregates.ts";
import { describeHostile } from "./series-store/hostile.ts";
import { describeLifetime } from "./series-store/lifetime.ts";
import { describeReading } from "./series-store/reading.ts";
import { everything, type Lacks, plain, type Subject } from "./series-store/subject.ts";
import { describeBulk, describeMerging, describeValues } from "./series-store/writing.ts";

/** A fresh, empty store, and how to close it and open it again over the same data. */
export interface OpenedStore {
  store: SeriesStore;
  reopen(): Promise<SeriesStore>;
}

/**
 * What every driver of `SeriesStore` has to do, whatever it keeps its samples in. What an engine cannot do is named
 * here, stands in the titles of the tests it concerns, and in docs/stores.md.
 */
export function describeSeriesStore(name: string, open: () => Promise<OpenedStore>, lacks: Lacks = {}): void {
  describe(`${name} as a series store`, () => {
    let opened: OpenedStore | undefined;
    let store: SeriesStore | undefined;
    let count = 0;
    const now = () => {
      if (store === undefined) throw new Error("the store did not open");
      return store;
    };
    const subject: Subject = {
      lacks,
      get store() {
        return settledBeforeReading(now());
      },
      newMeasurement: () => {
        count += 1;
        return `m${count}`;
      },
      read: async (measurement, tags = {}) =>
        plain(await settledBeforeReading(now()).range({ measurement, tags }, everything)),
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

/** Where numbers show only after a while, the suite waits for that: it asks for what it has just written. */
function settledBeforeReading(store: SeriesStore): SeriesStore {
  const { settled } = store;
  if (settled === undefined) return store;
  return {
    ...store,
    range: async (...given) => settled().then(() => store.range(...given)),
    aggregate: async (...given) => settled().then(() => store.aggregate(...given)),
    latest: async (...given) => settled().then(() => store.latest(...given)),
    measurements: async () => settled().then(() => store.measurements()),
  };
}
