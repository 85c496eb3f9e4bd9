import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Check } from "@haidang/contract/check.ts";
import { type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import { createVault, vaultKeyBytes } from "@haidang/contract/vault.ts";
import { expect, it } from "vitest";
import { openEmbeddedRecordStore } from "./records.ts";

const community = "cong-dong-b1-m4t";
const key = () => randomBytes(vaultKeyBytes);

const check: Check = {
  id: "snmp:device/r1",
  probe: "snmp",
  target: { kind: "device", id: "r1" },
  intervalMs: 60_000,
  timeoutMs: 10_000,
  retryIntervalMs: 10_000,
  settings: { address: "10.0.0.1", port: 161, version: "2c", community },
};

const inventoryOf = (name: string): Inventory =>
  inventorySchema.parse({
    units: [{ id: "u", name: "U" }],
    sites: [{ id: "s", name: "S", unit: "u" }],
    devices: [{ id: "r1", name, site: "s", address: "10.0.0.1", snmp: { community } }],
  });

const fresh = () => join(mkdtempSync(join(tmpdir(), "haidang-sealed-")), "records.db");
const hits = (path: string) =>
  readdirSync(dirname(path)).filter((file) => readFileSync(join(dirname(path), file)).includes(community));

function fill(path: string, ...vault: Parameters<typeof createVault> | []) {
  const [keys] = vault;
  const records = openEmbeddedRecordStore(path, ...(keys === undefined ? [] : [createVault(keys)]));
  records.inventory.append({ appliedMs: 1, by: "admin", inventory: inventoryOf("one") });
  records.inventory.append({ appliedMs: 2, by: "admin", inventory: inventoryOf("one") });
  records.inventory.append({ appliedMs: 3, by: "admin", inventory: inventoryOf("two") });
  const { assignment } = records.checks.assign("hub", check, 1);
  records.checks.update(assignment, { ...check, intervalMs: 30_000 }, 2);
  return records;
}

it("keeps what an inventory and a check hold out of the file and its journal", () => {
  const path = fresh();
  const records = fill(path, [key()]);
  expect(hits(path)).toEqual([]);
  expect(records.inventory.current()?.inventory).toEqual(inventoryOf("two"));
  expect(records.inventory.changesBetween(0, 9)).toEqual([1, 3]);
  expect(records.checks.list()[0]?.check).toEqual({ ...check, intervalMs: 30_000 });
  expect([...records.checks.pacesAt(1).values()]).toEqual([{ intervalMs: 60_000, timeoutMs: 10_000 }]);
  records.close();
  expect(hits(path)).toEqual([]);
});

it("seals what an earlier version wrote plainly, and leaves nothing of it", () => {
  const path = fresh();
  const records = fill(path);
  // a value that was written over lies in a free page
  for (let round = 0; round < 50; round += 1)
    records.checks.update(1, { ...check, timeoutMs: round + 1000 }, 3);
  records.close();
  expect(hits(path)).not.toEqual([]);
  const vault = createVault([key()]);
  const again = openEmbeddedRecordStore(path, vault);
  expect(hits(path)).toEqual([]);
  expect(again.inventory.at(2)?.inventory).toEqual(inventoryOf("one"));
  expect(again.inventory.changesBetween(0, 9)).toEqual([1, 3]);
  expect(again.checks.list()[0]?.check).toEqual({ ...check, timeoutMs: 1049 });
  again.close();
});

it("refuses a file that another key sealed, and takes it again with the right one", () => {
  const path = fresh();
  const right = key();
  fill(path, [right]).close();
  expect(() => openEmbeddedRecordStore(path, createVault([key()]))).toThrow(/not in vault.key/);
  const again = openEmbeddedRecordStore(path, createVault([right]));
  expect(again.inventory.current()?.revision).toBe(3);
  again.close();
});

it("seals all anew when the key changes", () => {
  const path = fresh();
  const [old, next] = [key(), key()];
  const keys: [Buffer, ...Buffer[]] = [old];
  const records = fill(path, keys);
  keys.unshift(next);
  records.sealAnew();
  records.close();
  const again = openEmbeddedRecordStore(path, createVault([next]));
  expect(again.inventory.at(1)?.inventory).toEqual(inventoryOf("one"));
  expect(again.checks.list()).toHaveLength(1);
  again.close();
});
