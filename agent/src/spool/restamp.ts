import type { SpoolFile } from "./file.ts";
import { packLines, unpackLines } from "./pack.ts";
import type { BatchRange } from "./spool.ts";

/** As many at a time as cost a few milliseconds. */
const atOnce = 100;

/**
 * Moves the stamps of the next batches of a range by so many ms, inside the caller's transaction, and gives the id to
 * go on behind; undefined at the end. What was handed out once stays as it is: the control plane may have it already.
 */
export function restampSome(file: SpoolFile, range: BatchRange, byMs: number): number | undefined {
  const rows = file.table.between(range, atOnce);
  for (const row of rows) {
    const lines = row.attempted === 0 ? unpackLines(row) : undefined;
    // a damaged one is found, and counted, when it is handed out
    if (lines === undefined) continue;
    const packed = packLines(lines.map((line) => movedLine(line, byMs)));
    file.table.repack(row.id, packed);
    // when a batch was made is kept by the same clock, and is at most seconds after its newest stamp
    file.table.setCreated(row.id, packed.lastMs);
    file.bytes += packed.body.length - row.body.length;
  }
  return rows.length < atOnce ? undefined : rows.at(-1)?.id;
}

/** A line of ours ends with its stamp. */
function movedLine(line: string, byMs: number): string {
  const at = line.lastIndexOf(" ") + 1;
  return `${line.slice(0, at)}${Number(line.slice(at)) + byMs}`;
}
