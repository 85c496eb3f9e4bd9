import { checkSchema } from "@haidang/contract/check.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { describe, expect, it } from "vitest";
import { assignChecks } from "./checks.ts";
import { discover } from "./discovered.ts";
import { buildWorld, unitsUnder } from "./world.ts";

const inventory = inventorySchema.parse({
  units: [
    { id: "qn", name: "Quảng Ninh", kind: "province" },
    { id: "ba-che", name: "Ba Chẽ", kind: "commune", parent: "qn" },
    { id: "luong-minh", name: "Lương Minh", kind: "commune", parent: "ba-che" },
  ],
  sites: [
    { id: "ba-che", name: "UBND Ba Chẽ", unit: "ba-che" },
    { id: "kho", name: "Kho", unit: "luong-minh" },
  ],
  links: [
    { id: "ba-che-1", name: "Ba Chẽ 1", site: "ba-che", address: "10.1.0.1", carrier: "A", cir: "200M" },
    {
      id: "ba-che-2",
      name: "Ba Chẽ 2",
      site: "ba-che",
      address: "10.1.0.2",
      role: "backup",
      measuredBy: "site-agent",
    },
  ],
  devices: [{ id: "sw", name: "Switch", site: "kho", address: "10.1.0.3", snmp: {} }],
  services: [{ id: "portal", name: "Cổng dịch vụ công", unit: "qn", http: { url: "https://dvc.example/" } }],
});
const world = buildWorld(inventory, []);

describe("buildWorld", () => {
  it("makes a site of its links, or of its devices when it has none", () => {
    expect(world.members.get("site/ba-che")).toEqual(["link/ba-che-1", "link/ba-che-2"]);
    expect(world.members.get("site/kho")).toEqual(["device/sw"]);
  });
  it("makes a rack of the devices in it, which keep taking part in their site", () => {
    const racked = buildWorld(
      inventorySchema.parse({
        ...inventory,
        racks: [
          { id: "a1", name: "Tủ A1", site: "kho" },
          { id: "a2", name: "Tủ A2", site: "kho" },
        ],
        devices: [{ ...inventory.devices[0], rack: { id: "a1", u: 40 } }],
      }),
      [],
    );
    expect(racked.members.get("rack/a1")).toEqual(["device/sw"]);
    expect(racked.members.get("rack/a2")).toEqual([]);
    expect(racked.owners.get("device/sw")).toEqual(["site/kho", "rack/a1"]);
    expect(racked.objects.get("rack/a1")).toMatchObject({ unit: "luong-minh", item: { heightU: 42 } });
  });
  it("makes a unit of its sites, or of the units below it", () => {
    expect(world.members.get("unit/ba-che")).toEqual(["site/ba-che"]);
    expect(world.members.get("unit/qn")).toEqual(["unit/ba-che"]);
    expect(world.owners.get("link/ba-che-1")).toEqual(["site/ba-che"]);
  });
  it("finds the unit of everything", () => {
    expect(world.objects.get("link/ba-che-1")?.unit).toBe("ba-che");
    expect(world.objects.get("device/sw")?.unit).toBe("luong-minh");
    expect(world.objects.get("unit/luong-minh")?.unit).toBe("ba-che");
  });
});

describe("unitsUnder", () => {
  it("goes down the whole tree", () => {
    expect([...unitsUnder(world, "qn")].sort()).toEqual(["ba-che", "luong-minh", "qn"]);
    expect([...unitsUnder(world, "luong-minh")]).toEqual(["luong-minh"]);
  });
});

describe("assignChecks", () => {
  const hub = { id: "noc", hub: true };
  it("gives everything without a named agent to the hub", () => {
    const { byAgent, orphans } = assignChecks(world, [{ id: "site-agent", hub: false }, hub]);
    expect(byAgent.get("noc")?.map(({ id }) => id)).toEqual([
      "icmp:link/ba-che-1",
      "path:link/ba-che-1",
      "icmp:device/sw",
      "snmp:device/sw",
      "http:service/portal",
    ]);
    expect(byAgent.get("site-agent")?.map(({ id }) => id)).toEqual([
      "icmp:link/ba-che-2",
      "path:link/ba-che-2",
    ]);
    expect(orphans).toEqual([]);
  });
  it("measures a link by STAMP too where it has a reflector, and a service by the one probe it has", () => {
    const more = inventorySchema.parse({
      units: inventory.units,
      sites: inventory.sites,
      links: [{ id: "l", name: "L", site: "kho", address: "10.1.0.9", stamp: { key: "mot-bi-mat-dai-lam" } }],
      services: [
        { id: "d", name: "D", unit: "qn", dns: { address: "10.0.0.53", name: "dvc.example" } },
        { id: "t", name: "T", unit: "qn", tcp: { address: "10.0.0.5", port: 5432 } },
        { id: "s", name: "S", unit: "qn", tls: { address: "dvc.example" } },
      ],
    });
    const checks = assignChecks(buildWorld(more, []), [hub]).byAgent.get("noc") ?? [];
    for (const check of checks) expect(checkSchema.parse(check)).toEqual(check);
    expect(checks.map(({ id, settings }) => [id, settings])).toEqual([
      ["icmp:link/l", { address: "10.1.0.9" }],
      [
        "stamp:link/l",
        { address: "10.1.0.9", port: 862, key: "mot-bi-mat-dai-lam", ssid: 0, packetsPerS: 1 },
      ],
      ["path:link/l", { address: "10.1.0.9", maxHops: 15 }],
      ["dns:service/d", { address: "10.0.0.53", port: 53, name: "dvc.example", type: "A" }],
      ["tcp:service/t", { address: "10.0.0.5", port: 5432 }],
      ["tls:service/s", { address: "dvc.example", port: 443, minDays: 14 }],
    ]);
  });
  it("names what no agent measures", () => {
    expect(assignChecks(world, [hub]).orphans).toEqual([{ kind: "link", id: "ba-che-2" }]);
  });
});

describe("a site an agent found itself on", () => {
  it("is made of its gateway and of its own machine", () => {
    const facts = {
      hostName: "noc-1",
      version: "0.1.0",
      addresses: [],
      gateway: { address: "10.0.0.1" },
      resolvers: [{ address: "10.0.0.53" }],
      localSnmp: { missing: "no_snmp_agent" as const },
      icmp: { by: "fping" as const },
    };
    const found = buildWorld(inventory, [discover("noc-1", facts, undefined)]);
    expect(found.members.get("site/noc-1")).toEqual(["link/noc-1-gateway", "device/noc-1"]);
    expect(found.members.get("site/ba-che")).toEqual(["link/ba-che-1", "link/ba-che-2"]);
  });
});
