import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openDataFolder } from "../config/data-folder.ts";
import { openVaultFile } from "../config/vault-file.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openSeriesStore } from "../store/open.ts";
import { openOwnCertificate } from "../tls/own-certificate.ts";

/** S8, S17: ten secrets planted, and everything that is ever shown or written down searched for them. */

const planted = Array.from({ length: 10 }, (_, index) => `TRONG-b1-m4t-${index}-hat-giong`);
const [community, authKey, privacyKey, stampKey, video, named, renamed, wrongPlace, wrongShape, wrongKey] =
  planted;
const nowMs = Date.now();
const root = mkdtempSync(join(tmpdir(), "haidang-planted-"));
const folder = join(root, "data");
const backupFolder = join(root, "backup");
const logged: string[] = [];
const told: { what: string; text: string }[] = [];
let scripted: ScriptedApp;
let agent: { authorization: string };

const inventory = `
units: [{ id: u, name: U }]
sites: [{ id: s, name: S, unit: u }]
links: [{ id: l1, name: L1, site: s, address: 10.0.0.9, stamp: { key: ${stampKey} } }]
devices:
  - { id: r1, name: R1, site: s, address: 10.0.0.1, snmp: { community: ${community} } }
  - id: r2
    name: R2
    site: s
    address: 10.0.0.2
    snmp: { version: "3", user: u, auth: { key: ${authKey} }, privacy: { key: ${privacyKey} } }
  - { id: r3, name: R3, site: s, address: 10.0.0.3, snmp: { community: { secret: cong-dong } } }
videoPoints:
  - { id: v1, name: V1, site: s, address: 10.0.0.4, sip: {}, api: { kind: cisco, user: u, password: ${video} } }
`;
const faulty = `
devices:
  - { id: r1, name: R1, site: s, address: 10.0.0.1, snmp: { community: [${wrongPlace}] } }
  - { id: r2, name: R2, site: s, address: 10.0.0.1, snmp: { version: "3", user: u, auth: ${wrongShape} } }
`;

async function call(method: "GET" | "POST", url: string, payload?: object, headers = asAdmin) {
  const answer = await scripted.call({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  const text = JSON.stringify(answer.headers) + answer.text;
  if (headers === asAdmin) told.push({ what: `${method} ${url}`, text });
  return { ...answer, text };
}

beforeAll(async () => {
  const data = openDataFolder(folder);
  const vault = openVaultFile(data.file("vault.key"));
  const certificate = openOwnCertificate({ file: data.file, vault, hosts: ["127.0.0.1"], nowMs });
  mkdirSync(data.file("series"), { mode: 0o700 });
  scripted = await openScriptedApp({
    series: await openSeriesStore({ engine: "embedded" }, { file: data.file }),
    records: openEmbeddedRecordStore(data.file("records.db"), vault),
    vault,
    certificate,
    nowMs,
    log: (...entry) => void logged.push(JSON.stringify(entry)),
    keyFiles: () => ["vault.key", "admin.key", "tls.json"].map(data.file),
  });
  const { code } = scripted.app.fleet.invite({ hub: true, expiresS: 60 }, nowMs);
  const { token } = scripted.app.fleet.enrol({ code, hostName: "hub", version: "1" }, nowMs);
  agent = { authorization: `Bearer ${token}` };
  await call("POST", "/api/v1/secrets/cong-dong", { value: named });
  await call("POST", "/api/v1/secrets/cong-dong", { value: renamed });
  await call("POST", "/api/v1/secrets/cong-dong", { value: wrongKey, more: wrongKey });
  await call("POST", "/api/v1/inventory/validate", { files: [{ path: "a.yaml", text: faulty }] });
  const validated = await call("POST", "/api/v1/inventory/validate", {
    files: [{ path: "a.yaml", text: inventory }],
  });
  expect(validated.status, validated.text).toBe(200);
  expect(
    (await call("POST", "/api/v1/inventory/apply", { files: [{ path: "a.yaml", text: inventory }] })).status,
  ).toBe(200);
  const changed = inventory.replace("10.0.0.9", "10.0.0.8");
  await call("POST", "/api/v1/inventory/apply", { files: [{ path: "a.yaml", text: changed }] });
});
afterAll(() => scripted.app.stop());

const hits = (text: string) => planted.filter((secret) => text.includes(secret));

it("agents are given those they need: the search would find them", async () => {
  const { text } = await call("GET", "/api/v1/agent/config", undefined, agent);
  expect(hits(text)).toEqual([community, authKey, privacyKey, stampKey, video, renamed]);
});

it("no answer has one: every route that reads, and every refusal", async () => {
  const { body } = await call("GET", "/api/v1/openapi.json");
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  const ids = ["r1", "r2", "l1", "v1", "u", "s", "hub", "cong-dong"];
  const query = "?measurement=check&kind=device&id=r1&object=device/r1&waitS=0";
  let asked = 0;
  for (const [path, methods] of Object.entries(paths)) {
    if (methods["get"] === undefined || path.endsWith("/stream")) continue;
    const urls = path.includes("{") ? ids.map((id) => path.replace(/\{\w+\}/g, id)) : [path];
    for (const url of urls)
      for (const more of ["", query]) {
        await call("GET", url + more);
        asked += 1;
      }
  }
  expect(asked).toBeGreaterThan(50);
  expect(told.filter(({ text }) => hits(text).length > 0).map(({ what }) => what)).toEqual([]);
});

it("no log line and no record of who did what has one", () => {
  expect(hits(logged.join("\n"))).toEqual([]);
  expect(hits(JSON.stringify(scripted.app.records.audit.list(1000)))).toEqual([]);
});

it("no file has one, in the data folder and in a backup, and each is its owner's alone", async () => {
  expect((await call("POST", "/api/v1/store/backup", { folder: backupFolder })).status).toBe(200);
  const files = readdirSync(root, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.map((path) => path.slice(root.length + 1))).toEqual(
    expect.arrayContaining(["data/records.db", "data/vault.key", "backup/records.db"]),
  );
  for (const path of files) {
    expect(hits(readFileSync(path, "latin1")), path).toEqual([]);
    expect(statSync(path).mode & 0o077, path).toBe(0);
  }
  expect(files.filter((path) => path.startsWith(backupFolder) && path.endsWith(".key"))).toEqual([]);
});

it("a backup with keys has them, for its owner alone", async () => {
  const withKeys = join(root, "backup-with-keys");
  await call("POST", "/api/v1/store/backup", { folder: withKeys, withKeys: true });
  expect(readdirSync(join(withKeys, "keys")).toSorted()).toEqual(["admin.key", "tls.json", "vault.key"]);
  expect(statSync(withKeys).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(join(withKeys, "keys"))) {
    expect(statSync(join(withKeys, "keys", name)).mode & 0o777, name).toBe(0o600);
  }
});
