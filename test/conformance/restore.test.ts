import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "@haidang/contract/measurement.ts";
import { openDataFolder } from "@haidang/control-plane/config/data-folder.ts";
import { openVaultFile } from "@haidang/control-plane/config/vault-file.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import { openSeriesStore } from "@haidang/control-plane/store/open.ts";
import { openOwnCertificate } from "@haidang/control-plane/tls/own-certificate.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { restore } from "../../cli/src/store/restore.ts";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../control-plane/scripted/app.ts";

/** R20 in small: what a backup brings back is what was there, its keys included when asked for. */

const nowMs = Date.now();
const running: ScriptedApp[] = [];
let root: string;

async function start(folder: string): Promise<ScriptedApp> {
  const data = openDataFolder(folder);
  const vault = openVaultFile(data.file("vault.key"));
  const certificate = openOwnCertificate({ file: data.file, vault, hosts: ["127.0.0.1"], nowMs });
  const scripted = await openScriptedApp({
    series: await openSeriesStore({ engine: "embedded" }, { file: data.file }),
    records: openEmbeddedRecordStore(data.file("records.db"), vault),
    keyFiles: () => ["vault.key", "admin.key", "tls.json"].map(data.file),
    ...{ vault, certificate, nowMs },
  });
  running.push(scripted);
  return scripted;
}
const post = (app: ScriptedApp, url: string, payload: object) =>
  app.call({ method: "POST", url: `/api/v1/${url}`, payload, headers: asAdmin });
const inventory = "units: [{ id: u, name: U }]\nsites: [{ id: s, name: S, unit: u }]\n";

let old: ScriptedApp;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "haidang-restore-"));
  old = await start(join(root, "old"));
  await post(old, "secrets/cong-dong", { value: "b1-m4t" });
  await post(old, "inventory/apply", { files: [{ path: "a.yaml", text: inventory }] });
  const tags = { agent: "hub", kind: "link", id: "l1" };
  await old.app.series.write([measure("icmp", tags, { sent: 60, received: 59 }, nowMs - 1000)]);
});
afterEach(() => Promise.all(running.splice(0).map(({ app }) => app.stop())));

async function expectSame(folder: string): Promise<void> {
  const again = await start(folder);
  expect(again.app.secrets.get("cong-dong")).toBe("b1-m4t");
  expect(again.app.deployment.inventory().sites).toHaveLength(1);
  const { body } = await again.call({
    method: "GET",
    url: `/api/v1/query?measurement=icmp&field=received&from=${nowMs - 60_000}&to=${nowMs}`,
    headers: asAdmin,
  });
  expect(JSON.stringify(body)).toContain("59");
}

it("a backup with keys becomes a data folder that starts, with the key agents trust", async () => {
  const backup = join(root, "backup");
  await post(old, "store/backup", { folder: backup, withKeys: true });
  const folder = join(root, "new", "data");
  mkdirSync(join(root, "new"));
  expect(await restore({ backup, folder, vaultKey: undefined }, "en")).toBeGreaterThan(3);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  await expectSame(folder);
  expect(running[1]?.app.certificate?.pins()).toEqual(old.app.certificate?.pins());
});

it("one without keys needs the key it was sealed with, and no other does", async () => {
  const backup = join(root, "backup");
  await post(old, "store/backup", { folder: backup });
  const folder = join(root, "data");
  await expect(restore({ backup, folder, vaultKey: undefined }, "en")).rejects.toThrow(/has no keys/);
  await restore({ backup, folder, vaultKey: join(root, "old", "vault.key") }, "en");
  await expectSame(folder);
  const wrong = join(root, "wrong");
  openVaultFile(join(root, "wrong.key"));
  await restore({ backup, folder: wrong, vaultKey: join(root, "wrong.key") }, "en");
  await expect(start(wrong)).rejects.toThrow(/a key that is not in vault.key/);
});

it("nothing is ever written over", async () => {
  const backup = join(root, "backup");
  await post(old, "store/backup", { folder: backup, withKeys: true });
  const folder = join(root, "in-use");
  mkdirSync(folder);
  writeFileSync(join(folder, "mine"), "x");
  await expect(restore({ backup, folder, vaultKey: undefined }, "vi")).rejects.toThrow(/không trống/);
  expect(readFileSync(join(folder, "mine"), "utf8")).toBe("x");
  await expect(
    restore({ backup: folder, folder: join(root, "n"), vaultKey: undefined }, "en"),
  ).rejects.toThrow(/is no backup/);
});
