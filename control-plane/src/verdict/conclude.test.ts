import { verdictSchema } from "@haidang/contract/verdict.ts";
import { describe, expect, it } from "vitest";
import { conclude } from "./conclude.ts";
import type { OutageFacts } from "./facts.ts";
import { agentOf, cutMs, outage, seen } from "./scripted-facts.ts";

const nowMs = cutMs + 60_000;
const silent = agentOf({ silentMs: cutMs });
const answering = [seen("link", "khac-1"), seen("link", "khac-2")];
const others = { answering };
const asAgent = { subject: { kind: "agent", id: "dao" }, name: "dao", carrier: undefined } as const;
const onBattery = { ...seen("device", "ups", -600), sign: "on_battery" as const };
const port = { ...seen("device", "router"), port: "Gi0/1" };

/** What is known, what it has to come to, and the kinds of evidence that have to say so. */
const scenes: Array<[string, Partial<OutageFacts>, string, string[]]> = [
  ["nothing but silence", { agent: silent }, "not_known", ["agent_silent"]],
  [
    "a spool that shows the site alive",
    { agent: agentOf({ silentMs: cutMs, measuredPct: 98 }), endsMs: nowMs, measurer: others },
    "link_cut",
    ["backlog_measured_on", "siblings_up"],
  ],
  [
    "the agent comes another way, the WAN port is dead",
    {
      agent: agentOf({ shippingMs: cutMs + 30_000 }),
      ports: [{ ...port, isUp: false, side: "site" }],
      power: [{ ...seen("device", "ups"), sign: "on_mains" }],
    },
    "link_cut",
    ["agent_shipping", "port_down", "on_mains"],
  ],
  [
    "one of two ways",
    { links: { down: [], up: [seen("link", "dao-2")] }, measurer: others },
    "link_cut",
    ["siblings_up"],
  ],
  [
    "the port of the line at our end is dark",
    { agent: silent, ports: [{ ...port, isUp: false, side: "centre" }], measurer: others },
    "link_cut",
    ["port_down", "siblings_up"],
  ],
  [
    "the port at our end is dark, after the UPS ran on battery",
    { ports: [{ ...port, isUp: false, side: "centre" }], power: [onBattery], measurer: others },
    "power_lost",
    ["port_down", "on_battery_before"],
  ],
  [
    "light at our end alone: in the carrier's network, or no power at the site",
    { ports: [{ ...port, isUp: true, side: "centre" }], measurer: others },
    "not_known",
    ["port_up"],
  ],
  [
    "light at both ends of a silent line",
    {
      ports: [
        { ...port, isUp: true, side: "centre" },
        { ...port, isUp: true, side: "site" },
      ],
      measurer: others,
    },
    "link_cut",
    ["port_up"],
  ],
  [
    "UPS on battery, then silence",
    { agent: silent, power: [onBattery] },
    "power_lost",
    ["on_battery_before"],
  ],
  [
    "back, and every machine started anew",
    {
      endsMs: nowMs,
      machines: [
        { ...seen("device", "router", 62), booted: true, isSubject: true },
        { ...seen("device", "sw", 62), booted: true, isSubject: false },
      ],
      agent: agentOf({ silentMs: cutMs, bootedMs: cutMs + 61_000, restartedMs: cutMs + 62_000 }),
    },
    "power_lost",
    ["cold_start"],
  ],
  [
    "only the router at the end of the line started anew",
    {
      endsMs: nowMs,
      machines: [
        { ...seen("device", "router", 62), booted: true, isSubject: true },
        { ...seen("device", "sw", 62), booted: false, isSubject: false },
      ],
    },
    "equipment_fault",
    ["cold_start", "kept_running"],
  ],
  [
    "on battery, yet the site measured on",
    { power: [onBattery], agent: agentOf({ measuredPct: 100 }), endsMs: nowMs },
    "link_cut",
    ["on_battery_before", "backlog_measured_on"],
  ],
  [
    "an agent silent where everything else answers",
    {
      ...asAgent,
      agent: silent,
      reached: [seen("link", "dao-1")],
      links: { down: [], up: [seen("link", "dao-1")] },
    },
    "agent_stopped",
    ["device_reached"],
  ],
  [
    "an agent that was started again",
    {
      ...asAgent,
      endsMs: nowMs,
      agent: agentOf({ restartedMs: cutMs + 50_000 }),
      reached: [seen("link", "dao-1")],
    },
    "agent_stopped",
    ["agent_restarted"],
  ],
  [
    "an agent behind a cut line that measured on",
    {
      ...asAgent,
      endsMs: nowMs,
      links: { down: [seen("link", "dao-1")], up: [] },
      agent: agentOf({ measuredPct: 95 }),
    },
    "link_cut",
    ["siblings_down", "backlog_measured_on"],
  ],
  [
    "the district's link is down",
    { above: { ...seen("link", "huyen-1"), cause: "link_cut", responsibility: "carrier" }, measurer: others },
    "upstream",
    ["upstream_down"],
  ],
  [
    "everything the hub watches elsewhere is lost",
    { measurer: { answering: [], lostAll: { ...seen("agent", "hub"), sites: 40 } } },
    "our_side",
    ["hub_lost_all"],
  ],
  [
    "the hub's gateway is down, and what is above too",
    {
      measurer: { answering: [], gatewayDown: seen("agent", "hub") },
      above: { ...seen("link", "huyen-1"), cause: "our_side", responsibility: "ours" },
    },
    "our_side",
    ["hub_gateway_down", "upstream_down"],
  ],
  [
    "announced work",
    { planned: { id: "m-1", reason: "Đổi cáp", fromMs: cutMs, annotation: false } },
    "planned",
    ["maintenance_window"],
  ],
  [
    "a device whose neighbours answer",
    {
      subject: { kind: "device", id: "sw" },
      carrier: undefined,
      aboveUp: seen("link", "dao-1"),
      devices: { down: [], up: [seen("device", "router")] },
    },
    "equipment_fault",
    ["siblings_up", "upstream_up"],
  ],
  [
    "a service that answers wrongly",
    { subject: { kind: "service", id: "cong" }, carrier: undefined, answeredWrongly: true },
    "equipment_fault",
    ["device_reached"],
  ],
  [
    "both ways of a site at once",
    {
      links: { down: [seen("link", "dao-2")], up: [] },
      agent: silent,
      power: [{ ...onBattery, sign: "battery_low" }],
    },
    "power_lost",
    ["siblings_down"],
  ],
];

