import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const nowMs = Date.parse("2026-11-23T01:00:00Z");
const inventory = `
units:
  - { id: tinh, name: Tỉnh, kind: province }
  - { id: xa, name: Xã, kind: commune, parent: tinh }
sites: [{ id: dc, name: Trung tâm, unit: tinh }]
racks: [{ id: a1, name: Tủ A1, site: dc, room: Phòng 1, maxW: 4000 }]
devices:
  - { id: pdu-a, name: Thanh A, site: dc, address: 127.0.0.8, rack: { id: a1, u: 1 }, supplies: { feed: a, as: strip, maxW: 1000 } }
  - { id: pdu-b, name: Thanh B, site: dc, address: 127.0.0.9, rack: { id: a1, u: 2 }, supplies: { feed: b, as: strip, maxW: 1000 } }
  - { id: both, name: Máy chủ, site: dc, address: 127.0.0.10, rack: { id: a1, u: 10, heightU: 2 }, feeds: [a, b] }
  - { id: alone, name: "<b>Cầu</b>", site: dc, address: 127.0.0.11, rack: { id: a1, u: 20 }, feeds: [a] }
  - { id: behind, name: Sau cầu, site: dc, address: 127.0.0.12, parent: alone }
`;
let scripted: ScriptedApp;
const ask = async (url: string, headers: Record<string, string> = asAdmin) =>
  scripted.call({ method: "GET", url, headers });

beforeAll(async () => {
  const series = openEmbeddedSeriesStore(join(mkdtempSync(join(tmpdir(), "haidang-plant-")), "series"));
  scripted = await openScriptedApp({ series, records: openEmbeddedRecordStore(":memory:"), nowMs });
  const payload = { files: [{ path: "a.yaml", text: inventory }] };
  await scripted.call({ method: "POST", url: "/api/v1/inventory/apply", headers: asAdmin, payload });
  const told = (id: string, sensor: string, name: string, value: number) => ({
    measurement: "sensor",
    tags: { agent: "hub", kind: "device", id, sensor, name, oid: `.1.${name.length}` },
    fields: { value },
    timeMs: nowMs - 5000,
  });
  await series.write([
    told("pdu-a", "power", "Phase 1", 120),
    told("pdu-a", "power", "Total", 300),
    told("pdu-b", "power", "Total", 200),
    told("pdu-b", "runtime", "Time on battery", 1),
    told("pdu-b", "runtime", "Battery time remaining", 9),
  ]);
});
afterAll(() => scripted.app.stop());

it("has the racks with what is told of each device, and absent what is not told", async () => {
  const { body } = await ask("/api/v1/data-centre");
  expect(body).toMatchObject({
    data: {
      racks: [{ id: "a1", room: "Phòng 1", heightU: 42, maxW: 4000 }],
      feeds: [
        { id: "a", devices: 2, alone: 1, loadW: 300, loadPct: 30 },
        { id: "b", devices: 1, alone: 0, loadW: 200 },
      ],
    },
  });
  const { devices, racks } = (
    body as { data: { devices: { id: string; readings: object }[]; racks: object[] } }
  ).data;
  expect(devices.find(({ id }) => id === "pdu-b")?.readings).toEqual({ powerW: 200, runtimeMin: 9 });
  expect(devices.find(({ id }) => id === "both")?.readings).toEqual({});
  expect(racks[0]).not.toHaveProperty("ports");
});

it("answers for a feed with who dies and who goes with it, by name", async () => {
  const { body } = await ask("/api/v1/feeds/a/failover");
  expect(body).toMatchObject({
    data: {
      answer: "no",
      dies: [{ kind: "device", id: "alone", name: "<b>Cầu</b>" }],
      follows: [{ kind: "device", id: "behind" }],
      burdens: [{ id: "a1", name: "Tủ A1", nowPct: 20, afterPct: 50 }],
    },
  });
  expect((await ask("/api/v1/feeds/nowhere/failover")).status).toBe(404);
});

it("shows somebody bounded neither the room nor its feeds", async () => {
  const officer = await scripted.signedIn({ id: "can-bo", role: "viewer", scope: "xa" });
  expect((await ask("/api/v1/data-centre", officer)).body).toMatchObject({
    data: { racks: [], devices: [], feeds: [] },
  });
  expect((await ask("/api/v1/feeds", officer)).body).toMatchObject({ data: [] });
  expect((await ask("/api/v1/feeds/a/failover", officer)).status).toBe(404);
});
