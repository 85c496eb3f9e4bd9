import type { Contract } from "@haidang/contract/agreement.ts";
import type { ContractRow, ReportOutage, ReportRow } from "@haidang/contract/report.ts";
import { isInForce } from "@haidang/contract/tree.ts";
import { floorPct } from "../state/availability.ts";
import type { Period } from "../state/timeline.ts";

/** Asia/Ho_Chi_Minh, which has had no daylight saving since 1975. */
const zoneMs = 7 * 3_600_000;

/** Whether a period is one month of the calendar, from its first midnight to the next month's. */
export function isMonth({ fromMs, toMs }: Period): boolean {
  const from = new Date(fromMs + zoneMs);
  const isFirst = fromMs + zoneMs === Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), 1);
  return isFirst && toMs + zoneMs === Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1);
}

/** Each link of each contract in force when the period begins, with what is owed for it. */
export function contractRows(
  contracts: readonly Contract[],
  rows: readonly ReportRow[],
  outages: readonly ReportOutage[],
  period: Period,
): ContractRow[] {
  const byLink = Map.groupBy(outages, ({ object }) => object.id);
  return contracts
    .filter((contract) => isInForce(contract, period.fromMs))
    .flatMap((contract) =>
      rows
        .filter((row) => covers(contract, row))
        .map((row) => contractRow(contract, row, byLink.get(row.id) ?? [], isMonth(period))),
    );
}

export function covers(
  { carrier, links }: Contract,
  row: Pick<ReportRow, "id" | "carrier"> | undefined,
): boolean {
  if (row === undefined) return false;
  return links === undefined ? row.carrier === carrier : links.includes(row.id);
}

function contractRow(
  contract: Contract,
  row: ReportRow,
  outages: readonly ReportOutage[],
  isWholeMonth: boolean,
): ContractRow {
  const { counts, mergeBelowS, sla } = contract;
  const ms = { charged: 0, excluded: 0, undecided: 0 };
  for (const { fromMs, toMs, responsibility } of outages) {
    const lengthMs = toMs - fromMs;
    if (lengthMs < mergeBelowS * 1000) ms.excluded += lengthMs;
    else if (counts.includes(responsibility)) ms.charged += lengthMs;
    else if (responsibility === "unknown") ms.undecided += lengthMs;
    else ms.excluded += lengthMs;
  }
  const { up, degraded, down } = row.seconds;
  const measuredMs = Math.round((up + degraded + down) * 1000);
  const chargedPct = floorPct(measuredMs - ms.charged, measuredMs);
  const fee = isWholeMonth ? (contract.monthlyFee ?? null) : null;
  const creditPct = chargedPct === null || !isWholeMonth ? null : creditOf(contract, chargedPct);
  return {
    contract: contract.id,
    contractName: contract.name,
    ...(contract.number === undefined ? {} : { contractNumber: contract.number }),
    carrier: contract.carrier,
    link: row.id,
    linkName: row.name,
    ...(row.circuit === undefined ? {} : { circuit: row.circuit }),
    targetPct: sla,
    availabilityPct: row.availabilityPct,
    chargedPct,
    coveragePct: row.coveragePct,
    chargedS: ms.charged / 1000,
    excludedS: ms.excluded / 1000,
    undecidedS: ms.undecided / 1000,
    kept: chargedPct === null ? null : chargedPct >= sla,
    fee,
    creditPct,
    credit: fee === null || creditPct === null ? null : Math.floor((fee * creditPct) / 100 + 1e-6),
  };
}

function creditOf({ credits }: Contract, chargedPct: number): number {
  return Math.max(0, ...credits.filter(({ below }) => chargedPct < below).map(({ pct }) => pct));
}
