import { deviceText } from "@haidang/contract/text.ts";
import type { UptimeGroup } from "@haidang/contract/uptime.ts";
import { say } from "../words/words.ts";
import { lastingColumn, shareColumn } from "./availability-column.ts";
import type { Column, Look } from "./column.ts";
import { figure, nothing } from "./figure.ts";
import { enoughCoveragePct } from "./uptime.ts";

/** All of an inventory has the name of its province, where it has one. */
function groupName(row: UptimeGroup, language: Look["language"]): string {
  if (row.by === "province" && row.name === "") return say(language, "group.all");
  return deviceText(row.name, 120) || deviceText(row.id, 120);
}

export const groupColumns: readonly Column<UptimeGroup>[] = [
  {
    key: "group",
    title: "column.group",
    raw: (row) => deviceText(row.name, 120) || row.id,
    text: (row, look) => groupName(row, look.language),
    shrinks: true,
  },
  { key: "id", title: "column.id", raw: (row) => deviceText(row.id, 120), wide: true },
  { key: "members", title: "column.members", raw: (row) => row.memberCount, align: "right" },
  {
    ...shareColumn("mean", (row) => row.meanPct),
    tone: (row) => (row.coveragePct === null || row.coveragePct < enoughCoveragePct ? "warn" : undefined),
  },
  shareColumn("anyPath", (row) => row.anyPathPct),
  shareColumn("worstPct", (row) => row.worst?.pct ?? null),
  {
    key: "worst",
    title: "column.worst",
    raw: (row) => (row.worst === null ? null : deviceText(row.worst.name, 120)),
    shrinks: true,
  },
  shareColumn("coverage", (row) => row.coveragePct),
  { key: "outages", title: "column.outages", raw: (row) => row.outages, align: "right" },
  lastingColumn("down", (row) => row.seconds.down, true),
  { key: "measured", title: "column.measured", raw: (row) => row.measuredCount, align: "right", wide: true },
  lastingColumn("longest", (row) => row.longestOutageS, true),
  lastingColumn("mtbf", (row) => row.mtbfS, true),
  lastingColumn("mttr", (row) => row.mttrS, true),
  {
    key: "exceeded",
    title: "column.exceeded",
    raw: (row) => row.sla?.exceeded ?? null,
    text: (row, look) =>
      row.sla === null
        ? nothing
        : `${figure(row.sla.exceeded, look.language)}/${figure(row.sla.members, look.language)}`,
    csv: (row) => String(row.sla?.exceeded ?? ""),
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

/** Lowest mean first; what was never measured comes last. */
export function lowestMeanFirst(rows: readonly UptimeGroup[], language: Look["language"]): UptimeGroup[] {
  const collator = new Intl.Collator(language, { numeric: true });
  return rows.toSorted((a, b) => (a.meanPct ?? 101) - (b.meanPct ?? 101) || collator.compare(a.name, b.name));
}
