import { encodeHistogram, histogramOf } from "@haidang/contract/histogram.ts";
import type { Aggregate } from "@haidang/control-plane/store/series.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { everything, line, minuteMs, plain, type Subject, startMs } from "./subject.ts";

export function describeAggregates(subject: Subject): void {
  describe("aggregates", () => {
    const bys: Array<Exclude<Aggregate, "merge">> = ["mean", "min", "max", "last", "sum", "count"];
    const stepMs = 5 * minuteMs;
    const measurement = "aggregated";
    const samples = irregularSamples();
    const range = { fromMs: startMs + 7 * minuteMs, toMs: startMs + 113 * minuteMs + 1 };
    beforeAll(() =>
      subject.store.write(
        samples.map(({ timeMs, value }, at) => ({
          measurement,
          tags: { id: "x" },
          fields: { v: value, text: `t${at}`, flag: at % 2 === 0 },
          timeMs,
        })),
      ),
    );

    test.each(bys)("%s is what one works out by hand, gaps staying gaps", async (by) => {
      const found = await subject.store.aggregate({ measurement, fields: ["v"] }, range, { stepMs, by });
      const expected = byHand(samples, { range, stepMs, by });
      expect(found).toHaveLength(1);
      expect(found[0]?.samples.map(({ timeMs }) => timeMs)).toEqual(expected.map(({ timeMs }) => timeMs));
      for (const [at, sample] of (found[0]?.samples ?? []).entries()) {
        expect(sample.value).toBeCloseTo(expected[at]?.value ?? Number.NaN, 9);
      }
      // the made-up samples have a gap of more than a bucket, or this test would say less than it seems to
      expect(expected.length).toBeLessThan((range.toMs - range.fromMs) / stepMs);
    });

    test("texts and booleans take part only in last and count", async () => {
      for (const by of bys) {
        const found = await subject.store.aggregate({ measurement }, range, { stepMs, by });
        const fields = found.map(({ field }) => field).sort();
        expect(fields, by).toEqual(by === "last" || by === "count" ? ["flag", "text", "v"] : ["v"]);
      }
      const last = await subject.store.aggregate({ measurement, fields: ["text"] }, range, {
        stepMs: 86_400_000,
        by: "last",
      });
      const within = samples.findLastIndex(({ timeMs }) => timeMs < range.toMs);
      expect(last[0]?.samples).toEqual([{ timeMs: startMs, value: `t${within}` }]);
    });

    test("booleans the contract lists have a count and a last, like any", async () => {
      const tags = { agent: "a", kind: "video", id: "counted" };
      await subject.store.write(
        [true, false, false].map((inCall, at) => ({
          measurement: "sip",
          tags,
          fields: { inCall },
          timeMs: startMs + at * minuteMs,
        })),
      );
      const selector = { measurement: "sip", fields: ["inCall"], tags };
      const day = { fromMs: startMs, toMs: startMs + 86_400_000 };
      const read = (by: Aggregate) => subject.store.aggregate(selector, day, { stepMs, by });
      expect(plain(await read("count"))).toEqual([line("sip", tags, "inCall", [[startMs, 3]])]);
      expect(plain(await read("last"))).toEqual([line("sip", tags, "inCall", [[startMs, false]])]);
      expect(await read("mean")).toEqual([]);
    });

    test("buckets are aligned to the epoch, whatever the range", async () => {
      for (const step of [1000, 7 * minuteMs, 3_600_000, 86_400_000, 7 * 86_400_000]) {
        const found = await subject.store.aggregate({ measurement, fields: ["v"] }, range, {
          stepMs: step,
          by: "count",
        });
        expect(found[0]?.samples).toEqual(byHand(samples, { range, stepMs: step, by: "count" }));
      }
    });

    test("histograms are added up, and nothing else is", async () => {
      const tags = { agent: "a", kind: "link", id: "merged" };
      const times = [[10, 10, 11], [12, 300], [5]];
      await subject.store.write(
        times.map((rtts, at) => ({
          measurement: "icmp",
          tags,
          fields: { sent: 10, rttHistogram: encodeHistogram(histogramOf(rtts)) },
          timeMs: startMs + at * 4 * minuteMs,
        })),
      );
      const found = await subject.store.aggregate({ measurement: "icmp", tags }, everything, {
        stepMs,
        by: "merge",
      });
      expect(plain(found)).toEqual([
        line("icmp", tags, "rttHistogram", [
          [startMs, encodeHistogram(histogramOf([10, 10, 11, 12, 300]))],
          [startMs + stepMs, encodeHistogram(histogramOf([5]))],
        ]),
      ]);
    });

    test("each series is worked out by itself", async () => {
      const own = subject.newMeasurement();
      await subject.store.write(
        ["a", "b"].flatMap((id, at) => [
          { measurement: own, tags: { id }, fields: { v: at }, timeMs: startMs },
          { measurement: own, tags: { id }, fields: { v: at + 10 }, timeMs: startMs + 1 },
        ]),
      );
      const found = await subject.store.aggregate({ measurement: own }, everything, { stepMs, by: "mean" });
      expect(plain(found)).toEqual([
        line(own, { id: "a" }, "v", [[startMs, 5]]),
        line(own, { id: "b" }, "v", [[startMs, 6]]),
      ]);
    });
  });
}

/** Two hours of samples at uneven times, with a hole of half an hour. */
function irregularSamples(): Array<{ timeMs: number; value: number }> {
  const samples = [];
  let timeMs = startMs;
  for (let at = 0; timeMs < startMs + 120 * minuteMs; at += 1) {
    const inHole = timeMs > startMs + 40 * minuteMs && timeMs < startMs + 70 * minuteMs;
    if (!inHole) samples.push({ timeMs, value: Math.sin(at) * 100 });
    timeMs += 20_000 + ((at * 7919) % 90) * 1000;
  }
  return samples;
}

function byHand(
  samples: ReadonlyArray<{ timeMs: number; value: number }>,
  {
    range,
    stepMs,
    by,
  }: { range: { fromMs: number; toMs: number }; stepMs: number; by: Exclude<Aggregate, "merge"> },
): Array<{ timeMs: number; value: number }> {
  const groups = new Map<number, number[]>();
  for (const { timeMs, value } of samples) {
    if (timeMs < range.fromMs || timeMs >= range.toMs) continue;
    const bucketMs = timeMs - (timeMs % stepMs);
    groups.set(bucketMs, [...(groups.get(bucketMs) ?? []), value]);
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const work: Record<typeof by, (values: readonly number[]) => number> = {
    mean: (values) => sum(values) / values.length,
    min: (values) => Math.min(...values),
    max: (values) => Math.max(...values),
    last: (values) => values.at(-1) ?? Number.NaN,
    sum,
    count: (values) => values.length,
  };
  return [...groups].map(([timeMs, values]) => ({ timeMs, value: work[by](values) }));
}