describe("a verdict", () => {
  it.each(scenes)("%s", (_title, known, cause, kinds) => {
    const verdict = conclude(outage(known), nowMs);
    const shown = JSON.stringify(verdict, null, 1);
    expect(verdict.cause, shown).toBe(cause);
    expect(
      verdict.evidence.map(({ kind }) => kind),
      shown,
    ).toEqual(expect.arrayContaining(["first_failure", ...kinds]));
    expect(verdictSchema.parse(verdict)).toEqual(verdict);
    expect(verdict.weighed.reduce((sum, { confidencePct }) => sum + confidencePct, 0)).toBe(100);
    const shares = verdict.weighed.map(({ confidencePct }) => confidencePct);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    if (cause !== "not_known")
      expect(verdict.weighed[0]).toEqual({ cause, confidencePct: verdict.confidencePct });
  });

  it("names what is down above, and charges whoever that is charged to", () => {
    const above = { ...seen("link", "huyen-1"), cause: "link_cut", responsibility: "carrier" } as const;
    expect(conclude(outage({ above }), nowMs)).toMatchObject({
      cause: "upstream",
      upstream: { kind: "link", id: "huyen-1" },
      responsibility: "carrier",
    });
  });

  it("charges nobody for a cut line that nobody sells", () => {
    const known = { links: { down: [], up: answering }, measurer: others };
    expect(conclude(outage(known), nowMs)).toMatchObject({ cause: "link_cut", responsibility: "carrier" });
    expect(conclude(outage({ ...known, carrier: undefined }), nowMs).responsibility).toBe("unknown");
  });

  it("shows its best guess while it is not sure", () => {
    const verdict = conclude(outage({ agent: silent }), nowMs);
    expect(verdict).toMatchObject({ cause: "not_known", responsibility: "unknown" });
    expect(verdict.weighed[0]).toEqual({ cause: "link_cut", confidencePct: verdict.confidencePct });
    expect(verdict.confidencePct).toBeLessThan(80);
  });
});
