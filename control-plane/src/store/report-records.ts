import type { ReportHead } from "@haidang/contract/report.ts";

/** Reports as they were made; none is ever changed. */
export interface ReportRecords {
  /** The next one, `BC-1001` being the first; a number is never given twice. */
  /** `text` is what it says, as JSON, of which the hash is. */
  add(report: Omit<ReportHead, "number">, text: string): ReportHead;
  get(number: string): { head: ReportHead; text: string } | undefined;
  /** Newest first. */
  list(limit: number): ReportHead[];
  /** The newest that answers the question: `key` of `questionKey`. */
  newestOf(key: string): ReportHead | undefined;
}

/** The same for the same question, whoever asks and whenever, within the same unit. */
export function questionKey({
  kind,
  fromMs,
  toMs,
  filter,
  unit,
}: Pick<ReportHead, "kind" | "fromMs" | "toMs" | "filter" | "unit">): string {
  const { level, under, carrier, circuit, link } = filter;
  return JSON.stringify([
    kind,
    fromMs,
    toMs,
    level ?? null,
    under ?? null,
    carrier ?? null,
    circuit ?? null,
    link ?? null,
    unit,
  ]);
}
