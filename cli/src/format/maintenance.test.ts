import type { MaintenanceRow } from "@haidang/contract/maintenance.ts";
import type { Revision } from "@haidang/contract/revision.ts";
import { defaultUptimeOptions } from "@haidang/contract/uptime.ts";
import { describe, expect, test } from "vitest";
import type { Look } from "./column.ts";
import { renderWindow } from "./maintenance.ts";
import { revisionLines } from "./revision.ts";
import { optionLines } from "./uptime.ts";

const local = (text: string) => Date.parse(`${text}:00+07:00`);
const look = (language: Look["language"]): Look => ({
  language,
  color: false,
  width: Number.POSITIVE_INFINITY,
  nowMs: local("2026-11-24T08:00"),
});
const row: MaintenanceRow = {
  id: "m-1a2b3c4d",
  scope: { object: { kind: "unit", id: "co-to" } },
  scopeName: "Đặc khu\u202eCô Tô",
  time: { weekly: { days: ["sun"], hours: "22:00-02:00", firstDay: "2026-11-24", lastDay: "2026-12-31" } },
  reason: "sao lưu",
  createdMs: local("2026-11-24T00:49"),
  by: "admin",
  cancelled: null,
  state: "planned",
  annotation: false,
  fromMs: local("2026-11-29T22:00"),
  toMs: local("2026-11-30T02:00"),
  objects: 4,
};

describe("a window", () => {
  test("in Vietnamese, a hostile name made harmless", () => {
    expect(
      renderWindow(row, look("vi"))
        .split("\n")
        .map((line) => line.trim().split(/ {2,}/)),
    ).toEqual([
      ["trạng thái", "sắp tới"],
      ["mã", "m-1a2b3c4d"],
      ["đối tượng", "đơn vị Đặc khu Cô Tô"],
      ["số đối tượng", "4"],
      ["từ", "22:00 29/11/2026"],
      ["đến", "02:00 30/11/2026"],
      ["lặp lại", "CN 22:00-02:00, từ 24/11/2026 đến 31/12/2026"],
      ["lý do", "sao lưu"],
      ["người ghi", "admin"],
      ["ghi lúc", "00:49 24/11/2026"],
    ]);
  });
  test.each(["vi", "en"] as const)("that runs each month, in %s", (language) => {
    const days = ["2-sun", "last-fri", "15", "last"];
    const time = { monthly: { days, hours: "22:00-02:00", firstDay: "2026-11-24" } };
    expect(renderWindow({ ...row, time }, look(language))).toContain(
      language === "vi"
        ? "CN thứ hai trong tháng, T6 cuối cùng trong tháng, ngày 15 hằng tháng, ngày cuối tháng 22:00-02:00, từ 24/11/2026"
        : "each 2nd Sun of the month, each last Fri of the month, on day 15 of the month, on the last day of the month 22:00-02:00, since 2026-11-24",
    );
  });
  test("cancelled, an annotation, of a carrier", () => {
    const cancelled = { atMs: local("2026-11-24T07:00"), by: "admin", reason: "nhầm ngày" };
    const text = renderWindow(
      {
        ...row,
        scope: { carrier: "VNPT" },
        scopeName: "VNPT",
        annotation: true,
        state: "cancelled",
        cancelled,
      },
      look("en"),
    );
    expect(text).toContain("carrier VNPT");
    expect(text).toContain("annotation · cancelled by admin at 2026-11-24 07:00 · nhầm ngày");
  });
});

describe("a revision", () => {
  const late: Revision = {
    atMs: local("2026-11-24T07:00"),
    object: { kind: "link", id: "co-to-1" },
    fromMs: local("2026-11-23T01:00"),
    toMs: local("2026-11-23T02:00"),
    cause: "late_data",
    by: "ubnd",
    check: "icmp:link/co-to-1",
    before: { unknown: 3600 },
    after: { up: 3000, down: 600 },
  };
  test("says when, why, of what, and what it said before and says now", () => {
    expect(revisionLines([late], look("en"))).toEqual([
      "  2026-11-24 07:00  late results of ubnd (icmp:link/co-to-1) · link/co-to-1, 2026-11-23 01:00 – 2026-11-23 02:00: unknown 1h → up 50m, down 10m",
    ]);
  });
  test("by an inventory has no figures", () => {
    const { before: _before, after: _after, check: _check, ...rest } = late;
    const [line] = revisionLines([{ ...rest, cause: "inventory", by: "7" }], look("vi"));
    expect(line).toMatch(/danh mục bản 7 · link\/co-to-1, 01:00 23\/11\/2026 – 02:00 23\/11\/2026$/);
  });
});

describe("the terms of a report", () => {
  test("are not told where they are the usual ones", () => {
    expect(optionLines(defaultUptimeOptions, "en")).toEqual([]);
    expect(optionLines(undefined, "en")).toEqual([]);
  });
  test("are told where they are not", () => {
    const options = {
      mergeBelowS: 60,
      unknown: "down",
      maintenance: "up",
      annotations: true,
      tree: "current",
      treeAsOf: null,
      slaPct: 99.5,
      asKnownAt: "2026-11-02T01:00:00.000Z",
    } as const;
    expect(optionLines(options, "en")).toEqual([
      "As it was known at 2026-11-02 08:00:00",
      "Outages shorter than 1m count as the state on both sides",
      "Unknown time counts as down",
      "Maintenance counts as up",
      "Maintenance written down after it began counts as maintenance",
      "Against a target of 99.50%",
    ]);
  });
});
