import { type HeartbeatRecords, heartbeatRecordSchema } from "../heartbeats.ts";
import { type Access, number, text } from "./row.ts";

/** What reports to us, in SQLite. */
export function heartbeatRecords({ run, all, one }: Pick<Access, "run" | "all" | "one">): HeartbeatRecords {
  return {
    list: () =>
      all("SELECT body FROM heartbeat ORDER BY id").map((row) =>
        heartbeatRecordSchema.parse(JSON.parse(text(row, "body"))),
      ),
    put: (record) => run("INSERT OR REPLACE INTO heartbeat VALUES (?, ?)", record.id, JSON.stringify(record)),
    aliveMs() {
      const row = one("SELECT aliveMs FROM heartbeatWatch");
      return row === undefined ? null : number(row, "aliveMs");
    },
    setAlive: (nowMs) => run("INSERT OR REPLACE INTO heartbeatWatch VALUES (1, ?)", nowMs),
  };
}
