import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { zipSync } from "fflate";
import { afterEach, beforeEach, expect, it } from "vitest";
import writeXlsx from "write-excel-file/node";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openSeriesStore } from "../store/open.ts";

const nowMs = Date.UTC(2026, 10, 23);
const communes = Array.from(
  { length: 57 },
  (_, at) => `Xã Đồng ${String.fromCharCode(65 + (at % 19))}${(at % 3) + 1}`,
);
let scripted: ScriptedApp;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-sheet-"));
  const file = (name: string) => join(folder, name);
  scripted = await openScriptedApp({
    series: await openSeriesStore({ engine: "embedded" }, { file }),
    records: openEmbeddedRecordStore(file("records.db")),
    nowMs,
  });
  const units = [
    { id: "tinh", name: "Tỉnh", kind: "province" },
    ...communes.map((name, at) => ({ id: `xa-${at}`, name, kind: "commune", parent: "tinh" })),
    { id: "hoa-1", name: "Phường Hòa Bình", kind: "commune", parent: "tinh" },
    { id: "hoa-2", name: "Xã Hòa Bình", kind: "commune", parent: "tinh" },
  ];
  await post("inventory/apply", { files: [{ path: "units.yaml", text: JSON.stringify({ units }) }] });
});
afterEach(() => scripted.app.stop());

const post = (url: string, payload: object) =>
  scripted.call({ method: "POST", url: `/api/v1/${url}`, payload, headers: asAdmin });
const send = (bytes: Buffer, more: object = {}) =>
  post("inventory/import", { name: "danh-sach.xlsx", base64: bytes.toString("base64"), ...more });

const headers = ["Tên", "Đơn vị", "Từ ngày", "Địa chỉ IP", "Nhà mạng", "Số hiệu kênh", "CIR", "Vai trò"];
type Cells = Array<object | null>;
const text = (value: string) => ({ value, type: String });

/** Row `at` (0 for the second row of the sheet) as it should be. */
function rightRow(at: number): Cells {
  const commune = communes[at % communes.length] ?? "";
  return [
    text(`Điểm ${at}`),
    // half of them as a keyboard without diacritics has them
    text(at % 2 === 0 ? commune : commune.replace("Xã Đồng", "xa dong")),
    { value: new Date(Date.UTC(2025, 6, 1)), type: Date, format: "dd/mm/yyyy" },
    text(`10.${20 + (at >> 8)}.${at & 255}.1`),
    text(["Viettel", "VNPT", "MobiFone"][at % 3] ?? ""),
    text(`QN-${String(at).padStart(4, "0")}`),
    text("50M"),
    text(at % 5 === 0 ? "Dự phòng" : "chinh"),
  ];
}

/** Cell, what is planted there, and the rule that has to name it. */
const planted: ReadonlyArray<[cell: string, cell: object | null, rule: string]> = [
  ["A9", null, "cell_missing"],
  ["B17", text("Xã Không Có"), "name_unknown"],
  ["B20", text("Hoa Binh"), "name_ambiguous"],
  ["B33", text("Xã Đồng A1 "), "cell_spaces"],
  ["B41", null, "cell_missing"],
  ["C50", text("31/02/2026"), "cell_day"],
  ["C61", text("hôm qua"), "cell_day"],
  ["D77", text("10.20.77.1/24"), "bad_address"],
  ["D85", null, "cell_missing"],
  ["D99", text("10,20,30,1"), "bad_address"],
  ["E120", text("Viettell"), "carrier_spelling"],
  ["E133", text("VPNT"), "carrier_spelling"],
  ["F150", text("QN-0001"), "circuit_twice"],
  ["G160", text("20Mb"), "cell_rate"],
  ["G171", { value: 20, type: Number }, "cell_rate"],
  ["G188", { value: "=10*5", type: "Formula" }, "cell_formula"],
  ["H200", text("phụ"), "cell_choice"],
  ["A222", { value: "Điểm 220", type: String, rowSpan: 1, columnSpan: 2 }, "cell_merged"],
  ["A300", text("x".repeat(121)), "too_long"],
  ["D342", text("-oProxyCommand=x"), "bad_address"],
];

async function workbook(faults: typeof planted): Promise<Buffer> {
  const rows = Array.from({ length: 342 }, (_, at) => rightRow(at));
  for (const [name, value] of faults) {
    const column = name.charCodeAt(0) - 65;
    const row = rows[Number(name.slice(1)) - 2];
    if (row !== undefined) row[column] = value;
    if (name === "A222" && row !== undefined) row[1] = null;
  }
  return writeXlsx([headers.map(text), ...rows] as never, { sheet: "Danh sách 2026" }).toBuffer();
}

