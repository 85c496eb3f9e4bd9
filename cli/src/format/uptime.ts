import type { Meta } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { say } from "../words/words.ts";
import { lastingColumn, shareColumn } from "./availability-column.ts";
import type { Column, Look } from "./column.ts";
import { cellNumber, duration, figure, moment, nothing, percent } from "./figure.ts";
import { idColumn, kindColumn, nameColumn } from "./object.ts";

/** Below this coverage, %, a figure is printed with a warning beside it. */
export const enoughCoveragePct = 95;

export function hasEnoughData(row: Pick<UptimeRow, "coveragePct">): boolean {
  return row.coveragePct !== null && row.coveragePct >= enoughCoveragePct;
}

const time = (key: keyof UptimeRow["seconds"], wide: boolean): Column<UptimeRow> => ({
  key,
  title: key === "down" ? "column.down" : `class.${key}`,
  csvTitle: `seconds.${key}`,
  raw: (row) => row.seconds[key],
  text: (row, look) => duration(row.seconds[key], look.language),
  csv: (row, look) => cellNumber(row.seconds[key], look.language),
  tone: (row) => (key === "down" && row.seconds.down > 0 ? "bad" : undefined),
  align: "right",
  ...(wide ? { wide: true as const } : {}),
});

export const uptimeColumns: readonly Column<UptimeRow>[] = [
  nameColumn,
  idColumn,
  kindColumn,
  {
    ...shareColumn("availability", (row) => row.availabilityPct),
    tone: (row) => (row.availabilityPct === null || !hasEnoughData(row) ? "warn" : undefined),
  },
  {
    key: "note",
    title: "column.note",
    raw: (row) => (hasEnoughData(row) ? null : "not enough data"),
    text: (row, look) => (hasEnoughData(row) ? "" : say(look.language, "uptime.notEnough")),
    tone: () => "warn",
    shrinks: true,
  },
  shareColumn("coverage", (row) => row.coveragePct),
  time("down", false),
  { key: "outages", title: "column.outages", raw: (row) => row.outages, align: "right" },
  time("up", true),
  time("degraded", true),
  time("unknown", true),
  time("maintenance", true),
  time("unmonitored", true),
  time("outOfPeriod", true),
  {
    key: "shortOutages",
    title: "column.shortOutages",
    raw: (row) => row.shortOutages,
    align: "right",
    wide: true,
  },
  lastingColumn("longest", (row) => row.longestOutageS, true),
  lastingColumn("mtbf", (row) => row.mtbfS, true),
  lastingColumn("mttr", (row) => row.mttrS, true),
  {
    key: "slaTarget",
    title: "column.slaTarget",
    raw: (row) => row.sla?.targetPct ?? null,
    text: (row, look) => percent(row.sla?.targetPct ?? null, look.language),
    csv: (row, look) => (row.sla === null ? "" : cellNumber(row.sla.targetPct, look.language)),
    align: "right",
    wide: true,
  },
  lastingColumn("slaAllowed", (row) => row.sla?.allowedS ?? null, true),
  lastingColumn("slaUsed", (row) => row.sla?.usedS ?? null, true),
  {
    ...lastingColumn("slaLeft", (row) => row.sla?.leftS ?? null, true),
    tone: (row) => (row.sla !== null && row.sla.leftS < 0 ? "bad" : undefined),
  },
];

/** What the rows count otherwise than a report does by itself, a line each. */
export function optionLines(options: Meta["options"], language: Look["language"]): string[] {
  if (options === undefined) return [];
  const { mergeBelowS, unknown, maintenance, annotations, slaPct, asKnownAt, tree, treeAsOf } = options;
  return [
    ...(asKnownAt === null
      ? []
      : [say(language, "uptime.asKnownAt", { time: moment(Date.parse(asKnownAt), language, true) })]),
    ...(mergeBelowS === 0
      ? []
      : [say(language, "uptime.merged", { duration: duration(mergeBelowS, language) })]),
    ...(unknown === "out" ? [] : [say(language, `uptime.unknown.${unknown}`)]),
    ...(maintenance === "out" ? [] : [say(language, "uptime.maintenance.up")]),
    ...(annotations ? [say(language, "uptime.annotations")] : []),
    ...(tree === "current" ? [] : [say(language, "uptime.atTime")]),
    ...(treeAsOf === null
      ? []
      : [say(language, "uptime.treeAsOf", { time: moment(Date.parse(treeAsOf), language) })]),
    ...(slaPct === null ? [] : [say(language, "uptime.sla", { pct: percent(slaPct, language) })]),
  ];
}

