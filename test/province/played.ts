import { HaidangError } from "@haidang/contract/error.ts";
import type { InventoryFiles } from "@haidang/contract/inventory-api.ts";
import type { Inventory, Unit } from "@haidang/contract/object.ts";
import { parseInventory } from "@haidang/control-plane/inventory/parse.ts";

/** A machine that answers at an address of the inventory. */
export interface PlayedHost {
  id: string;
  name: string;
  site: string;
  address: string;
  role: Role;
  /** Speaks SNMP. */
  snmp: boolean;
  rack: string | undefined;
}

export type Role = "router" | "border" | "switch" | "pdu" | "ups" | "meter" | "sensor" | "machine" | "video";

/** The line of a site. */
export interface PlayedLine {
  id: string;
  name: string;
  site: string;
  address: string;
  cirBps: number;
}

export interface PlayedSite {
  id: string;
  name: string;
  /** The district it stands in, as it was called before July 2025; absent for places of the whole province. */
  area: string | undefined;
}

/** A province as its far ends are played: what the inventory has addresses for. */
export interface Played {
  sites: ReadonlyMap<string, PlayedSite>;
  lines: readonly PlayedLine[];
  hosts: readonly PlayedHost[];
  /** Districts by id, e.g. `ba-che-202`, and their names. */
  areas: ReadonlyMap<string, string>;
  racks: ReadonlyMap<string, string>;
  /** Names that have an address in the data centre, for DNS and certificates. */
  names: ReadonlyMap<string, string>;
}

const plainLineBps = 50e6;

/** What is to be played for an inventory; a HaidangError names its first fault when it has any. */
export function readPlayed(files: InventoryFiles["files"]): Played {
  const parsed = parseInventory(files);
  if ("faults" in parsed) {
    const [first] = parsed.faults;
    throw new HaidangError("inventory_invalid", first?.message ?? "the inventory has faults", {
      hint: "npx haidang inventory validate names them all",
    });
  }
  return playedOf(parsed.inventory);
}

function playedOf(inventory: Inventory): Played {
  const units = new Map(inventory.units.map((unit) => [unit.id, unit]));
  const areas = new Map<string, string>();
  const sites = new Map<string, PlayedSite>();
  for (const { id, name, unit } of inventory.sites) {
    const placed = typeof unit === "string" ? [unit] : unit.map((placement) => placement.unit);
    const area = placed.map((one) => districtOf(one, units)).find((found) => found !== undefined);
    if (area !== undefined) areas.set(area.id, area.name);
    sites.set(id, { id, name, area: area?.id });
  }
  const lines = inventory.links.map(({ id, name, site, address, cir }) => {
    return { id, name, site, address, cirBps: cir ?? plainLineBps };
  });
  const devices = inventory.devices.map(({ id, name, site, address, snmp, rack }) => {
    return { id, name, site, address, role: roleOf(id), snmp: snmp !== undefined, rack: rack?.id };
  });
  const points = inventory.videoPoints.map(({ id, name, site, address }) => {
    return { id, name, site, address, role: "video" as const, snmp: false, rack: undefined };
  });
  const racks = new Map(inventory.racks.map(({ id, name }) => [id, name]));
  return { sites, lines, hosts: [...devices, ...points], areas, racks, names: namesOf(inventory) };
}

/** The district a unit lies in, itself included. */
function districtOf(id: string, units: ReadonlyMap<string, Unit>): Unit | undefined {
  for (let unit = units.get(id), steps = 0; unit !== undefined && steps < 20; steps += 1) {
    if (unit.kind === "district") return unit;
    unit = unit.parent === undefined ? undefined : units.get(unit.parent);
  }
  return undefined;
}

const roles: readonly (readonly [RegExp, Role])[] = [
  [/^rt-/, "router"],
  [/^bien-/, "border"],
  [/^(?:sw|core|tuong-lua)-/, "switch"],
  [/^pdu-/, "pdu"],
  [/^ups-/, "ups"],
  [/^(?:nguon|ats|may-phat)-/, "meter"],
  [/^(?:cam-bien|dieu-hoa)-/, "sensor"],
];

/** What kind of machine it is, by the names the reference province gives. */
function roleOf(id: string): Role {
  return roles.find(([pattern]) => pattern.test(id))?.[1] ?? "machine";
}

/** Hosts that the services name, each with an address of 10.20.120.0/24. */
function namesOf({ services }: Inventory): Map<string, string> {
  const names = new Map<string, string>();
  for (const { http, tls } of services) {
    const name = http === undefined ? tls?.address : new URL(http.url).hostname;
    if (name !== undefined && !names.has(name)) names.set(name, `10.20.120.${names.size + 1}`);
  }
  return names;
}
