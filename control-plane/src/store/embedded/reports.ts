import { deflateRawSync, inflateRawSync } from "node:zlib";
import { reportHeadSchema } from "@haidang/contract/report.ts";
import { questionKey, type ReportRecords } from "../report-records.ts";
import { type Access, number, type Row, text } from "./row.ts";

const prefix = "BC-";

/** NaN, which no row has, for what is no report's number. */
function numberOf(id: string): number {
  return /^BC-\d{1,12}$/.test(id) ? Number(id.slice(prefix.length)) : Number.NaN;
}

const toHead = (row: Row) =>
  reportHeadSchema.parse({ number: `${prefix}${number(row, "report")}`, ...JSON.parse(text(row, "head")) });

/** Reports in SQLite. What they say is packed: numbers repeat themselves. */
export function reportRecords({ run, all, one }: Pick<Access, "run" | "all" | "one">): ReportRecords {
  return {
    add(head, said) {
      const { lastInsertRowid } = run(
        "INSERT INTO report (question, madeMs, head, body) VALUES (?, ?, ?, ?)",
        ...[questionKey(head), head.madeMs, JSON.stringify(head), deflateRawSync(said)],
      );
      return { number: `${prefix}${lastInsertRowid}`, ...head };
    },
    get(id) {
      const row = one("SELECT * FROM report WHERE report = ?", numberOf(id));
      const body = row?.["body"];
      if (row === undefined || !(body instanceof Uint8Array)) return undefined;
      return { head: toHead(row), text: inflateRawSync(body).toString("utf8") };
    },
    list: (limit) => all("SELECT report, head FROM report ORDER BY report DESC LIMIT ?", limit).map(toHead),
    newestOf(key) {
      const row = one("SELECT report, head FROM report WHERE question = ? ORDER BY report DESC LIMIT 1", key);
      return row === undefined ? undefined : toHead(row);
    },
  };
}
