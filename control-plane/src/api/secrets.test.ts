import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { scriptedVault } from "../../scripted/vault.ts";
import type { VaultFile } from "../config/vault-file.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openSeriesStore } from "../store/open.ts";

const nowMs = Date.UTC(2026, 10, 23);
let folder: string;
let vault: VaultFile;
let scripted: ScriptedApp;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "haidang-secrets-"));
  vault = scriptedVault();
  scripted = await open();
});
afterEach(() => scripted.app.stop());

async function open(): Promise<ScriptedApp> {
  const file = (name: string) => join(folder, name);
  const records = openEmbeddedRecordStore(file("records.db"), vault);
  return openScriptedApp({
    series: await openSeriesStore({ engine: "embedded" }, { file }),
    records,
    vault,
    nowMs,
  });
}

const post = (url: string, payload: object = {}) =>
  scripted.call({ method: "POST", url: `/api/v1/${url}`, payload, headers: asAdmin });
const get = (url: string, headers: Record<string, string> = asAdmin) =>
  scripted.call({ method: "GET", url: `/api/v1/${url}`, headers });
const apply = (text: string) => post("inventory/apply", { files: [{ path: "a.yaml", text }] });

const inventory = (more: string) => `
units: [{ id: u, name: U }]
sites: [{ id: s, name: S, unit: u }]
devices: [{ id: r1, name: R1, site: s, address: 10.0.0.1, snmp: { ${more} } }]
`;
const named = inventory("community: { secret: cong-dong }");

async function enrolHub(): Promise<Record<string, string>> {
  const { code } = scripted.app.fleet.invite({ hub: true, expiresS: 60 }, nowMs);
  const { token } = scripted.app.fleet.enrol({ code, hostName: "hub", version: "1" }, nowMs);
  return { authorization: `Bearer ${token}` };
}

it("gives agents the secret an inventory names, and nobody else", async () => {
  const agent = await enrolHub();
  expect(await apply(named)).toMatchObject({
    status: 400,
    text: expect.stringMatching(
      /a.yaml:4 the vault has no secret named cong-dong.*haidang secret set cong-dong/s,
    ),
  });
  expect(await post("secrets/cong-dong", { value: "b1-m4t-1" })).toMatchObject({
    status: 200,
    body: { data: { name: "cong-dong", by: "admin", changedAtMs: nowMs, usedBy: [] } },
  });
  expect((await apply(named)).status).toBe(200);
  const config = async () => (await get("agent/config", agent)).text;
  expect(await config()).toContain('"community":"b1-m4t-1"');
  await post("secrets/cong-dong", { value: "b1-m4t-2" });
  expect(await config()).toContain('"community":"b1-m4t-2"');

  const listed = await get("secrets");
  expect(listed.body).toMatchObject({ data: [{ name: "cong-dong", usedBy: ["devices/r1"] }] });
  for (const url of ["secrets", "devices", "devices/r1", "agents", "status"]) {
    expect((await get(url)).text, url).not.toContain("b1-m4t");
  }
  for (const file of ["records.db", "records.db-wal"]) {
    expect(readFileSync(join(folder, file)).includes("b1-m4t"), file).toBe(false);
  }
  expect(await post("secrets/cong-dong/remove")).toMatchObject({
    status: 409,
    text: expect.stringContaining("in use by devices/r1"),
  });
  await apply(inventory("community: public"));
  expect((await post("secrets/cong-dong/remove")).status).toBe(200);
  expect((await post("secrets/cong-dong/remove")).status).toBe(404);
  expect(scripted.app.records.audit.list(9).map(({ action, object }) => `${action} ${object}`)).toEqual(
    expect.arrayContaining(["secret.set cong-dong", "secret.remove cong-dong"]),
  );
});

it("leaves out a check whose secret is none where it stands", async () => {
  const agent = await enrolHub();
  await post("secrets/khoa", { value: "ngan" });
  expect((await apply(inventory('version: "3", user: u, auth: { key: { secret: khoa } }'))).status).toBe(200);
  const probes = async () =>
    ((await get("agent/config", agent)).body as { data: { checks: { id: string }[] } }).data.checks.map(
      ({ id }) => id,
    );
  expect(await probes()).not.toContain("snmp:device/r1");
  await post("secrets/khoa", { value: "du-tam-chu" });
  expect(await probes()).toContain("snmp:device/r1");
});

it("changes its key, also when a crash broke that off, and everything opens afterwards", async () => {
  await post("secrets/cong-dong", { value: "b1-m4t" });
  await apply(named);
  const before = vault.seal("x");
  expect((await post("vault/rotate-key")).body).toMatchObject({ data: { secrets: 1 } });
  expect(() => vault.open(before)).toThrow(/not in vault.key/);
  vault.beginChange();
  await scripted.app.stop();
  scripted = await open();
  expect(vault.changing()).toBe(false);
  expect(scripted.app.secrets.get("cong-dong")).toBe("b1-m4t");
  expect(scripted.app.deployment.inventory().devices).toHaveLength(1);
});

it.each([
  ["secrets/cong-dong", { value: "" }, 400],
  ["secrets/cong-dong", { value: "x".repeat(4097) }, 400],
  ["secrets/C%C3%B4ng", { value: "x" }, 400],
])("refuses %s %j", async (url, payload, status) => {
  expect((await post(url, payload)).status).toBe(status);
  expect(readdirSync(folder)).toContain("records.db");
  expect(scripted.app.secrets.list()).toEqual([]);
});
