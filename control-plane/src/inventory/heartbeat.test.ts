import { heartbeatSchema } from "@haidang/contract/heartbeat.ts";
import { expect, it } from "vitest";
import { dueAfter, longestPauseMs } from "./heartbeat.ts";

const beat = (rhythm: object) => heartbeatSchema.parse({ id: "x", name: "X", site: "s", ...rhythm });
const local = (text: string) => Date.parse(`${text}:00+07:00`);
const shown = (ms: number) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 16);

it("an interval is due an interval later", () => {
  const station = beat({ intervalS: 600 });
  expect(dueAfter(station, 1_000)).toBe(601_000);
  expect(longestPauseMs(station)).toBe(600_000);
});

it("a nightly job is due within its time after it begins, on the local clock, whatever the report was late or early", () => {
  const nightly = beat({ at: ["02:00"], withinS: 3600 });
  for (const [report, due] of [
    ["2026-11-23T02:30", "2026-11-24T03:00"],
    ["2026-11-23T01:59", "2026-11-24T03:00"],
    ["2026-11-23T01:50", "2026-11-23T03:00"],
    ["2026-11-23T12:00", "2026-11-24T03:00"],
    ["2026-12-31T23:59", "2027-01-01T03:00"],
  ] as const) {
    expect([report, shown(dueAfter(nightly, local(report)))]).toEqual([report, due]);
  }
  expect(longestPauseMs(nightly)).toBe(25 * 3_600_000 + 120_000);
});

it("several times and days: the next of them, over the week's end too", () => {
  const office = beat({ at: ["18:00", "06:00"], days: ["mon", "fri"], withinS: 0 });
  // 2026-11-23 is a Monday
  expect(shown(dueAfter(office, local("2026-11-23T06:10")))).toBe("2026-11-23T18:00");
  expect(shown(dueAfter(office, local("2026-11-23T18:10")))).toBe("2026-11-27T06:00");
  expect(shown(dueAfter(office, local("2026-11-27T18:00")))).toBe("2026-11-30T06:00");
  expect(longestPauseMs(office)).toBe((3 * 24 + 12) * 3_600_000 + 120_000);
  const once = beat({ at: ["00:00"], days: ["sun"], withinS: 0 });
  expect(shown(dueAfter(once, local("2026-11-29T00:00")))).toBe("2026-12-06T00:00");
});
