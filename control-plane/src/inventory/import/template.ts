import type { SheetKind } from "@haidang/contract/inventory-api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import type { Language } from "@haidang/contract/text.ts";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import writeXlsx from "write-excel-file/node";
import { type Column, sheetColumns, sheetTitles } from "./columns.ts";
import { cellName, maxRows } from "./sheet.ts";

const words = {
  vi: {
    help: "Hướng dẫn",
    lists: "Danh sách",
    column: "Cột",
    must: "Bắt buộc",
    example: "Ví dụ",
    yes: "có",
    rules:
      "Mỗi dòng là một đối tượng. Không gộp ô, không dùng công thức. Tên đơn vị, trụ sở viết có dấu hoặc không dấu. Để trống Mã thì chương trình tự đặt. Xóa dòng ví dụ (chữ nghiêng) trước khi gửi.",
  },
  en: {
    help: "How to fill it",
    lists: "Lists",
    column: "Column",
    must: "Required",
    example: "Example",
    yes: "yes",
    rules:
      "Each row is one object. No merged cells, no formulas. Names of units and sites with or without diacritics. Without an Id one is made. Remove the example row (italic) before sending it.",
  },
} as const;

/** A workbook to fill: headers, an example, a sheet that explains and one with what cells may be chosen from. */
export async function writeTemplate(
  kind: SheetKind,
  language: Language,
  inventory: Inventory,
): Promise<Buffer> {
  const columns = sheetColumns[kind];
  const say = words[language];
  const lists = columns.map((column) => choicesOf(column, language, inventory));
  const cell = (value: string, style: object = {}) => ({ value, type: String, format: "@", ...style });
  const examples = columns.map((column, index) => exampleOf(column, language, lists[index] ?? []));
  const main = [
    columns.map(({ titles }) => cell(titles[language], { fontWeight: "bold" })),
    examples.map((value) => (value === "" ? null : cell(value, { fontStyle: "italic" }))),
  ];
  const help = [
    [cell(say.rules, { wrap: true })],
    [say.column, say.must, say.example].map((value) => cell(value, { fontWeight: "bold" })),
    ...columns.map(({ titles, required }, index) => [
      cell(titles[language]),
      required === true ? cell(say.yes) : null,
      examples[index] === "" ? null : cell(examples[index] ?? ""),
    ]),
  ];
  const height = Math.max(1, ...lists.map((list) => list.length));
  const choices = Array.from({ length: height }, (_, row) =>
    lists.map((list) => (list[row] === undefined ? null : cell(list[row]))),
  );
  const width = columns.map(() => ({ width: 22 }));
  const plain = await writeXlsx([
    { data: main, sheet: sheetTitles[kind][language], columns: width, stickyRowsCount: 1 },
    { data: help, sheet: say.help, columns: [{ width: 90 }, { width: 14 }, { width: 30 }] },
    { data: choices, sheet: say.lists, columns: width },
  ]).toBuffer();
  return withChoices(plain, lists, say.lists);
}

function choicesOf(column: Column, language: Language, inventory: Inventory): string[] {
  const names = (things: readonly { name: string }[]) =>
    [...new Set(things.map(({ name }) => name))].slice(0, maxRows);
  if (column.choices !== undefined) return column.choices.map(({ titles }) => titles[language]);
  if (column.as === "unit") return names(inventory.units);
  if (column.as === "site") return names(inventory.sites);
  if (column.as !== "carrier") return [];
  return names(inventory.links.flatMap(({ carrier }) => (carrier === undefined ? [] : [{ name: carrier }])));
}

function exampleOf(column: Column, language: Language, list: readonly string[]): string {
  const [first] = list;
  if (first !== undefined) return first;
  return column.choices?.[0]?.titles[language] ?? column.example;
}

/** The writer has no lists to choose from: they go in behind the cells (ECMA-376 18.3.1.32), offered but not forced. */
function withChoices(
  workbook: Uint8Array,
  lists: ReadonlyArray<readonly string[]>,
  sheetName: string,
): Buffer {
  const parts = unzipSync(workbook);
  const path = "xl/worksheets/sheet1.xml";
  const xml = strFromU8(parts[path] ?? new Uint8Array());
  const rules = lists.flatMap((list, column) => {
    if (list.length === 0) return [];
    const letter = cellName(column, 0).slice(0, -1);
    const from = `'${sheetName}'!$${letter}$1:$${letter}$${list.length}`;
    return [
      `<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="${letter}2:${letter}2000"><formula1>${from}</formula1></dataValidation>`,
    ];
  });
  if (rules.length === 0) return Buffer.from(workbook);
  const all = `<dataValidations count="${rules.length}">${rules.join("")}</dataValidations>`;
  parts[path] = strToU8(xml.replace("</sheetData>", `</sheetData>${all}`));
  return Buffer.from(zipSync(parts));
}
