import type { AgentRow } from "@haidang/contract/api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { bytes, duration, figure, moment, nothing } from "./figure.ts";
import { idColumn, sinceText } from "./object.ts";

export const agentColumns: readonly Column<AgentRow>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => standingOf(row),
    text: (row, look) => `${standings[standingOf(row)].glyph} ${agentWord(row, look)}`,
    csv: (row, look) => agentWord(row, look),
    order: (row) => standings[standingOf(row)].order,
    tone: (row) => standings[standingOf(row)].tone,
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
  {
    key: "clock",
    title: "column.clock",
    raw: (row) => row.clockOffsetMs,
    text: (row, look) => clockText(row.clockOffsetMs, look),
    csv: (row) => String(row.clockOffsetMs ?? ""),
    tone: (row) => (row.reason === "clock_skew" ? "warn" : undefined),
    align: "right",
  },
  {
    key: "synchronised",
    title: "column.synchronised",
    raw: (row) => (row.clockSynchronised === null ? null : String(row.clockSynchronised)),
    text: (row, look) =>
      row.clockSynchronised === true ? say(look.language, "agent.synchronised") : nothing,
    wide: true,
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

const standings = {
  silent: { glyph: "✗", tone: "bad", order: 0 },
  skewed: { glyph: "▲", tone: "warn", order: 1 },
  reporting: { glyph: "●", tone: "good", order: 2 },
} as const;

function standingOf({ silent, reason }: AgentRow): keyof typeof standings {
  if (silent) return "silent";
  return reason === "clock_skew" ? "skewed" : "reporting";
}

function agentWord(row: AgentRow, look: Look): string {
  return say(look.language, `agent.${standingOf(row)}`);
}

/** How far a clock is ahead of the control plane's: `+3 ms`, `-1h`. */
function clockText(offsetMs: number | null, { language }: Look): string {
  if (offsetMs === null) return nothing;
  const ms = Math.round(Math.abs(offsetMs));
  const sign = ms === 0 ? "" : offsetMs < 0 ? "-" : "+";
  return `${sign}${ms < 5000 ? `${figure(ms, language)} ms` : duration(ms / 1000, language)}`;
}

/** Silent ones first, then by name. */
export function silentFirst(rows: readonly AgentRow[]): AgentRow[] {
  return rows.toSorted((a, b) => Number(b.silent) - Number(a.silent) || a.id.localeCompare(b.id));
}