it("refuses 342 rows with 20 planted faults, naming exactly those by cell, and takes them mended", async () => {
  expect(planted).toHaveLength(20);
  const refused = await send(await workbook(planted), { apply: true });
  expect(refused.status).toBe(400);
  const { faults } = (refused.body as { error: { details: { faults: InventoryFault[] } } }).error.details;
  const told = faults.map(({ cell, rule }) => `${cell} ${rule}`);
  const expected = planted.map(([cell, , rule]) => `${cell} ${rule}`);
  expect(told.toSorted()).toEqual(expected.toSorted());
  expect(scripted.app.deployment.inventory().links).toHaveLength(0);

  const mended = await send(await workbook([]), { apply: true });
  expect(mended.text.slice(0, 600)).toContain('"kind":"networkUnits"');
  const { sites, links, units } = scripted.app.deployment.inventory();
  expect([sites.length, links.length, units.length]).toEqual([342, 342, 60]);
  expect(links[5]).toMatchObject({
    id: "diem-5-1",
    site: "diem-5",
    cir: 50e6,
    role: "backup",
    circuit: "QN-0005",
  });
  expect(sites[1]).toMatchObject({ name: "Điểm 1", unit: [{ unit: "xa-1", from: "2025-07-01" }] });

  const again = await send(await workbook([]), {});
  expect(again.body).toMatchObject({ data: { change: { added: [], changed: [], removed: [] } } });
});

it("takes CSV as Excel writes it here, and maps columns whose headers mean nothing to it", async () => {
  const csv = "\ufeffTên gọi;Cơ quan;IP;Tốc độ (Mbps);Ghi chú\r\nTrụ sở A;xa dong a1;10.1.1.1;20,5;'=1+1\r\n";
  const body = { name: "a.csv", kind: "networkUnits", apply: true };
  expect(await send(Buffer.from(csv), body)).toMatchObject({
    status: 200,
    body: { data: { rows: 1, change: { added: ["site/tru-so-a", "link/tru-so-a-1"] } } },
  });
  expect(scripted.app.deployment.inventory().links[0]?.cir).toBe(20_500_000);
  const other = csv.replace("IP", "Host").replace("Trụ sở A", "=A1");
  expect((await send(Buffer.from(other), body)).text).toMatch(/no column of the sheet is: Địa chỉ IP/);
  expect((await send(Buffer.from(other), { ...body, map: { host: "address" } })).text).toContain(
    "cell_formula",
  );
});

it("makes a template that is read back as it stands, with lists to choose from", async () => {
  for (const kind of ["networkUnits", "units", "sites"]) {
    const { body } = await scripted.call({
      method: "GET",
      url: `/api/v1/inventory/template?kind=${kind}`,
      headers: asAdmin,
    });
    const bytes = Buffer.from((body as { data: { base64: string } }).data.base64, "base64");
    const read = await send(bytes);
    expect(read.body, read.text).toMatchObject({
      data: {
        kind,
        rows: 1,
        columns: expect.not.arrayContaining([expect.objectContaining({ field: null })]),
      },
    });
  }
});

it("unpacks no further than its bounds, whatever an archive says of itself", async () => {
  const zeros = Buffer.alloc(200 * 1024 * 1024);
  const bomb = Buffer.from(zipSync({ "xl/workbook.xml": [new Uint8Array(10), { level: 0 }] }));
  const packed = deflateRawSync(zeros, { level: 9 });
  const lying = lyingZip("xl/worksheets/sheet1.xml", packed, 10);
  const startMs = performance.now();
  const answer = await send(lying);
  expect(answer.status).toBe(413);
  expect(performance.now() - startMs).toBeLessThan(1000);
  expect((await send(bomb)).status).toBe(400);
  expect((await send(Buffer.from("PK\u0003\u0004 nothing"))).status).toBe(400);
});

/** An archive of one file whose directory says `declared` bytes. */
function lyingZip(name: string, packed: Buffer, declared: number): Buffer {
  const head = (signature: number, extra: number) => {
    const bytes = Buffer.alloc(extra + name.length);
    bytes.writeUInt32LE(signature, 0);
    bytes.write(name, extra, "latin1");
    return bytes;
  };
  const local = head(0x04034b50, 30);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(declared, 22);
  local.writeUInt16LE(name.length, 26);
  const central = head(0x02014b50, 46);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(declared, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, central, end]);
}
