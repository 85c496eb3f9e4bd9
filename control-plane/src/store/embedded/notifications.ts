import { notificationPurposeSchema, notificationStates } from "@haidang/contract/notify.ts";
import { z } from "zod";
import type { NotificationRecord } from "../incident-records.ts";
import type { RecordStore } from "../records.ts";
import { type Access, number, numberOrNull, type Row, text } from "./row.ts";

const stateSchema = z.enum(notificationStates);
const itemsSchema = z.array(
  z.strictObject({
    incident: z.string(),
    purpose: notificationPurposeSchema,
    route: z.string(),
    over: z.boolean(),
  }),
);

const letterSchema = z.strictObject({
  subject: z.string(),
  lines: z.array(z.string()),
  short: z.string(),
  page: z.string().optional(),
});

const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null ? null : text(row, column);

/** The outbox in SQLite. */
export function notificationRecords({
  run,
  all,
  one,
}: Pick<Access, "run" | "all" | "one">): RecordStore["notifications"] {
  return {
    get(id) {
      const row = one("SELECT * FROM notification WHERE id = ?", id);
      return row === undefined ? undefined : toRecord(row);
    },
    put({ id, state, channel, contact, items, madeMs, dueMs, doneMs, attempts, reason, detail, letter }) {
      run(
        `INSERT INTO notification (id, state, channel, contact, items, madeMs, dueMs, doneMs, attempts, reason, detail,
           letter) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET state = excluded.state, items = excluded.items, dueMs = excluded.dueMs,
             doneMs = excluded.doneMs, attempts = excluded.attempts, reason = excluded.reason, detail = excluded.detail`,
        ...[id, state, channel, contact, JSON.stringify(items), madeMs, dueMs, doneMs, attempts],
        ...[reason, detail, letter === undefined ? null : JSON.stringify(letter)],
      );
    },
    list: ({ state, incident, channel, limit }) =>
      all(
        `SELECT * FROM notification WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR channel = ?2)
           AND (?3 IS NULL OR EXISTS (SELECT 1 FROM json_each(items) WHERE value ->> 'incident' = ?3))
           ORDER BY sequence DESC LIMIT ?4`,
        ...[state ?? null, channel ?? null, incident ?? null, limit],
      ).map(toRecord),
    dueChannels: (nowMs) =>
      all(
        "SELECT DISTINCT channel FROM notification WHERE state = 'waiting' AND channel IS NOT NULL AND dueMs <= ?",
        nowMs,
      ).map((row) => text(row, "channel")),
    due: (channel, nowMs, limit) =>
      all(
        `SELECT * FROM notification WHERE state = 'waiting' AND channel = ? AND dueMs <= ? ORDER BY sequence LIMIT ?`,
        ...[channel, nowMs, limit],
      ).map(toRecord),
    ofRecipient: ({ channel, contact }, sinceMs) =>
      all(
        `SELECT * FROM notification WHERE channel = ?1 AND contact IS ?2 AND (madeMs >= ?3 OR state = 'waiting')
           ORDER BY sequence`,
        ...[channel, contact, sinceMs],
      ).map(toRecord),
    wasTold: ({ channel, contact }, incident) =>
      one(
        `SELECT 1 FROM notification WHERE channel = ?1 AND contact IS ?2 AND state = 'delivered' AND EXISTS
           (SELECT 1 FROM json_each(items) WHERE value ->> 'incident' = ?3 AND value ->> 'purpose' <> 'resolved')`,
        ...[channel, contact, incident],
      ) !== undefined,
    waiting: () =>
      new Map(
        all(
          `SELECT channel, count(*) AS count FROM notification
             WHERE state = 'waiting' AND channel IS NOT NULL GROUP BY channel`,
        ).map((row) => [text(row, "channel"), number(row, "count")]),
      ),
    forget: (beforeMs) => run("DELETE FROM notification WHERE doneMs < ?", beforeMs),
    course(incident) {
      const row = one("SELECT body FROM notifyCourse WHERE incident = ?", incident);
      return row === undefined ? undefined : text(row, "body");
    },
    setCourse: (incident, body, nextMs) =>
      run("INSERT OR REPLACE INTO notifyCourse VALUES (?, ?, ?)", incident, body, nextMs),
    removeCourse: (incident) => run("DELETE FROM notifyCourse WHERE incident = ?", incident),
    dueCourses: (nowMs) =>
      all("SELECT incident FROM notifyCourse WHERE nextMs <= ? ORDER BY nextMs LIMIT 1000", nowMs).map(
        (row) => text(row, "incident"),
      ),
  };
}

function toRecord(row: Row): NotificationRecord {
  const letter = textOrNull(row, "letter");
  return {
    id: text(row, "id"),
    state: stateSchema.parse(row["state"]),
    channel: textOrNull(row, "channel"),
    contact: textOrNull(row, "contact"),
    items: itemsSchema.parse(JSON.parse(text(row, "items"))),
    madeMs: number(row, "madeMs"),
    dueMs: number(row, "dueMs"),
    doneMs: numberOrNull(row, "doneMs"),
    attempts: number(row, "attempts"),
    reason: textOrNull(row, "reason"),
    detail: textOrNull(row, "detail"),
    ...(letter === null ? {} : { letter: letterSchema.parse(JSON.parse(letter)) }),
  };
}
