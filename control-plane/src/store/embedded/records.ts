import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { appliedSchema, factsSchema } from "@haidang/contract/agent-protocol.ts";
import { type Check, checkSchema } from "@haidang/contract/check.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { releaseStandingSchema } from "@haidang/contract/release.ts";
import type { Vault } from "@haidang/contract/vault.ts";
import { z } from "zod";
import type { AgentRecord, StandingRecord } from "../fleet-records.ts";
import type { Assignment, InventoryRecord } from "../ledger-records.ts";
import type { RecordStore } from "../records.ts";
import { auditRecords } from "./audit.ts";
import { backupRecords } from "./backup.ts";
import { conferenceRecords } from "./conferences.ts";
import { heartbeatRecords } from "./heartbeats.ts";
import { incidentRecords, silenceRecords } from "./incidents.ts";
import { maintenanceRecords, revisionRecords, runRecords } from "./ledger.ts";
import { mapRecords } from "./map.ts";
import { migrations } from "./migrations.ts";
import { neighbourRecords } from "./neighbours.ts";
import { notificationRecords } from "./notifications.ts";
import { releaseRecords } from "./releases.ts";
import { reportRecords } from "./reports.ts";
import { type Access, number, numberOrNull, type Row, text } from "./row.ts";
import { sealAnew, sealPlain } from "./sealed.ts";
import { secretRecords } from "./secrets.ts";
import { spellRecords } from "./spells.ts";
import { type FileKind, inTransaction, openDatabase, storeFault } from "./sqlite.ts";
import { tokenRecords } from "./tokens.ts";
import { sessionRecords, userRecords } from "./users.ts";

const standingSchema: z.ZodType<StandingRecord> = z.object({
  site: z.string().nullable(),
  approvedMs: z.number().nullable(),
  revokedMs: z.number().nullable(),
  tokenSinceMs: z.number(),
  next: z.object({ token: z.string(), sinceMs: z.number() }).nullable(),
  config: appliedSchema.extend({ sinceMs: z.number() }).nullable(),
  release: releaseStandingSchema.nullable().default(null),
});

/** Agents of before there were standings had all been let in by an invitation. */
function toStanding(row: Row, vault: Vault): StandingRecord {
  if (row["standing"] !== null) return standingSchema.parse(JSON.parse(vault.open(text(row, "standing"))));
  const sinceMs = number(row, "enrolledMs");
  const nothing = { site: null, revokedMs: null, next: null, config: null };
  return { ...nothing, approvedMs: sinceMs, tokenSinceMs: sinceMs };
}

function toAgent(row: Row, vault: Vault): AgentRecord {
  return {
    id: text(row, "id"),
    hostName: text(row, "hostName"),
    version: text(row, "version"),
    hub: number(row, "hub") === 1,
    tokenHash: text(row, "tokenHash"),
    enrolledMs: number(row, "enrolledMs"),
    lastSeenMs: numberOrNull(row, "lastSeenMs"),
    facts: row["facts"] === null ? null : factsSchema.parse(JSON.parse(text(row, "facts"))),
    standing: toStanding(row, vault),
  };
}

function toAssignment(row: Row, vault: Vault): Assignment {
  return {
    assignment: number(row, "assignment"),
    agent: text(row, "agent"),
    check: checkSchema.parse(JSON.parse(vault.open(text(row, "spec")))),
    fromMs: number(row, "fromMs"),
    toMs: numberOrNull(row, "toMs"),
  };
}

function toInventory(row: Row | undefined, vault: Vault): InventoryRecord | undefined {
  if (row === undefined) return undefined;
  return {
    revision: number(row, "revision"),
    appliedMs: number(row, "appliedMs"),
    by: text(row, "actor"),
    inventory: inventorySchema.parse(JSON.parse(vault.open(text(row, "body")))),
  };
}

/** "HDRC". */
const recordsFile: FileKind = { applicationId: 0x48445243, migrations };

/** Where records hold no secret, as in tests. */
const noVault: Vault = { seal: (plain) => plain, open: (plain) => plain };

