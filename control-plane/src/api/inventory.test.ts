import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openSeriesStore } from "../store/open.ts";

const nowMs = Date.UTC(2026, 10, 23);
let scripted: ScriptedApp;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-inventory-"));
  const file = (name: string) => join(folder, name);
  scripted = await openScriptedApp({
    series: await openSeriesStore({ engine: "embedded" }, { file }),
    records: openEmbeddedRecordStore(file("records.db")),
    nowMs,
  });
});
afterEach(() => scripted.app.stop());

type Method = "GET" | "POST" | "PUT" | "DELETE";
const ask = (method: Method, url: string, payload?: object, headers: Record<string, string> = asAdmin) =>
  scripted.call({
    method,
    url: `/api/v1/inventory/${url}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
const filesOf = (answer: { body: unknown }) =>
  (answer.body as { data: { files: Array<{ path: string; text: string }>; withheld: string[] } }).data;
const apply = (text: string, more: object = {}) =>
  ask("POST", "apply", { files: [{ path: "a.yaml", text }], ...more });

const everything = { sinceMs: undefined, actor: undefined, object: undefined, action: undefined, limit: 9 };

const base = `
units: [{ id: u, name: U }]
sites: [{ id: s, name: S, unit: u }]
links: [{ id: l, name: L, site: s, address: 10.0.0.1, cir: 50M }]
devices: [{ id: r, name: R, site: s, address: 10.0.0.2, snmp: { community: b1-m4t } }]
`;

it("tells every value that changed, and of secrets only that they did", async () => {
  await apply(base);
  const other = base.replace("50M", "100M").replace("b1-m4t", "b1-m4t-2").replace("name: L", "name: L2");
  const answer = await ask("POST", "validate", { files: [{ path: "a.yaml", text: other }] });
  expect(answer.body).toMatchObject({
    data: {
      against: 1,
      changed: ["link/l", "device/r"],
      fields: {
        "link/l": [
          { field: "name", before: "L", after: "L2" },
          { field: "cir", before: "50M", after: "100M" },
        ],
        "device/r": [{ field: "snmp.community", secret: true }],
      },
    },
  });
  expect(answer.text).not.toContain("b1-m4t");
});

it("applies only against the revision it was compared with, and asks before much is removed", async () => {
  expect((await apply(base, { ifRevision: 0 })).status).toBe(200);
  expect(await apply(base, { ifRevision: 0 })).toMatchObject({
    status: 409,
    body: { error: { details: { rule: "inventory_stale", inForce: 1 } } },
  });
  const less = base.replace(/devices.*\n/, "");
  expect(await apply(less, { mostRemovedPct: 10 })).toMatchObject({
    status: 409,
    body: { error: { details: { rule: "inventory_removes_much", removed: 1, total: 4 } } },
  });
  expect(scripted.app.deployment.inventory().devices).toHaveLength(1);
  expect((await apply(less, { mostRemovedPct: 25, ifRevision: 1 })).status).toBe(200);
});

it("keeps who did what when, shows each revision, and goes back to one as a new one", async () => {
  await apply(base);
  await apply(base.replace("50M", "100M"));
  expect((await ask("GET", "revisions")).body).toMatchObject({
    data: [
      { revision: 2, by: "admin", appliedMs: nowMs, inForce: true, changed: 1, removed: 0 },
      { revision: 1, inForce: false, added: 4 },
    ],
  });
  expect((await ask("GET", "revisions/2")).body).toMatchObject({
    data: { change: { against: 1, fields: { "link/l": [{ field: "cir", before: "50M", after: "100M" }] } } },
  });
  expect((await ask("POST", "revert", { revision: 1 })).body).toMatchObject({
    data: { revision: 3, changed: ["link/l"] },
  });
  expect(scripted.app.deployment.inventory().links[0]?.cir).toBe(50e6);
  for (const revision of ["9", "x", "1e3"])
    expect((await ask("GET", `revisions/${revision}`)).status).toBe(404);
  const [last] = scripted.app.records.audit.list(1);
  expect(last).toMatchObject({ action: "inventory.revert", actor: "admin", object: "revision 3" });
  const all = JSON.stringify(scripted.app.records.audit.find(everything));
  expect(all).toContain("100000000");
  expect(all).not.toContain("b1-m4t");
});

it("changes one entry at a time by the same rules, and keeps a secret that is not shown", async () => {
  await apply(base);
  const shown = await ask("GET", "entries/devices/r");
  expect(shown.body).toMatchObject({ data: { id: "r", snmp: { community: "•••" } } });
  const { data } = shown.body as { data: object };
  expect((await ask("PUT", "entries/devices/r?ifRevision=1", { ...data, name: "R2" })).status).toBe(200);
  expect(scripted.app.deployment.inventory().devices[0]).toMatchObject({
    name: "R2",
    snmp: { community: "b1-m4t" },
  });
  expect((await ask("PUT", "entries/devices/r?ifRevision=1", { ...data })).status).toBe(409);
  const wrong = await ask("PUT", "entries/links/l2", {
    name: "L",
    site: "nowhere",
    address: "a b",
    cir: "20Mb",
  });
  expect(wrong.status).toBe(400);
  const rules = (wrong.body as { error: { details: { faults: Array<{ rule: string; file: string }> } } })
    .error.details.faults;
  expect(rules.map(({ rule }) => rule).toSorted()).toEqual(["bad_address", "bad_rate", "unknown_reference"]);
  expect(rules[0]?.file).toBe("links/l2");
  expect((await ask("PUT", "entries/links/l2", { id: "other" })).status).toBe(400);
  expect(await ask("DELETE", "entries/sites/s")).toMatchObject({
    status: 400,
    text: expect.stringContaining("no site s"),
  });
  expect((await ask("DELETE", "entries/links/l")).status).toBe(200);
  expect((await ask("DELETE", "entries/links/l")).status).toBe(404);
  expect((await ask("DELETE", "entries/nothing/l")).status).toBe(404);
  const viewer = await scripted.signedIn({ id: "xem", name: "Xem", role: "viewer" } as never);
  for (const url of ["entries/devices/r", "export", "revisions"]) {
    expect((await ask("GET", url, undefined, viewer)).status, url).toBe(403);
  }
});

it("exports without secrets what is refused until they are set, and with them what is the same", async () => {
  await apply(base);
  const without = filesOf(await ask("GET", "export"));
  expect(without.withheld).toEqual(["device-r-snmp-community"]);
  expect(JSON.stringify(without.files)).not.toContain("b1-m4t");
  const { files } = without;
  expect(await ask("POST", "validate", { files })).toMatchObject({
    status: 400,
    text: expect.stringContaining("haidang secret set device-r-snmp-community"),
  });
  const whole = filesOf(await ask("GET", "export?secrets=true"));
  expect((await ask("POST", "validate", { files: whole.files })).body).toMatchObject({
    data: { added: [], changed: [], removed: [] },
  });
  expect(scripted.app.records.audit.list(1)).toMatchObject([
    { action: "inventory.export_secrets", actor: "admin" },
  ]);
});

it.each(["quang-ninh", "binh-duong"])(
  "exports %s so that it reads back the same, by list and by unit",
  async (name) => {
    const folder = fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
    const files = readdirSync(folder)
      .filter((file) => file.endsWith(".yaml"))
      .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
    expect((await ask("POST", "apply", { files })).status).toBe(200);
    for (const by of ["list", "unit"]) {
      const back = filesOf(await ask("GET", `export?by=${by}&secrets=true`)).files;
      expect(back.length).toBeGreaterThan(by === "unit" ? 10 : 3);
      expect((await ask("POST", "validate", { files: back })).body, by).toMatchObject({
        data: { added: [], changed: [], removed: [] },
      });
    }
  },
);

it("exports the inventory that was in force at a time, and says when there was none", async () => {
  await apply(base);
  scripted.clock.nowMs += 24 * 3_600_000;
  await apply(base.replace("name: L,", "name: Later,"));
  const exported = async (query: string) => {
    const { status, body } = await ask("GET", `export?${query}`);
    expect(status).toBe(200);
    return (body as { data: { revision: number; files: unknown } }).data;
  };
  const first = await exported("asOf=2026-11-23T12:00:00Z");
  expect(first.revision).toBe(1);
  expect(JSON.stringify(first.files)).not.toContain("Later");
  expect(first).toEqual(await exported("revision=1"));
  expect(await exported("asOf=2026-11-25")).toMatchObject({ revision: 2 });
  expect(await ask("GET", "export?asOf=2020-01-01")).toMatchObject({
    status: 404,
    body: { error: { code: "not_found" } },
  });
  expect((await ask("GET", "export?asOf=2026-11-25&revision=1")).status).toBe(400);
  expect((await ask("GET", "export?asOf=h%C3%B4m%20qua")).status).toBe(400);
});
