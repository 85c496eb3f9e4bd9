import type { AgentRow } from "@haidang/contract/api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { bytes, figure, moment, nothing } from "./figure.ts";
import { idColumn, sinceText } from "./object.ts";

export const agentColumns: readonly Column<AgentRow>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => (row.silent ? "silent" : "reporting"),
    text: (row, look) => `${row.silent ? "✗" : "●"} ${agentWord(row, look)}`,
    csv: (row, look) => agentWord(row, look),
    order: (row) => (row.silent ? 0 : 1),
    tone: (row) => (row.silent ? "bad" : "good"),
  },
  idColumn,
  { key: "host", title: "column.host", raw: (row) => deviceText(row.hostName, 80), shrinks: true },
  {
    key: "seen",
    title: "column.seen",
    raw: (row) => row.lastSeenMs,
    text: (row, look) =>
      row.lastSeenMs === null
        ? nothing
        : say(look.language, "agent.ago", { duration: sinceText(row.lastSeenMs, look) }),
    csv: (row, look) => (row.lastSeenMs === null ? "" : moment(row.lastSeenMs, look.language, true)),
    align: "right",
  },
  { key: "checks", title: "column.checks", raw: (row) => row.checks, align: "right" },
  {
    key: "waiting",
    title: "column.waiting",
    raw: (row) => row.spoolBatches,
    text: (row, look) =>
      row.spoolBatches === null
        ? nothing
        : `${figure(row.spoolBatches, look.language)} (${bytes(row.spoolBytes, look.language)})`,
    csv: (row) => String(row.spoolBatches ?? ""),
    align: "right",
  },
  {
    key: "dropped",
    title: "column.dropped",
    raw: (row) => row.droppedPoints,
    text: (row, look) => (row.droppedPoints === null ? nothing : figure(row.droppedPoints, look.language)),
    csv: (row) => String(row.droppedPoints ?? ""),
    tone: (row) => ((row.droppedPoints ?? 0) > 0 ? "bad" : undefined),
    align: "right",
  },
  { key: "version", title: "column.version", raw: (row) => deviceText(row.version, 40) },
  {
    key: "icmp",
    title: "column.icmp",
    raw: (row) => (row.icmpBy === null ? null : deviceText(row.icmpBy, 80)),
    wide: true,
  },
  {
    key: "enrolled",
    title: "column.enrolled",
    raw: (row) => row.enrolledAtMs,
    text: (row, look) => moment(row.enrolledAtMs, look.language),
    wide: true,
  },
];

function agentWord(row: AgentRow, look: Look): string {
  return say(look.language, row.silent ? "agent.silent" : "agent.reporting");
}

/** Silent ones first, then by name. */
export function silentFirst(rows: readonly AgentRow[]): AgentRow[] {
  return rows.toSorted((a, b) => Number(b.silent) - Number(a.silent) || a.id.localeCompare(b.id));
}
