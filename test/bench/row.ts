/** One line of what `npm run bench` prints. */
export interface Row {
  work: string;
  /** Undefined when it could not be measured; `note` says why. */
  ours: number | undefined;
  /** Digits behind the point. */
  digits: number;
  unit: string;
  /** What ours must not exceed; absent where nothing was promised. */
  bar?: number;
  /** The bar is what ours has to reach instead. */
  isLeast?: true;
  /** The same work by others, in the same run; a text tells why there is no figure. */
  peers?: Readonly<Record<string, number | string>>;
  note?: string;
}

export type Verdict = "met" | "not met" | "not measured" | "";

export function verdictOf({ ours, bar, isLeast }: Row): Verdict {
  if (ours === undefined) return "not measured";
  if (bar === undefined) return "";
  return (isLeast === true ? ours >= bar : ours <= bar) ? "met" : "not met";
}

/** Rows as a table of equal columns, notes below. */
export function tableText(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.work,
    row.ours === undefined ? "-" : `${row.ours.toFixed(row.digits)} ${row.unit}`,
    row.bar === undefined ? "" : `${row.isLeast === true ? ">=" : "<="} ${row.bar}`,
    Object.entries(row.peers ?? {})
      .map(([peer, figure]) => `${peer} ${typeof figure === "number" ? figure.toFixed(row.digits) : figure}`)
      .join(" · "),
    verdictOf(row),
  ]);
  const head = ["work", "ours", "bar", "peers, same run", "verdict"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const lines = [head, ...cells].map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const notes = rows.flatMap(({ work, note }) => (note === undefined ? [] : [`${work}: ${note}`]));
  return [...lines, ...(notes.length === 0 ? [] : ["", ...notes]), ""].join("\n");
}

/** The value that so large a share of all does not exceed, 0 to 1 (nearest rank). */
export function shareOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The middle one; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
