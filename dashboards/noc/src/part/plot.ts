import type { Interval } from "@haidang/contract/state.ts";
import type { Language } from "@haidang/contract/text.ts";
import uPlot from "uplot";
import { formatMs, formatTimeOfDay, zoneOffsetMs } from "../format.ts";
import { type MeasuredWindow, timeTicks } from "../window.ts";
import { tone } from "./state.tsx";

/** Everything one drawing shows; changed in place, then drawn again. */
export interface Drawing {
  windows: readonly MeasuredWindow[];
  intervals: readonly Interval[];
  fromMs: number;
  toMs: number;
}

const plotHeight = 236;
const digits = '"Haidang Num", "Be Vietnam Pro", system-ui, sans-serif';

/** A chart in an element: middle line, band from least to most, loss at the foot, stretches not well behind. */
export function plot(
  into: HTMLElement,
  drawing: Drawing,
  on: { language: Language; cursor: (index: number | null) => void },
): uPlot {
  const colour = colours(into);
  const axis = {
    stroke: colour("--t3"),
    font: `12px ${digits}`,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: Math.max(200, into.clientWidth),
      height: plotHeight,
      ms: 1,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: () => [drawing.fromMs, drawing.toMs] },
        y: { range: (_, __, most) => [0, Math.max(1, (most ?? 1) * 1.12)] },
      },
      axes: [
        {
          ...axis,
          size: 30,
          splits: (_, __, min, max) =>
            timeTicks(min, max, Math.max(2, Math.floor(into.clientWidth / 90)), zoneOffsetMs),
          values: (_, splits) => splits.map(formatTimeOfDay),
        },
        { ...axis, size: 52, values: (_, splits) => splits.map((value) => axisNumber(value, on.language)) },
      ],
      series: [
        {},
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: colour("--t1"), width: 1.8, points: { show: false } },
      ],
      bands: [{ series: [2, 1], fill: colour("--band") }],
      hooks: {
        drawAxes: [(chart) => shade(chart, drawing, colour)],
        draw: [(chart) => drawMarks(chart, drawing, colour)],
        setCursor: [(chart) => on.cursor(chart.cursor.idx ?? null)],
      },
    },
    columns(drawing.windows),
    into,
  );
}

/** Windows as uPlot takes them: times, least, most, middle. */
export function columns(windows: readonly MeasuredWindow[]): uPlot.AlignedData {
  return [
    windows.map(({ timeMs }) => timeMs),
    windows.map(({ least }) => least),
    windows.map(({ most }) => most),
    windows.map(({ middle }) => middle),
  ];
}

function axisNumber(value: number, language: Language): string {
  return Number.isInteger(value) ? String(value) : formatMs(value, language);
}

type Colour = (name: string) => string;
function colours(element: HTMLElement): Colour {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

/** Stretches in which the object was not up, hatched over the full height. */
function shade(chart: uPlot, { intervals, fromMs, toMs }: Drawing, colour: Colour): void {
  const { ctx, bbox } = chart;
  for (const interval of intervals) {
    const name = tone[interval.class];
    if (name === "up" || name === "off" || name === "deg") continue;
    const left = chart.valToPos(Math.max(interval.fromMs, fromMs), "x", true);
    const right = chart.valToPos(Math.min(interval.toMs, toMs), "x", true);
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, Math.max(2, right - left), bbox.height);
    ctx.clip();
    ctx.fillStyle = colour(`--${name}-tint`);
    ctx.fill();
    ctx.strokeStyle = colour(`--${name}-fill`);
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = uPlot.pxRatio;
    hatch(ctx, { left, right, top: bbox.top, height: bbox.height, leaning: name === "mnt" ? -1 : 1 });
    ctx.restore();
  }
}

function hatch(
  ctx: CanvasRenderingContext2D,
  area: { left: number; right: number; top: number; height: number; leaning: 1 | -1 },
): void {
  const { left, right, top, height, leaning } = area;
  const step = 8 * uPlot.pxRatio;
  ctx.beginPath();
  for (let x = left - height; x < right + height; x += step) {
    ctx.moveTo(x, leaning === 1 ? top + height : top);
    ctx.lineTo(x + height, leaning === 1 ? top : top + height);
  }
  ctx.stroke();
}

/** Loss as a bar at the foot, as tall as its share; and middles that stand alone between gaps, which no line shows. */
function drawMarks(chart: uPlot, { windows, fromMs, toMs }: Drawing, colour: Colour): void {
  const { ctx, bbox } = chart;
  const foot = bbox.top + bbox.height;
  const wide = Math.max(2 * uPlot.pxRatio, Math.min(5 * uPlot.pxRatio, bbox.width / 400));
  ctx.save();
  windows.forEach(({ timeMs, middle, lossPct }, at) => {
    if (timeMs < fromMs || timeMs > toMs) return;
    const x = chart.valToPos(timeMs, "x", true);
    if (lossPct !== null && lossPct > 0) {
      const tall = Math.max(4 * uPlot.pxRatio, (lossPct / 100) * bbox.height * 0.2);
      ctx.fillStyle = colour(lossColour(lossPct));
      ctx.fillRect(x - wide / 2, foot - tall, wide, tall);
    }
    if (middle !== null && windows[at - 1]?.middle == null && windows[at + 1]?.middle == null) {
      ctx.fillStyle = colour("--t1");
      ctx.beginPath();
      ctx.arc(x, chart.valToPos(middle, "y", true), 1.5 * uPlot.pxRatio, 0, Math.PI * 2);
      ctx.fill();
    }
  });
  ctx.restore();
}

/** Up to 2 % pale, up to 6 % amber, above that red. */
function lossColour(pct: number): string {
  if (pct <= 2) return "--loss-low";
  return pct <= 6 ? "--deg-fill" : "--down-fill";
}
