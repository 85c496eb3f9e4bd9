import type { UnitHistory } from "@haidang/contract/tree.ts";
import { expect, test } from "vitest";
import type { Look } from "./column.ts";
import { renderHistory, treeColumns } from "./tree.ts";

const look = (language: Look["language"], day: string): Look => ({
  language,
  color: false,
  width: Number.POSITIVE_INFINITY,
  nowMs: Date.parse(`${day}T00:00:00+07:00`),
});
const unit: UnitHistory = {
  id: "ha-khanh",
  name: "Phường Hà\u001b[31m Khánh",
  unitKind: "commune",
  code: "06649",
  parent: "ha-long",
  parentName: "Thành phố Hạ Long",
  to: "2025-07-01",
  inForce: false,
  sites: 1,
  links: 1,
  predecessors: [],
  successors: [{ id: "cao-xanh", name: "Phường Cao\u0007 Xanh", share: "whole", on: "2025-07-01" }],
  had: [{ id: "mot-cua", name: "Bộ phận Một cửa", to: "2025-07-01" }],
};
const lines = (text: string) => text.split("\n").map((line) => line.trim().split(/ {2,}/));

test("a unit through time is told in Vietnamese, hostile names made harmless", () => {
  const text = renderHistory(unit, look("vi", "2026-11-23"));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(lines(text)).toEqual(
    expect.arrayContaining([
      ["không còn"],
      ["mã hành chính", "06649"],
      ["từ ngày", "từ trước"],
      ["không còn từ", "01/07/2025"],
      ["Trở thành"],
      ["Trụ sở đã thuộc đơn vị"],
      ["Bộ phận Một cửa", "mot-cua", "01/07/2025"],
    ]),
  );
});

test("it is no more, in force, or not there yet", () => {
  const standing = (of: Partial<UnitHistory>, day: string) =>
    lines(renderHistory({ ...unit, ...of }, look("en", day)))[1]?.[0];
  expect(standing({}, "2025-07-01")).toBe("is no more");
  expect(standing({ inForce: true }, "2025-06-30")).toBe("in force");
  expect(standing({ to: undefined, from: "2025-07-01" }, "2025-06-30")).toBe("not there yet");
});

test("the list says what a unit became, without control characters", () => {
  const became = treeColumns.find(({ key }) => key === "successors");
  expect(became?.raw(unit)).not.toContain("\u0007");
  expect(became?.raw({ ...unit, successors: [] })).toBeNull();
});
