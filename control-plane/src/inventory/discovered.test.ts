import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { emptyInventory } from "@haidang/contract/object.ts";
import { describe, expect, it } from "vitest";
import { checksOf } from "./checks.ts";
import { discover, mergeFacts } from "./discovered.ts";
import { buildWorld } from "./world.ts";

const facts: Facts = {
  hostName: "noc-1",
  version: "0.1.0",
  addresses: ["10.0.0.5"],
  gateway: { address: "10.0.0.1" },
  resolvers: [{ address: "10.0.0.53" }, { address: "10.0.0.54" }],
  localSnmp: { address: "127.0.0.1" },
  icmp: { by: "fping" },
};
const checkIds = (seen: Facts, selfUrl?: string) =>
  [...buildWorld(emptyInventory, [discover("noc-1", seen, selfUrl)]).objects.values()].flatMap((object) =>
    checksOf(object).map(({ id }) => id),
  );

describe("what an agent found", () => {
  it("is watched: its machine, gateway, name servers, SNMP agent, and the control plane itself", () => {
    expect(checkIds(facts, "http://127.0.0.1:8700")).toEqual([
      "icmp:link/noc-1-gateway",
      "host:device/noc-1",
      "snmp:device/noc-1",
      "icmp:service/noc-1-resolver",
      "icmp:service/noc-1-resolver-2",
      "http:service/haidang",
    ]);
  });
  it("keeps what it did not find in sight, with the reason", () => {
    const bare: Facts = {
      ...facts,
      gateway: { missing: "no_gateway" },
      resolvers: [{ missing: "no_resolver" }],
      localSnmp: { missing: "no_snmp_agent" },
    };
    expect(checkIds(bare)).toEqual(["host:device/noc-1"]);
    const { objects } = buildWorld(emptyInventory, [discover("noc-1", bare, undefined)]);
    expect(objects.get("link/noc-1-gateway")?.missing?.reason).toBe("no_gateway");
    expect(objects.get("service/noc-1-resolver")?.missing?.reason).toBe("no_resolver");
  });
  it("gives way to what is written under the same id", () => {
    const written = {
      ...emptyInventory,
      units: [{ id: "noc-1", name: "Trung tâm", kind: "centre" as const }],
    };
    const object = buildWorld(written, [discover("noc-1", facts, undefined)]).objects.get("unit/noc-1");
    expect(object).toMatchObject({ name: "Trung tâm", discovered: false });
  });
});

describe("mergeFacts", () => {
  it("keeps watching a gateway whose route vanished", () => {
    const cut: Facts = {
      ...facts,
      gateway: { missing: "no_gateway" },
      resolvers: [{ missing: "no_resolver" }],
    };
    const merged = mergeFacts(facts, cut);
    expect(merged.gateway).toEqual(facts.gateway);
    expect(merged.resolvers).toEqual(facts.resolvers);
  });
  it("follows a gateway that moved", () => {
    const moved: Facts = { ...facts, gateway: { address: "10.0.0.2" } };
    expect(mergeFacts(facts, moved).gateway).toEqual({ address: "10.0.0.2" });
  });
});
