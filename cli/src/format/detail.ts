import type {
  CheckStatus,
  DeviceDetail,
  LinkDetail,
  RackDetail,
  ServiceDetail,
  UnitDetail,
  VideoDetail,
} from "@haidang/contract/row.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { type SayKey, say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { interfaceColumns } from "./device.ts";
import { elevation } from "./elevation.ts";
import { bytes, duration, figure, moment, nothing } from "./figure.ts";
import { renderLoad } from "./load.ts";
import {
  classText,
  idColumn,
  kindColumn,
  nameColumn,
  reasonColumn,
  reasonText,
  shownName,
  sinceColumn,
  sinceText,
  stateColumn,
  worstFirst,
} from "./object.ts";
import { renderPath } from "./path.ts";
import { revisionLines } from "./revision.ts";
import { intervalLines, ribbon } from "./ribbon.ts";
import { sensorColumns } from "./snmp.ts";
import { renderPairs, renderTable } from "./table.ts";
import { classLooks, paint } from "./tone.ts";
import { uptimeColumns } from "./uptime.ts";

export type Detail = UnitDetail | RackDetail | LinkDetail | DeviceDetail | ServiceDetail | VideoDetail;

const ribbonCells = 48;
const mostIntervals = 12;

/** Everything known of one object: what it is, how it is, why, and how it was. `row` is it as its list has it. */
export function renderDetail<Row extends ObjectStatus>(
  detail: Detail,
  row: Row,
  columns: readonly Column<Row>[],
  look: Look,
  chart?: string,
): string {
  const sections = [heading(detail, look), facts(row, columns, look)];
  if ("interfaces" in detail && detail.interfaces.length > 0) {
    sections.push(
      section("detail.interfaces", renderTable(detail.interfaces, interfaceColumns, look, "  "), look),
    );
  }
  if ("sensors" in detail && detail.sensors.length > 0) {
    sections.push(section("snmp.sensors", renderTable(detail.sensors, shownSensorColumns, look, "  "), look));
  }
  if ("host" in detail && detail.host !== undefined) {
    sections.push(section("detail.host", hostText(detail.host, look), look));
  }
  if ("load" in detail) sections.push(section("detail.load", renderLoad(detail.load, look, "  "), look));
  if (chart !== undefined) sections.push(section("detail.chart", chart, look));
  if ("path" in detail && detail.path !== undefined) {
    sections.push(section("detail.path", renderPath(detail.path, look, "  "), look));
  }
  if ("members" in detail && detail.members.length > 0) {
    const members = renderTable(worstFirst(detail.members, look.language), memberColumns, look, "  ");
    sections.push(section("detail.members", members, look));
  }
  if ("mounted" in detail && detail.mounted.length > 0) {
    sections.push(section("detail.mounted", elevation(detail, look).join("\n"), look));
  }
  if (detail.checks.length > 0) {
    sections.push(section("detail.checks", renderTable(detail.checks, checkColumns, look, "  "), look));
  }
  if (detail.uptime.length > 0) {
    sections.push(section("detail.uptime", renderTable(detail.uptime, spanColumns, look, "  "), look));
  }
  const { revisions = [] } = detail;
  if (revisions.length > 0) {
    sections.push(section("detail.revised", revisionLines(revisions, look).join("\n"), look));
  }
  if (detail.intervals.length > 0) sections.push(section("detail.intervals", history(detail, look), look));
  return sections.filter((text) => text !== "").join("\n\n");
}

function section(title: SayKey, body: string, look: Look): string {
  return `${paint(say(look.language, title), "strong", look.color)}\n${body}`;
}

function heading(detail: Detail, look: Look): string {
  const state = paint(classText(detail.class, look), classLooks[detail.class].tone, look.color);
  const since =
    detail.sinceMs === null
      ? say(look.language, "reason.not_measured_yet")
      : say(look.language, "detail.since", {
          time: moment(detail.sinceMs, look.language, true),
          duration: sinceText(detail.sinceMs, look),
        });
  const name = paint(shownName(detail), "strong", look.color);
  const kind = say(look.language, `kind.${detail.kind}`);
  const reason = reasonText(detail, look.language);
  return `${name}  (${kind} ${detail.id})\n${state}, ${since}${reason === "" || reason === since ? "" : `\n${reason}`}`;
}

const shownSensorColumns = sensorColumns.filter(({ wide }) => wide !== true);

