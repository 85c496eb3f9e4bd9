import type { Report, ReportAgain, ReportHead, ReportList, ReportOutage } from "@haidang/contract/report.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { cellText } from "@haidang/contract/words/cell-text.ts";
import { type Cell, type Laid, layOut, type Sheet } from "@haidang/contract/words/report-sheet.ts";
import { zoneOffsetMs } from "../period.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { duration, figure, moment, nothing, percent } from "./figure.ts";
import { renderTable } from "./table.ts";

/** A report for the terminal: what it is, then its tables; `wide` with every column. */
export function renderReport({ head, content, again }: Report, look: Look, wide: boolean): string {
  const laid = layOut(head, content, look.language);
  const tables = laid.sheets
    .filter(({ rows }) => rows.length > 0)
    .map((sheet) => `\n${sheet.title}\n${renderSheet(sheet, laid, look, wide)}`);
  const changed = again === null ? [] : ["", ...againLines(again, look)];
  const proof = proofLines(content.outages, look);
  return [laid.title, ...laid.lines, ...tables, "", ...laid.notes, ...proof, ...changed].join("\n");
}

/** How the longest outage is proven, as somebody who reads of it would want to. */
function proofLines(outages: readonly ReportOutage[], { language }: Look): string[] {
  const [first, ...others] = outages;
  if (first === undefined) return [];
  const longest = others.reduce((one, other) => (lastedMs(other) > lastedMs(one) ? other : one), first);
  const start = new Date(longest.fromMs + zoneOffsetMs).toISOString().slice(0, 16);
  return [say(language, "report.prove", { outage: `${longest.object.id}@${start}` })];
}

const lastedMs = ({ fromMs, toMs }: ReportOutage) => toMs - fromMs;

function renderSheet({ columns, rows, total }: Sheet, { language }: Laid, look: Look, wide: boolean): string {
  const shown = columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => wide || column.minor !== true)
    .map(({ column, at }): Column<Cell[]> => {
      const isText = column.as === "text";
      return {
        key: String(at),
        title: column.key,
        raw: (row) => row[at] ?? null,
        text: (row) => deviceText(cellText(row[at] ?? null, column.as, language), 300) || nothing,
        ...(isText ? { shrinks: true as const } : { align: "right" as const }),
      };
    });
  return renderTable([...rows, ...(total === undefined ? [] : [total])], shown, look);
}

/** What the same question is answered with now: nothing new, or both figures of each link that changed. */
function againLines(again: ReportAgain, look: Look): string[] {
  const { language } = look;
  const time = moment(again.atMs, language);
  if (!again.changed) return [say(language, "report.same", { time })];
  const links = again.changes.map(({ name, was, is, because }) => {
    const figures = (row: typeof was) =>
      row === null
        ? nothing
        : `${percent(row.availabilityPct, language)} (${duration(row.seconds.down, language)})`;
    const why = because.map(({ cause, by, atMs }) =>
      say(language, "report.because", {
        cause: say(language, `report.cause.${cause}`),
        by: deviceText(by, 60),
        time: moment(atMs, language),
      }),
    );
    return `  ${deviceText(name, 120)}: ${figures(was)} → ${figures(is)}${why.length === 0 ? "" : `; ${why.join("; ")}`}`;
  });
  const { was, is } = again.credit;
  return [
    say(language, "report.changed", { time, hash: again.hash }),
    ...links,
    ...(again.outagesChanged === 0
      ? []
      : [say(language, "report.outagesChanged", { count: again.outagesChanged })]),
    ...(was === is
      ? []
      : [say(language, "report.creditChanged", { was: figure(was, language), is: figure(is, language) })]),
  ];
}

export const reportColumns: readonly Column<ReportHead>[] = [
  { key: "number", title: "column.report", raw: (row) => row.number },
  {
    key: "kind",
    title: "column.kind",
    raw: (row) => row.kind,
    text: (row, look) => say(look.language, `report.kind.${row.kind}`),
    shrinks: true,
  },
  {
    key: "from",
    title: "report.from",
    raw: (row) => row.fromMs,
    text: (row, look) => moment(row.fromMs, look.language),
  },
  {
    key: "to",
    title: "report.to",
    raw: (row) => row.toMs,
    text: (row, look) => moment(row.toMs, look.language),
  },
  {
    key: "filter",
    title: "column.of",
    raw: ({ filter: { level, under, carrier, circuit, link } }) =>
      deviceText([level, under, carrier, circuit, link].filter((part) => part !== undefined).join(", "), 120),
    shrinks: true,
  },
  {
    key: "made",
    title: "column.made",
    raw: (row) => row.madeMs,
    text: (row, look) => moment(row.madeMs, look.language),
  },
  { key: "by", title: "report.by", raw: (row) => deviceText(row.by, 60), shrinks: true },
  { key: "before", title: "column.before", raw: (row) => row.before, wide: true },
  { key: "hash", title: "column.hash", raw: (row) => row.hash, wide: true },
];

export function scheduleLines(schedules: ReportList["schedules"], look: Look): string {
  const { language } = look;
  return schedules
    .map((one) =>
      say(language, "report.schedule", {
        name: deviceText(one.name, 120),
        state: say(language, `report.state.${one.state}`),
        month: one.month ?? nothing,
        report: one.report ?? nothing,
        next: moment(one.nextMs, language),
        formats: one.formats.join(", "),
        count: one.recipients,
      }),
    )
    .join("\n");
}
