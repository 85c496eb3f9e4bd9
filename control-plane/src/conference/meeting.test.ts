import type { Finding, ReadinessPoint } from "@haidang/contract/conference.ts";
import { describe, expect, it } from "vitest";
import { changesSince, groupPoints, totalsOf } from "./group.ts";
import { missingPoint } from "./point.ts";
import { judgeMinutes, type Minute } from "./quality.ts";
import { baselineOf, dueStage, eveningBefore, stateOf } from "./schedule.ts";
import { lastTwo, spansFor, worstButOne } from "./spans.ts";

const at = (text: string) => Date.parse(`${text}+07:00`);
const link: Finding["subject"] = { kind: "link", id: "l", name: "L" };
const point = (
  id: string,
  findings: Finding[],
  kind: ReadinessPoint["kind"] = "endpoint",
): ReadinessPoint => ({
  ...missingPoint(id),
  kind,
  findings,
  colour: findings[0]?.colour ?? "green",
});
const cut: Finding = {
  code: "unreachable",
  layer: "network",
  colour: "red",
  subject: link,
  incident: "SC-1",
};
const loss: Finding = { code: "loss", layer: "network", colour: "amber", span: "now", value: 1, bound: 0.5 };

describe("groups", () => {
  it("are one line for one cause, worst first, bridges and many points before few", () => {
    const down: Finding = { code: "room_down", layer: "room", colour: "red" };
    const points = [
      point("a", [loss]),
      point("b", [loss]),
      ...Array.from({ length: 12 }, (_, index) => point(`c${index}`, [cut])),
      point("mcu", [down], "bridge"),
      point("d", [down]),
      point("e", []),
    ];
    expect(
      groupPoints(points).map(({ finding, points: ids, bridges }) => [finding.code, ids.length, bridges]),
    ).toEqual([
      ["room_down", 1, 1],
      ["unreachable", 12, 0],
      ["room_down", 1, 0],
      ["loss", 1, 0],
      ["loss", 1, 0],
    ]);
    expect(totalsOf(points)).toEqual({ green: 1, amber: 2, red: 14, unknown: 0 });
  });

  it("are compared with a run before: what got better, what worse, and nothing of points that are new", () => {
    const before = {
      run: 3,
      atMs: 0,
      stage: "evening" as const,
      points: [point("a", [cut]), point("b", []), point("c", [])],
    };
    const now = [point("a", [loss]), point("b", [cut]), point("c", []), point("new", [cut])];
    expect(changesSince(before, now)).toMatchObject({
      ...{ run: 3, better: 1, worse: 1 },
      points: [
        { id: "a", from: "red", to: "amber" },
        { id: "b", from: "green", to: "red" },
      ],
    });
  });
});

describe("runs", () => {
  const meeting = {
    startMs: at("2026-11-24T08:00:00"),
    durationMin: 90,
    cancelled: null,
    createdMs: at("2026-11-20T09:00:00"),
  };
  const ran = (stage: "evening" | "hour" | "live", text: string) => ({ stage, atMs: at(text) });
  it.each([
    ["2026-11-23T16:59:59", [], undefined],
    ["2026-11-23T17:00:00", [], "evening"],
    ["2026-11-23T17:00:15", [ran("evening", "2026-11-23T17:00:00")], undefined],
    ["2026-11-24T03:00:00", [], "evening"],
    ["2026-11-24T07:00:00", [ran("evening", "2026-11-23T17:00:00")], "hour"],
    ["2026-11-24T07:30:00", [], "hour"],
    ["2026-11-24T08:00:00", [ran("hour", "2026-11-24T07:00:00")], "live"],
    ["2026-11-24T08:04:00", [ran("live", "2026-11-24T08:00:00")], undefined],
    ["2026-11-24T08:05:00", [ran("live", "2026-11-24T08:00:00")], "live"],
    ["2026-11-24T09:30:00", [], undefined],
  ])("at %s, after %j: %s", (now, kept, stage) => {
    expect(dueStage(meeting, kept, at(now))).toBe(stage);
  });
  it("leave the evening out for a meeting written down after it, and all for one that is cancelled", () => {
    expect(
      dueStage({ ...meeting, createdMs: at("2026-11-23T20:00:00") }, [], at("2026-11-23T20:01:00")),
    ).toBeUndefined();
    const cancelled = { ...meeting, cancelled: { atMs: 0, by: "an", reason: "" } };
    expect(dueStage(cancelled, [], at("2026-11-24T07:30:00"))).toBeUndefined();
    expect(stateOf(cancelled, 0)).toBe("cancelled");
  });
  it("have their evening on the clock of Vietnam, also just after midnight there", () => {
    expect(eveningBefore(at("2026-11-24T00:30:00"))).toBe(at("2026-11-23T17:00:00"));
    expect(eveningBefore(at("2026-11-24T23:30:00"))).toBe(at("2026-11-23T17:00:00"));
  });
  it("are compared with the evening before, else with the run before", () => {
    const runs = [
      { run: 1, stage: "manual" as const },
      { run: 2, stage: "evening" as const },
      { run: 3, stage: "hour" as const },
    ];
    expect(baselineOf(runs, 9)?.run).toBe(2);
    expect(baselineOf(runs.slice(0, 1), 9)?.run).toBe(1);
    expect(baselineOf(runs, 1)).toBeUndefined();
  });
});

