import { HaidangError } from "@haidang/contract/error.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import type { SeriesStore } from "../store/series.ts";
import { evenWithoutStore } from "./even-without-store.ts";

let real: SeriesStore;
const asked = { measurement: "m" };
const point = { measurement: "m", tags: { id: "x" }, fields: { v: 1 }, timeMs: 1000 };

beforeEach(async () => {
  real = openEmbeddedSeriesStore(":memory:");
  await real.write([point]);
});
afterEach(async () => {
  await real.close();
});

test("a store that is there answers", async () => {
  const { found, storeAway } = await evenWithoutStore(real, (series) => series.latest(asked, 0));
  expect(found).toMatchObject([{ field: "v", samples: [{ timeMs: 1000, value: 1 }] }]);
  expect(storeAway).toBe(false);
});

test("without it the answer is made of the rest, and says so", async () => {
  await real.close();
  const { found, storeAway } = await evenWithoutStore(real, async (series) => ({
    readings: await series.latest(asked, 0),
    state: "up",
  }));
  expect(found).toEqual({ readings: [], state: "up" });
  expect(storeAway).toBe(true);
});

test("a store that hangs holds nobody up for long, however often it is asked", async () => {
  const hanging: SeriesStore = { ...real, latest: () => new Promise(() => undefined) };
  const startedMs = Date.now();
  const answer = evenWithoutStore(
    hanging,
    async (series) => {
      const first = await series.latest(asked, 0);
      return [...first, ...(await series.latest(asked, 0))];
    },
    200,
  );
  expect(await answer).toEqual({ found: [], storeAway: true });
  expect(Date.now() - startedMs).toBeLessThan(1000);
});

test("other faults are not taken for an absence", async () => {
  const broken: SeriesStore = {
    ...real,
    latest: async () => Promise.reject(new HaidangError("usage", "no")),
  };
  await expect(evenWithoutStore(broken, (series) => series.latest(asked, 0))).rejects.toMatchObject({
    code: "usage",
  });
});
