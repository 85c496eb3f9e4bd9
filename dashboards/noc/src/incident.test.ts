import type { Incident, IncidentDetail } from "@haidang/contract/incident.ts";
import type { Evidence, Verdict } from "@haidang/contract/verdict.ts";
import { describe, expect, test } from "vitest";
import { hypotheses, openIncidents, shownVerdict, withAct } from "./incident.ts";

function incident(id: string, more: Partial<Incident> = {}): Incident {
  return {
    ...{ id, state: "open", severity: "major", alert: "outage", startsMs: 0, openedMs: 0, resolvedMs: null },
    root: { kind: "link", id: "a" },
    rootName: "a",
    ...{ reopened: 0, acknowledgedBy: null, assignee: null, verdict: null, overruled: null, mutes: [] },
    following: { firing: 0, ever: 0 },
    affected: { sites: 1, units: 1 },
    ...more,
  };
}
function line(cause: Evidence["cause"], speaks: Evidence["speaks"]): Evidence {
  return { kind: "first_failure", atMs: 0, speaks, cause, values: { name: "a" } };
}
function verdict(more: Partial<Verdict> = {}): Verdict {
  return {
    ...{ cause: "link_cut", confidencePct: 96, responsibility: "carrier", evidence: [], atMs: 0 },
    weighed: [
      { cause: "link_cut", confidencePct: 96 },
      { cause: "power_lost", confidencePct: 3 },
      { cause: "upstream", confidencePct: 0 },
    ],
    ...more,
  };
}
const heard = (atMs: number, ...told: Incident[]) =>
  new Map(told.map((one) => [one.id, { incident: one, atMs }]));
const ids = (rows: readonly Incident[]) => rows.map(({ id }) => id);

describe("open incidents", () => {
  test("stand worst and newest first, what is muted last", () => {
    const mute = { by: "silence", id: "1", reason: "", untilMs: null } as const;
    const rows = [
      incident("old", { startsMs: 1 }),
      incident("muted", { severity: "critical", mutes: [mute] }),
      incident("new", { startsMs: 2 }),
      incident("worst", { severity: "critical" }),
    ];
    expect(ids(openIncidents({ rows, askedAtMs: 0 }, new Map()))).toEqual(["worst", "new", "old", "muted"]);
  });
  test("follow the stream: one opens, one is over, one goes by another", () => {
    const answer = { rows: [incident("a"), incident("b")], askedAtMs: 10 };
    const told = heard(
      10,
      incident("a", { state: "resolved" }),
      incident("b", { mergedInto: "c" }),
      incident("c"),
    );
    expect(ids(openIncidents(answer, told))).toEqual(["c"]);
  });
  test("what was told before the list was asked for counts no more", () => {
    const answer = { rows: [incident("a", { acknowledgedBy: "an" })], askedAtMs: 10 };
    const rows = openIncidents(answer, heard(9, incident("a"), incident("gone")));
    expect(rows.map(({ id, acknowledgedBy }) => [id, acknowledgedBy])).toEqual([["a", "an"]]);
  });
});

describe("the verdict shown", () => {
  test("under 80 % is not enough evidence, blames nobody and names the likeliest", () => {
    expect(
      shownVerdict({
        overruled: null,
        verdict: verdict({ confidencePct: 79, weighed: [{ cause: "link_cut", confidencePct: 79 }] }),
      }),
    ).toEqual({
      cause: "not_known",
      confidencePct: null,
      responsibility: "unknown",
      guess: { cause: "link_cut", confidencePct: 79 },
    });
    expect(shownVerdict({ overruled: null, verdict: verdict({ confidencePct: 80 }) }).cause).toBe("link_cut");
  });
  test("is what a person said, where one did", () => {
    const overruled = {
      cause: "power_lost",
      responsibility: "power",
      reason: "",
      by: "an",
      atMs: 0,
    } as const;
    expect(shownVerdict({ overruled, verdict: verdict() })).toMatchObject({
      cause: "power_lost",
      responsibility: "power",
    });
  });
  test("has its evidence by cause, one not weighed included", () => {
    const evidence = [line("link_cut", "for"), line("power_lost", "against"), line("planned", "for")];
    const rows = hypotheses(verdict({ evidence }));
    expect(rows.map((row) => [row.cause, row.confidencePct, row.for.length, row.against.length])).toEqual([
      ["link_cut", 96, 1, 0],
      ["power_lost", 3, 0, 1],
      ["planned", null, 1, 0],
    ]);
  });
});

test("an act shows before it is confirmed, and leaves what it was untouched", () => {
  const before: IncidentDetail = { ...incident("a"), timeline: [], alerts: [] };
  const at = { by: "an", nowMs: 5 };
  expect(withAct(before, { verb: "acknowledge" }, at)).toMatchObject({
    state: "acknowledged",
    acknowledgedBy: "an",
    timeline: [{ kind: "acknowledged", by: "an", atMs: 5 }],
  });
  expect(withAct(before, { verb: "assign", to: "binh" }, at)).toMatchObject({
    state: "open",
    assignee: "binh",
  });
  expect(withAct(before, { verb: "note", text: "x" }, at).timeline[0]?.values).toEqual({ text: "x" });
  expect(before.timeline).toEqual([]);
});
