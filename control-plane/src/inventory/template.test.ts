import { describe, expect, test } from "vitest";
import { parseInventory } from "./parse.ts";

const base = `
units: [{ id: xa, name: Xã }]
sites: [{ id: ub, name: UBND, unit: xa }]
`;

function read(...texts: string[]) {
  const parsed = parseInventory([base, ...texts].map((text, at) => ({ path: `${at}.yaml`, text })));
  if ("inventory" in parsed) return { inventory: parsed.inventory, faults: [] };
  return {
    inventory: undefined,
    faults: parsed.faults.map(({ file, line, message }) => `${file}:${line} ${message}`),
  };
}

const routers = `
templates:
  - { id: router, ping: false, snmp: { version: 2c, community: tinh, intervalS: 60 } }
  - { id: router-dao, use: router, snmp: { intervalS: 300 } }
`;

describe("an entry of a template", () => {
  test("takes over what it does not write itself, mappings key by key, from templates of any file", () => {
    const { inventory, faults } = read(
      `devices:
  - { id: a, name: A, site: ub, address: 10.0.0.1, use: router }
  - { id: b, name: B, site: ub, address: 10.0.0.2, use: router-dao, ping: true }
  - { id: c, name: C, site: ub, address: 10.0.0.3, use: router-dao, snmp: { community: rieng } }
  - { id: d, name: D, site: ub, address: 10.0.0.4 }`,
      routers,
    );
    expect(faults).toEqual([]);
    expect(inventory?.devices).toMatchObject([
      { id: "a", ping: false, snmp: { community: "tinh", intervalS: 60 } },
      { id: "b", ping: true, snmp: { community: "tinh", intervalS: 300 } },
      { id: "c", ping: false, snmp: { community: "rieng", intervalS: 300 } },
      { id: "d", ping: true },
    ]);
    expect(inventory?.devices[3]).not.toHaveProperty("snmp");
  });

  test("is told its template's faults once, where the template has them, and its own where they are", () => {
    const { faults } = read(`templates:
  - { id: router, snmp: { intervalS: soon } }
devices:
  - { id: a, name: A, site: ub, address: 10.0.0.1, use: router }
  - { id: b, name: B, site: ub, address: 10.0.0.2, use: router }
  - { id: c, name: C, site: ub, use: router }`);
    expect(faults).toEqual([
      "1.yaml:2 snmp.intervalS has to be a number, not soon",
      "1.yaml:6 address is missing",
    ]);
  });

  test("never takes over an id, and a template twice or without one is a fault", () => {
    const { faults } = read(`templates:
  - { id: a, cir: 50M }
  - { id: a, cir: 60M }
  - { cir: 70M }
links:
  - { name: L, site: ub, address: 10.0.0.1, use: a }`);
    expect(faults).toEqual([
      "1.yaml:3 template a is defined twice: here and in 1.yaml, line 2",
      "1.yaml:4 id is missing",
      "1.yaml:6 id is missing",
    ]);
  });
});

describe("defaults of a list", () => {
  test("hold for each of its entries, below what these and their templates say", () => {
    const { inventory, faults } = read(`defaults:
  links: { cir: 50M, carrier: Nhà mạng A, sla: 99.5 }
templates: [{ id: nhanh, cir: 200M }]
links:
  - { id: a, name: A, site: ub, address: 10.0.0.1 }
  - { id: b, name: B, site: ub, address: 10.0.0.2, use: nhanh, carrier: Nhà mạng B }`);
    expect(faults).toEqual([]);
    expect(inventory?.links).toMatchObject([
      { cir: 50e6, carrier: "Nhà mạng A", sla: 99.5 },
      { cir: 200e6, carrier: "Nhà mạng B", sla: 99.5 },
    ]);
  });

  test("hide nothing else that is wrong", () => {
    const { faults } = read(`defaults: { lnks: {} }
links: [{ id: a, name: A, site: nowhere, address: 10.0.0.1, use: none }]`);
    expect(faults).toContain("1.yaml:2 there is no template none");
    expect(faults.length).toBeGreaterThan(1);
  });
});

test("a commune is five lines", () => {
  const { inventory, faults } = read(
    `defaults:
  links: { carrier: Nhà mạng A, cir: 50M, sla: 99.5 }
  devices: { snmp: { community: tinh } }
  videoPoints: { sip: {}, h323: {} }`,
    `
units: [{ id: co-to, name: Đặc khu Cô Tô, kind: commune }]
sites: [{ id: co-to, name: UBND Cô Tô, unit: co-to }]
links: [{ id: co-to-1, name: Cô Tô, site: co-to, address: 10.20.30.1 }]
devices: [{ id: rt-co-to, name: Router Cô Tô, site: co-to, address: 10.20.30.2 }]
videoPoints: [{ id: vc-co-to, name: Phòng họp Cô Tô, site: co-to, address: 10.20.30.40 }]`,
  );
  expect(faults).toEqual([]);
  expect(inventory?.links[0]?.carrier).toBe("Nhà mạng A");
  expect(inventory?.devices[0]?.snmp).toMatchObject({ community: "tinh" });
  expect(inventory?.videoPoints[0]?.sip).toMatchObject({ transport: "udp" });
});

test("a key template that a channel has of its own is left to it", () => {
  const { inventory, faults } = read(
    `channels: [{ id: zns, name: ZNS, kind: zalo, appId: "1", appSecret: { secret: zalo-app }, refreshToken: { secret: zalo-token }, template: "1234" }]`,
  );
  expect([faults, inventory?.channels[0]]).toEqual([[], expect.objectContaining({ template: "1234" })]);
});
