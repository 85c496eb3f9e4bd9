import type { Reason } from "@haidang/contract/reason.ts";
import type { InstantClass, State } from "@haidang/contract/state.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { type CheckVerdict, fuseChecks } from "./fuse.ts";
import { openScriptedEngine } from "./scripted-engine.ts";

const says = (probe: CheckVerdict["probe"], name: InstantClass, reason?: Reason): CheckVerdict => ({
  probe,
  class: name,
  reason,
});
const near = (name: InstantClass) => says("icmp", name, name === "down" ? "no_reply" : undefined);
const far = (name: InstantClass) => says("icmp-far", name, name === "down" ? "no_reply" : undefined);
const port = (name: InstantClass, reason?: Reason) => says("port", name, reason);
const standby = port("unknown", "standby");
const down = port("down", "port_down");

describe("a link from all its vantages", () => {
  it.each<[string, CheckVerdict[], InstantClass, Reason | undefined]>([
    ["near answers", [near("up"), far("up")], "up", undefined],
    ["near answers, far silent", [near("up"), far("down")], "up", undefined],
    ["near answers, far not heard of", [near("up"), far("unknown")], "up", undefined],
    ["near silent, far answers", [near("down"), far("up")], "degraded", "one_way"],
    ["both silent", [near("down"), far("down")], "down", "no_reply"],
    ["near silent, its far agent cut off with it", [near("down"), far("unknown")], "down", "no_reply"],
    ["near not measurable, far answers", [near("unknown"), far("up")], "up", undefined],
    ["near not measurable, far silent", [near("unknown"), far("down")], "unknown", undefined],
    ["near answers, the port is up", [near("up"), port("up")], "up", undefined],
    ["near answers, the port is down: reached another way", [near("up"), down], "degraded", "port_down"],
    ["near silent, the port is down", [near("down"), down], "down", "port_down"],
    ["near silent, the port is up", [near("down"), port("up")], "down", "no_reply"],
    [
      "near silent, the port cannot be read",
      [near("down"), port("unknown", "snmp_no_answer")],
      "down",
      "no_reply",
    ],
    ["near silent, far answers, the port is down", [near("down"), far("up"), down], "down", "port_down"],
    ["near not measurable, the port is down", [near("unknown"), down], "down", "port_down"],
    ["near not measurable, the port is up", [near("unknown"), port("up")], "unknown", undefined],
    ["in standby", [near("down"), standby], "unmonitored", "standby"],
    ["in standby, and answers all the same", [near("up"), standby], "up", undefined],
    [
      "the carrier's port is down",
      [near("down"), says("port-near", "down", "port_down")],
      "down",
      "port_down",
    ],
    ["full", [near("up"), port("degraded", "link_full")], "degraded", "link_full"],
    [
      "full and lossy",
      [says("icmp", "degraded", "packet_loss"), port("degraded", "link_full")],
      "degraded",
      "packet_loss",
    ],
    ["STAMP answers for the near end", [near("down"), says("stamp", "up"), far("down")], "up", undefined],
    ["nothing but a port", [down], "unmonitored", "not_watched"],
  ])("%s", (_title, checks, expected, reason) => {
    const verdict = fuseChecks(checks);
    expect([verdict.class, verdict.reason]).toEqual([expected, reason]);
  });

  it.each<[string, number, InstantClass]>([
    ["before the line was cut says nothing of it", 99_000, "down"],
    ["after it contradicts", 105_000, "up"],
  ])("what a reflector answered %s", (_title, provenMs, expected) => {
    const stamp = { ...says("stamp", "up"), sinceMs: 0, provenMs };
    expect(fuseChecks([{ ...near("down"), sinceMs: 100_000 }, stamp]).class).toBe(expected);
  });

  it.each<[string, number, InstantClass]>([
    ["before the line was cut says nothing of it", 99_000, "down"],
    ["a moment after, by a clock that may differ, neither", 104_000, "down"],
    ["after it contradicts", 105_000, "degraded"],
  ])("what the far end saw %s", (_title, provenMs, expected) => {
    expect(
      fuseChecks([
        { ...near("down"), sinceMs: 100_000 },
        { ...far("up"), provenMs },
      ]).class,
    ).toBe(expected);
  });

  it("a port that was down before the line came back says nothing of it", () => {
    expect(
      fuseChecks([
        { ...near("up"), sinceMs: 100_000 },
        { ...down, provenMs: 98_000 },
      ]).class,
    ).toBe("up");
  });
});

const secondMs = 1000;
const written = {
  units: [{ id: "tinh", name: "Tỉnh" }],
  sites: [{ id: "xa", name: "Xã", unit: "tinh", agent: "xa-agent" }],
  links: [
    {
      id: "l",
      name: "L",
      site: "xa",
      address: "10.0.0.2",
      near: "10.0.0.1",
      interface: { device: "cpe", name: "wan 1" },
    },
  ],
  devices: [{ id: "cpe", name: "CPE", site: "xa", address: "10.1.0.2", snmp: {} }],
};
const open = () => openScriptedEngine(openEmbeddedRecordStore(":memory:"), written, ["hub", "xa-agent"]);
type Scripted = ReturnType<typeof open>;

