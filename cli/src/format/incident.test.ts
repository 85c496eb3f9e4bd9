import type { IncidentDetail, IncidentEvent } from "@haidang/contract/incident.ts";
import { expect, test } from "vitest";
import { renderIncidentDetail } from "./incident.ts";

const nowMs = Date.parse("2026-11-24T08:00:00+07:00");
const event = (kind: IncidentEvent["kind"], values: IncidentEvent["values"]): IncidentEvent => ({
  entry: 1,
  incident: "SC-1",
  atMs: nowMs,
  kind,
  by: "haidang",
  values,
});

const incident: IncidentDetail = {
  ...{ id: "SC-1", state: "open", severity: "major", alert: "outage", startsMs: nowMs, openedMs: nowMs },
  root: { kind: "link", id: "co-to-1" },
  ...{ rootName: "Cô Tô 1", resolvedMs: null, reopened: 1, acknowledgedBy: null, assignee: null },
  ...{ verdict: null, overruled: null, mutes: [], alerts: [] },
  following: { firing: 0, ever: 0 },
  affected: { sites: 1, units: 2 },
  timeline: [
    event("notified", {
      ...{ channel: "thu", contact: "an", purpose: "open" },
      ...{ channelName: "Thư", contactName: "Nguyễn Văn An\n" },
    }),
    event("notified", { channel: "chat", contact: "", purpose: "resolved" }),
    event("notification_failed", {
      ...{ channel: "sms", contact: "binh", channelName: "SMS", contactName: "Bình", purpose: "escalation" },
      ...{ reason: "timeout", detail: "30 s" },
    }),
    event("notification_failed", { reason: "nobody_on_call", of: "truc-ban" }),
    event("digest", { agent: "may-1", fromMs: nowMs, toMs: nowMs, outages: 1 }),
  ],
};
const linesIn = (language: "vi" | "en") =>
  renderIncidentDetail(incident, { language, color: false, width: Number.POSITIVE_INFINITY, nowMs });

test("the timeline says whom it was told to, by what, and what became of it", () => {
  const en = linesIn("en");
  expect(en).toContain("told Nguyễn Văn An by Thư (new incident)");
  expect(en).toContain("told chat (resolved)");
  expect(en).toContain("could not tell Bình by SMS (escalation): no answer in time (30 s)");
  expect(en).toContain("nobody was told: nobody is on call (truc-ban)");
  const vi = linesIn("vi");
  expect(vi).toContain("đã báo Nguyễn Văn An qua Thư (sự cố mới)");
  expect(vi).toContain("không báo được Bình qua SMS (báo lên cấp tiếp theo): không trả lời kịp (30 s)");
  expect(vi).toContain("chưa báo được cho ai: không có ai trực (truc-ban)");
});

test("one is no plural", () => {
  const text = linesIn("en");
  expect(text).toContain("1 site and 2 units not reached");
  expect(text).toContain("came back 1 time");
  expect(text).toContain("inside, 1 outage");
  expect(text).not.toMatch(/\b1 (?:sites|times|outages)/);
});
