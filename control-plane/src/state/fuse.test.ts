import type { InstantClass, Interval } from "@haidang/contract/state.ts";
import { describe, expect, it } from "vitest";
import { type CheckVerdict, fuseChecks, fuseMembers, lostMember, sweep } from "./fuse.ts";

const check = (probe: CheckVerdict["probe"], name: InstantClass): CheckVerdict => ({ probe, class: name });

describe("an object from its checks", () => {
  it.each<[string, CheckVerdict[], InstantClass]>([
    ["nothing measures it", [], "unmonitored"],
    ["one check speaks for it", [check("icmp", "down")], "down"],
    ["reached, SNMP answers", [check("icmp", "up"), check("snmp", "up")], "up"],
    ["reached, SNMP silent", [check("icmp", "up"), check("snmp", "down")], "degraded"],
    ["not reached", [check("icmp", "down"), check("snmp", "unknown")], "down"],
    ["only SNMP, silent", [check("snmp", "down")], "down"],
    ["ping not measurable, SNMP answers", [check("icmp", "unknown"), check("snmp", "up")], "up"],
    ["ping not measurable, SNMP silent", [check("icmp", "unknown"), check("snmp", "down")], "unknown"],
    ["lossy, SNMP answers", [check("icmp", "degraded"), check("snmp", "up")], "degraded"],
    ["ping silent, STAMP answers", [check("icmp", "down"), check("stamp", "up")], "up"],
    ["ping silent, STAMP lossy", [check("icmp", "down"), check("stamp", "degraded")], "degraded"],
    ["ping not measurable, STAMP answers", [check("icmp", "unknown"), check("stamp", "up")], "up"],
    ["ping not measurable, STAMP silent", [check("icmp", "unknown"), check("stamp", "down")], "unknown"],
    ["reached, no reflector runs", [check("icmp", "up"), check("stamp", "down")], "up"],
    ["lossy by ping, STAMP well", [check("icmp", "degraded"), check("stamp", "up")], "degraded"],
    ["both silent", [check("icmp", "down"), check("stamp", "down")], "down"],
    ["only STAMP", [check("stamp", "down")], "down"],
    ["SNMP not measurable", [check("icmp", "up"), check("snmp", "unknown")], "up"],
  ])("%s", (_title, checks, expected) => {
    expect(fuseChecks(checks).class).toBe(expected);
  });
});

describe("an object from its members", () => {
  it.each<[InstantClass[], InstantClass]>([
    [[], "unmonitored"],
    [["unmonitored"], "unmonitored"],
    [["up", "unmonitored"], "up"],
    [["up", "down"], "degraded"],
    [["down", "down"], "down"],
    [["down", "unknown"], "unknown"],
    [["up", "unknown"], "up"],
    [["degraded", "up"], "degraded"],
    [["degraded", "down"], "degraded"],
    [["unknown"], "unknown"],
  ])("%j is %s", (members, expected) => {
    expect(
      fuseMembers(
        members.map((name) => ({ class: name })),
        "path_down",
      ).class,
    ).toBe(expected);
  });
  it("says which kind of member is lost", () => {
    expect(fuseMembers([{ class: "up" }, { class: "down" }], "path_down").reason).toBe("path_down");
  });
});

describe("sweep", () => {
  const stretch = (fromMs: number, toMs: number, name: InstantClass): Interval => ({
    fromMs,
    toMs,
    class: name,
  });
  it("sees at every instant what each timeline says then, and joins what is alike", () => {
    const one = [stretch(0, 40, "up"), stretch(40, 60, "down"), stretch(60, 100, "up")];
    const other = [stretch(20, 50, "up"), stretch(50, 55, "down")];
    const fused = sweep([one, other], { fromMs: 0, toMs: 100 }, (at) =>
      fuseMembers(
        at.map((interval) => interval ?? { class: "unmonitored" }),
        "path_down",
      ),
    );
    expect(fused.map(({ fromMs, toMs, class: name }) => [fromMs, toMs, name])).toEqual([
      [0, 40, "up"],
      [40, 50, "degraded"],
      [50, 60, "down"],
      [60, 100, "up"],
    ]);
  });
  it("covers the period when there is nothing to sweep", () => {
    expect(sweep([], { fromMs: 5, toMs: 9 }, () => ({ class: "unmonitored" }))).toEqual([
      { fromMs: 5, toMs: 9, class: "unmonitored" },
    ]);
  });
});

describe("lostMember", () => {
  it("tells a redundant path from a part", () => {
    expect(lostMember(["link/a", "link/b"])).toBe("path_down");
    expect(lostMember(["link/a", "device/b"])).toBe("member_down");
    expect(lostMember(["site/a"])).toBe("member_down");
  });
});
