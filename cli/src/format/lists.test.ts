import { countsOfNone } from "@haidang/contract/api.ts";
import { expect, test } from "vitest";
import { asOfMs, province } from "../../scripted/province.ts";
import { agentColumns, worstAgentsFirst } from "./agent.ts";
import { type Look, selectColumns } from "./column.ts";
import { renderCsv } from "./csv.ts";
import { deviceColumns } from "./device.ts";
import { linkColumns } from "./link.ts";
import { worstFirst } from "./object.ts";
import { renderStatus, statusColumns } from "./status.ts";
import { renderTable } from "./table.ts";
import { keepBelow, lowestFirst, uptimeColumns } from "./uptime.ts";
import { textWidth } from "./width.ts";

const en: Look = { language: "en", color: false, width: Number.POSITIVE_INFINITY, nowMs: asOfMs };
const vi: Look = { ...en, language: "vi" };
const narrow = { wide: false };

test("links, worst first, hostile text made harmless", () => {
  const rows = worstFirst(province.links, "en");
  expect(renderTable(rows, selectColumns(linkColumns, narrow, en), en)).toBe(
    `
STATE      NAME         ID           CARRIER     FOR      RTT  LOSS  REASON                                   UNIT
✗ down     Cô Tô 1      co-to-1      Viettel  2h 10m        —  100%  no reply: sw [2J evil =cmd()             UBND đặc khu Cô Tô
? unknown  Đầm Hà 1     dam-ha-1     VNPT      1d 2h        —     —  the agent is silent                      —
● up       Cô Tô 2      co-to-2      VNPT      1d 2h        —     —  not confirmed yet: down, attempt 1 of 3  —
● up       Cái Chiên 1  cai-chien-1  VNPT      1d 2h  12.3 ms    0%                                           —
`.trim(),
  );
});

test("a narrow terminal cuts what may be cut and keeps the columns in line", () => {
  const columns = selectColumns(linkColumns, narrow, vi);
  const lines = renderTable(worstFirst(province.links, "vi"), columns, { ...vi, width: 110 }).split("\n");
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(110);
  expect(lines[1]).toBe(
    "✗ mất kết nối     Cô Tô 1     co-to-1      Viettel   2 giờ 10 phút        —     100%  không trả…   UBND đặc k…",
  );
});

test("colour is laid around cells and changes no width", () => {
  const columns = selectColumns(linkColumns, { columns: "state,id", wide: false }, en);
  expect(renderTable(worstFirst(province.links, "en").slice(0, 1), columns, { ...en, color: true })).toBe(
    "\u001b[1mSTATE \u001b[22m  \u001b[1mID\u001b[22m\n\u001b[31m✗ down\u001b[39m  co-to-1",
  );
});

test("CSV for a Vietnamese spreadsheet: mark, semicolons, decimal comma, no shapes, no formulas", () => {
  const columns = selectColumns(linkColumns, { columns: "state,name,since,rtt,loss,reason", wide: true }, vi);
  expect(renderCsv(province.links.slice(0, 2), columns, vi)).toBe(
    "\ufefftrạng thái;tên;từ lúc;RTT;mất gói;lý do\r\n" +
      "hoạt động;Cái Chiên 1;11:05:09 22/11/2026;12,34;0;\r\n" +
      "mất kết nối;Cô Tô 1;10:55:09 23/11/2026;;100;không trả lời: sw [2J evil =cmd()\r\n",
  );
  const names = selectColumns(deviceColumns, { columns: "name,sysName", wide: true }, en);
  expect(renderCsv(province.devices, names, en)).toBe(
    "name,sysName\r\n'=Chuyển mạch lõi,sw [2J evil =cmd()\r\n",
  );
});

test.each([
  ["=1+1", "'=1+1"],
  ["+84", "'+84"],
  ["@x", "'@x"],
  ["-x", "'-x"],
  ["-5", "-5"],
  ["-1,5", '"-1,5"'],
  [" =1", "' =1"],
  ["\tx", '"\'\tx"'],
  ["\rx", '"\'\rx"'],
  ['say "a", b', '"say ""a"", b"'],
  ["a\nb", '"a\nb"'],
])("the cell %j is written %s", (text, written) => {
  const column = { key: "x", title: "column.name", raw: (row: string) => row } as const;
  expect(renderCsv([text], [column], en)).toBe(`name\r\n${written}\r\n`);
});

