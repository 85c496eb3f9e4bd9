import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provinceMapSchema } from "@haidang/contract/province-map.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const examples = new URL("../../../examples/quang-ninh/", import.meta.url);
const outlines = JSON.parse(readFileSync(new URL("facts/communes-2025.geojson", examples), "utf8"));
const inventory = `
units:
  - { id: tinh, name: Tỉnh, kind: province }
  - { id: mong-cai, name: Móng Cái, kind: commune, parent: tinh, code: "06712" }
  - { id: co-to, name: Cô Tô, kind: commune, parent: tinh, code: "07192" }
sites:
  - { id: dc, name: Trung tâm, unit: tinh, coordinates: [107.08, 20.95] }
  - { id: mc, name: UBND Móng Cái, unit: mong-cai, coordinates: [107.97, 21.53] }
  - { id: mc-2, name: Trạm Móng Cái, unit: mong-cai }
  - { id: ct, name: UBND Cô Tô, unit: co-to, coordinates: [107.76, 20.97] }
links:
  - { id: mc-1, name: Móng Cái 1, site: mc, address: 127.0.0.8 }
  - { id: ct-1, name: Cô Tô 1, site: ct, from: mc, address: 127.0.0.9 }
`;
const square = [
  [0, 0],
  [0, 1],
  [1, 1],
  [0, 0],
];
const feature = (properties: object | null, ring: unknown = square) => ({
  type: "FeatureCollection",
  features: [{ type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } }],
});

let scripted: ScriptedApp;
beforeAll(async () => {
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(mkdtempSync(join(tmpdir(), "haidang-map-")), "series")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: Date.parse("2026-11-23T01:00:00Z"),
  });
  const payload = { files: [{ path: "a.yaml", text: inventory }] };
  await scripted.call({ method: "POST", url: "/api/v1/inventory/apply", headers: asAdmin, payload });
});
afterAll(() => scripted.app.stop());

const set = (payload: object) =>
  scripted.call({ method: "POST", url: "/api/v1/map", headers: asAdmin, payload });
const read = async (headers: Record<string, string> = asAdmin) => {
  const { body } = await scripted.call({ method: "GET", url: "/api/v1/map", headers });
  return z.object({ data: provinceMapSchema }).parse(body).data;
};

it("has places and written lines before any outline was set", async () => {
  const map = await read();
  expect(map.outlines).toEqual([]);
  expect(map.places).toHaveLength(4);
  expect(map.lines).toEqual([{ link: "ct-1", from: "mc", to: "ct" }]);
});

it("takes the outlines of a province, tells whose they are, and draws the other links from the centre", async () => {
  const answer = await set({ outlines, centre: "dc" });
  expect(answer.body).toMatchObject({ data: { outlines: 54, positions: 5830, matched: 2 } });
  const map = await read();
  expect(map.outlines.flatMap(({ unit }) => unit ?? []).sort()).toEqual(["co-to", "mong-cai"]);
  expect(map.lines).toContainEqual({ link: "mc-1", from: "dc", to: "mc" });
});

it("shows somebody bounded the land of all, the names and places of his own", async () => {
  const officer = await scripted.signedIn({ id: "can-bo", role: "viewer", scope: "mong-cai" });
  const map = await read(officer);
  expect(map.outlines).toHaveLength(54);
  expect(JSON.stringify(map)).not.toMatch(/co-to|"ct|"dc"/);
  expect(map.places).toEqual([
    { site: "mc", at: [107.97, 21.53] },
    { site: "mc-2", at: [107.97, 21.53] },
  ]);
});

it("refuses what is no outline on this earth, and a centre nobody knows, and keeps what it had", async () => {
  const refused = [
    [
      {
        outlines: feature(null, [
          [0, 0],
          [0, 91],
          [1, 1],
          [0, 0],
        ]),
      },
      400,
    ],
    [{ outlines: feature({ id: 5 }) }, 400],
    [{ outlines: feature(null, [[0, 0]]) }, 400],
    [{ outlines: feature(null, new Array(100_001).fill([0, 0])) }, 413],
    [{ outlines: feature(null), centre: "nowhere" }, 404],
  ] as const;
  for (const [payload, status] of refused) expect((await set(payload)).status).toBe(status);
  expect((await read()).outlines).toHaveLength(54);
  expect((await set({ outlines: feature({ id: "co-to" }) })).body).toMatchObject({ data: { matched: 1 } });
  await set({ outlines: { type: "FeatureCollection", features: [] } });
  expect((await read()).outlines).toEqual([]);
});
