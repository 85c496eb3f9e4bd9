import { expect, test } from "vitest";
import { asOfMs, province } from "../../scripted/province.ts";
import type { Look } from "./column.ts";
import { renderDetail } from "./detail.ts";
import { deviceColumns } from "./device.ts";
import { linkColumns } from "./link.ts";
import { reasonText } from "./object.ts";
import { ribbon } from "./ribbon.ts";

const en: Look = { language: "en", color: false, width: Number.POSITIVE_INFINITY, nowMs: asOfMs };

test("a link in full", () => {
  const detail = province.linkDetails.find((link) => link.id === "co-to-1");
  if (detail === undefined) throw new Error("the scripted province lost its link");
  expect(renderDetail(detail, detail, linkColumns, en)).toBe(
    `
Cô Tô 1  (link co-to-1)
✗ down, since 2026-11-23 10:55:09 (2h 10m)
no reply: sw [2J evil =cmd()

  carrier      Viettel
  loss         100%
  unit         UBND đặc khu Cô Tô
  site         Đặc khu Cô Tô
  role         primary
  CIR          200 Mb/s
  last result  2026-11-23 13:05:05

Share of the CIR in use, last 24 hours
  not known: the inventory names no interface that carries this link

Checks
  STATE   PROBE  AGENT  EVERY     FOR  LAST RESULT          REASON
  ✗ down  icmp   hub      10s  2h 10m  2026-11-23 13:05:05  no reply

Availability
  PERIOD    AVAILABILITY  NOTE             COVERAGE  DOWN TIME  OUTAGES
  24 hours       93.023%  not enough data   49.768%      1d 1h        7

Last 24 hours
  2026-11-23 10:55  ✗ down  2h 10m · no reply
  2026-11-22 13:05  ● up  21h 50m
`.trim(),
  );
});

test("what explains an object stands beside its reason, in both languages", () => {
  const explained = {
    reason: "no_reply",
    upstream: { kind: "link", id: "xa-1", name: "Xã\u001b[2J 1" },
    flapping: true,
    soft: { state: "degraded", attempt: 1, maxAttempts: 3 },
  } as const;
  expect(reasonText(explained, "en")).toBe(
    "no reply · because Xã [2J 1 is down · flapping · not confirmed yet: degraded, attempt 1 of 3",
  );
  expect(reasonText(explained, "vi")).toBe(
    "không trả lời · do Xã [2J 1 mất kết nối · chập chờn · chưa xác nhận: suy giảm, lần 1/3",
  );
  expect(reasonText({ beneath: { class: "down", reason: "no_reply" } }, "vi")).toBe(
    "nếu không có kế hoạch: mất kết nối",
  );
});

test("a link says which vantage says what", () => {
  const detail = province.linkDetails.find((link) => link.id === "co-to-1");
  const [check] = detail?.checks ?? [];
  if (detail === undefined || check === undefined) throw new Error("the scripted province lost its link");
  const far = { ...check, id: "icmp-far:link/co-to-1", probe: "icmp-far", agent: "co-to" } as const;
  const port = { ...check, id: "port:link/co-to-1", probe: "port", reason: "port_down" } as const;
  const text = renderDetail({ ...detail, checks: [check, far, port] }, detail, linkColumns, {
    ...en,
    language: "vi",
  });
  expect(text).toContain("icmp-far (nhìn từ đầu xa)");
  expect(text).toContain("port (cổng ở đầu xa)");
  expect(text).toContain("cổng mạng không hoạt động");
});

test("a device shows its interfaces with their rates, in Vietnamese too, and on a terminal a ribbon", () => {
  const [row] = province.devices;
  if (row === undefined) throw new Error("the scripted province lost its device");
  const detail = { ...row, ...province.shown, ...province.device };
  const look: Look = { ...en, language: "vi", width: 200 };
  const text = renderDetail(detail, row, deviceColumns, look);
  expect(text).toContain(
    `
Giao diện
  GIAO DIỆN  MÔ TẢ               QUẢN TRỊ/THỰC TẾ  TỐC ĐỘ             VÀO  RA  ĐÃ NHẬN  ĐÃ GỬI  LỖI
  Gi0/1      sw [2J evil =cmd()  up/up             1 Gb/s  94,2 Mb/s (9%)   —   1,2 GB    12 B    3
`,
  );
  expect(text).toContain(
    `24 giờ qua\n  ${"▁".repeat(43)}${"█".repeat(5)}\n  10:55 23/11/2026  ✗ mất kết nối`,
  );
  expect(text).not.toContain("\u001b");
  expect(text).not.toContain("\u202e");
});

test("each block of a ribbon is the worst of its share, and time without a state is blank", () => {
  const intervals = [
    { fromMs: 10, toMs: 35, class: "up" },
    { fromMs: 35, toMs: 36, class: "down" },
    { fromMs: 36, toMs: 60, class: "unknown" },
  ] as const;
  expect(ribbon(intervals, { fromMs: 0, toMs: 60 }, 6, false)).toBe(" ▁▁█░░");
  expect(ribbon(intervals, { fromMs: 0, toMs: 60 }, 6, true)).toBe(
    " \u001b[32m▁▁\u001b[39m\u001b[31m█\u001b[39m\u001b[35m░░\u001b[39m",
  );
});
