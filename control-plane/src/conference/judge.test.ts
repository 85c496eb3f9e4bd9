import { qualityDefaults } from "@haidang/contract/conference.ts";
import { findingText } from "@haidang/contract/words/conference.ts";
import { describe, expect, it } from "vitest";
import { judgePoint, type Meeting, type PointFacts } from "./judge.ts";

const startMs = Date.parse("2026-11-24T08:00:00+07:00");
const endMs = startMs + 210 * 60_000;
const evening = Date.parse("2026-11-23T17:00:00+07:00");
const meetingAt = (nowMs: number): Meeting => ({ startMs, endMs, nowMs, quality: { ...qualityDefaults } });

const link = { kind: "link", id: "cai-chien-1", name: "Cái Chiên" } as const;
const ups = { kind: "device", id: "ups-1", name: "UPS Cái Chiên" } as const;
const spread = (lossPct: number, jitterMs = 2, rttMs = 20) => ({ lossPct, jitterMs, rttMs });
const well: PointFacts = {
  lost: null,
  waysLost: [],
  flapping: [],
  spans: { now: spread(0), lately: spread(0.1), days: Array.from({ length: 8 }, () => spread(0.1)) },
  staleReason: "not_measured_yet",
  line: { link, cirBps: 10e6, busyBps: 3e6, neededBps: 2.4e6 },
  ups: [{ device: ups, feed: "mains", readMs: evening, runtimeMin: 40, chargePct: 100 }],
  room: { state: "up", reason: undefined, registered: true, inCall: false, certificateDays: 90 },
  works: [],
  incidents: [],
};
const room = (more: Partial<PointFacts["room"]>): Partial<PointFacts> => ({
  room: { ...well.room, ...more },
});
const onUps = (more: Partial<PointFacts["ups"][number]>): Partial<PointFacts> => ({
  ups: well.ups.map((one) => ({ ...one, ...more })),
});
const work = (from: string, to: string, cuts: boolean): Partial<PointFacts> => ({
  works: [{ subject: link, reason: "thay modem", fromMs: Date.parse(from), toMs: Date.parse(to), cuts }],
});
const days = (bad: number, lossPct: number) =>
  Array.from({ length: 8 }, (_, at) => spread(at < bad ? lossPct : 0));
const spans = (more: Partial<PointFacts["spans"]>): Partial<PointFacts> => ({
  spans: { ...well.spans, ...more },
});

