import type { Reason } from "@haidang/contract/reason.ts";
import type { InstantClass, Interval } from "@haidang/contract/state.ts";
import { describe, expect, it } from "vitest";

import { type CheckVerdict, fuseChecks, fuseMembers, isToldBy, lostMember, sweep } from "./fuse.ts";

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
    ["no hop answers", [check("icmp", "up"), check("path", "down")], "up"],
    ["paths cannot be traced", [check("icmp", "up"), check("path", "unknown")], "up"],
    ["narrow", [check("icmp", "up"), check("path", "degraded")], "degraded"],
    ["down, its hops answer", [check("icmp", "down"), check("path", "up")], "down"],
    ["not measured yet, its hops answer", [check("icmp", "unknown"), check("path", "up")], "unknown"],
    ["nothing but a path", [check("path", "up")], "unmonitored"],
    ["SNMP not measurable", [check("icmp", "up"), check("snmp", "unknown")], "up"],
    ["reached, NUT silent", [check("icmp", "up"), check("nut", "down")], "degraded"],
    ["reached, its UPS on battery", [check("icmp", "up"), check("nut", "degraded")], "degraded"],
    [
      "reached, SNMP well, NUT silent",
      [check("icmp", "up"), check("snmp", "up"), check("nut", "down")],
      "degraded",
    ],
    ["not reached, NUT well before", [check("icmp", "down"), check("nut", "up")], "down"],
    ["only NUT", [check("nut", "down")], "down"],
    ["ping not measurable, NUT answers", [check("icmp", "unknown"), check("nut", "up")], "up"],
  ])("%s", (_title, checks, expected) => {
    expect(fuseChecks(checks).class).toBe(expected);
  });
});

