import { statusSchema } from "@haidang/contract/api.ts";
import { expect, test } from "vitest";
import { province } from "../../scripted/province.ts";
import type { Look } from "../format/column.ts";
import { textWidth } from "../format/width.ts";
import { frame, held } from "./frame.ts";
import { firstView, nextView, type View } from "./view.ts";

const status = statusSchema.parse(province.status);
const look: Look = { language: "vi", color: false, width: 80, nowMs: Date.parse("2026-11-23T06:05:09Z") };

test("a screen of 80x24 is filled and never overrun, whatever is chosen", () => {
  for (const view of [firstView, { ...firstView, all: true }, { ...firstView, kind: "rack" as const }]) {
    const lines = frame(status, view, look, { rows: 24 });
    expect(lines).toHaveLength(24);
    for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(80);
  }
  const [, , , head, worst] = frame(status, firstView, look, { rows: 24 });
  expect(head).toContain("TRẠNG THÁI");
  expect(worst).toContain("✗");
});

test("what could not be asked is said, and what was known stays", () => {
  const lines = frame(status, firstView, look, { rows: 24, note: "mất máy trung tâm" });
  expect(lines.at(-1)).toBe("mất máy trung tâm");
  expect(lines[4]).toContain("✗");
});

test("keys scroll within what there is, choose, and end", () => {
  const press = (view: View, key: string) => nextView(view, key, 10);
  expect(press(firstView, "q")).toBe("quit");
  expect(press(firstView, "\u0003")).toBe("quit");
  expect(press(firstView, "k")).toEqual(firstView);
  expect(press({ ...firstView, from: 3 }, "a")).toEqual({ from: 0, all: true, kind: undefined });
  expect(press(firstView, "t")).toMatchObject({ kind: "unit" });
  expect(press(firstView, "x")).toBe(firstView);
  const far = press(firstView, " ");
  expect(far === "quit" ? far : held(far, status, 24)).toEqual(firstView);
});
