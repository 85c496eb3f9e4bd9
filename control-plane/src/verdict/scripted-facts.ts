import type { AgentFacts, OutageFacts, Seen } from "./facts.ts";

/** Ten o'clock, Hạ Long. For tests. */
export const cutMs = Date.parse("2026-11-23T03:00:00Z");

export const seen = (kind: "link" | "device" | "site" | "agent" | "video", id: string, atS = 0): Seen => ({
  subject: { kind, id },
  name: id,
  atMs: cutMs + atS * 1000,
});

/** A link that fell silent, with nothing known besides. */
export function outage(more: Partial<OutageFacts> = {}): OutageFacts {
  return {
    subject: { kind: "link", id: "dao-1" },
    name: "Đảo 1",
    startsMs: cutMs,
    endsMs: null,
    answeredWrongly: false,
    carrier: "Nhà mạng A",
    measurer: { answering: [] },
    power: [],
    machines: [],
    ports: [],
    links: { down: [], up: [] },
    devices: { down: [], up: [] },
    carrierLinks: { down: 0, asked: 0 },
    reached: [],
    signalling: [],
    farEnd: [],
    ...more,
  };
}

export function agentOf(more: Partial<AgentFacts> = {}): AgentFacts {
  return {
    ...seen("agent", "dao"),
    isMeasurer: false,
    shippingMs: null,
    silentMs: null,
    measuredPct: null,
    restartedMs: null,
    bootedMs: null,
    ranThroughMs: null,
    ...more,
  };
}