const told = new Set(["state", "name", "id", "since", "reason", "interfaces"]);

function facts<Row extends ObjectStatus>(row: Row, columns: readonly Column<Row>[], look: Look): string {
  const pairs = columns
    .filter((column) => !told.has(column.key) && column.raw(row) !== null)
    .map((column): [string, string] => [
      say(look.language, column.title),
      column.text?.(row, look) ?? String(column.raw(row)),
    ]);
  if (row.discovered)
    pairs.push([say(look.language, "column.origin"), say(look.language, "detail.discovered")]);
  return renderPairs(pairs);
}

function hostText(host: Readonly<Record<string, number>>, look: Look): string {
  const shown = Object.entries(host).map(([name, value]): [string, string] => {
    if (name.endsWith("Bytes")) return [name, bytes(value, look.language)];
    if (name.endsWith("Pct")) return [name, `${figure(value, look.language, { max: 1 })}%`];
    if (name.endsWith("S")) return [name, duration(value, look.language)];
    return [name, figure(value, look.language, { max: 2 })];
  });
  return renderPairs(shown.map(([name, value]) => [deviceText(name, 40), value]));
}

function history(detail: Detail, look: Look): string {
  const fromMs = Math.min(...detail.intervals.map((interval) => interval.fromMs));
  const toMs = Math.max(...detail.intervals.map((interval) => interval.toMs));
  const lines = intervalLines(detail.intervals, look, mostIntervals);
  if (look.width === Number.POSITIVE_INFINITY) return lines.join("\n");
  return [`  ${ribbon(detail.intervals, { fromMs, toMs }, ribbonCells, look.color)}`, ...lines].join("\n");
}

const memberColumns: readonly Column<ObjectStatus>[] = [
  stateColumn,
  kindColumn,
  nameColumn,
  idColumn,
  sinceColumn,
  reasonColumn,
];

const vantages: Partial<Record<CheckStatus["probe"], SayKey>> = {
  "icmp-far": "vantage.far",
  port: "vantage.port",
  "port-near": "vantage.portNear",
};

/** A probe by its name, and where it looks from when that is not where its object is measured. */
function probeText(probe: CheckStatus["probe"], language: Look["language"]): string {
  const vantage = vantages[probe];
  return vantage === undefined ? probe : `${probe} (${say(language, vantage)})`;
}

const checkColumns: readonly Column<CheckStatus>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => row.class,
    text: (row, look) => classText(row.class, look),
    tone: (row) => classLooks[row.class].tone,
  },
  {
    key: "probe",
    title: "column.probe",
    raw: (row) => row.probe,
    text: (row, look) => probeText(row.probe, look.language),
  },
  { key: "agent", title: "column.agent", raw: (row) => deviceText(row.agent, 63) },
  {
    key: "every",
    title: "column.every",
    raw: (row) => row.intervalMs,
    text: (row, look) => duration(row.intervalMs / 1000, look.language),
    align: "right",
  },
  {
    key: "since",
    title: "column.since",
    raw: (row) => row.sinceMs,
    text: (row, look) => sinceText(row.sinceMs, look),
    align: "right",
  },
  {
    key: "last",
    title: "column.last",
    raw: (row) => row.lastResultMs,
    text: (row, look) =>
      row.lastResultMs === null ? nothing : moment(row.lastResultMs, look.language, true),
  },
  {
    key: "reason",
    title: "column.reason",
    raw: (row) => row.reason ?? null,
    text: (row, look) => reasonText({ reason: row.reason, detail: row.detail }, look.language),
    shrinks: true,
  },
];

type Span = Detail["uptime"][number];

/** The columns of an uptime row, of the row inside a span. */
const spanColumns: readonly Column<Span>[] = [
  {
    key: "period",
    title: "column.period",
    raw: (span) => span.period,
    text: (span, look) => say(look.language, `period.${span.period}`),
  },
  ...uptimeColumns
    .filter((column) => ["availability", "note", "coverage", "down", "outages"].includes(column.key))
    .map((column) => ofSpan(column)),
];

function ofSpan(column: Column<UptimeRow>): Column<Span> {
  return {
    key: column.key,
    title: column.title,
    raw: (span) => column.raw(span.row),
    text: (span, look) => column.text?.(span.row, look) ?? String(column.raw(span.row) ?? nothing),
    tone: (span) => column.tone?.(span.row),
    ...(column.align === undefined ? {} : { align: column.align }),
  };
}
