import { emptyInventory, type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportInventory } from "./export.ts";
import { parseInventory } from "./parse.ts";

const nowMs = Date.UTC(2026, 10, 23);
const hostile = fc.constantFrom(
  "true",
  "null",
  "1e3",
  "- a",
  "a: b",
  "# a",
  "=1+1",
  "*a",
  "'",
  '"',
  "2026-01-01",
  "0x1F",
  "~",
  "Cái Chiên",
  "{}",
  "a #b",
  "@x",
  "%y",
  "|",
  "? q",
);
const name = fc.oneof(
  hostile,
  fc.string({ minLength: 1, maxLength: 20 }).filter((text) => /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(text)),
);
const option = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

const secret = fc.oneof(
  fc.constant({ secret: "kho" }),
  fc.string({ minLength: 8, maxLength: 30 }).filter((text) => /^[!-~]+$/.test(text)),
);
const inventories = fc
  .record({
    name,
    circuit: option(name),
    cir: option(
      fc.oneof(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1, max: 900 }).map((rate) => rate * 1e6),
      ),
    ),
    carrier: option(name),
    sla: option(fc.constantFrom(99, 99.5, 100)),
    role: fc.constantFrom("primary", "backup"),
    community: option(secret),
    ping: fc.boolean(),
    heightU: fc.constantFrom(42, 47),
    from: option(fc.constantFrom("2025-07-01", "2026-01-01")),
    longitude: option(fc.double({ min: -180, max: 180, noNaN: true })),
    user: secret,
  })
  .map((any): unknown => ({
    units: [
      { id: "u", name: any.name, code: any.circuit?.slice(0, 20) },
      { id: "v", name: "V" },
    ],
    sites: [
      {
        id: "s",
        name: any.name,
        unit: any.from === undefined ? "u" : [{ unit: "u" }, { unit: "v", from: any.from }],
        coordinates: any.longitude === undefined ? undefined : [any.longitude, 0],
      },
    ],
    links: [
      {
        id: "l",
        name: any.name,
        site: "s",
        address: "10.0.0.1",
        circuit: any.circuit,
        cir: any.cir,
        carrier: any.carrier,
        sla: any.sla,
        role: any.role,
      },
    ],
    devices: [
      {
        id: "d",
        name: any.name,
        site: "s",
        address: "::1",
        ping: any.ping,
        rack: { id: "k", u: 1 },
        snmp: any.community === undefined ? undefined : { version: "2c", community: any.community },
      },
      {
        id: "e",
        name: "E",
        site: "s",
        address: "h",
        snmp: { version: "3", user: "x", auth: { key: any.user } },
      },
    ],
    racks: [{ id: "k", name: "K", site: "s", heightU: any.heightU }],
    videoPoints: [{ id: "p", name: any.name, site: "s", address: "a", sip: {}, kind: "bridge" }],
    contacts: [{ id: "c", name: any.name, phone: "0912345678" }],
    calendars: [{ id: "h", name: "H", hours: { "mon-fri": ["07:30-11:30"] }, default: true }],
  }));

test("whatever an inventory says, its export says the same", () => {
  let taken = 0;
  fc.assert(
    fc.property(inventories, fc.constantFrom("list" as const, "unit" as const), (written, by) => {
      const read = inventorySchema.safeParse(JSON.parse(JSON.stringify(written)));
      if (!read.success) return;
      taken += 1;
      const { files } = exportInventory(read.data, { by, withSecrets: true, nowMs });
      expect(parseInventory(files)).toEqual({ inventory: read.data });
    }),
    { numRuns: 60 },
  );
  expect(taken).toBeGreaterThan(40);
});

test("without secrets none is in the files, and each place has a name of its own", () => {
  const long = "r".repeat(63);
  const device = (id: string) => ({
    id,
    name: "R",
    site: "s",
    address: "a",
    snmp: { version: "2c", community: "b1-m4t" },
  });
  const inventory: Inventory = inventorySchema.parse({
    ...emptyInventory,
    units: [{ id: "u", name: "U" }],
    sites: [{ id: "s", name: "S", unit: "u" }],
    devices: [device("r"), device(long), device(`${long.slice(1)}x`)],
  });
  const { files, withheld } = exportInventory(inventory, { by: "list", withSecrets: false, nowMs });
  expect(new Set(withheld).size).toBe(3);
  const text = files.map((file) => file.text).join();
  expect(text).not.toContain("b1-m4t");
  expect(text).toContain("{ secret: device-r-snmp-community } # was in plain here");
  expect(parseInventory(files, (name) => withheld.includes(name))).toHaveProperty("inventory");
});
