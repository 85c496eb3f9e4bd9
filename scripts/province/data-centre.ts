import type { Entry } from "./yaml.ts";

const rows = ["a", "b"] as const;
const racksPerRow = 20;
const network = "10.20";

/** Racks in two machine rooms, what stands in them, and what keeps them running, all at one site. */
export function dataCentre(site: string): { racks: Entry[]; devices: Entry[] } {
  const racks = rows.flatMap((row, room) =>
    Array.from({ length: racksPerRow }, (_, at) => {
      const id = `${row}${String(at + 1).padStart(2, "0")}`;
      return { id, number: room * racksPerRow + at + 1, room: `Phòng máy ${room + 1}` };
    }),
  );
  return {
    racks: racks.map(({ id, room }) => ({ id, name: `Tủ ${id.toUpperCase()}`, site, room })),
    devices: [...core(site), ...racks.flatMap((rack) => mounted(site, rack)), ...facility(site)],
  };
}

/** A switch on top, two servers, and a power strip on each feed. */
function mounted(site: string, { id, number }: { id: string; number: number }): Entry[] {
  const name = id.toUpperCase();
  const at = (last: number, u: number) => ({
    site,
    address: `${network}.${number}.${last}`,
    rack: { id, u },
  });
  return [
    { id: `sw-${id}`, name: `Chuyển mạch tủ ${name}`, ...at(10, 42), snmp: {} },
    { id: `may-chu-${id}-1`, name: `Máy chủ ${name}-1`, ...at(11, 20) },
    { id: `may-chu-${id}-2`, name: `Máy chủ ${name}-2`, ...at(12, 10) },
    { id: `pdu-${id}-a`, name: `Thanh nguồn A tủ ${name}`, ...at(1, 1), snmp: {} },
    { id: `pdu-${id}-b`, name: `Thanh nguồn B tủ ${name}`, ...at(2, 2), snmp: {} },
  ];
}

function core(site: string): Entry[] {
  const pairs = [
    { id: "core", name: "Chuyển mạch lõi", u: 38 },
    { id: "tuong-lua", name: "Tường lửa", u: 36 },
    { id: "bien", name: "Router biên", u: 34 },
    { id: "luu-tru", name: "Tủ đĩa lưu trữ", u: 24 },
    { id: "cau-da-diem", name: "Cầu đa điểm", u: 32 },
  ];
  return pairs.flatMap(({ id, name, u }, pair) =>
    rows.map((row, at) => ({
      id: `${id}-${at + 1}`,
      name: `${name} ${at + 1}`,
      site,
      address: `${network}.100.${pair * 10 + at + 1}`,
      rack: { id: `${row}01`, u },
      snmp: {},
    })),
  );
}

/** Feeds, generators, UPS, transfer switches, cooling and sensors: read over SNMP, in no rack. */
function facility(site: string): Entry[] {
  const sorts = [
    { id: "nguon", name: "Công tơ nguồn", count: 2, byFeed: true },
    { id: "may-phat", name: "Máy phát điện", count: 2, byFeed: false },
    { id: "ups", name: "Bộ lưu điện", count: 2, byFeed: true },
    { id: "ats", name: "Bộ chuyển nguồn", count: 2, byFeed: false },
    { id: "dieu-hoa", name: "Điều hòa chính xác", count: 8, byFeed: false },
    { id: "cam-bien", name: "Cảm biến nhiệt độ, độ ẩm, rò nước", count: 20, byFeed: false },
  ];
  return sorts.flatMap(({ id, name, count, byFeed }, sort) =>
    Array.from({ length: count }, (_, at) => {
      const tag = byFeed ? (rows[at] ?? "") : String(at + 1);
      return {
        id: `${id}-${tag}`,
        name: `${name} ${tag.toUpperCase()}`,
        site,
        address: `${network}.${110 + sort}.${at + 1}`,
        snmp: {},
      };
    }),
  );
}
