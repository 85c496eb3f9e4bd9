import type { SeriesData } from "@haidang/contract/api.ts";
import type { Interval } from "@haidang/contract/state.ts";
import { describe, expect, test } from "vitest";
import {
  breakGaps,
  extend,
  gather,
  intervalsNow,
  joinSeries,
  type MeasuredWindow,
  medianOf,
  timeTicks,
} from "./window.ts";

const at = (timeMs: number, more: Partial<MeasuredWindow> = {}): MeasuredWindow => ({
  timeMs,
  middle: 8,
  least: 7,
  most: 9,
  lossPct: 0,
  ...more,
});
const series = (field: string, points: SeriesData["points"], agent = "a"): SeriesData => ({
  measurement: "icmp",
  field,
  tags: { agent },
  points,
});

describe("series joined", () => {
  const roles = { rttP50Ms: "middle", rttMinMs: "least", rttMaxMs: "most", lossPct: "lossPct" } as const;
  test("meet at their instants; what is absent stays unknown, never zero", () => {
    const joined = joinSeries([
      {
        roles,
        series: [
          series("lossPct", [
            [20, 100],
            [10, 0],
          ]),
          series("rttP50Ms", [[10, 8]]),
        ],
      },
    ]);
    expect(joined).toEqual([
      at(10, { least: null, most: null }),
      at(20, { middle: null, least: null, most: null, lossPct: 100 }),
    ]);
  });
  test("of two agents: the widest spread, the worst loss; foreign fields and texts are left out", () => {
    const joined = joinSeries([
      {
        roles,
        series: [
          series("rttMinMs", [[10, 5]]),
          series("rttMinMs", [[10, 3]], "b"),
          series("lossPct", [[10, 1]]),
          series("lossPct", [[10, 4]], "b"),
          series("__proto__", [[10, 4]]),
          series("rttMaxMs", [[10, "nine"]]),
        ],
      },
    ]);
    expect(joined).toEqual([at(10, { middle: null, least: 3, most: null, lossPct: 4 })]);
  });
});

describe("windows in steps", () => {
  test("keep the least and the most and mean the rest", () => {
    const gathered = gather(
      [
        at(0, { middle: 8, least: 6, most: 9 }),
        at(9, { middle: 10, least: 7, most: 90, lossPct: 10 }),
        at(10),
      ],
      10,
    );
    expect(gathered).toEqual([at(0, { middle: 9, least: 6, most: 90, lossPct: 5 }), at(10)]);
  });
  test("a step in which all was lost has no middle", () => {
    const lost = at(1, { middle: null, least: null, most: null, lossPct: 100 });
    expect(gather([lost], 10)).toEqual([{ ...lost, timeMs: 0 }]);
  });
  test("the stream goes on where the answer ended, each instant once", () => {
    const all = extend([at(0), at(10)], [at(10), at(20), at(30)], { fromMs: 5, stepMs: null });
    expect(all.map(({ timeMs }) => timeMs)).toEqual([10, 20, 30]);
    const stepped = extend([at(0), at(60)], [at(70), at(125), at(130), at(185)], { fromMs: 0, stepMs: 60 });
    expect(stepped.map(({ timeMs }) => timeMs)).toEqual([0, 60, 120, 180]);
  });
});

describe("holes", () => {
  test("are broken open, ordinary spacing is not", () => {
    const broken = breakGaps([at(0), at(10), at(50), at(60)], 25);
    expect(broken.map(({ timeMs, middle }) => [timeMs, middle])).toEqual([
      [0, 8],
      [10, 8],
      [11, null],
      [50, 8],
      [60, 8],
    ]);
  });
  test("times never repeat nor fall, so that a chart can be drawn", () => {
    const broken = breakGaps([at(0), at(100), at(200)], 5);
    expect(
      broken.every(({ timeMs }, place) => place === 0 || timeMs > (broken[place - 1]?.timeMs ?? 0)),
    ).toBe(true);
  });
});

test("the median is of windows that had an answer", () => {
  expect(
    medianOf([at(0, { middle: 9 }), at(1, { middle: null }), at(2, { middle: 1 }), at(3, { middle: 5 })]),
  ).toBe(5);
  expect(medianOf([])).toBeNull();
});

describe("stretches brought up to now", () => {
  const up: Interval = { fromMs: 0, toMs: 100, class: "up" };
  const scope = { fromMs: 20, nowMs: 150 };
  test("the last goes on while the state does", () => {
    expect(intervalsNow([up], { class: "up", sinceMs: 0 }, scope)).toEqual([
      { ...up, fromMs: 20, toMs: 150 },
    ]);
  });
  test("a state that changed since cuts it and stands after it", () => {
    const now = intervalsNow([up], { class: "down", sinceMs: 90, reason: "no_reply" }, scope);
    expect(now).toEqual([
      { fromMs: 20, toMs: 90, class: "up" },
      { fromMs: 90, toMs: 150, class: "down", reason: "no_reply" },
    ]);
  });
  test("nothing known is nothing drawn", () => {
    expect(intervalsNow([], undefined, scope)).toEqual([]);
    expect(intervalsNow([], { class: "unmonitored", sinceMs: null }, scope)).toEqual([]);
    expect(intervalsNow([{ fromMs: 0, toMs: 10, class: "down" }], undefined, scope)).toEqual([]);
  });
});

describe("labels of time", () => {
  const hour = 3_600_000;
  const zone = 7 * hour;
  test("stand on round hours of the zone", () => {
    const from = Date.UTC(2026, 10, 23, 6, 5);
    const ticks = timeTicks(from - 24 * hour, from, 6, zone);
    expect(ticks.map((ms) => new Date(ms + zone).getUTCHours())).toEqual([16, 20, 0, 4, 8, 12]);
  });
  test("are never more than asked for by much, whatever the period", () => {
    for (const length of [15 * 60_000, hour, 6 * hour, 24 * hour]) {
      for (const most of [2, 4, 10]) {
        expect(timeTicks(1_000_000, 1_000_000 + length, most, zone).length).toBeLessThanOrEqual(most + 1);
      }
    }
  });
});
