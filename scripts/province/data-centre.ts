import type { Entry } from "./yaml.ts";

const rows = ["a", "b"] as const;
const racksPerRow = 20;
const network = "10.20";
/** Inlet air of ASHRAE class A1: allowed up to 32 °C (TC 9.9, 2021). */
const warmest = { id: "phong-may", name: "Phòng máy", sensors: [{ sensor: "temperature", high: 32 }] };
const feeds: readonly string[] = rows;

/** Racks in two machine rooms, what stands in them, and what keeps them running, all at one site. */
export function dataCentre(site: string): { thresholds: Entry[]; racks: Entry[]; devices: Entry[] } {
  const racks = rows.flatMap((row, room) =>
    Array.from({ length: racksPerRow }, (_, at) => {
      const id = `${row}${String(at + 1).padStart(2, "0")}`;
      return { id, number: room * racksPerRow + at + 1, room: `Phòng máy ${room + 1}` };
    }),
  );
  return {
    thresholds: [warmest],
    racks: racks.map(({ id, room }) => ({ id, name: `Tủ ${id.toUpperCase()}`, site, room, maxW: 6000 })),
    devices: [...core(site), ...racks.flatMap((rack) => mounted(site, rack)), ...facility(site)],
  };
}

/** A switch on top, two servers, and a power strip on each feed. */
function mounted(site: string, { id, number }: { id: string; number: number }): Entry[] {
  const name = id.toUpperCase();
  const at = (last: number, u: number, heightU?: number) => ({
    site,
    address: `${network}.${number}.${last}`,
    rack: { id, u, heightU },
  });
  const heeded = { thresholds: warmest.id };
  const strip = (feed: string) => ({ feed, as: "strip", maxW: 7360 });
  return [
    { id: `sw-${id}`, name: `Chuyển mạch tủ ${name}`, ...at(10, 42), feeds, snmp: {} },
    { id: `may-chu-${id}-1`, name: `Máy chủ ${name}-1`, ...at(11, 20, 2), feeds },
    { id: `may-chu-${id}-2`, name: `Máy chủ ${name}-2`, ...at(12, 10, 2), feeds },
    {
      id: `pdu-${id}-a`,
      name: `Thanh nguồn A tủ ${name}`,
      ...at(1, 1),
      supplies: strip("a"),
      snmp: {},
      ...heeded,
    },
    {
      id: `pdu-${id}-b`,
      name: `Thanh nguồn B tủ ${name}`,
      ...at(2, 2),
      supplies: strip("b"),
      snmp: {},
      ...heeded,
    },
  ];
}

function core(site: string): Entry[] {
  const pairs = [
    { id: "core", name: "Chuyển mạch lõi", u: 38, heightU: 2 },
    { id: "tuong-lua", name: "Tường lửa", u: 36, heightU: 1 },
    { id: "bien", name: "Router biên", u: 34, heightU: 1 },
    { id: "luu-tru", name: "Tủ đĩa lưu trữ", u: 24, heightU: 4 },
    // with one power supply each, on a feed of its own
    { id: "cau-da-diem", name: "Cầu đa điểm", u: 32, heightU: 2, isSingle: true },
  ];
  return pairs.flatMap(({ id, name, u, heightU, isSingle }, pair) =>
    rows.map((row, at) => ({
      id: `${id}-${at + 1}`,
      name: `${name} ${at + 1}`,
      site,
      address: `${network}.100.${pair * 10 + at + 1}`,
      rack: { id: `${row}01`, u, heightU },
      feeds: isSingle === true ? [row] : feeds,
      snmp: {},
    })),
  );
}

/** Feeds, generators, UPS, transfer switches, cooling and sensors: read over SNMP, in no rack. */
function facility(site: string): Entry[] {
  const sorts = [
    { id: "nguon", name: "Công tơ nguồn", count: 2, byFeed: true, as: "meter" },
    { id: "may-phat", name: "Máy phát điện", count: 2, byFeed: false, needs: 1 },
    { id: "ups", name: "Bộ lưu điện", count: 2, byFeed: true, as: "ups", maxW: 200_000, needs: 1 },
    { id: "ats", name: "Bộ chuyển nguồn", count: 2, byFeed: false, as: "ats", needs: 1 },
    { id: "dieu-hoa", name: "Điều hòa chính xác", count: 8, byFeed: false, needs: 7 },
    { id: "cam-bien", name: "Cảm biến nhiệt độ, độ ẩm, rò nước", count: 20, byFeed: false },
  ];
  return sorts.flatMap(({ id, name, count, byFeed, as, maxW, needs }, sort) =>
    Array.from({ length: count }, (_, at) => {
      const tag = byFeed ? (rows[at] ?? "") : String(at + 1);
      return {
        id: `${id}-${tag}`,
        name: `${name} ${tag.toUpperCase()}`,
        site,
        address: `${network}.${110 + sort}.${at + 1}`,
        ...(as !== undefined && { supplies: { feed: rows[at], as, maxW } }),
        ...(needs !== undefined && { redundancy: { group: name, needs } }),
        snmp: {},
      };
    }),
  );
}