/** Inventories and checks are sealed in the file; without a vault they lie there plainly. */
export function openEmbeddedRecordStore(path: string, vault: Vault = noVault): RecordStore {
  const database = openDatabase(path, recordsFile);
  try {
    if (vault !== noVault) sealPlain(database, vault);
  } catch (error) {
    database.close();
    throw error;
  }
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
  const arrays = (sql: string, ...values: SQLInputValue[]): SQLOutputValue[][] => {
    const statement = prepare(sql);
    statement.setReturnArrays(true);
    // the types know rows as objects only
    const rows: unknown = statement.all(...values);
    return Array.isArray(rows) ? rows : [];
  };
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
    sealAnew: () => guarded(() => sealAnew(database, vault)),
    backup: (folder, before) => backupRecords(database, folder, before),
    close: () => database.close(),
    agents: agentRecords({ run, all }, vault),
    invites: {
      add: ({ codeHash, hub, name, site, approve, expiresMs }) =>
        run(
          "INSERT INTO invite (codeHash, hub, expiresMs, name, site, approve) VALUES (?, ?, ?, ?, ?, ?)",
          ...[codeHash, hub ? 1 : 0, expiresMs, name, site, approve ? 1 : 0],
        ),
      removeNamed: (name) => run("DELETE FROM invite WHERE name = ?", name),
      take(codeHash, nowMs) {
        const row = one("DELETE FROM invite WHERE codeHash = ? RETURNING *", codeHash);
        run("DELETE FROM invite WHERE expiresMs <= ?", nowMs);
        if (row === undefined || number(row, "expiresMs") <= nowMs) return undefined;
        return {
          codeHash,
          hub: number(row, "hub") === 1,
          name: row["name"] === null ? null : text(row, "name"),
          site: row["site"] === null ? null : text(row, "site"),
          approve: number(row, "approve") === 1,
          expiresMs: number(row, "expiresMs"),
        };
      },
    },
    sessions: sessionRecords({ run, one }),
    users: userRecords({ run, all, one }, vault),
    tokens: tokenRecords({ run, all }),
    secrets: secretRecords({ run, all }, vault),
    inventory: inventoryRecords({ run, all, one }, vault),
    checks: checkRecords({ run, all, one }, vault),
    notifications: notificationRecords({ run, all, one }),
    conferences: conferenceRecords({ run, all, one }),
    runs: runRecords({ run, all, one, arrays }),
    revisions: revisionRecords({ run, all, one }),
    maintenance: maintenanceRecords({ run, all }),
    spells: spellRecords({ run, all }),
    neighbours: neighbourRecords({ run, all }),
    incidents: incidentRecords({ run, all, one }),
    silences: silenceRecords({ run, all, one }),
    heartbeats: heartbeatRecords({ run, all, one }),
    releases: releaseRecords({ run, all, one }),
    map: mapRecords({ run, one }),
    batches: {
      has: (agent, { boot, sequence }) =>
        one("SELECT 1 FROM batch WHERE agent = ? AND boot = ? AND sequence = ?", agent, boot, sequence) !==
        undefined,
      add: (agent, { boot, sequence }, seenMs) =>
        run("INSERT OR IGNORE INTO batch VALUES (?, ?, ?, ?)", agent, boot, sequence, seenMs),
      forget: (agent, boot, oldest) =>
        run("DELETE FROM batch WHERE agent = ? AND boot = ? AND sequence < ?", agent, boot, oldest),
    },
    audit: auditRecords({ run, all, one }),
    reports: reportRecords({ run, all, one }),
  };
}

