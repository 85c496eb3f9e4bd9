import { alertSchema } from "@haidang/contract/alert.ts";
import { type Incident, incidentEventSchema, incidentSchema } from "@haidang/contract/incident.ts";
import { silenceSchema } from "@haidang/contract/silence.ts";
import type { KeptAlert } from "../incident-records.ts";
import type { RecordStore } from "../records.ts";
import { type Access, number, type Row, text } from "./row.ts";

/** Incidents with their timelines, alerts and silences, in SQLite. */

const prefix = "SC-";
const idOf = (incident: number) => `${prefix}${incident}`;

/** NaN, which no row has, for what is no incident's id. */
function numberOf(id: string): number {
  return /^SC-\d{1,12}$/.test(id) ? Number(id.slice(prefix.length)) : Number.NaN;
}

const keptAlertSchema = alertSchema.omit({ mutes: true });
const toIncident = (row: Row): Incident => incidentSchema.parse(JSON.parse(text(row, "body")));
const toAlert = (row: Row): KeptAlert => keptAlertSchema.parse(JSON.parse(text(row, "body")));
const toEvent = (row: Row) =>
  incidentEventSchema.parse({
    entry: number(row, "entry"),
    incident: idOf(number(row, "incident")),
    atMs: number(row, "atMs"),
    kind: row["kind"],
    by: text(row, "actor"),
    values: JSON.parse(text(row, "filled")),
  });

type Kept = Pick<Access, "run" | "all" | "one">;

export function incidentRecords({ run, all, one }: Kept): RecordStore["incidents"] {
  const save = (incident: Incident) =>
    run(
      "UPDATE incident SET state = ?, openedMs = ?, resolvedMs = ?, body = ? WHERE incident = ?",
      ...[incident.state, incident.openedMs, incident.resolvedMs, JSON.stringify(incident)],
      numberOf(incident.id),
    );
  return {
    add(make) {
      const { lastInsertRowid } = run(
        "INSERT INTO incident (state, openedMs, body) VALUES ('open', 0, '{}')",
      );
      const incident = make(idOf(Number(lastInsertRowid)));
      save(incident);
      return incident;
    },
    save,
    get(id) {
      const row = one("SELECT body FROM incident WHERE incident = ?", numberOf(id));
      return row === undefined ? undefined : toIncident(row);
    },
    openSince: (resolvedSinceMs) =>
      all(
        "SELECT body FROM incident WHERE state IN ('open', 'acknowledged') OR resolvedMs >= ? ORDER BY incident",
        resolvedSinceMs,
      ).map(toIncident),
    list: ({ state, sinceMs, limit }) =>
      all(
        `SELECT body FROM incident
           WHERE (?1 = 'all' OR state = ?1 OR (?1 = 'unresolved' AND state <> 'resolved'))
             AND (resolvedMs IS NULL OR resolvedMs >= ?2) ORDER BY incident DESC LIMIT ?3`,
        ...[state, sinceMs, limit],
      ).map(toIncident),
    append(event) {
      const { lastInsertRowid } = run(
        "INSERT INTO incidentEvent (incident, atMs, kind, actor, filled) VALUES (?, ?, ?, ?, ?)",
        ...[numberOf(event.incident), event.atMs, event.kind, event.by, JSON.stringify(event.values)],
      );
      return { entry: Number(lastInsertRowid), ...event };
    },
    timeline: (id) =>
      all("SELECT * FROM incidentEvent WHERE incident = ? ORDER BY entry", numberOf(id)).map(toEvent),
    addAlert: (alert) =>
      Number(
        run(
          "INSERT INTO alert (state, incident, body) VALUES (?, ?, ?)",
          ...[alert.state, alert.incident === null ? null : numberOf(alert.incident), JSON.stringify(alert)],
        ).lastInsertRowid,
      ),
    saveAlert: (entry, alert) =>
      run(
        "UPDATE alert SET state = ?, incident = ?, body = ? WHERE entry = ?",
        ...[alert.state, alert.incident === null ? null : numberOf(alert.incident), JSON.stringify(alert)],
        entry,
      ),
    firing: () =>
      all("SELECT entry, body FROM alert WHERE state = 'firing' ORDER BY entry").map((row) => ({
        entry: number(row, "entry"),
        alert: toAlert(row),
      })),
    latestAlerts: (limit) => all("SELECT body FROM alert ORDER BY entry DESC LIMIT ?", limit).map(toAlert),
    alertsOf: (id) =>
      all("SELECT body FROM alert WHERE incident = ? ORDER BY entry", numberOf(id)).map(toAlert),
  };
}

export function silenceRecords({ run, all, one }: Kept): RecordStore["silences"] {
  const toSilence = (row: Row) => silenceSchema.parse(JSON.parse(text(row, "body")));
  return {
    list: (sinceMs) =>
      all("SELECT body FROM silence WHERE toMs > ? ORDER BY createdMs, rowid", sinceMs).map(toSilence),
    get(id) {
      const row = one("SELECT body FROM silence WHERE id = ?", id);
      return row === undefined ? undefined : toSilence(row);
    },
    add: (silence) =>
      run(
        "INSERT INTO silence (id, createdMs, toMs, body) VALUES (?, ?, ?, ?)",
        ...[silence.id, silence.createdMs, silence.toMs, JSON.stringify(silence)],
      ),
    expire: (id, toMs, by) =>
      run(
        "UPDATE silence SET toMs = ?1, body = json_set(body, '$.toMs', ?1, '$.expiredBy', ?2) WHERE id = ?3",
        ...[toMs, by],
        id,
      ),
  };
}
