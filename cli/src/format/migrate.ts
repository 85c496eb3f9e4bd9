import { deviceText, type Language } from "@haidang/contract/text.ts";
import type { MigrateProgress, MigrateResult } from "../store/migrate.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure } from "./figure.ts";
import { renderTable } from "./table.ts";
import { paint } from "./tone.ts";

type Day = MigrateResult["days"][number];
type Shortfall = MigrateResult["shortfalls"][number];

const day = (dayMs: number) => new Date(dayMs).toISOString().slice(0, 10);

export const dayColumns: ReadonlyArray<Column<Day>> = [
  { key: "measurement", title: "column.measurement", raw: (row) => deviceText(row.measurement, 80) },
  { key: "day", title: "column.day", raw: (row) => day(row.dayMs) },
  {
    key: "samples",
    title: "column.samples",
    raw: (row) => row.samples,
    text: (row, look) => figure(row.samples, look.language),
    align: "right",
  },
];

const shortColumns: ReadonlyArray<Column<Shortfall>> = [
  ...dayColumns,
  {
    key: "found",
    title: "column.found",
    raw: (row) => row.found,
    text: (row, look) => figure(row.found, look.language),
    align: "right",
  },
];

/** One line that is written over and over. */
export function renderMigrateProgress(progress: MigrateProgress, language: Language): string {
  const { movedSamples, totalSamples, samplesPerS, etaS } = progress;
  return say(language, etaS === null ? "migrate.resuming" : "migrate.progress", {
    measurement: deviceText(progress.day.measurement, 40),
    day: day(progress.day.dayMs),
    pct: totalSamples === 0 ? 100 : Math.min(100, Math.floor((movedSamples / totalSamples) * 100)),
    rate: figure(Math.round(samplesPerS ?? 0), language),
    left: figure(Math.ceil((etaS ?? 0) / 60), language),
  });
}

/** A row a measurement, and what is missing in the target, if anything is. */
export function renderMigrated({ days, shortfalls }: MigrateResult, dryRun: boolean, look: Look): string {
  const { language } = look;
  if (days.length === 0) return say(language, "migrate.nothing");
  const totals = new Map<string, { measurement: string; days: number; samples: number }>();
  for (const { measurement, samples } of days) {
    const total = totals.get(measurement) ?? { measurement, days: 0, samples: 0 };
    totals.set(measurement, { measurement, days: total.days + 1, samples: total.samples + samples });
  }
  const table = renderTable([...totals.values()], totalColumns, look);
  const count = figure(
    days.reduce((sum, { samples }) => sum + samples, 0),
    language,
  );
  if (dryRun) return `${table}\n\n${say(language, "migrate.would", { count })}`;
  if (shortfalls.length === 0) {
    return `${table}\n\n${paint(say(language, "migrate.done", { count }), "good", look.color)}`;
  }
  const short = paint(say(language, "migrate.short", { count: shortfalls.length }), "bad", look.color);
  return `${table}\n\n${short}\n${renderTable(shortfalls, shortColumns, look)}`;
}

const totalColumns: ReadonlyArray<Column<{ measurement: string; days: number; samples: number }>> = [
  { key: "measurement", title: "column.measurement", raw: (row) => deviceText(row.measurement, 80) },
  { key: "days", title: "column.days", raw: (row) => row.days, align: "right" },
  {
    key: "samples",
    title: "column.samples",
    raw: (row) => row.samples,
    text: (row, look) => figure(row.samples, look.language),
    align: "right",
  },
];