/** The target a row is held against, %: the one asked for, else that of its contract. */
function targetOf(row: UptimeRow, limitPct: number | undefined): number | undefined {
  return limitPct ?? row.sla?.targetPct;
}

/** One line under the rows: how many there are, their mean, the worst, and how many are below their target. */
export function totalLine(
  rows: readonly UptimeRow[],
  limitPct: number | undefined,
  language: Look["language"],
): string {
  const known = rows.filter((row) => row.availabilityPct !== null);
  const thousandths = known.reduce((sum, row) => sum + Math.round((row.availabilityPct ?? 0) * 1000), 0);
  const [worst] = lowestFirst(known, language);
  const held = rows.filter((row) => targetOf(row, limitPct) !== undefined);
  const below = held.filter(
    (row) => row.availabilityPct !== null && row.availabilityPct < (targetOf(row, limitPct) ?? 0),
  );
  const parts = [say(language, "uptime.total.count", { count: figure(rows.length, language) })];
  if (worst !== undefined) {
    const mean = Math.floor(thousandths / known.length) / 1000;
    parts.push(
      say(language, "uptime.total.mean", { pct: percent(mean, language) }),
      say(language, "uptime.total.worst", {
        pct: percent(worst.availabilityPct, language),
        name: deviceText(worst.name, 60),
      }),
    );
  }
  if (held.length > 0) {
    const count = figure(below.length, language);
    parts.push(
      limitPct === undefined
        ? say(language, "uptime.total.belowOwn", { count })
        : say(language, "uptime.total.below", { count, pct: percent(limitPct, language) }),
    );
  }
  return parts.join(" · ");
}

/** The columns rows need: no column for notes where no row has one. */
export function neededColumns(rows: readonly UptimeRow[]): readonly Column<UptimeRow>[] {
  return rows.every(hasEnoughData) ? uptimeColumns.filter(({ key }) => key !== "note") : uptimeColumns;
}

/** Lowest availability first, then longest down; what was never measured comes last. */
export function lowestFirst(rows: readonly UptimeRow[], language: Look["language"]): UptimeRow[] {
  const collator = new Intl.Collator(language, { numeric: true });
  return rows.toSorted(
    (a, b) =>
      (a.availabilityPct ?? 101) - (b.availabilityPct ?? 101) ||
      b.seconds.down - a.seconds.down ||
      collator.compare(a.name, b.name),
  );
}

/** Rows below a limit, %; how many were left out because nothing was measured is told, never hidden. */
export function keepBelow(
  rows: readonly UptimeRow[],
  limitPct: number | undefined,
): { rows: UptimeRow[]; unknown: number } {
  if (limitPct === undefined) return { rows: [...rows], unknown: 0 };
  return {
    rows: rows.filter((row) => row.availabilityPct !== null && row.availabilityPct < limitPct),
    unknown: rows.filter((row) => row.availabilityPct === null).length,
  };
}

/** `99.5`, `99,5` or `99.5%` as a number. */
export function belowPct(text: string, language: Look["language"]): number {
  const pct = /^\d{1,3}(?:[.,]\d+)?%?$/.test(text)
    ? Number(text.replace("%", "").replace(",", "."))
    : Number.NaN;
  if (pct <= 100) return pct;
  throw new HaidangError("usage", say(language, "uptime.below", { value: text }), {
    hint: say(language, "uptime.belowHint"),
  });
}

/** `12:00 01/10/2026 – 12:00 31/10/2026`: the period the figures are of. */
export function periodText(meta: Pick<Meta, "from" | "to">, language: Look["language"]): string {
  const side = (text: string | undefined): string =>
    text === undefined ? nothing : moment(Date.parse(text), language);
  return `${side(meta.from)} – ${side(meta.to)}`;
}