function agentRecords({ run, all }: Pick<Access, "run" | "all">, vault: Vault): RecordStore["agents"] {
  return {
    list: () => all("SELECT * FROM agent ORDER BY enrolledMs, id").map((row) => toAgent(row, vault)),
    add: (agent) =>
      run(
        "INSERT INTO agent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        agent.id,
        agent.hostName,
        agent.version,
        agent.hub ? 1 : 0,
        agent.tokenHash,
        agent.enrolledMs,
        agent.lastSeenMs,
        agent.facts === null ? null : JSON.stringify(agent.facts),
        vault.seal(JSON.stringify(agent.standing)),
      ),
    setStanding: (id, tokenHash, standing) =>
      run(
        "UPDATE agent SET tokenHash = ?, standing = ? WHERE id = ?",
        ...[tokenHash, vault.seal(JSON.stringify(standing)), id],
      ),
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

function inventoryRecords(
  { run, all, one }: Pick<Access, "run" | "all" | "one">,
  vault: Vault,
): RecordStore["inventory"] {
  const newest = () => one("SELECT * FROM inventory ORDER BY revision DESC LIMIT 1");
  return {
    current: () => toInventory(newest(), vault),
    get: (revision) => toInventory(one("SELECT * FROM inventory WHERE revision = ?", revision), vault),
    before: (revision) =>
      toInventory(
        one("SELECT * FROM inventory WHERE revision < ? ORDER BY revision DESC LIMIT 1", revision),
        vault,
      ),
    newest: (limit) =>
      all("SELECT revision, appliedMs, actor FROM inventory ORDER BY revision DESC LIMIT ?", limit).map(
        (row) => ({
          revision: number(row, "revision"),
          appliedMs: number(row, "appliedMs"),
          by: text(row, "actor"),
        }),
      ),
    at: (atMs) =>
      toInventory(
        one("SELECT * FROM inventory WHERE appliedMs <= ? ORDER BY revision DESC LIMIT 1", atMs),
        vault,
      ),
    changesBetween: (fromMs, toMs) =>
      all(
        `SELECT DISTINCT appliedMs FROM inventory
          WHERE appliedMs > ? AND appliedMs < ? AND changed = 1 ORDER BY appliedMs`,
        fromMs,
        toMs,
      ).map((row) => number(row, "appliedMs")),
    firstMs: () =>
      numberOrNull(one("SELECT min(appliedMs) AS firstMs FROM inventory") ?? { firstMs: null }, "firstMs") ??
      undefined,
    append({ appliedMs, by, inventory }) {
      const body = JSON.stringify(inventory);
      const former = newest();
      const changed = former === undefined || vault.open(text(former, "body")) !== body;
      const { lastInsertRowid } = run(
        "INSERT INTO inventory (appliedMs, actor, body, changed) VALUES (?, ?, ?, ?)",
        ...[appliedMs, by, vault.seal(body), changed ? 1 : 0],
      );
      return Number(lastInsertRowid);
    },
  };
}

function checkRecords(
  { run, all, one }: Pick<Access, "run" | "all" | "one">,
  vault: Vault,
): RecordStore["checks"] {
  return {
    list: () => all("SELECT * FROM assignment ORDER BY assignment").map((row) => toAssignment(row, vault)),
    assign(agent: string, check: Check, fromMs: number) {
      const { lastInsertRowid } = run(
        "INSERT INTO assignment (agent, spec, fromMs) VALUES (?, ?, ?)",
        agent,
        vault.seal(JSON.stringify(check)),
        fromMs,
      );
      return { assignment: Number(lastInsertRowid), agent, check, fromMs, toMs: null };
    },
    update(assignment, check, nowMs) {
      const row = one("SELECT * FROM assignment WHERE assignment = ?", assignment);
      const former = row === undefined ? undefined : toAssignment(row, vault).check;
      if (
        former !== undefined &&
        (former.intervalMs !== check.intervalMs || former.timeoutMs !== check.timeoutMs)
      ) {
        run(
          "INSERT INTO pastPace VALUES (?, ?, ?, ?)",
          ...[assignment, nowMs, former.intervalMs, former.timeoutMs],
        );
      }
      const spec = vault.seal(JSON.stringify(check));
      run("UPDATE assignment SET spec = ? WHERE assignment = ?", spec, assignment);
    },
    pacesAt(atMs) {
      const rows = all("SELECT * FROM pastPace WHERE untilMs > ? ORDER BY untilMs DESC, rowid DESC", atMs);
      return new Map(
        rows.map((row) => [
          number(row, "assignment"),
          { intervalMs: number(row, "intervalMs"), timeoutMs: number(row, "timeoutMs") },
        ]),
      );
    },
    retire: (assignment, toMs) =>
      run("UPDATE assignment SET toMs = ? WHERE assignment = ?", toMs, assignment),
  };
}
