import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { factsSchema } from "@haidang/contract/agent-protocol.ts";
import { type Check, checkSchema } from "@haidang/contract/check.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { reasonSchema } from "@haidang/contract/reason.ts";
import { stateSchema } from "@haidang/contract/state.ts";
import type { AgentRecord, Assignment, RecordStore, Run } from "../records.ts";
import { backupRecords } from "./backup.ts";
import { type FileKind, inTransaction, openDatabase, storeFault } from "./sqlite.ts";

const migrations = [
  `
  CREATE TABLE agent (
    id TEXT PRIMARY KEY, hostName TEXT NOT NULL, version TEXT NOT NULL, hub INTEGER NOT NULL,
    tokenHash TEXT NOT NULL UNIQUE, enrolledMs INTEGER NOT NULL, lastSeenMs INTEGER, facts TEXT
  ) STRICT;
  CREATE TABLE invite (codeHash TEXT PRIMARY KEY, hub INTEGER NOT NULL, expiresMs INTEGER NOT NULL) STRICT;
  CREATE TABLE session (tokenHash TEXT PRIMARY KEY, expiresMs INTEGER NOT NULL) STRICT;
  CREATE TABLE inventory (
    revision INTEGER PRIMARY KEY AUTOINCREMENT, appliedMs INTEGER NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE assignment (
    assignment INTEGER PRIMARY KEY AUTOINCREMENT, agent TEXT NOT NULL, spec TEXT NOT NULL,
    fromMs INTEGER NOT NULL, toMs INTEGER
  ) STRICT;
  CREATE TABLE run (
    assignment INTEGER NOT NULL, firstMs INTEGER NOT NULL, lastMs INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT, count INTEGER NOT NULL,
    PRIMARY KEY (assignment, firstMs)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE batch (
    agent TEXT NOT NULL, boot TEXT NOT NULL, sequence INTEGER NOT NULL, seenMs INTEGER NOT NULL,
    PRIMARY KEY (agent, boot, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE audit (
    entry INTEGER PRIMARY KEY AUTOINCREMENT, atMs INTEGER NOT NULL, actor TEXT NOT NULL,
    action TEXT NOT NULL, object TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  `,
];

type Row = Record<string, SQLOutputValue>;

const text = (row: Row, column: string): string => String(row[column]);
const number = (row: Row, column: string): number => Number(row[column]);
const numberOrNull = (row: Row, column: string): number | null =>
  row[column] === null ? null : Number(row[column]);

function toAgent(row: Row): AgentRecord {
  return {
    id: text(row, "id"),
    hostName: text(row, "hostName"),
    version: text(row, "version"),
    hub: number(row, "hub") === 1,
    tokenHash: text(row, "tokenHash"),
    enrolledMs: number(row, "enrolledMs"),
    lastSeenMs: numberOrNull(row, "lastSeenMs"),
    facts: row["facts"] === null ? null : factsSchema.parse(JSON.parse(text(row, "facts"))),
  };
}

function toAssignment(row: Row): Assignment {
  return {
    assignment: number(row, "assignment"),
    agent: text(row, "agent"),
    check: checkSchema.parse(JSON.parse(text(row, "spec"))),
    fromMs: number(row, "fromMs"),
    toMs: numberOrNull(row, "toMs"),
  };
}

function toRun(row: Row): Run {
  return {
    firstMs: number(row, "firstMs"),
    lastMs: number(row, "lastMs"),
    state: stateSchema.parse(row["state"]),
    reason: row["reason"] === null ? null : reasonSchema.parse(row["reason"]),
    count: number(row, "count"),
  };
}

/** "HDRC". */
const recordsFile: FileKind = { applicationId: 0x48445243, migrations };

