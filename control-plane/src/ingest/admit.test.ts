import type { Check } from "@haidang/contract/check.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import { measure } from "@haidang/contract/measurement.ts";
import { expect, it } from "vitest";
import { openAssignments } from "../state/assignments.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { admit, cutOffMs, futureLimitMs, pastLimitMs } from "./admit.ts";

const nowMs = Date.parse("2026-11-23T01:00:00Z");
const none = openAssignments(openEmbeddedRecordStore(":memory:"));
const point = (timeMs: number) => measure("agent", { agent: "hub" }, { checks: 1 }, timeMs);
const refusal = (...times: number[]) => refusalOf(encodePoints(times.map(point)));
function refusalOf(text: string, assignments = none, atMs = nowMs): HaidangError {
  try {
    admit(text, "hub", assignments, atMs);
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

const dayMs = 86_400_000;
const ping = (id: string): Check => ({
  ...{
    id: `icmp:link/${id}`,
    probe: "icmp",
    target: { kind: "link", id },
    settings: { address: "10.0.0.1" },
  },
  ...{ intervalMs: 10_000, retryIntervalMs: 5000, timeoutMs: 1000 },
});
const rtt = (id: string, timeMs: number) =>
  measure("icmp", { agent: "hub", kind: "link", id }, { rttP50Ms: 1 }, timeMs);

/** `mine` is the hub's; `moved` was until now, and is another's; `other` never was. */
function dealt() {
  const assignments = openAssignments(openEmbeddedRecordStore(":memory:"));
  const before = new Map([
    ["hub", [ping("mine"), ping("moved")]],
    ["other", [ping("other")]],
  ]);
  assignments.sync(before, nowMs - 30 * dayMs);
  assignments.sync(
    new Map([...before, ["hub", [ping("mine")]], ["other", [ping("other"), ping("moved")]]]),
    nowMs,
  );
  return assignments;
}

it("takes series of what the agent is or was given, of all the time it may honestly speak of", () => {
  const laterMs = nowMs + 20 * dayMs;
  const honest = [
    rtt("mine", laterMs),
    // from before a restored control plane gave it anew
    rtt("mine", nowMs - 200 * dayMs),
    // a spool that was away while the link was given to another, and the agent that measured on
    rtt("moved", nowMs - 5 * dayMs),
    rtt("moved", nowMs + cutOffMs),
    point(laterMs),
  ];
  expect(admit(encodePoints(honest), "hub", dealt(), laterMs).lines.shapes).toHaveLength(honest.length);
});

it("names every line that speaks of what the agent was not given", () => {
  const laterMs = nowMs + 20 * dayMs;
  const lies = [
    rtt("mine", laterMs),
    rtt("other", laterMs),
    rtt("nowhere", laterMs),
    rtt("moved", nowMs + cutOffMs + 1),
    // a series of our names or of anybody's, a kind there is not, half a name, and a name that is another's by its prototype
    measure(
      "sensor",
      { agent: "hub", kind: "device", id: "mine", sensor: "t", name: "n", oid: ".1" },
      { value: 9 },
      laterMs,
    ),
    {
      measurement: "cpu",
      tags: { agent: "hub", kind: "link", id: "other" },
      fields: { v: 1 },
      timeMs: laterMs,
    },
    { measurement: "m", tags: { agent: "hub", kind: "moon", id: "mine" }, fields: { v: 1 }, timeMs: laterMs },
    { measurement: "m", tags: { agent: "hub", id: "mine" }, fields: { v: 1 }, timeMs: laterMs },
    {
      measurement: "m",
      tags: { agent: "hub", kind: "__proto__", id: "mine" },
      fields: { v: 1 },
      timeMs: laterMs,
    },
  ];
  const error = refusalOf(encodePoints(lies), dealt(), laterMs);
  expect(error.code).toBe("lines_invalid");
  expect(error.details).toMatchObject({ lines: lies.slice(1).map((_, at) => at + 2) });
  expect(JSON.stringify(error.details)).toContain("link/other was never given to this agent");
  expect(JSON.stringify(error.details)).toContain(
    "link/moved has not been given to this agent for more than 14 days",
  );
});
