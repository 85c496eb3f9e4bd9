import { expect, test } from "vitest";
import { province } from "../../scripted/province.ts";
import { type Look, selectColumns, selectRows } from "./column.ts";
import { linkColumns } from "./link.ts";

const look: Look = { language: "vi", color: false, width: Number.POSITIVE_INFINITY, nowMs: 0 };
const pick = (selection: { sort?: string; filter?: string[] }) =>
  selectRows(province.links, linkColumns, { ...selection, wide: false }, look).map((row) => row.id);

test.each([
  [["state=down"], ["co-to-1"]],
  [["state=mat ket noi"], ["co-to-1"]],
  [["state!=up"], ["co-to-1", "dam-ha-1"]],
  [["name=co to"], ["co-to-1", "co-to-2"]],
  [["name==co to"], []],
  [["id==co-to-1"], ["co-to-1"]],
  [["tên~Cái"], ["cai-chien-1"]],
  [["loss>5"], ["co-to-1"]],
  [["rtt<20,5"], ["cai-chien-1"]],
  [
    ["carrier=vnpt", "state=up"],
    ["cai-chien-1", "co-to-2"],
  ],
  [["reason="], ["cai-chien-1", "co-to-2"]],
  [["state=nothing"], []],
])("%j keeps %j", (filter, ids) => {
  expect(pick({ filter })).toEqual(ids);
});

test.each([
  ["name", ["cai-chien-1", "co-to-1", "co-to-2", "dam-ha-1"]],
  ["name:desc", ["dam-ha-1", "co-to-2", "co-to-1", "cai-chien-1"]],
  ["state", ["co-to-1", "dam-ha-1", "cai-chien-1", "co-to-2"]],
  ["loss:desc", ["co-to-1", "cai-chien-1", "co-to-2", "dam-ha-1"]],
  ["loss", ["cai-chien-1", "co-to-1", "co-to-2", "dam-ha-1"]],
])("sorted by %s, what has no value last", (sort, ids) => {
  expect(pick({ sort })).toEqual(ids);
});

test.each([
  [{ sort: "nam" }, 'không có cột "nam"', "ý bạn là name?"],
  [
    { sort: "name:up" },
    '"name:up" không phải là cột, hoặc cột kèm :asc hay :desc',
    "viết như name hoặc name:desc",
  ],
  [
    { filter: ["loss"] },
    '"loss" không phải là bộ lọc',
    "viết như state=down, state!=up, name=cai hoặc loss>5",
  ],
  [{ filter: ["loss>x"] }, '"loss>x" so sánh với thứ không phải số', expect.any(String)],
])("%j is refused: %s", (selection, message, hint) => {
  expect(() => pick(selection)).toThrow(expect.objectContaining({ code: "usage", message, hint }));
});

test("columns are chosen by key or by title, in the order asked for", () => {
  const columns = selectColumns(linkColumns, { columns: "cir, TÊN,id", wide: false }, look);
  expect(columns.map((column) => column.key)).toEqual(["cir", "name", "id"]);
  expect(selectColumns(linkColumns, { wide: true }, look)).toHaveLength(linkColumns.length);
});