export function openEmbeddedRecordStore(path: string): RecordStore {
  const database = openDatabase(path, recordsFile);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = database.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  const run = (sql: string, ...values: SQLInputValue[]) => guarded(() => prepare(sql).run(...values));
  const all = (sql: string, ...values: SQLInputValue[]): Row[] => prepare(sql).all(...values);
  const one = (sql: string, ...values: SQLInputValue[]): Row | undefined => prepare(sql).get(...values);

  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof Error && "errcode" in error) throw storeFault(path, error);
      throw error;
    }
  }

  return {
    transaction: (work) => guarded(() => inTransaction(database, work)),
    ping: () => guarded(() => database.exec("BEGIN IMMEDIATE; PRAGMA user_version; COMMIT;")),
    backup: (folder, before) => backupRecords(database, folder, before),
    close: () => database.close(),
    agents: agentRecords({ run, all }),
    invites: {
      add: ({ codeHash, hub, expiresMs }) =>
        run("INSERT INTO invite VALUES (?, ?, ?)", codeHash, hub ? 1 : 0, expiresMs),
      take(codeHash, nowMs) {
        const row = one("DELETE FROM invite WHERE codeHash = ? RETURNING *", codeHash);
        run("DELETE FROM invite WHERE expiresMs <= ?", nowMs);
        if (row === undefined || number(row, "expiresMs") <= nowMs) return undefined;
        return { codeHash, hub: number(row, "hub") === 1, expiresMs: number(row, "expiresMs") };
      },
    },
    sessions: {
      add: (tokenHash, expiresMs) =>
        run("INSERT OR REPLACE INTO session VALUES (?, ?)", tokenHash, expiresMs),
      holds: (tokenHash, nowMs) =>
        one("SELECT 1 FROM session WHERE tokenHash = ? AND expiresMs > ?", tokenHash, nowMs) !== undefined,
      remove: (tokenHash) => run("DELETE FROM session WHERE tokenHash = ?", tokenHash),
    },
    inventory: {
      current() {
        const row = one("SELECT * FROM inventory ORDER BY revision DESC LIMIT 1");
        if (row === undefined) return undefined;
        return {
          revision: number(row, "revision"),
          appliedMs: number(row, "appliedMs"),
          by: text(row, "actor"),
          inventory: inventorySchema.parse(JSON.parse(text(row, "body"))),
        };
      },
      append: ({ appliedMs, by, inventory }) =>
        Number(
          run(
            "INSERT INTO inventory (appliedMs, actor, body) VALUES (?, ?, ?)",
            appliedMs,
            by,
            JSON.stringify(inventory),
          ).lastInsertRowid,
        ),
    },
    checks: checkRecords({ run, all }),
    runs: runRecords({ run, all, one }),
    batches: {
      has: (agent, { boot, sequence }) =>
        one("SELECT 1 FROM batch WHERE agent = ? AND boot = ? AND sequence = ?", agent, boot, sequence) !==
        undefined,
      add: (agent, { boot, sequence }, seenMs) =>
        run("INSERT OR IGNORE INTO batch VALUES (?, ?, ?, ?)", agent, boot, sequence, seenMs),
      forget: (agent, boot, oldest) =>
        run("DELETE FROM batch WHERE agent = ? AND boot = ? AND sequence < ?", agent, boot, oldest),
    },
    audit: {
      append: (entry) =>
        run(
          "INSERT INTO audit (atMs, actor, action, object, detail) VALUES (?, ?, ?, ?, ?)",
          entry.atMs,
          entry.actor,
          entry.action,
          entry.object,
          entry.detail,
        ),
      list: (limit) =>
        all("SELECT * FROM audit ORDER BY entry DESC LIMIT ?", limit).map((row) => ({
          atMs: number(row, "atMs"),
          actor: text(row, "actor"),
          action: text(row, "action"),
          object: text(row, "object"),
          detail: text(row, "detail"),
        })),
    },
  };
}

interface Access {
  run: (
    sql: string,
    ...values: SQLInputValue[]
  ) => { changes: number | bigint; lastInsertRowid: number | bigint };
  all: (sql: string, ...values: SQLInputValue[]) => Row[];
  one: (sql: string, ...values: SQLInputValue[]) => Row | undefined;
}

function agentRecords({ run, all }: Pick<Access, "run" | "all">): RecordStore["agents"] {
  return {
    list: () => all("SELECT * FROM agent ORDER BY enrolledMs, id").map(toAgent),
    add: (agent) =>
      run(
        "INSERT INTO agent VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        agent.id,
        agent.hostName,
        agent.version,
        agent.hub ? 1 : 0,
        agent.tokenHash,
        agent.enrolledMs,
        agent.lastSeenMs,
        agent.facts === null ? null : JSON.stringify(agent.facts),
      ),
    setToken: (id, tokenHash) => run("UPDATE agent SET tokenHash = ? WHERE id = ?", tokenHash, id),
    setFacts: (id, facts) =>
      run(
        "UPDATE agent SET facts = ?, hostName = ?, version = ? WHERE id = ?",
        JSON.stringify(facts),
        facts.hostName,
        facts.version,
        id,
      ),
    setSeen: (id, seenMs) => run("UPDATE agent SET lastSeenMs = ? WHERE id = ?", seenMs, id),
  };
}

function checkRecords({ run, all }: Pick<Access, "run" | "all">): RecordStore["checks"] {
  return {
    list: () => all("SELECT * FROM assignment ORDER BY assignment").map(toAssignment),
    assign(agent: string, check: Check, fromMs: number) {
      const { lastInsertRowid } = run(
        "INSERT INTO assignment (agent, spec, fromMs) VALUES (?, ?, ?)",
        agent,
        JSON.stringify(check),
        fromMs,
      );
      return { assignment: Number(lastInsertRowid), agent, check, fromMs, toMs: null };
    },
    update: (assignment, check) =>
      run("UPDATE assignment SET spec = ? WHERE assignment = ?", JSON.stringify(check), assignment),
    retire: (assignment, toMs) =>
      run("UPDATE assignment SET toMs = ? WHERE assignment = ?", toMs, assignment),
  };
}

function runRecords({ run, all, one }: Access): RecordStore["runs"] {
  function around(assignment: number, fromMs: number, toMs: number): Run[] {
    return all(
      `SELECT * FROM run WHERE assignment = ?1
         AND firstMs >= coalesce((SELECT max(firstMs) FROM run WHERE assignment = ?1 AND firstMs < ?2), ?2)
         AND firstMs <= coalesce((SELECT min(firstMs) FROM run WHERE assignment = ?1 AND firstMs > ?3), ?3)
       ORDER BY firstMs`,
      assignment,
      fromMs,
      toMs,
    ).map(toRun);
  }
  return {
    around,
    latest(assignment) {
      const row = one("SELECT * FROM run WHERE assignment = ? ORDER BY firstMs DESC LIMIT 1", assignment);
      return row === undefined ? undefined : toRun(row);
    },
    answered: (assignment) =>
      one("SELECT 1 FROM run WHERE assignment = ? AND state IN ('up', 'degraded') LIMIT 1", assignment) !==
      undefined,
    replace(assignment, remove, add) {
      for (const { firstMs } of remove) {
        run("DELETE FROM run WHERE assignment = ? AND firstMs = ?", assignment, firstMs);
      }
      for (const { firstMs, lastMs, state, reason, count } of add) {
        run("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)", assignment, firstMs, lastMs, state, reason, count);
      }
    },
  };
}
