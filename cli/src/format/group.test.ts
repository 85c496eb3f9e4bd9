import { expect, test } from "vitest";
import { province } from "../../scripted/province.ts";
import { type Look, selectColumns } from "./column.ts";
import { renderCsv } from "./csv.ts";
import { renderDetail } from "./detail.ts";
import { groupColumns, lowestMeanFirst } from "./group.ts";
import { rackColumns } from "./rack.ts";
import { renderTable } from "./table.ts";
import { neededColumns, totalLine } from "./uptime.ts";
import { textWidth } from "./width.ts";

const en: Look = { language: "en", color: false, width: Number.POSITIVE_INFINITY, nowMs: 0 };
const vi: Look = { ...en, language: "vi" };

test("groups, lowest mean first, with their worst member", () => {
  const rows = lowestMeanFirst(province.groups, "en");
  expect(renderTable(rows, selectColumns(groupColumns, { wide: false }, en), en)).toBe(
    `
GROUP     MEMBERS     MEAN  ANY PATH    WORST  WHICH        COVERAGE  OUTAGES
=Viettel        1  93.023%   93.023%  93.023%  Cô Tô 1       49.768%        7
VNPT            2   99.49%    99.98%   99.98%  Cái Chiên 1   100.00%        3
FPT             1        —         —        —  —               0.00%        0
`.trim(),
  );
});

test("groups fit into 80 columns in both languages, long names cut", () => {
  const rows = province.groups.map((row) => ({ ...row, name: `${row.name} ${"dài ".repeat(20)}` }));
  for (const look of [en, vi]) {
    const lines = renderTable(rows, selectColumns(groupColumns, { wide: false }, look), {
      ...look,
      width: 80,
    });
    for (const line of lines.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(80);
  }
});

test("groups for a Vietnamese spreadsheet: byte order mark, semicolons, decimal commas, no formula", () => {
  const csv = renderCsv(province.groups.slice(1, 2), selectColumns(groupColumns, { wide: true }, vi), vi);
  const [head = "", line = ""] = csv.split("\r\n");
  expect(head.startsWith("\ufeffnhóm;")).toBe(true);
  expect(line.startsWith("'=Viettel;'=Viettel;1;93,023;93,023;")).toBe(true);
  expect(line.split(";")).toHaveLength(head.split(";").length);
});

test("the total line counts, and says what is below which target", () => {
  expect(totalLine(province.uptime, 99.5, "en")).toBe(
    "3 in all · mean 96.501% · worst 93.023% Cô Tô 1 · 1 below 99.50%",
  );
  const promised = province.uptime.map((row) => ({
    ...row,
    sla: { targetPct: 99.99, allowedS: 0, usedS: 1, leftS: -1 },
  }));
  expect(totalLine(promised, undefined, "vi")).toBe(
    "Tổng 3 mục · trung bình 96,501% · thấp nhất 93,023% Cô Tô 1 · 2 dưới cam kết",
  );
  expect(totalLine(province.uptime.slice(2), undefined, "en")).toBe("1 in all");
});

test("there is a column for notes only where a row has one", () => {
  expect(neededColumns(province.uptime).map(({ key }) => key)).toContain("note");
  expect(neededColumns(province.uptime.slice(0, 1)).map(({ key }) => key)).not.toContain("note");
});

test("a rack shows what is mounted in it, from the top down", () => {
  const [rack] = province.racks;
  if (rack === undefined) throw new Error("the scripted province has no rack");
  const mounted = [
    { u: 40, id: "core-sw-1", name: "Chuyển mạch lõi" },
    { u: 2, id: "ups-1", name: "Bộ lưu điện" },
  ];
  const text = renderDetail({ ...rack, ...province.shown, members: [], mounted }, rack, rackColumns, en);
  expect(text).toContain("Tủ A1  (rack dc-a1)");
  expect(text).toContain("  room         Phòng máy 1\n");
  expect(text).toMatch(/Mounted\n +┌─+┐\n/);
  expect(text).toMatch(/\n {2}40 │ . Chuyển mạch lõi \(core-sw-1\) +│\n/);
});
