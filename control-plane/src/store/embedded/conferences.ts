import {
  type Conference,
  conferenceQualitySchema,
  conferenceSchema,
  type Readiness,
  readinessRunSchema,
  readinessSchema,
} from "@haidang/contract/conference.ts";
import type { ConferenceRecords } from "../conference-records.ts";
import { type Access, number, type Row, text } from "./row.ts";

/** Meetings in SQLite. */

const prefix = "HN-";
const idOf = (conference: number) => `${prefix}${conference}`;

/** NaN, which no row has, for what is no meeting's id. */
function numberOf(id: string): number {
  return /^HN-\d{1,12}$/.test(id) ? Number(id.slice(prefix.length)) : Number.NaN;
}

const toConference = (row: Row): Conference => conferenceSchema.parse(JSON.parse(text(row, "body")));
const toReadiness = (row: Row): Readiness =>
  readinessSchema.parse({ ...JSON.parse(text(row, "body")), run: number(row, "run") });
const toRun = (row: Row) =>
  readinessRunSchema.parse({ ...JSON.parse(text(row, "summary")), run: number(row, "run") });

export function conferenceRecords({ run, all, one }: Pick<Access, "run" | "all" | "one">): ConferenceRecords {
  const save = (conference: Conference) =>
    run(
      "UPDATE conference SET startMs = ?, endMs = ?, body = ? WHERE conference = ?",
      ...[conference.startMs, conference.startMs + conference.durationMin * 60_000],
      ...[JSON.stringify(conference), numberOf(conference.id)],
    );
  return {
    add(make) {
      const { lastInsertRowid } = run("INSERT INTO conference (startMs, endMs, body) VALUES (0, 0, '{}')");
      const conference = make(idOf(Number(lastInsertRowid)));
      save(conference);
      return conference;
    },
    save,
    get(id) {
      const row = one("SELECT body FROM conference WHERE conference = ?", numberOf(id));
      return row === undefined ? undefined : toConference(row);
    },
    list: (endsAfterMs) =>
      all(
        "SELECT body FROM conference WHERE endMs > ? ORDER BY startMs, conference LIMIT 10000",
        endsAfterMs,
      ).map(toConference),
    addRun(readiness) {
      const { stage, atMs, by, totals } = readiness;
      const { lastInsertRowid } = run(
        "INSERT INTO conferenceRun (conference, stage, summary, body) VALUES (?, ?, ?, ?)",
        ...[numberOf(readiness.conference), stage, JSON.stringify({ stage, atMs, by, totals })],
        JSON.stringify(readiness),
      );
      return { ...readiness, run: Number(lastInsertRowid) };
    },
    dropRunsBefore: (conference, stage, before) =>
      run(
        "DELETE FROM conferenceRun WHERE conference = ? AND stage = ? AND run < ?",
        ...[numberOf(conference), stage, before],
      ),
    run(conference, wanted) {
      const row = one(
        "SELECT run, body FROM conferenceRun WHERE conference = ? AND run = ?",
        ...[numberOf(conference), wanted],
      );
      return row === undefined ? undefined : toReadiness(row);
    },
    runs: (conference) =>
      all(
        "SELECT run, summary FROM conferenceRun WHERE conference = ? ORDER BY run",
        numberOf(conference),
      ).map(toRun),
    saveQuality: (quality) =>
      run(
        "INSERT OR REPLACE INTO conferenceQuality VALUES (?, ?)",
        ...[numberOf(quality.conference), JSON.stringify(quality)],
      ),
    quality(conference) {
      const row = one("SELECT body FROM conferenceQuality WHERE conference = ?", numberOf(conference));
      return row === undefined ? undefined : conferenceQualitySchema.parse(JSON.parse(text(row, "body")));
    },
  };
}
