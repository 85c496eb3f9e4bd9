import { HaidangError } from "@haidang/contract/error.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import { measure } from "@haidang/contract/measurement.ts";
import { expect, it } from "vitest";
import { openAssignments } from "../state/assignments.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { admit, futureLimitMs, pastLimitMs } from "./admit.ts";

const nowMs = Date.parse("2026-11-23T01:00:00Z");
const none = openAssignments(openEmbeddedRecordStore(":memory:"));
const point = (timeMs: number) => measure("agent", { agent: "hub" }, { checks: 1 }, timeMs);
function refusal(...times: number[]): HaidangError {
  try {
    admit(encodePoints(times.map(point)), "hub", none, nowMs);
  } catch (error) {
    if (error instanceof HaidangError) return error;
  }
  throw new Error("it was admitted");
}

it("admits what a clock within its limits stamped", () => {
  const times = [nowMs + futureLimitMs, nowMs, nowMs - pastLimitMs];
  const { lines } = admit(encodePoints(times.map(point)), "hub", none, nowMs);
  expect([...lines.times]).toEqual(times);
});

it.each([
  ["an hour ahead", nowMs + 3_600_000, /3600 s in the future: set the agent's clock/],
  ["a day ahead", nowMs + 86_400_000, /86400 s in the future/],
  ["after 2038", Date.parse("2041-01-01T00:00:00Z"), /in the future/],
  ["1970", 12_345, /20780 days ago: set the agent's clock/],
  ["2000", Date.parse("2000-01-01T00:00:00Z"), /days ago/],
])("refuses what a clock at %s stamped", (_, timeMs, sentence) => {
  expect(refusal(timeMs).message).toMatch(sentence);
});

it("numbers every line at fault in an answer an agent can read, however many they are", () => {
  const wrong = Array.from({ length: 5000 }, (_, n) => nowMs + 3_600_000 + n);
  const error = refusal(nowMs, ...wrong);
  expect(JSON.stringify(error.body()).length).toBeLessThan(64 * 1024);
  expect(error.details).toMatchObject({ lines: wrong.map((_, n) => n + 2) });
  expect(error.details).toHaveProperty("faults.length", 20);
});
