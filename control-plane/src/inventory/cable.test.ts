import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { inventorySchema, type ObjectKey } from "@haidang/contract/object.ts";
import { describe, expect, it } from "vitest";
import type { Neighbour } from "../store/neighbours.ts";
import { discover } from "./discovered.ts";
import { downAbove } from "./topology.ts";
import { buildWorld } from "./world.ts";

/** A router, two switches that both hang on it, one behind both, and what is plugged in there. */
const devices = [
  { id: "router", name: "Router", site: "xa", address: "10.0.1.1" },
  { id: "sw-a", name: "Switch A", site: "xa", address: "10.0.1.2" },
  { id: "sw-b", name: "Switch B", site: "xa", address: "10.0.1.3" },
  { id: "sw-c", name: "Switch C", site: "xa", address: "10.0.1.4" },
  { id: "camera", name: "Camera", site: "xa", address: "10.0.1.5" },
];
const lines = [{ id: "xa-1", name: "Xã 1", site: "xa", address: "10.0.1.1" }];

const heard = (device: string, port: string, there: Partial<Neighbour> = {}): Neighbour => ({
  ...{ device, port, self: `${device}.tinh.local`, name: "", address: "", seenMs: 1 },
  ...there,
});
const cables = [
  heard("router", "1", { address: "10.0.1.2" }),
  heard("router", "2", { name: "SW-B.tinh.local" }),
  heard("sw-a", "24", { address: "10.0.1.1" }),
  heard("sw-c", "23", { name: "sw-a" }),
  heard("sw-c", "24", { address: "10.0.1.3" }),
  heard("sw-c", "1", { address: "10.0.1.40" }),
  heard("sw-c", "2", { address: "10.0.1.5" }),
];

interface Given {
  inventory?: object;
  neighbours?: readonly Neighbour[];
  agentName?: string;
}

function worldOf({ inventory = {}, neighbours = cables, agentName }: Given = {}) {
  const missing = { missing: "no_snmp_agent" } as const;
  const facts: Facts = {
    ...{ hostName: agentName ?? "", version: "1", addresses: [], resolvers: [missing], localSnmp: missing },
    ...{ gateway: { address: "10.9.0.1" }, icmp: { by: "fping" } },
  };
  const found = agentName === undefined ? [] : [{ ...discover("hub", facts, undefined), hub: true }];
  const written = inventorySchema.parse({
    units: [{ id: "tinh", name: "Tỉnh" }],
    sites: [{ id: "xa", name: "Xã", unit: "tinh" }],
    links: lines,
    devices,
    videoPoints: [{ id: "vc", name: "Phòng họp", site: "xa", address: "10.0.1.40", sip: {} }],
    ...inventory,
  });
  return buildWorld(written, found, undefined, neighbours);
}

const parentsOf = (given?: Given) => {
  const { parents } = worldOf(given);
  const at = (id: string) => parents.get(`device/${id}`);
  return { router: at("router"), a: at("sw-a"), b: at("sw-b"), c: at("sw-c"), vc: parents.get("video/vc") };
};

describe("cables where the inventory is silent", () => {
  it("are walked from the device the line ends at, any shortest way being way enough", () => {
    expect(parentsOf()).toEqual({
      ...{ router: ["site/xa"], a: ["device/router"], b: ["device/router"] },
      ...{ c: ["device/sw-a", "device/sw-b"], vc: ["device/sw-c"] },
    });
  });

  it("make what is behind a dead switch explained by it, and not while another way is left", () => {
    const { parents } = worldOf();
    const above = (key: ObjectKey, ...down: ObjectKey[]) =>
      downAbove(key, parents, (at) => down.includes(at));
    expect(above("video/vc", "device/sw-c")).toEqual(["device/sw-c"]);
    expect(above("device/sw-c", "device/sw-a")).toEqual([]);
    expect(above("device/camera", "device/sw-c", "device/sw-a", "device/sw-b")).toEqual([
      "device/sw-a",
      "device/sw-b",
    ]);
  });

  it("never turn round what is written, and leave what is written alone", () => {
    const reversed = devices.map((one) => (one.id === "sw-a" ? { ...one, parent: "sw-c" } : one));
    expect(parentsOf({ inventory: { devices: reversed } })).toMatchObject({
      ...{ a: ["device/sw-c"], c: ["device/sw-b"] },
    });
  });

  it("say nothing where nobody knows how the site is entered", () => {
    const silent = parentsOf({ inventory: { links: [] } });
    expect(silent).toEqual({
      ...{ router: ["site/xa"], a: ["site/xa"], b: ["site/xa"], c: ["site/xa"], vc: ["site/xa"] },
    });
    expect(parentsOf({ neighbours: [] })).toEqual(silent);
  });

  it("begin at the switch that hears the machine of the agent, where it sits there", () => {
    const plugged = [...cables, heard("sw-c", "9", { name: "May-Giam-Sat.tinh.local" })];
    const written = { links: [] };
    expect(parentsOf({ inventory: written, neighbours: plugged, agentName: "may-giam-sat" })).toEqual({
      ...{ router: ["device/sw-a", "device/sw-b"], a: ["device/sw-c"], b: ["device/sw-c"] },
      ...{ c: ["site/xa"], vc: ["device/sw-c"] },
    });
  });

  it("do not believe a name that two devices have", () => {
    const twins = [
      heard("router", "1", { address: "10.0.1.2" }),
      heard("sw-a", "9", { name: "switch" }),
      heard("sw-b", "1", { self: "switch" }),
      heard("sw-c", "1", { self: "switch" }),
    ];
    expect(parentsOf({ neighbours: twins })).toMatchObject({
      ...{ a: ["device/router"], b: ["site/xa"], c: ["site/xa"] },
    });
  });
});
