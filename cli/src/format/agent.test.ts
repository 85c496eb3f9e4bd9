import type { AgentDetail } from "@haidang/contract/agent-api.ts";
import { expect, it } from "vitest";
import { renderAgent } from "./agent.ts";

const look = { language: "en", color: false, width: 120, nowMs: 1_800_000_060_000 } as const;
const agent: AgentDetail = {
  id: "noc-ha-long",
  hostName: "noc",
  version: "0.1.0",
  enrolledAtMs: 1_700_000_000_000,
  lastSeenMs: 1_800_000_057_000,
  silent: false,
  state: "active",
  site: "ha-long",
  configVersion: "7f3a",
  configSinceMs: 1_800_000_000_000,
  configIsNewest: false,
  configRefused: 1,
  credentialSinceMs: 1_799_000_000_000,
  release: null,
  credentialOffered: false,
  droppedFirstMs: null,
  droppedLastMs: null,
  oldestUnsentS: 4,
  refused: [{ check: "sonar:link/a", why: "unknown probe" }],
  checks: 345,
  spoolBatches: 2,
  spoolBytes: 2048,
  droppedPoints: 0,
  icmpBy: "fping",
  reason: null,
  clockOffsetMs: -3,
  clockRoundTripMs: 2,
  clockSynchronised: true,
  hub: true,
  facts: {
    hostName: "noc",
    version: "0.1.0",
    os: "Debian GNU/Linux 12 (bookworm)",
    machine: "Dell Inc. PowerEdge R640",
    cpu: "Xeon Silver 4210",
    cores: 20,
    memoryBytes: 33_454_247_936,
    addresses: ["10.0.0.9"],
    gateway: { address: "10.0.0.1" },
    resolvers: [{ missing: "no_resolver" }],
    localSnmp: { missing: "no_snmp_agent" },
    icmp: { by: "fping" },
    hardware: {
      model: "PowerEdge\u001b[31m R640",
      serial: "7XK2M03",
      disks: [{ name: "PERC", type: "HD SAS", bytes: 6e11 }],
      memory: [
        { type: "DDR4", bytes: 17_179_869_184 },
        { type: "DDR4", bytes: 17_179_869_184 },
      ],
    },
  },
};

it("tells how an agent stands, what its machine is and what that reaches", () => {
  const lines = renderAgent(agent, look).split("\n");
  const said = (start: string) =>
    lines.find((line) => line.startsWith(`  ${start} `))?.replace(/ {2,}/g, " ");
  expect(lines.slice(0, 2)).toEqual(["noc-ha-long  (noc, hub)", "▲ refuses checks"]);
  expect(said("checks")).toBe(" checks 345");
  expect(said("serial number")).toBe(" serial number 7XK2M03");
  expect(said("memory")).toBe(" memory 33.5 GB · 2 × 17.2 GB DDR4");
  expect(said("disks")).toBe(" disks PERC HD SAS 600 GB");
  expect(said("gateway")).toBe(" gateway 10.0.0.1");
  expect(lines.join("\n")).not.toContain("\u001b");
});

it("says so of one that has told nothing yet", () => {
  expect(renderAgent({ ...agent, facts: null }, look)).toContain("It has not told yet what its machine is.");
});
