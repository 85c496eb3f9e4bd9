import type { DistributionStep } from "@haidang/contract/distribution.ts";
import { expect, test } from "vitest";
import { province } from "../../scripted/province.ts";
import { seriesCharts } from "./chart.ts";
import type { Look } from "./column.ts";
import { elevation } from "./elevation.ts";
import { smokeChart } from "./smoke.ts";
import { inStretches, sparkline } from "./spark.ts";

const look: Look = { language: "en", color: false, width: 80, nowMs: 0 };

test("a sparkline shows courses, gaps as gaps, and what never changes as low", () => {
  expect(sparkline([0, 7, null, 3.5])).toBe("▁█ ▅");
  expect(sparkline([5, 5])).toBe("▁▁");
  expect(
    inStretches(
      [
        [0, 1],
        [1, 3],
        [9, 5],
      ],
      { fromMs: 0, toMs: 10 },
      5,
    ),
  ).toEqual([2, null, null, null, 5]);
});

test("a line a series, text said to be none", () => {
  const series = { measurement: "icmp", field: "rttP50Ms", tags: { kind: "link", id: "a" } };
  const text = seriesCharts(
    [
      {
        ...series,
        points: [
          [0, 1],
          [10, 2],
        ],
      },
      { ...series, field: "note", points: [[0, "x"]] },
    ],
    { fromMs: 0, toMs: 10 },
    look,
  );
  expect(text.split("\n")).toEqual([
    expect.stringMatching(/^link\/a rttP50Ms {2}▁ +█ {2}least 1, last 2, most 2$/),
    "link/a note      holds no numbers",
  ]);
});

const step = (timeMs: number, p50Ms: number | null, lossPct = 0): DistributionStep => ({
  ...{ timeMs, sent: 10, received: 10, lossPct, exact: true },
  ...(p50Ms === null
    ? { minMs: null, p5Ms: null, p25Ms: null, p50Ms, p75Ms: null, p95Ms: null, maxMs: null }
    : {
        minMs: p50Ms / 2,
        p5Ms: p50Ms / 2,
        p25Ms: p50Ms - 1,
        p50Ms,
        p75Ms: p50Ms + 1,
        p95Ms: p50Ms * 2,
        maxMs: 99,
      }),
});

test("smoke has one median a column, and loss stands below", () => {
  const lines = smokeChart(
    [step(0, 10), step(10, 20), step(30, null, 100)],
    { fromMs: 0, toMs: 40 },
    { width: 4, height: 8 },
    look,
  );
  const cells = lines.slice(0, 8).map((line) => line.slice(line.indexOf("┤") + 1).padEnd(4));
  const column = (at: number) => cells.map((line) => line[at]).join("");
  expect([0, 1].map((at) => [...column(at)].filter((cell) => cell === "━").length)).toEqual([1, 1]);
  expect(column(1)).toContain("░");
  expect([column(2), column(3)]).toEqual([" ".repeat(8), " ".repeat(8)]);
  expect(lines[8]).toMatch(/loss +█$/);
});

test("a rack is drawn from the top down, its devices at their units, the worst first to be seen", () => {
  const [link] = province.links;
  if (link === undefined) throw new Error("the province has links");
  const member = (id: string, state: "up" | "down") => ({
    ...link,
    kind: "device" as const,
    id,
    class: state,
  });
  const lines = elevation(
    {
      heightU: 4,
      mounted: [
        { u: 3, id: "core", name: "Core" },
        { u: 3, id: "spare", name: "Spare" },
        { u: 1, id: "ups", name: "UPS" },
      ],
      members: [member("core", "up"), member("spare", "down"), member("ups", "up")],
    },
    look,
  );
  expect(lines).toHaveLength(6);
  expect(lines.slice(1, 5).map((line) => line.slice(0, 50).trimEnd())).toEqual([
    "   4 │",
    "   3 │ ✗ Core (core), Spare (spare)",
    "   2 │",
    "   1 │ ● UPS (ups)",
  ]);
});
