import type { Entry, Value } from "./yaml.ts";

/** The carriers, and how many of every ten circuits each has. */
const carriers = [..."ABABCABACA"].map((letter) => `Nhà mạng ${letter}`);

export interface SitePlan {
  id: string;
  name: string;
  unit: Value;
  /** The first three octets of its network, e.g. `10.101.3`. */
  net: string;
  coordinates?: readonly [number, number] | undefined;
  cir: string;
  /** A second circuit, of the carrier after the first one's. */
  backupCir?: string;
  /** Rooms for video conferences. */
  videoRooms: readonly string[];
  wifi: boolean;
}

export interface SiteLists {
  sites: Entry[];
  links: Entry[];
  devices: Entry[];
  videoPoints: Entry[];
}

export const emptyLists = (): SiteLists => ({ sites: [], links: [], devices: [], videoPoints: [] });

/** What every link and video point of a province has, written once. */
export const siteDefaults: Readonly<Record<string, Entry>> = {
  links: { sla: 99.5 },
  videoPoints: { sip: {}, h323: {} },
};

/** Numbers circuits over the whole province. */
export function createCircuits(prefix: string) {
  let next = 1;
  return (): { carrier: string; following: string; circuit: string } => {
    const at = next;
    next += 1;
    const carrierAt = (index: number) => carriers[index % carriers.length] ?? "";
    const carrier = carrierAt(at);
    const following =
      [1, 2, 3].map((step) => carrierAt(at + step)).find((name) => name !== carrier) ?? carrier;
    return { carrier, following, circuit: `${prefix}-${String(at).padStart(4, "0")}` };
  };
}

/** What a place with a connection has, at the same addresses of every network. */
export function addSite(lists: SiteLists, plan: SitePlan, circuits: ReturnType<typeof createCircuits>): void {
  const { id, name, unit, net, coordinates, cir, backupCir, videoRooms, wifi } = plan;
  lists.sites.push({ id, name, unit, coordinates });
  const { carrier, following, circuit } = circuits();
  lists.links.push({
    id: `${id}-1`,
    name,
    site: id,
    address: `${net}.254`,
    carrier,
    circuit,
    cir,
  });
  if (backupCir !== undefined) {
    const second = circuits();
    const backup = { carrier: following, circuit: second.circuit, cir: backupCir, role: "backup", sla: 99 };
    lists.links.push({
      id: `${id}-2`,
      name: `${name} – dự phòng`,
      site: id,
      address: `${net}.253`,
      ...backup,
    });
  }
  lists.devices.push({ id: `rt-${id}`, name: `Router ${name}`, site: id, address: `${net}.1`, snmp: {} });
  if (wifi)
    lists.devices.push({ id: `wifi-${id}`, name: `Wi-Fi công cộng ${name}`, site: id, address: `${net}.20` });
  for (const [at, room] of videoRooms.entries()) {
    const point = { id: `vc-${id}${at === 0 ? "" : `-${at + 1}`}`, name: `${room} ${name}`, site: id };
    lists.videoPoints.push({ ...point, address: `${net}.${40 + at}` });
  }
}
