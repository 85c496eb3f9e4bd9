import { describe, expect, it } from "vitest";
import { checkOf } from "../state/scripted-ledger.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { digestState } from "./digest.ts";
import { openScriptedIncidents } from "./scripted-incidents.ts";

describe("digestState", () => {
  const back = { agent: "may-1", incident: "SC-1", cutMs: 0, backMs: 100_000 };

  it.each([
    ["waits for late news", null, 110_000, "wait"],
    ["tells nothing when none came", null, 700_000, "nothing"],
    ["waits while more comes", 120_000, 140_000, "wait"],
    ["tells when no more comes", 120_000, 150_000, "tell"],
    ["tells after ten minutes though more comes", 699_000, 700_000, "tell"],
  ] as const)("%s", (_name, lateMs, nowMs, state) => {
    expect(digestState({ ...back, lateMs }, nowMs)).toBe(state);
  });
});

it("tells what happened within a silence in one piece, and opens nothing of it", () => {
  const records = openEmbeddedRecordStore(":memory:");
  const assignment = records.checks.assign("may-1", checkOf({ kind: "device", id: "r1" }), 0);
  const scripted = openScriptedIncidents(records, {});
  const { agents, pass, told, nowMs, all } = scripted;
  const agent = { id: "may-1", hub: false, name: "may-1" };
  agents([{ ...agent, lastSeenMs: nowMs() }]);
  pass(600);
  agents([{ ...agent, lastSeenMs: nowMs() + 60_000 }]);
  pass(1);
  const run = (fromMs: number, state: "up" | "down") => ({
    ...{ firstMs: fromMs, lastMs: fromMs + 90_000, state, reason: null, count: 10, knownMs: nowMs() },
  });
  const late = [run(1_010_000, "up"), run(1_110_000, "down"), run(1_210_000, "up")];
  records.runs.replace(assignment.assignment, { remove: [], add: late, past: [] });
  pass(60);
  expect(told.map(({ event }) => event.kind)).toEqual(["opened", "resolved", "digest"]);
  expect(told.at(-1)?.event.values).toMatchObject({
    ...{ agent: "may-1", outages: 1, fromMs: 1_000_000, subject1: "device/r1", name1: "Bộ định tuyến xã 1" },
    ...{ fromMs1: 1_110_000, toMs1: 1_210_000 },
  });
  expect(all()).toHaveLength(1);
  records.close();
});
