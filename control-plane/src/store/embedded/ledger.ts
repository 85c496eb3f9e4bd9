import { maintenanceWindowSchema } from "@haidang/contract/maintenance.ts";
import { reasonSchema } from "@haidang/contract/reason.ts";
import { revisionSchema } from "@haidang/contract/revision.ts";
import { stateSchema } from "@haidang/contract/state.ts";
import type { KnownRun, RecordStore, Run } from "../records.ts";
import { type Access, number, type Row, text } from "./row.ts";

/** Runs, what was known of them before, revisions and maintenance windows, in SQLite. */

function toRun(row: Row): KnownRun {
  return {
    firstMs: number(row, "firstMs"),
    lastMs: number(row, "lastMs"),
    state: stateSchema.parse(row["state"]),
    reason: row["reason"] === null ? null : reasonSchema.parse(row["reason"]),
    count: number(row, "count"),
    knownMs: number(row, "knownMs"),
  };
}

/** ?1 assignment, ?2 and ?3 the period. */
const touching = (runs: string) => `
  WHERE assignment = ?1
    AND firstMs >= coalesce((SELECT max(firstMs) FROM ${runs} WHERE assignment = ?1 AND firstMs < ?2), ?2)
    AND firstMs <= coalesce((SELECT min(firstMs) FROM ${runs} WHERE assignment = ?1 AND firstMs > ?3), ?3)
  ORDER BY firstMs`;

/** ?4 the instant; a run had not grown beyond it then. */
const asKnown = `
  WITH known AS MATERIALIZED (
    SELECT assignment, firstMs, lastMs, state, reason, count, knownMs
      FROM run WHERE assignment = ?1 AND knownMs <= ?4
    UNION ALL
    SELECT assignment, firstMs, lastMs, state, reason, count, knownMs
      FROM pastRun WHERE assignment = ?1 AND untilMs > ?4 AND knownMs <= ?4
  )
  SELECT assignment, firstMs, max(firstMs, min(lastMs, ?4)) AS lastMs, state, reason, count, knownMs
    FROM known ${touching("known")}`;

export function runRecords({ run, all, one }: Access): RecordStore["runs"] {
  return {
    around: (assignment, fromMs, toMs) =>
      all(`SELECT * FROM run ${touching("run")}`, assignment, fromMs, toMs).map(toRun),
    aroundAsKnown: (assignment, fromMs, toMs, knownMs) =>
      all(asKnown, assignment, fromMs, toMs, knownMs).map(toRun),
    past: (assignment) =>
      Number(one("SELECT count(*) AS n FROM pastRun WHERE assignment = ?", assignment)?.["n"]),
    latest(assignment): Run | undefined {
      const row = one("SELECT * FROM run WHERE assignment = ? ORDER BY firstMs DESC LIMIT 1", assignment);
      return row === undefined ? undefined : toRun(row);
    },
    answered: (assignment) =>
      one("SELECT 1 FROM run WHERE assignment = ? AND state IN ('up', 'degraded') LIMIT 1", assignment) !==
      undefined,
    replace(assignment, { remove, add, past }) {
      for (const { firstMs } of remove) {
        run("DELETE FROM run WHERE assignment = ? AND firstMs = ?", assignment, firstMs);
      }
      for (const one of add) {
        const { firstMs, lastMs, state, reason, count, knownMs } = one;
        run(
          "INSERT INTO run (assignment, firstMs, lastMs, state, reason, count, knownMs) VALUES (?, ?, ?, ?, ?, ?, ?)",
          ...[assignment, firstMs, lastMs, state, reason, count, knownMs],
        );
      }
      for (const one of past) {
        const { firstMs, lastMs, state, reason, count, knownMs, untilMs } = one;
        run(
          "INSERT INTO pastRun VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          ...[assignment, firstMs, lastMs, state, reason, count, knownMs, untilMs],
        );
      }
    },
  };
}

const toRevision = (row: Row) => revisionSchema.parse(JSON.parse(text(row, "body")));

export function revisionRecords({ run, all, one }: Access): RecordStore["revisions"] {
  return {
    append: (revision) =>
      run(
        "INSERT INTO revision (kind, id, checkId, fromMs, toMs, body) VALUES (?, ?, ?, ?, ?, ?)",
        revision.object.kind,
        revision.object.id,
        revision.check ?? "",
        revision.fromMs,
        revision.toMs,
        JSON.stringify(revision),
      ),
    last({ kind, id }, check) {
      const row = one(
        "SELECT * FROM revision WHERE kind = ? AND id = ? AND checkId = ? ORDER BY entry DESC LIMIT 1",
        kind,
        id,
        check,
      );
      return row === undefined ? undefined : { entry: number(row, "entry"), revision: toRevision(row) };
    },
    replace: (entry, revision) =>
      run(
        "UPDATE revision SET fromMs = ?, toMs = ?, body = ? WHERE entry = ?",
        revision.fromMs,
        revision.toMs,
        JSON.stringify(revision),
        entry,
      ),
    list: (objects, { fromMs, toMs }, limit) =>
      all(
        `SELECT body FROM revision WHERE (kind, id) IN (SELECT value ->> 'kind', value ->> 'id' FROM json_each(?1))
           AND toMs > ?2 AND fromMs < ?3 ORDER BY body ->> 'atMs' DESC, entry DESC LIMIT ?4`,
        JSON.stringify(objects),
        fromMs,
        toMs,
        limit,
      ).map(toRevision),
  };
}

export function maintenanceRecords({ run, all }: Pick<Access, "run" | "all">): RecordStore["maintenance"] {
  return {
    list: () =>
      all("SELECT * FROM maintenance ORDER BY createdMs, rowid").map((row) =>
        maintenanceWindowSchema.parse({
          ...JSON.parse(text(row, "body")),
          id: text(row, "id"),
          createdMs: number(row, "createdMs"),
          by: text(row, "actor"),
          cancelled: row["cancelled"] === null ? null : JSON.parse(text(row, "cancelled")),
        }),
      ),
    add: ({ id, createdMs, by, scope, time, reason }) =>
      run(
        "INSERT INTO maintenance (id, createdMs, actor, body) VALUES (?, ?, ?, ?)",
        id,
        createdMs,
        by,
        JSON.stringify({ scope, time, reason }),
      ),
    cancel: (id, cancelled) =>
      run(
        "UPDATE maintenance SET cancelled = ? WHERE id = ? AND cancelled IS NULL",
        JSON.stringify(cancelled),
        id,
      ),
  };
}
