import type { SQLOutputValue } from "node:sqlite";
import { maintenanceWindowSchema } from "@haidang/contract/maintenance.ts";
import { type Reason, reasonSchema, reasons } from "@haidang/contract/reason.ts";
import { revisionSchema } from "@haidang/contract/revision.ts";
import { type State, stateSchema, states } from "@haidang/contract/state.ts";
import { certainCount, type KnownRun, type Run, type RunListener } from "../ledger-records.ts";
import type { RecordStore } from "../records.ts";
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

/** See `isCertain`. */
const certain = `(state IN ('up', 'unknown') OR count >= ${certainCount})`;

/** The nearest certain run on one side of the period, by when it began. */
const neighbour = (runs: string, assignment: string, side: "< ?2" | "> ?3") => `
  (SELECT firstMs FROM ${runs} WHERE assignment = ${assignment} AND firstMs ${side} AND ${certain}
   ORDER BY firstMs ${side === "< ?2" ? "DESC" : ""} LIMIT 1)`;

/** ?2 and ?3 the period. */
const touching = (runs: string, assignment: string) => `
  firstMs >= coalesce(${neighbour(runs, assignment, "< ?2")}, 0)
  AND firstMs <= coalesce(${neighbour(runs, assignment, "> ?3")}, ${Number.MAX_SAFE_INTEGER})`;

/** ?1 the assignment. */
const aroundOne = `SELECT * FROM run WHERE assignment = ?1 AND ${touching("run", "?1")} ORDER BY firstMs`;

/** ?1 the assignments as a JSON array. The join is CROSS so that SQLite asks assignment by assignment. */
const aroundMany = `
  SELECT asked.value, run.firstMs, run.lastMs, run.state, run.reason, run.count FROM json_each(?1) AS asked
   CROSS JOIN run ON assignment = asked.value AND ${touching("run", "asked.value")}
   ORDER BY asked.key, run.firstMs`;

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
    FROM known WHERE assignment = ?1 AND ${touching("known", "?1")} ORDER BY firstMs`;

const stateNames = new Map<SQLOutputValue | undefined, State>(states.map((name) => [name, name]));
const reasonNames = new Map<SQLOutputValue | undefined, Reason>(reasons.map((name) => [name, name]));

/** What `toRun` does, for very many rows. */
function toPlainRun([, firstMs, lastMs, name, reason, count]: readonly SQLOutputValue[]): Run {
  const state = stateNames.get(name);
  const known = reason === null ? null : reasonNames.get(reason);
  if (state === undefined || known === undefined) throw new Error(`a run says ${name} ${reason}`);
  return { firstMs: Number(firstMs), lastMs: Number(lastMs), state, reason: known, count: Number(count) };
}

export function runRecords({ run, all, one, arrays }: Access): RecordStore["runs"] {
  const listeners: RunListener[] = [];
  return {
    onReplace: (listener) => {
      listeners.push(listener);
    },
    aroundMany(assignments, fromMs, toMs) {
      const found = new Map<number, Run[]>();
      let current: number | undefined;
      let runs: Run[] = [];
      for (const row of arrays(aroundMany, JSON.stringify(assignments), fromMs, toMs)) {
        const assignment = Number(row[0]);
        if (assignment !== current) {
          current = assignment;
          runs = [];
          found.set(assignment, runs);
        }
        runs.push(toPlainRun(row));
      }
      return found;
    },
    certainBefore: (assignment, atMs) => {
      const row = one(
        `SELECT lastMs FROM run WHERE assignment = ? AND firstMs < ? AND ${certain} ORDER BY firstMs DESC LIMIT 1`,
        assignment,
        atMs,
      );
      return row === undefined ? undefined : number(row, "lastMs");
    },
    around: (assignment, fromMs, toMs) => all(aroundOne, assignment, fromMs, toMs).map(toRun),
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
    replace(assignment, change) {
      const { remove, add, past } = change;
      for (const listener of listeners) listener(assignment, change);
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

export function revisionRecords({ run, all, one }: Omit<Access, "arrays">): RecordStore["revisions"] {
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
