import type { ReportChange, ReportContent, ReportOutage, ReportRow } from "@haidang/contract/report.ts";
import type { RevisionCause } from "@haidang/contract/revision.ts";
import { type UptimeRow, uptimeRowSchema } from "@haidang/contract/uptime.ts";

type Because = { cause: RevisionCause; by: string; atMs: number };

/** Links of which two makings of a report say otherwise, and what came between. */
export function changesBetween(
  was: ReportContent,
  is: ReportContent,
  becauseOf: (link: string) => Because[],
): ReportChange[] {
  const before = new Map(was.rows.map((row) => [row.id, row]));
  const after = new Map(is.rows.map((row) => [row.id, row]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [old, now] = [before.get(id), after.get(id)];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    const name = now?.name ?? old?.name ?? id;
    return [{ id, name, was: plain(old), is: plain(now), because: becauseOf(id) }];
  });
}

function plain(row: ReportRow | undefined): UptimeRow | null {
  return row === undefined ? null : uptimeRowSchema.strip().parse(row);
}

/** How many outages are in one and not, or not so, in the other. */
export function outagesChanged(was: readonly ReportOutage[], is: readonly ReportOutage[]): number {
  const key = ({ object, fromMs }: ReportOutage) => `${object.id} ${fromMs}`;
  const said = ({ toMs, cause, responsibility }: ReportOutage) => `${toMs} ${cause} ${responsibility}`;
  const before = new Map(was.map((outage) => [key(outage), said(outage)]));
  const after = new Map(is.map((outage) => [key(outage), said(outage)]));
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id))
    .length;
}

export function creditOf({ contracts }: ReportContent): number {
  return contracts.reduce((sum, { credit }) => sum + (credit ?? 0), 0);
}
