import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { inventorySchema, type ObjectKey } from "@haidang/contract/object.ts";
import { expect, test } from "vitest";
import { assignChecks } from "./checks.ts";
import { discover } from "./discovered.ts";
import { downAbove } from "./topology.ts";
import { buildWorld } from "./world.ts";

const world = buildWorld(
  inventorySchema.parse({
    units: [{ id: "tinh", name: "Tỉnh" }],
    sites: [
      { id: "trung-tam", name: "Trung tâm", unit: "tinh" },
      { id: "huyen", name: "Huyện", unit: "tinh" },
      { id: "xa", name: "Xã", unit: "tinh", agent: "xa-agent" },
    ],
    links: [
      { id: "huyen-1", name: "Huyện 1", site: "huyen", from: "trung-tam", address: "10.0.0.1" },
      { id: "huyen-2", name: "Huyện 2", site: "huyen", from: "trung-tam", address: "10.0.0.2" },
      { id: "xa-1", name: "Xã 1", site: "xa", from: "huyen", address: "10.0.1.1" },
    ],
    devices: [
      { id: "huyen-router", name: "Router", site: "huyen", address: "10.0.0.9" },
      { id: "huyen-switch", name: "Switch", site: "huyen", address: "10.0.0.10", parent: "huyen-router" },
      { id: "xa-switch", name: "Switch", site: "xa", address: "10.0.1.9" },
    ],
    videoPoints: [{ id: "xa-vc", name: "Xã", site: "xa", address: "10.0.1.8", sip: {}, measuredBy: "hub" }],
  }),
  [],
);
const above = (key: ObjectKey, ...down: ObjectKey[]) =>
  downAbove(key, world.parents, (at) => down.includes(at));

test("what stands at a site is measured by the agent that sits there, links never", () => {
  const { byAgent } = assignChecks(world, [
    { id: "hub", hub: true },
    { id: "xa-agent", hub: false },
  ]);
  expect(byAgent.get("xa-agent")?.map(({ id }) => id)).toEqual(["icmp:device/xa-switch"]);
  expect(byAgent.get("hub")?.map(({ target }) => target.id)).toContain("xa-1");
});

test("one way that is up explains nothing; all ways down lead to what is topmost", () => {
  expect(above("device/huyen-switch", "device/huyen-router")).toEqual(["device/huyen-router"]);
  expect(above("device/huyen-router", "link/huyen-1", "link/huyen-2", "site/huyen")).toEqual([
    "link/huyen-1",
    "link/huyen-2",
  ]);
  expect(above("site/huyen", "link/huyen-1")).toEqual([]);
  expect(above("video/xa-vc", "site/xa", "link/xa-1", "site/huyen", "link/huyen-1", "link/huyen-2")).toEqual([
    "link/huyen-1",
    "link/huyen-2",
  ]);
});

test("what the agent at the site measures does not go by the site's links", () => {
  expect(world.parents.get("device/xa-switch")).toBeUndefined();
  expect(world.parents.get("video/xa-vc")).toEqual(["site/xa"]);
});

test("a link goes by the gateway of the agent that measures it, unless it is that gateway or has a near end", () => {
  const missing = { missing: "no_snmp_agent" } as const;
  const facts: Facts = {
    ...{
      hostName: "hub",
      version: "1",
      addresses: [],
      resolvers: [{ address: "8.8.8.8" }],
      localSnmp: missing,
    },
    ...{ gateway: { address: "10.9.0.1" }, icmp: { by: "fping" } },
  };
  const { parents } = buildWorld(
    inventorySchema.parse({
      units: [{ id: "u", name: "U" }],
      sites: [{ id: "s", name: "S", unit: "u" }],
      links: [
        { id: "far", name: "Xa", site: "s", address: "10.1.0.1" },
        { id: "same", name: "Cổng", site: "s", address: "10.9.0.1" },
        { id: "other", name: "Khác", site: "s", address: "10.1.0.2", measuredBy: "elsewhere" },
      ],
    }),
    [{ ...discover("hub", facts, undefined), hub: true }],
  );
  expect(parents.get("link/far")).toEqual(["link/hub-gateway"]);
  expect(parents.get("link/same")).toBeUndefined();
  expect(parents.get("link/other")).toBeUndefined();
  expect(parents.get("link/hub-gateway")).toBeUndefined();
  // so does the name server the agent found
  expect(parents.get("service/hub-resolver")).toEqual(["link/hub-gateway"]);
});

test("parents in a ring end", () => {
  const ring = new Map<ObjectKey, ObjectKey[]>([
    ["device/a", ["device/b"]],
    ["device/b", ["device/a"]],
  ]);
  expect(downAbove("device/a", ring, () => true)).toEqual(["device/b"]);
});