test("uptime, lowest first, with its warning beside the figure", () => {
  const rows = lowestFirst(province.uptime, "vi");
  const columns = selectColumns(uptimeColumns, { wide: false }, vi);
  expect(renderTable(rows, columns, vi)).toBe(
    `
TÊN          MÃ           LOẠI          ĐỘ KHẢ DỤNG  GHI CHÚ           ĐỘ PHỦ       GIÁN ĐOẠN  SỐ LẦN
Cô Tô 1      co-to-1      đường truyền      93,023%  chưa đủ dữ liệu  49,768%    1 ngày 1 giờ       7
Cái Chiên 1  cai-chien-1  đường truyền       99,98%                   100,00%  8 phút 38 giây       3
Cô Tô 2      co-to-2      đường truyền            —  chưa đủ dữ liệu    0,00%               0       0
`.trim(),
  );
});

test("a limit leaves out what was never measured, and says how many", () => {
  const kept = keepBelow(province.uptime, 99.5);
  expect(kept.rows.map((row) => row.id)).toEqual(["co-to-1"]);
  expect(kept.unknown).toBe(1);
  expect(keepBelow(province.uptime, undefined)).toMatchObject({ unknown: 0, rows: province.uptime });
});

test("agents, silent ones first", () => {
  const columns = selectColumns(agentColumns, narrow, en);
  expect(renderTable(worstAgentsFirst(province.agents), columns, en)).toBe(
    `
STATE        ID     MACHINE           LAST SEEN  CHECKS  WAITING BATCHES  DROPPED POINTS  OLDEST UNSENT  CLOCK  VERSION  NEWER VERSION  SITE
✗ silent     co-to  co-to.example.vn     3h ago       5       12 (48 kB)               0              —  +3 ms  0.1.0    —              —
● reporting  hub    hub.example.vn       2s ago       5          0 (0 B)               0              —  +3 ms  0.1.0    —              —
`.trim(),
  );
});

test("an agent whose clock is off says so, and how far", () => {
  const rows = province.agents
    .filter((row) => row.id === "hub")
    .map((row) => ({ ...row, reason: "clock_skew" as const, clockOffsetMs: -86_400_000 }));
  const text = renderTable(rows, selectColumns(agentColumns, narrow, en), en);
  expect(text).toContain("▲ clock off  hub");
  expect(text).toContain("  -1d  ");
});

test("status counts every kind and lists what needs attention", () => {
  const columns = selectColumns(statusColumns, narrow, en);
  expect(renderStatus(province.status, columns, en)).toBe(
    `
KIND         UP  DEGRADED  DOWN  UNKNOWN  TOTAL
unit          1         1     0        0      2
link          2         0     1        1      4
device        1         0     0        0      1
service       1         0     0        0      1
video point   1         0     0        0      1

Agents: 2, 1 silent

Needs attention (4)
STATE       KIND  NAME                   FOR  REASON                                   UNIT
✗ down      link  Cô Tô 1             2h 10m  no reply: sw [2J evil =cmd()             UBND đặc khu Cô Tô
▲ degraded  unit  UBND đặc khu Cô Tô   1d 2h  a redundant path is down                 Tỉnh Quảng Ninh
? unknown   link  Đầm Hà 1             1d 2h  the agent is silent                      —
● up        link  Cô Tô 2              1d 2h  not confirmed yet: down, attempt 1 of 3  —
`.trim(),
  );
});

test("status of nothing says how to begin", () => {
  expect(
    renderStatus({ counts: countsOfNone(), agents: { total: 0, silent: 0 }, objects: [] }, statusColumns, en),
  ).toBe("Nothing is watched yet. Write an inventory and run: haidang inventory apply <folder>");
});

test("watched but not measured is not called well", () => {
  const objects = province.status.objects
    .slice(0, 1)
    .map((one) => ({ ...one, class: "unmonitored" as const }));
  const text = renderStatus(
    { ...province.status, agents: { total: 0, silent: 0 }, objects },
    statusColumns,
    en,
  );
  expect(text).toContain("No agent is enrolled, so nothing is being measured.\n\nNothing is measured yet.");
});
