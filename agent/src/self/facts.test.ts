import { type Facts, type Finding, factsSchema } from "@haidang/contract/agent-protocol.ts";
import { describe, expect, it, vi } from "vitest";
import { keepFacts } from "./facts.ts";
import { scriptedLog } from "./scripted-log.ts";

describe("facts", () => {
  it("tells what this machine is at start, again when it could not be told, and when something changes", async () => {
    const abort = new AbortController();
    const told: Facts[] = [];
    let snmp: Finding = { missing: "no_snmp_agent", detail: "silence" };
    let refuse = true;
    const kept = keepFacts({
      hostName: () => "máy\nchủ",
      version: "0.1.0",
      findLocalSnmp: async () => snmp,
      findIcmpTool: async () => ({ by: "fping" }),
      log: scriptedLog(),
      send: async (facts) => {
        told.push(factsSchema.parse(facts));
        if (!refuse) return "told";
        refuse = false;
        return { againMs: 10 };
      },
      signal: abort.signal,
      lookMs: 20,
    });
    await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 15_000 });
    expect(told[1]).toEqual(told[0]);
    expect(told[0]).toMatchObject({ hostName: "máy chủ", icmp: { by: "fping" }, localSnmp: snmp });
    expect(told[0]?.memoryBytes).toBeGreaterThan(0);
    snmp = { address: "127.0.0.1" };
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told[2]?.localSnmp).toEqual(snmp);
    abort.abort();
    await kept;
  }, 20_000);

  it("tells the hardware once it is read, and goes on without when it cannot be", async () => {
    const abort = new AbortController();
    const told: Facts[] = [];
    const log = scriptedLog();
    const reading = Promise.withResolvers<{ model: string }>();
    let asked = 0;
    const kept = keepFacts({
      hostName: () => "host",
      version: "0.1.0",
      findLocalSnmp: async () => ({ missing: "no_snmp_agent" }),
      findIcmpTool: async () => ({ by: "fping" }),
      readHardware: async () => {
        asked += 1;
        if (asked === 1) return reading.promise;
        throw new Error("no firmware");
      },
      log,
      send: async (facts) => {
        told.push(factsSchema.parse(facts));
        return "told";
      },
      signal: abort.signal,
      lookMs: 10,
      hardwareLookMs: 200,
    });
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]).not.toHaveProperty("hardware");
    reading.resolve({ model: "PowerEdge R640" });
    await vi.waitFor(() => expect(told).toHaveLength(2));
    expect(told[1]?.hardware).toEqual({ model: "PowerEdge R640" });
    await vi.waitFor(() => expect(asked).toBeGreaterThanOrEqual(2));
    await vi.waitFor(() =>
      expect(log.entries).toContainEqual(
        expect.objectContaining({ event: "facts_incomplete", what: "hardware", why: "no firmware" }),
      ),
    );
    expect(told).toHaveLength(2);
    abort.abort();
    await kept;
  });
});
