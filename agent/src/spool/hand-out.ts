import { rangeOf } from "./drops.ts";
import { damagedDetail, type SpoolFile } from "./file.ts";
import { packLimits, packLines, unpackLines } from "./pack.ts";
import type { BatchName, Settlement } from "./spool.ts";
import { type Head, type Row, rowOverheadBytes } from "./table.ts";

/** One row ready to go of several never handed out; undefined when none of them was whole. */
export function handOut(file: SpoolFile, group: readonly number[]): Row | undefined {
  const whole: { row: Row; lines: string[] }[] = [];
  for (const id of group) {
    const row = file.table.get(id);
    const lines = row === undefined ? undefined : unpackLines(row);
    if (row !== undefined && lines !== undefined) whole.push({ row, lines });
    else discardDamaged(file, id, row);
  }
  const first = whole[0];
  if (first === undefined) return undefined;
  if (whole.length === 1) {
    if (first.row.attempted === 0) file.table.markAttempted(first.row.id);
    return first.row;
  }
  for (const { row } of whole) forgetRow(file, row);
  const packed = packLines(whole.flatMap(({ lines }) => lines));
  file.bytes += packed.body.length + rowOverheadBytes;
  const { lane, createdMs } = first.row;
  // the identity is on disk before it is first used on the wire: a power cut cannot give it to other points
  return file.table.add({ ...packed, boot: file.boot, lane, createdMs, attempted: 1 });
}

function discardDamaged(file: SpoolFile, id: number, row: Row | undefined): void {
  if (row !== undefined) {
    file.drops.record({ ...rangeOf(row), why: "damaged", detail: damagedDetail });
    forgetRow(file, row);
  } else {
    file.table.remove(id);
  }
}

function forgetRow(file: SpoolFile, row: Row): void {
  file.table.remove(row.id);
  file.bytes -= row.body.length + rowOverheadBytes;
}

/** A settlement that changes the row. */
export type Final = Exclude<Settlement, { as: "kept" }>;

/** Carries out how a delivery ended, inside the caller's transaction. A batch no longer there is nothing to do. */
export function conclude(file: SpoolFile, batch: BatchName, settlement: Final): void {
  const row = file.table.find(batch);
  if (row === undefined) return;
  if (settlement.as === "trimmed" || settlement.as === "split") {
    const lines = unpackLines(row) ?? [];
    if (settlement.as === "split") split(file, row, lines);
    else trim(file, row, lines, settlement);
    return;
  }
  if (settlement.as === "refused") file.drops.record({ ...rangeOf(row), ...settlement });
  forgetRow(file, row);
}

function trim(
  file: SpoolFile,
  row: Row,
  lines: readonly string[],
  settlement: Extract<Settlement, { as: "trimmed" }>,
): void {
  const bad = new Set(settlement.lines);
  const refused = lines.filter((_, index) => bad.has(index + 1));
  const rest = lines.filter((_, index) => !bad.has(index + 1));
  if (refused.length > 0)
    file.drops.record({ ...rangeOf({ ...packLines(refused), lane: row.lane }), ...settlement });
  if (rest.length === 0) {
    forgetRow(file, row);
    return;
  }
  const packed = packLines(rest);
  file.table.repack(row.id, packed);
  file.bytes += packed.body.length - row.body.length;
}

function split(file: SpoolFile, row: Row, lines: readonly string[]): void {
  const middle = Math.ceil(lines.length / 2);
  forgetRow(file, row);
  for (const half of [lines.slice(0, middle), lines.slice(middle)]) {
    if (half.length === 0) continue;
    const packed = packLines(half);
    const { lane, createdMs } = row;
    // marked as attempted so that the halves are not merged again
    file.table.add({ ...packed, boot: file.boot, lane, createdMs, attempted: 1 });
    file.bytes += packed.body.length + rowOverheadBytes;
  }
}

/** The leading rows never handed out that fit into one batch together. */
export function mergeable(heads: readonly Head[]): number[] {
  const group: number[] = [];
  let points = 0;
  let rawBytes = 0;
  for (const head of heads) {
    points += head.points;
    rawBytes += head.rawBytes;
    const fits = points <= packLimits.points && rawBytes <= packLimits.rawBytes;
    if (head.attempted || (group.length > 0 && !fits)) break;
    group.push(head.id);
  }
  return group;
}
