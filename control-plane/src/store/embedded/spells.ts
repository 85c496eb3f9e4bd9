import type { RecordStore } from "../records.ts";
import { type Access, number, text } from "./row.ts";

/** What was read of something the same way for a while, in SQLite. */
export function spellRecords({ run, all }: Pick<Access, "run" | "all">): RecordStore["spells"] {
  return {
    since: (fromMs) =>
      all("SELECT * FROM spell WHERE toMs >= ? ORDER BY fromMs", fromMs).map((row) => ({
        subject: text(row, "subject"),
        topic: text(row, "topic"),
        fromMs: number(row, "fromMs"),
        toMs: number(row, "toMs"),
        value: text(row, "value"),
      })),
    put: ({ subject, topic, fromMs, toMs, value }) =>
      run("INSERT OR REPLACE INTO spell VALUES (?, ?, ?, ?, ?)", subject, topic, fromMs, toMs, value),
    remove: ({ subject, topic, fromMs }) =>
      run("DELETE FROM spell WHERE subject = ? AND topic = ? AND fromMs = ?", subject, topic, fromMs),
    forget: (beforeMs) => run("DELETE FROM spell WHERE toMs < ?", beforeMs),
  };
}
