import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Check } from "@haidang/contract/check.ts";
import { emptyInventory } from "@haidang/contract/object.ts";
import { describe, expect, it } from "vitest";
import type { KnownRun, Run } from "../ledger-records.ts";
import { openEmbeddedRecordStore } from "./records.ts";

const path = () => join(mkdtempSync(join(tmpdir(), "haidang-records-")), "records.db");
const check: Check = {
  id: "icmp:link/co-to",
  probe: "icmp",
  target: { kind: "link", id: "co-to" },
  intervalMs: 10_000,
  retryIntervalMs: 10_000,
  timeoutMs: 1000,
  settings: { address: "127.0.0.1" },
};
const run = (firstMs: number, lastMs: number, state: Run["state"] = "up"): KnownRun => ({
  firstMs,
  lastMs,
  state,
  reason: null,
  count: 2,
  knownMs: 5,
});

describe("embedded records", () => {
  it("keep everything over a reopening, readable by their owner alone", () => {
    const file = path();
    const first = openEmbeddedRecordStore(file);
    first.agents.add({
      id: "hub",
      hostName: "hub",
      version: "0.1.0",
      hub: true,
      tokenHash: "h",
      enrolledMs: 1,
      lastSeenMs: null,
      facts: null,
      standing: { site: null, approvedMs: 1, revokedMs: null, tokenSinceMs: 1, next: null, config: null },
    });
    first.inventory.append({ appliedMs: 2, by: "admin", inventory: emptyInventory });
    const { assignment } = first.checks.assign("hub", check, 3);
    first.runs.replace(assignment, { remove: [], add: [run(10, 20)], past: [] });
    first.close();
    const again = openEmbeddedRecordStore(file);
    expect(again.agents.list()).toHaveLength(1);
    expect(again.inventory.current()).toMatchObject({ revision: 1, by: "admin" });
    expect(again.checks.list()).toEqual([{ assignment, agent: "hub", check, fromMs: 3, toMs: null }]);
    expect(again.runs.latest(assignment)).toEqual(run(10, 20));
    again.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("give the runs around a period, with one certain neighbour on each side", () => {
    const records = openEmbeddedRecordStore(":memory:");
    const runs = [run(0, 5), run(10, 15), run(20, 25), run(30, 35), run(40, 45)];
    records.runs.replace(1, { remove: [], add: runs, past: [] });
    records.runs.replace(2, { remove: [], add: [run(0, 100)], past: [] });
    expect(records.runs.around(1, 20, 32)).toEqual(runs.slice(1));
    expect(records.runs.around(1, 22, 23)).toEqual(runs.slice(2, 4));
    expect(records.runs.around(1, 100, 200)).toEqual([run(40, 45)]);
    expect(records.runs.around(2, 50, 60)).toEqual([run(0, 100)]);
    expect(records.runs.around(3, 0, 100)).toEqual([]);
  });

  it("bring a ledger of before over: its runs are known from the beginning", () => {
    const file = path();
    const old = new DatabaseSync(file);
    old.exec(`
      CREATE TABLE run (
        assignment INTEGER NOT NULL, firstMs INTEGER NOT NULL, lastMs INTEGER NOT NULL,
        state TEXT NOT NULL, reason TEXT, count INTEGER NOT NULL, PRIMARY KEY (assignment, firstMs)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO run VALUES (1, 10, 20, 'up', NULL, 2);
      CREATE TABLE invite (codeHash TEXT PRIMARY KEY, hub INTEGER NOT NULL, expiresMs INTEGER NOT NULL) STRICT;
      INSERT INTO invite VALUES ('a', 1, 100);
      CREATE TABLE agent (
        id TEXT PRIMARY KEY, hostName TEXT NOT NULL, version TEXT NOT NULL, hub INTEGER NOT NULL,
        tokenHash TEXT NOT NULL UNIQUE, enrolledMs INTEGER NOT NULL, lastSeenMs INTEGER, facts TEXT
      ) STRICT;
      INSERT INTO agent VALUES ('hub', 'hub', '0.1.0', 1, 'h', 7, NULL, NULL);
      CREATE TABLE inventory (
        revision INTEGER PRIMARY KEY AUTOINCREMENT, appliedMs INTEGER NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL
      ) STRICT;
      INSERT INTO inventory VALUES (1, 10, 'admin', '{}'), (2, 20, 'admin', '{}'), (4, 30, 'admin', '{ }');
      CREATE TABLE session (tokenHash TEXT PRIMARY KEY, expiresMs INTEGER NOT NULL) STRICT;
      CREATE TABLE audit (
        entry INTEGER PRIMARY KEY AUTOINCREMENT, atMs INTEGER NOT NULL, actor TEXT NOT NULL,
        action TEXT NOT NULL, object TEXT NOT NULL, detail TEXT NOT NULL
      ) STRICT;
      PRAGMA application_id = ${0x48445243}; PRAGMA user_version = 1;`);
    old.close();
    const records = openEmbeddedRecordStore(file);
    expect(records.runs.around(1, 0, 100)).toEqual([{ ...run(10, 20), knownMs: 0 }]);
    expect(records.runs.aroundAsKnown(1, 0, 100, 15)).toEqual([{ ...run(10, 15), knownMs: 0 }]);
    expect(records.invites.take("a", 50)).toMatchObject({ hub: true, name: null });
    expect(records.inventory.changesBetween(0, 100)).toEqual([10, 30]);
    records.close();
  });

  it("tell the pace of checks and inventories as they were", () => {
    const { checks, inventory } = openEmbeddedRecordStore(":memory:");
    const { assignment } = checks.assign("hub", check, 3);
    checks.update(assignment, { ...check, intervalMs: 20_000 }, 100);
    checks.update(assignment, { ...check, intervalMs: 30_000 }, 200);
    checks.update(assignment, { ...check, intervalMs: 30_000, retryIntervalMs: 5000 }, 300);
    const intervalAt = (atMs: number) => checks.pacesAt(atMs).get(assignment)?.intervalMs;
    expect([99, 100, 199, 200].map(intervalAt)).toEqual([10_000, 20_000, 20_000, undefined]);
    inventory.append({ appliedMs: 50, by: "admin", inventory: emptyInventory });
    inventory.append({ appliedMs: 60, by: "admin", inventory: emptyInventory });
    expect([49, 50, 60].map((atMs) => inventory.at(atMs)?.revision)).toEqual([undefined, 1, 2]);
  });

  it("undo a transaction that fails, whole", () => {
    const records = openEmbeddedRecordStore(":memory:");
    expect(() =>
      records.transaction(() => {
        records.runs.replace(1, { remove: [], add: [run(0, 5)], past: [] });
        throw new Error("power cut");
      }),
    ).toThrow("power cut");
    expect(records.runs.latest(1)).toBeUndefined();
    records.transaction(() => records.runs.replace(1, { remove: [], add: [run(0, 5)], past: [] }));
    expect(records.runs.latest(1)).toEqual(run(0, 5));
  });

  it("let an invitation serve once and end in time", () => {
    const { invites } = openEmbeddedRecordStore(":memory:");
    const one = { codeHash: "a", hub: true, name: null, site: "co-to", approve: false, expiresMs: 100 };
    invites.add(one);
    invites.add({ ...one, codeHash: "b", name: "b-1" });
    invites.add({ ...one, codeHash: "c", name: "c-1" });
    invites.removeNamed("c-1");
    expect(invites.take("c", 50)).toBeUndefined();
    expect(invites.take("a", 50)).toEqual(one);
    expect(invites.take("a", 50)).toBeUndefined();
    expect(invites.take("b", 100)).toBeUndefined();
  });

  it("know a batch again until the agent says it is settled", () => {
    const { batches } = openEmbeddedRecordStore(":memory:");
    const id = { boot: "0123456789abcdef", sequence: 7 };
    expect(batches.has("hub", id)).toBe(false);
    batches.add("hub", id, 1);
    batches.add("hub", id, 2);
    expect(batches.has("hub", id)).toBe(true);
    expect(batches.has("other", id)).toBe(false);
    batches.forget("hub", id.boot, 7);
    expect(batches.has("hub", id)).toBe(true);
    batches.forget("hub", id.boot, 8);
    expect(batches.has("hub", id)).toBe(false);
  });

  it("say in one sentence that a file is not theirs", () => {
    const file = path();
    writeFileSync(file, "this is not a database, whatever its name says".repeat(50));
    expect(() => openEmbeddedRecordStore(file)).toThrow(/records\.db is damaged and cannot be read/);
  });
});
