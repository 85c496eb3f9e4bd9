import type { HeartbeatRow } from "@haidang/contract/heartbeat-api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { duration, moment, nothing } from "./figure.ts";
import {
  idColumn,
  nameColumn,
  reasonColumn,
  sinceColumn,
  sinceText,
  stateColumn,
  unitColumn,
} from "./object.ts";

export const heartbeatColumns: readonly Column<HeartbeatRow>[] = [
  stateColumn,
  nameColumn,
  idColumn,
  sinceColumn,
  {
    key: "lastReport",
    title: "column.lastReport",
    raw: (row) => row.lastReportMs,
    text: lastReportText,
    csv: (row, look) => (row.lastReportMs === null ? "" : moment(row.lastReportMs, look.language, true)),
    align: "right",
  },
  {
    key: "awaited",
    title: "column.awaited",
    raw: (row) => row.dueMs ?? null,
    text: (row, look) => (row.dueMs === undefined ? nothing : moment(row.dueMs, look.language)),
    align: "right",
  },
  { key: "rhythm", title: "column.rhythm", raw: (row) => row.intervalS ?? null, text: rhythmText },
  {
    key: "took",
    title: "column.took",
    raw: (row) => row.durationS ?? null,
    text: (row, look) => (row.durationS === undefined ? nothing : duration(row.durationS, look.language)),
    align: "right",
    wide: true,
  },
  reasonColumn,
  {
    key: "message",
    title: "column.reported",
    raw: (row) => (row.message === undefined ? null : deviceText(row.message, 200)),
    shrinks: true,
    wide: true,
  },
  unitColumn,
];

function lastReportText({ lastReportMs, startedMs }: HeartbeatRow, look: Look): string {
  if (startedMs !== undefined)
    return say(look.language, "heartbeat.running", { duration: sinceText(startedMs, look) });
  if (lastReportMs === null) return say(look.language, "heartbeat.never");
  return say(look.language, "heartbeat.ago", { duration: sinceText(lastReportMs, look) });
}

function rhythmText({ intervalS, at = [], days }: HeartbeatRow, look: Look): string {
  const { language } = look;
  if (intervalS !== undefined)
    return say(language, "heartbeat.every", { duration: duration(intervalS, language) });
  const times = at.join(", ");
  if (days === undefined) return say(language, "heartbeat.daily", { times });
  return say(language, "heartbeat.on", {
    times,
    days: days.map((day) => say(language, `day.${day}`)).join(", "),
  });
}

/** A heartbeat with its whole address. */
export interface ReportsTo {
  heartbeat: string;
  url: string;
}

export const addressColumns: readonly Column<ReportsTo>[] = [
  { key: "id", title: "column.id", raw: (row) => row.heartbeat },
  { key: "url", title: "column.url", raw: (row) => row.url },
];

/** The whole address, and a line that may be pasted at the end of a job. */
export function renderAddress({ heartbeat, url }: ReportsTo, look: Look): string {
  const command = `curl -fsS -m 10 --retry 3 "${url}?exit=$?"`;
  return [
    say(look.language, "heartbeat.address", { id: deviceText(heartbeat, 63) }),
    `  ${url}`,
    say(look.language, "heartbeat.how", { command }),
  ].join("\n");
}