describe("a video point from its checks: the first failing layer is named", () => {
  const says = (probe: CheckVerdict["probe"], name: InstantClass, reason?: Reason): CheckVerdict => ({
    probe,
    class: name,
    reason,
  });
  const pingOk = says("icmp", "up");
  const pingLost = says("icmp", "down", "no_reply");
  const sipOk = says("sip", "up");
  it.each<[string, CheckVerdict[], InstantClass, Reason | undefined]>([
    ["ready", [pingOk, sipOk], "up", undefined],
    [
      "ready, and says so itself",
      [pingOk, sipOk, says("http", "up"), says("video-api", "up")],
      "up",
      undefined,
    ],
    ["its page is gone", [pingOk, sipOk, says("http", "down", "refused")], "degraded", "https_down"],
    ["its page fails", [pingOk, sipOk, says("http", "down", "http_status")], "degraded", "https_down"],
    [
      "its API does not answer",
      [pingOk, sipOk, says("video-api", "down", "timeout")],
      "degraded",
      "https_down",
    ],
    [
      "HTTPS gone, and calls with it",
      [pingOk, says("sip", "down", "sip_silent"), says("http", "down", "refused")],
      "down",
      "sip_silent",
    ],
    [
      "the network loses packets, HTTPS gone",
      [says("icmp", "degraded", "packet_loss"), sipOk, says("http", "down", "timeout")],
      "degraded",
      "packet_loss",
    ],
    [
      "HTTPS comes before what SIP answers",
      [pingOk, says("sip", "degraded", "sip_error"), says("http", "down", "refused")],
      "degraded",
      "https_down",
    ],
    [
      "SIP comes before the quality of the call",
      [pingOk, says("sip", "degraded", "sip_error"), says("video-api", "degraded", "call_poor")],
      "degraded",
      "sip_error",
    ],
    [
      "not registered by its own word",
      [pingOk, sipOk, says("http", "up"), says("video-api", "degraded", "not_registered")],
      "degraded",
      "not_registered",
    ],
    [
      "wrong password",
      [pingOk, sipOk, says("video-api", "degraded", "credentials")],
      "degraded",
      "credentials",
    ],
    ["the network is down, HTTPS was well", [pingLost, sipOk, says("http", "up")], "down", "no_reply"],
    ["its API is not measured yet", [pingOk, sipOk, says("video-api", "unknown")], "up", undefined],
    [
      "the network is down, and with it all above",
      [pingLost, says("sip", "down", "sip_silent")],
      "down",
      "no_reply",
    ],
    ["the network is down, signalling not asked again yet", [pingLost, sipOk], "down", "no_reply"],
    ["registered from elsewhere: its own address is down", [pingLost, sipOk], "down", "no_reply"],
    ["signalling silent", [pingOk, says("sip", "down", "sip_silent")], "down", "sip_silent"],
    ["SIP port closed", [pingOk, says("sip", "down", "refused")], "down", "signalling_down"],
    ["TLS broken", [pingOk, says("sip", "down", "tls_failure")], "down", "signalling_down"],
    ["not registered", [pingOk, says("sip", "down", "sip_not_registered")], "down", "sip_not_registered"],
    [
      "registrar cannot reach it",
      [pingOk, says("sip", "down", "sip_endpoint_unreachable")],
      "down",
      "sip_endpoint_unreachable",
    ],
    ["registrar tells nothing", [pingOk, says("sip", "unknown", "sip_unproven")], "unknown", "sip_unproven"],
    [
      "signalling not asked yet",
      [pingOk, says("sip", "unknown", "not_measured_yet")],
      "unknown",
      "not_measured_yet",
    ],
    ["errors, but it answers", [pingOk, says("sip", "degraded", "sip_error")], "degraded", "sip_error"],
    ["a lossy way to it", [says("icmp", "degraded", "packet_loss"), sipOk], "degraded", "packet_loss"],
    [
      "a lossy way hides an error above it",
      [says("icmp", "degraded", "packet_loss"), says("sip", "degraded", "sip_error")],
      "degraded",
      "packet_loss",
    ],
    [
      "a lossy way and silence",
      [says("icmp", "degraded", "packet_loss"), says("sip", "down", "sip_silent")],
      "down",
      "sip_silent",
    ],
    ["no ping can be sent, SIP answers", [says("icmp", "unknown", "no_permission"), sipOk], "up", undefined],
    [
      "no ping can be sent, SIP refused",
      [says("icmp", "unknown", "no_permission"), says("sip", "down", "refused")],
      "down",
      "refused",
    ],
    ["not pinged at all", [says("sip", "down", "sip_silent")], "down", "sip_silent"],
    ["both ways open", [pingOk, sipOk, says("h323", "up")], "up", undefined],
    [
      "one way lost",
      [pingOk, says("sip", "down", "sip_not_registered"), says("h323", "up")],
      "degraded",
      "sip_not_registered",
    ],
    [
      "one way errs",
      [pingOk, says("sip", "degraded", "sip_error"), says("h323", "up")],
      "degraded",
      "sip_error",
    ],
    [
      "both lost: signalling before registration",
      [pingOk, says("sip", "down", "sip_not_registered"), says("h323", "down", "h323_silent")],
      "down",
      "h323_silent",
    ],
    [
      "one way proven, of the other nothing known",
      [pingOk, says("sip", "unknown", "sip_unproven"), says("h323", "up")],
      "up",
      undefined,
    ],
    [
      "everything silent with its agent",
      [says("icmp", "unknown", "agent_silent"), says("sip", "unknown", "agent_silent")],
      "unknown",
      "agent_silent",
    ],
  ])("%s", (_title, checks, expected, reason) => {
    const verdict = fuseChecks(checks);
    expect([verdict.class, verdict.reason]).toEqual([expected, reason]);
  });
  it("finds the check whose words stand behind the reason shown", () => {
    expect(isToldBy("signalling_down", "refused")).toBe(true);
    expect(isToldBy("sip_silent", "sip_silent")).toBe(true);
    expect(isToldBy("signalling_down", "no_reply")).toBe(false);
    expect(isToldBy("sip_silent", "refused")).toBe(false);
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