describe("a point, the evening before", () => {
  it.each<[string, Partial<PointFacts>, string]>([
    ["all is well", {}, "green"],
    [
      "its line is cut",
      { lost: { subject: link, sinceMs: evening, carrier: "VNPT", incident: "SC-1" } },
      "red unreachable",
    ],
    ["the backup carries it", { waysLost: [{ subject: link, sinceMs: evening }] }, "amber way_lost"],
    ["its line flaps", { flapping: [link] }, "amber flapping"],
    ["loss now is a little", spans({ now: spread(0.6) }), "amber loss now"],
    ["loss now is poor", spans({ now: spread(2.1) }), "red loss now"],
    ["loss is exactly at the bound", spans({ now: spread(0.5) }), "green"],
    ["it was poor within the last hours", spans({ lately: spread(9) }), "amber loss lately"],
    ["it was poor at this hour on two days", spans({ days: days(2, 9) }), "amber loss same_hours"],
    ["it is poor at this hour on most days", spans({ days: days(4, 9) }), "red loss same_hours"],
    ["jitter is poor", spans({ now: spread(0, 61) }), "red jitter now"],
    ["it is far away", spans({ now: spread(0, 2, 200) }), "amber delay now"],
    ["nothing was measured", spans({ now: null }), "unknown network_stale"],
    [
      "its CIR is below the call",
      { line: { link, cirBps: 2e6, busyBps: 0, neededBps: 2.4e6 } },
      "red cir_small",
    ],
    ["its line is busy", { line: { link, cirBps: 4e6, busyBps: 3e6, neededBps: 2.4e6 } }, "amber headroom"],
    [
      "nobody knows how busy its line is",
      { line: { link, cirBps: 4e6, busyBps: null, neededBps: 2.4e6 } },
      "green",
    ],
    ["its battery is empty", onUps({ feed: "low" }), "red battery_low"],
    ["it runs on battery for 40 min", onUps({ feed: "battery" }), "red on_battery"],
    [
      "its battery lasts beyond the meeting",
      onUps({ feed: "battery", runtimeMin: 2000 }),
      "amber on_battery",
    ],
    ["its battery lasts 9 min", onUps({ runtimeMin: 9 }), "amber runtime_low"],
    ["its battery is at 40%", onUps({ chargePct: 40 }), "amber charge_low"],
    ["its UPS is silent", onUps({ feed: null }), "unknown ups_stale"],
    ["nothing tells of its power", { ups: [] }, "green"],
    ["its room is off", room({ state: "down", reason: "no_reply" }), "red room_down"],
    [
      "its room is off and answers no echo",
      { ...spans({ now: spread(100) }), ...room({ state: "down", reason: "no_reply" }) },
      "red room_down",
    ],
    ["its room is not registered", room({ registered: false }), "red not_registered"],
    [
      "the registrar does not know it",
      room({ state: "degraded", reason: "sip_not_registered" }),
      "red not_registered",
    ],
    ["its signalling is down", room({ state: "degraded", reason: "signalling_down" }), "red room_down"],
    [
      "one of two signallings is silent",
      room({ state: "degraded", reason: "h323_silent" }),
      "amber room_degraded",
    ],
    ["nobody knows of its room", room({ state: "unknown", reason: "agent_silent" }), "unknown room_stale"],
    ["its certificate ends in ten days", room({ certificateDays: 10 }), "amber certificate"],
    ["its certificate ends before the meeting", room({ certificateDays: 0.4 }), "red certificate"],
    ["it is in a call the evening before", room({ inCall: true }), "green"],
    [
      "works cut it in the meeting",
      work("2026-11-24T09:00:00+07:00", "2026-11-24T10:00:00+07:00", true),
      "red works_during",
    ],
    [
      "works touch one of its lines",
      work("2026-11-24T09:00:00+07:00", "2026-11-24T10:00:00+07:00", false),
      "amber works_during",
    ],
    [
      "works end before the meeting",
      work("2026-11-23T22:00:00+07:00", "2026-11-23T23:30:00+07:00", true),
      "amber works_before",
    ],
    [
      "works begin when it is over",
      work("2026-11-24T11:30:00+07:00", "2026-11-24T12:00:00+07:00", true),
      "green",
    ],
    [
      "something above has an incident",
      { incidents: [{ id: "SC-2", subject: link }] },
      "amber incident_open",
    ],
  ])("%s", (_name, more, wanted) => {
    const { colour, findings } = judgePoint({ ...well, ...more }, meetingAt(evening));
    const [first] = findings;
    expect([colour, first?.code, first?.span].filter((word) => word !== undefined).join(" ")).toBe(wanted);
    // it can be said in both languages, with every place filled
    for (const finding of findings)
      for (const language of ["vi", "en"] as const)
        expect(findingText(finding, language)).not.toMatch(/[{}]/);
  });

  it("goes by the worst, and what is not known is worse than what is worth a look", () => {
    const facts = { ...well, ...onUps({ feed: null }), ...spans({ now: spread(0.6) }) };
    const judged = judgePoint(facts, meetingAt(evening));
    expect(judged.colour).toBe("unknown");
    expect(judged.layers).toEqual({ network: "amber", power: "unknown", room: "green", plan: "green" });
  });

  it("says of a room that cannot be reached that it is not known, and of its power what it says", () => {
    const lost = { subject: link, sinceMs: null };
    const judged = judgePoint({ ...well, lost, ...room({ state: "down" }) }, meetingAt(evening));
    expect(judged.findings.map(({ code }) => code)).toEqual(["unreachable"]);
    expect(judged.layers).toEqual({ network: "red", power: "green", room: "unknown", plan: "green" });
    expect(judgePoint({ ...well, ups: [] }, meetingAt(evening)).layers.power).toBe("unwatched");
  });
});

describe("calls", () => {
  it.each([
    ["busy an hour before", startMs - 3_600_000, true, "busy"],
    ["in the call", startMs + 60_000, true, undefined],
    ["not in the call", startMs + 60_000, false, "not_in_call"],
    ["nobody can tell", startMs + 60_000, null, undefined],
  ])("%s", (_name, nowMs, inCall, code) => {
    const { findings } = judgePoint({ ...well, ...room({ inCall }) }, meetingAt(nowMs));
    expect(findings[0]?.code).toBe(code);
  });
});

it("words a finding with its figures, its carrier and its incident", () => {
  const lost = { subject: link, sinceMs: evening, carrier: "VNPT", incident: "SC-1024" };
  const [finding] = judgePoint({ ...well, lost }, meetingAt(evening)).findings;
  if (finding === undefined) expect.fail();
  expect(findingText(finding, "vi")).toBe("Cái Chiên mất kết nối từ 17:00 23/11 (VNPT) [SC-1024]");
  const [loss] = judgePoint({ ...well, ...spans({ now: spread(2.4) }) }, meetingAt(evening)).findings;
  if (loss === undefined) expect.fail();
  expect(findingText(loss, "vi")).toBe("mất gói 2,4% lúc này, cần không quá 0,5%");
  expect(findingText(loss, "en")).toBe("loss 2.4% now, needs 0.5% at most");
});