describe("spans", () => {
  it("are this time of day on the seven days before, and the same weekday a week earlier", () => {
    const meeting = { startMs: at("2026-11-24T08:00:00"), endMs: at("2026-11-24T11:30:00") };
    const { days } = spansFor(meeting, at("2026-11-23T17:00:00"));
    expect(days).toHaveLength(8);
    expect(days[0]).toEqual({ fromMs: at("2026-11-23T08:00:00"), toMs: at("2026-11-23T11:30:00") });
    expect(days.at(-1)?.fromMs).toBe(at("2026-11-10T08:00:00"));
    // a meeting in three weeks is held against the days that were
    const far = spansFor(
      { startMs: at("2026-12-15T08:00:00"), endMs: at("2026-12-15T09:00:00") },
      at("2026-11-23T17:00:00"),
    );
    expect(far.days[0]?.fromMs).toBe(at("2026-11-23T08:00:00"));
  });
  it("say nothing for one bad step alone", () => {
    expect([worstButOne([]), worstButOne([7]), worstButOne([0, 100, 0])]).toEqual([null, 7, 0]);
    expect(worstButOne([0, 100, 3])).toBe(3);
    expect([lastTwo([]), lastTwo([9]), lastTwo([100, 9, 8]), lastTwo([100, 0])]).toEqual([null, 9, 8, 0]);
  });
});

describe("the minutes of a meeting", () => {
  const quality = { callKbps: 2000, lossPct: 0.5, jitterMs: 30, rttMs: 150 };
  const good: Minute = { lossPct: 0, jitterMs: 2, rttMs: 20 };
  const times = (count: number, minute: Minute) => Array.from({ length: count }, () => minute);
  it("add up, and lost is neither poor nor unknown", () => {
    const minutes = [
      ...times(20, good),
      ...times(3, { lossPct: 100 }),
      ...times(4, {}),
      ...times(2, { ...good, lossPct: 1 }),
      ...times(1, { lossPct: 100 }),
      ...times(1, { ...good, jitterMs: 31 }),
    ];
    const told = judgeMinutes(minutes, quality, minutes.length);
    expect(told).toMatchObject({ goodMin: 20, poorMin: 3, lostMin: 4, unknownMin: 4, drops: 2 });
    expect(told.goodMin + told.poorMin + told.lostMin + told.unknownMin).toBe(minutes.length);
    expect(told.lossPct).toEqual({ p50: 0, p95: 100, max: 100 });
    expect(told.jitterMs).toEqual({ p50: 2, p95: 2, max: 31 });
  });
  it("count a call that ended early once, and not the one at the end", () => {
    const calls = [
      ...times(10, { ...good, inCall: true }),
      ...times(5, { ...good, inCall: false }),
      ...times(10, { ...good, inCall: true }),
    ];
    expect(judgeMinutes(calls, quality, 60).drops).toBe(1);
    expect(judgeMinutes([...calls, { ...good, inCall: false }], quality, 28).drops).toBe(1);
    const cutOff = [...times(10, { ...good, inCall: true }), { lossPct: 100 }, { ...good, inCall: false }];
    expect(judgeMinutes(cutOff, quality, 60).drops).toBe(1);
  });
  it("are nothing before it begins", () => {
    expect(judgeMinutes([], quality, 60)).toMatchObject({
      goodMin: 0,
      unknownMin: 0,
      lossPct: { p50: null },
    });
  });
});