/** Every ten seconds, a result of each end. */
function both(
  scripted: Scripted,
  range: readonly [number, number],
  saw: { near?: State; far?: State; nowMs?: number },
) {
  for (let timeS = range[0]; timeS <= range[1]; timeS += 10) {
    const more = saw.nowMs === undefined ? {} : { nowMs: saw.nowMs };
    if (saw.far !== undefined) scripted.see("icmp-far:link/l", (timeS - 4) * secondMs, saw.far, more);
    if (saw.near !== undefined) scripted.see("icmp:link/l", timeS * secondMs, saw.near, more);
  }
}
const told = (scripted: Scripted, toS: number) =>
  scripted
    .explained("link/l", toS * secondMs)
    .map(
      ({ fromMs, class: name, reason }) =>
        `${fromMs / secondMs} ${name}${reason === undefined ? "" : ` ${reason}`}`,
    );

describe("over time, live and in the ledger", () => {
  it("a line that is cut is down from its first lost reply, and its far end's spool confirms it", () => {
    const scripted = open();
    both(scripted, [10, 100], { near: "up", far: "up" });
    both(scripted, [103, 203], { near: "down" });
    expect(scripted.status("link/l")).toMatchObject({ class: "down", sinceMs: 103 * secondMs });
    both(scripted, [213, 213], { near: "up" });
    const before = told(scripted, 214);
    expect(before.slice(1)).toEqual(["6 up", "103 down no_reply", "213 up"]);
    both(scripted, [110, 200], { far: "down", nowMs: 214 * secondMs });
    both(scripted, [217, 227], { far: "up" });
    expect(told(scripted, 214)).toEqual(before);
  });

  it("an echo request that is filtered one way is told as that, from its beginning", () => {
    const scripted = open();
    both(scripted, [10, 100], { near: "up", far: "up" });
    scripted.see("icmp:link/l", 103 * secondMs, "down");
    expect(scripted.status("link/l").class).toBe("down");
    both(scripted, [113, 203], { near: "down", far: "up" });
    expect(scripted.status("link/l")).toMatchObject({
      class: "degraded",
      reason: "one_way",
      sinceMs: 103 * secondMs,
    });
    expect(told(scripted, 204).slice(1)).toEqual(["6 up", "103 degraded one_way"]);
  });

  it("a spool that tells the far end was reached all along heals what was down", () => {
    const scripted = open();
    both(scripted, [10, 100], { near: "up", far: "up" });
    both(scripted, [103, 203], { near: "down" });
    both(scripted, [213, 213], { near: "up" });
    expect(told(scripted, 214)).toContain("103 down no_reply");
    both(scripted, [106, 213], { far: "up", nowMs: 214 * secondMs });
    expect(told(scripted, 214).slice(1)).toEqual(["6 up", "103 degraded one_way", "213 up"]);
  });

  it("our own silence is bridged by the far end", () => {
    const scripted = open();
    both(scripted, [10, 100], { near: "up", far: "up" });
    both(scripted, [110, 200], { far: "up" });
    expect(scripted.status("link/l").class).toBe("up");
    expect(told(scripted, 200).slice(1)).toEqual(["6 up"]);
  });

  it("a port that is down says why, and says nothing once the line answers again", () => {
    const scripted = open();
    both(scripted, [10, 100], { near: "up" });
    scripted.see("icmp:link/l", 103 * secondMs, "down");
    for (const timeS of [104, 109, 114])
      scripted.see("port:link/l", timeS * secondMs, "down", { reason: "port_down" });
    expect(scripted.status("link/l")).toMatchObject({ class: "down", reason: "port_down" });
    scripted.see("icmp:link/l", 117 * secondMs, "up");
    expect(scripted.status("link/l").class).toBe("up");
    scripted.see("port:link/l", 119 * secondMs, "up");
    expect(told(scripted, 120).slice(1)).toEqual([
      "10 up",
      "103 down no_reply",
      "104 down port_down",
      "117 up",
    ]);
  });

  it("the settled past that is remembered says what all results say, in whatever order they came", async () => {
    const state = fc.constantFrom<State>("up", "up", "down");
    const results = fc.array(
      fc.record({
        check: fc.constantFrom("icmp:link/l", "icmp-far:link/l", "port:link/l"),
        timeMs: fc.integer({ min: 0, max: 400 }).map((steps) => steps * 700),
        state,
      }),
      { minLength: 5, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(results, async (list) => {
        const scripted = open();
        const taken = new Set<string>();
        const inOrder = list.toSorted((a, b) => a.timeMs - b.timeMs);
        for (const { check, timeMs, state: name } of inOrder) {
          if (taken.has(`${check} ${timeMs}`)) continue;
          taken.add(`${check} ${timeMs}`);
          scripted.see(check, timeMs, name);
          await scripted.expectRemembered("link/l", timeMs + 1);
        }
        await scripted.expectRemembered("link/l", 500 * secondMs);
      }),
      { numRuns: 60 },
    );
  });
});
