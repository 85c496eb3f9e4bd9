import { type LinkDetail, linkDetailSchema } from "@haidang/contract/row.ts";
import { instantClasses } from "@haidang/contract/state.ts";
import { expect, test } from "vitest";
import { province } from "../../scripted/province.ts";
import { checkLine, uncheckedLine } from "./check.ts";
import type { Look } from "./column.ts";

const look: Look = { language: "en", color: true, width: 80, nowMs: 0 };
const detail: LinkDetail = linkDetailSchema.parse(province.linkDetails[0]);

test("every state has its code; what was planned alarms nobody", () => {
  const codes = instantClasses.map((name) => [name, checkLine({ ...detail, class: name }, look).exitCode]);
  expect(Object.fromEntries(codes)).toEqual({
    up: 0,
    degraded: 1,
    down: 2,
    unknown: 3,
    maintenance: 0,
    unmonitored: 3,
    outOfPeriod: 0,
  });
});

test("one line, performance data behind the one bar, whatever the name holds", () => {
  const latency = { ...detail.latency, timeMs: 0, rttP50Ms: 12.5, lossPct: 10 };
  const { line } = checkLine({ ...detail, class: "down", name: "A|B\nC", ...{ latency } }, look);
  expect(line).toMatch(/^CRITICAL - A\/B C: down.* \| rtt=12\.5ms;;;0 loss=10%;;;0;100/);
  expect(line.split("|")).toHaveLength(2);
  expect(line).not.toContain("\u001b");
  expect(uncheckedLine("no | answer\n")).toEqual({ line: "UNKNOWN - no / answer", exitCode: 3 });
});
