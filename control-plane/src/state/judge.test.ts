import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";
import type { Policy } from "./policy.ts";

const policy: Policy = {
  downAttempts: 1,
  degradedAttempts: 3,
  freshnessMs: 30_000,
  lossPct: 10,
  rttMs: 300,
  certificateDays: 14,
  pmtuBytes: 1300,
  jitterMs: Number.POSITIVE_INFINITY,
  fullBps: Number.POSITIVE_INFINITY,
  diskPct: Number.POSITIVE_INFINITY,
  sensors: [],
  registered: [],
  callLossPct: 2,
  callJitterMs: 60,
};
const target = { kind: "link", id: "co-to" } as const;
const result = (more: Partial<CheckResult>): CheckResult => ({
  probe: "icmp",
  target,
  timeMs: 1000,
  outcome: "ok",
  ...more,
});
const window = (fields: { lossPct?: number; rttP50Ms?: number }) =>
  measure("icmp", { agent: "hub", kind: "link", id: "co-to" }, fields, 1000);

describe("judge", () => {
  it("takes an answer without a window as up", () => {
    expect(judge(result({}), undefined, policy)).toEqual({ timeMs: 1000, state: "up", reason: null });
  });
  it("takes a failure as down, with its reason and what was said", () => {
    const seen = judge(
      result({ outcome: "failed", reason: "refused", detail: "ECONNREFUSED" }),
      undefined,
      policy,
    );
    expect(seen).toEqual({ timeMs: 1000, state: "down", reason: "refused", detail: "ECONNREFUSED" });
  });
  it("says nothing of the target when the probe could not measure", () => {
    const seen = judge(result({ outcome: "cannot", reason: "no_permission" }), undefined, policy);
    expect(seen).toMatchObject({ state: "unknown", reason: "no_permission" });
  });
  it("takes refused credentials as degraded, not as an outage", () => {
    expect(judge(result({ outcome: "failed", reason: "credentials" }), undefined, policy).state).toBe(
      "degraded",
    );
  });
  it.each(["certificate_unknown", "ups_unread"] as const)(
    "takes %s as degraded: whoever says so is reached",
    (reason) => {
      const seen = judge(result({ outcome: "failed", reason }), undefined, policy);
      expect(seen).toMatchObject({ state: "degraded", reason });
    },
  );
  it.each<[string[], Record<string, number | boolean>, string, string | null, string | undefined]>([
    [["sip"], { sipRegistered: true, inCall: false }, "up", null, undefined],
    [["sip"], { sipRegistered: false, h323Registered: true }, "degraded", "not_registered", "sip"],
    [["sip", "h323"], {}, "degraded", "not_registered", "sip, h323"],
    [[], { sipRegistered: false }, "up", null, undefined],
    [[], { inLossPct: 1.99, outLossPct: 1.99, inJitterMs: 59.9 }, "up", null, undefined],
    [[], { inLossPct: 2, outJitterMs: 60 }, "degraded", "call_poor", "in 2 %, out 60 ms"],
    [["sip"], { sipRegistered: false, inLossPct: 50 }, "degraded", "not_registered", "sip"],
  ])("has to be registered with %j: of %j it says %s", (registered, fields, state, reason, detail) => {
    const strict: Policy = {
      ...policy,
      registered: registered.map((one) => (one === "sip" ? "sip" : "h323")),
    };
    const point = measure("videoApi", { agent: "hub", kind: "video", id: "vc" }, fields, 1000);
    const seen = judge(result({ probe: "video-api" }), point, strict);
    expect([seen.state, seen.reason, seen.detail]).toEqual([state, reason, detail]);
  });
  it.each(
    (["snmp", "nut"] as const).flatMap(
      (probe) =>
        [
          [probe, { onBattery: false, batteryLow: false }, "up", null],
          [probe, { onBattery: true, batteryLow: false }, "degraded", "on_battery"],
          [probe, { onBattery: false, batteryLow: false, onBypass: true }, "degraded", "on_bypass"],
          [probe, { onBattery: true, batteryLow: true }, "degraded", "battery_low"],
          [probe, { onBattery: false, batteryLow: true }, "degraded", "battery_low"],
        ] as const,
    ),
  )("by %s, of a UPS with %j it says %s", (probe, fields, state, reason) => {
    const point = measure("ups", { agent: "hub", kind: "device", id: "ups" }, fields, 1000);
    expect(judge(result({ probe }), point, policy)).toMatchObject({ state, reason });
  });
  it.each([
    [{ lossPct: 9.9, rttP50Ms: 299 }, "up", null],
    [{ lossPct: 10, rttP50Ms: 20 }, "degraded", "packet_loss"],
    [{ lossPct: 0, rttP50Ms: 300 }, "degraded", "high_latency"],
    [{ lossPct: 50, rttP50Ms: 900 }, "degraded", "packet_loss"],
  ])("holds the window %j against the thresholds: %s", (fields, state, reason) => {
    expect(judge(result({}), window(fields), policy)).toMatchObject({ state, reason });
  });
  it.each([
    [{ daysLeft: 14, chain: "ok" }, "up", null, undefined],
    [{ daysLeft: 13.9, chain: "ok" }, "degraded", "certificate_expiring", "1970-01-14"],
    [{ daysLeft: 0, chain: "CERT_HAS_EXPIRED" }, "down", "certificate_expired", "1970-01-01"],
    [{ daysLeft: -3, chain: "CERT_HAS_EXPIRED" }, "down", "certificate_expired", "1969-12-29"],
    [
      { daysLeft: 90, chain: "DEPTH_ZERO_SELF_SIGNED_CERT" },
      "degraded",
      "certificate_untrusted",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
    ],
    [{}, "up", null, undefined],
  ])("holds the certificate %j against the thresholds: %s", (fields, state, reason, detail) => {
    const point = measure("tls", { agent: "hub", kind: "service", id: "portal" }, fields, 1000);
    const seen = judge(result({ probe: "tls" }), point, policy);
    expect(seen).toMatchObject({ state, reason });
    expect(seen.detail).toBe(detail);
  });
  it.each<[Partial<CheckResult>, Record<string, number>, string]>([
    [{ reason: "sip_error" }, { statusCode: 503, errorsInRow: 1 }, "degraded"],
    [{ reason: "sip_error" }, { statusCode: 503, errorsInRow: 2 }, "degraded"],
    [{ reason: "sip_error" }, { statusCode: 500, errorsInRow: 3 }, "down"],
    [{ reason: "sip_error" }, { statusCode: 502, errorsInRow: 0 }, "degraded"],
    [{ reason: "sip_proxy_error" }, { statusCode: 503, errorsInRow: 9 }, "degraded"],
    [{ reason: "sip_not_registered" }, { statusCode: 404, errorsInRow: 0 }, "down"],
    [{ reason: "sip_silent" }, { errorsInRow: 0 }, "down"],
  ])("a SIP answer %j with %j is %s", (more, fields, state) => {
    const measured = measure("sip", { agent: "hub", kind: "video", id: "co-to" }, fields, 1000);
    const failed = result({ probe: "sip", outcome: "failed", ...more });
    expect(judge(failed, measured, policy)).toMatchObject({ state, reason: more.reason });
  });
  it("an errored SIP answer without its point is still an answer", () => {
    const failed = result({ probe: "sip", outcome: "failed", reason: "sip_error" });
    expect(judge(failed, undefined, policy).state).toBe("degraded");
  });
});

describe("judging a path", () => {
  const judged = (fields: { hops: string; pmtuBytes?: number }, outcome: CheckResult["outcome"] = "ok") =>
    judge(
      result({ probe: "path", outcome }),
      measure("path", { agent: "hub", kind: "link", id: "co-to" }, fields, 1000),
      policy,
    );

  it.each([
    [{ hops: "a>b", pmtuBytes: 1299 }, "degraded", "path_mtu_low", "1299 B"],
    [{ hops: "a>b", pmtuBytes: 1300 }, "up", null, undefined],
    [{ hops: "a>b" }, "up", null, undefined],
  ])("%j is %s", (fields, state, reason, detail) => {
    expect(judged(fields)).toEqual({
      timeMs: 1000,
      state,
      reason,
      ...(detail === undefined ? {} : { detail }),
    });
  });
});
