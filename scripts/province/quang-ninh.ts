import { dataCentre } from "./data-centre.ts";
import type { Facts, NewCommune, OldCommune, OldDistrict } from "./facts.ts";
import { idOf, within } from "./name.ts";
import { agencies, districtOffices, services } from "./quang-ninh-offices.ts";
import { addSite, createCircuits, emptyLists, type SiteLists, siteDefaults } from "./site.ts";
import type { Entry, InventoryFile, Value } from "./yaml.ts";

const merge = "2025-07-01";
const province = "quang-ninh";
const about = (...lines: string[]) => [
  ...lines,
  "Do scripts/province.ts tạo ra từ facts/: sửa ở đó rồi chạy lại, không sửa ở đây.",
];

/** Codes of the new communes in which the seats of the districts lie. */
const seats: Readonly<Record<string, string>> = {
  "193": "06685",
  "194": "06712",
  "195": "06793",
  "196": "06811",
  "198": "06838",
  "199": "06862",
  "200": "06895",
  "201": "06922",
  "202": "06978",
  "203": "06994",
  "205": "07093",
  "206": "07132",
  "207": "07192",
};

/** Code of the commune in which the offices of the province are. */
const provinceSeat = "06685";

const oldId = ({ name, code }: OldDistrict | OldCommune) => `${idOf(name)}-${code}`;
const newId = ({ name }: NewCommune) => idOf(name);

/** Everything the parts need of the facts, by code. */
interface Tree {
  facts: Facts;
  newByCode: ReadonlyMap<string, NewCommune>;
  /** Into which new communes an old one went. */
  heirs: ReadonlyMap<string, readonly NewCommune[]>;
}

/** The inventory of the reference province, file by file. */
export function quangNinh(facts: Facts): InventoryFile[] {
  const heirs = new Map<string, NewCommune[]>();
  for (const commune of facts.communes) {
    for (const code of commune.mergedFrom) heirs.set(code, [...(heirs.get(code) ?? []), commune]);
  }
  const newByCode = new Map(facts.communes.map((commune) => [commune.code, commune]));
  const tree: Tree = { facts, newByCode, heirs };
  const circuits = createCircuits("QN");
  const agencyLists = emptyLists();
  for (const [
    at,
    { id, name, cir, backupCir, videoRooms = ["Phòng họp"], wifi = false },
  ] of agencies.entries()) {
    const seat = facts.middles.get(provinceSeat);
    const network = `10.22.${at + 1}`;
    const plan = {
      id,
      name,
      unit: id,
      coordinates: seat,
      net: network,
      cir: cir ?? "200M",
      videoRooms,
      wifi,
    };
    addSite(agencyLists, { ...plan, ...(backupCir === undefined ? {} : { backupCir }) }, circuits);
  }
  return [
    oldTree(facts),
    newTree(facts, heirs),
    {
      name: "co-quan-tinh.yaml",
      about: about("Cơ quan cấp tỉnh: đơn vị, trụ sở, đường truyền, thiết bị, điểm cầu (10.22.0.0/16)."),
      defaults: siteDefaults,
      lists: {
        units: [
          { id: province, name: "Tỉnh Quảng Ninh", kind: "province", code: "22" },
          ...agencies.map(({ id, name, kind }): Entry => ({ id, name, kind, parent: province })),
        ],
        ...agencyLists,
      },
    },
    ...facts.districts.map((district, at) => districtFile(tree, district, at, circuits)),
    stations(tree),
    {
      name: "trung-tam-du-lieu.yaml",
      about: about(
        "Trung tâm dữ liệu Tier III: phòng máy, 40 tủ rack, nguồn A/B, làm mát, cảm biến (10.20.0.0/16).",
      ),
      lists: dataCentre("trung-tam-du-lieu"),
    },
    {
      name: "dich-vu.yaml",
      about: about("Dịch vụ dùng chung của tỉnh."),
      lists: { services, heartbeats: nightly },
    },
  ];
}

function oldTree({ districts }: Facts): InventoryFile {
  const units = districts.flatMap((district): Entry[] => [
    { ...unitOf(district, "district"), parent: province, to: merge },
    ...district.communes.map((commune) => ({
      ...unitOf(commune, "commune"),
      parent: oldId(district),
      to: merge,
    })),
  ]);
  return {
    name: "don-vi-truoc-2025-07.yaml",
    about: about("13 huyện, thị xã, thành phố và 177 xã, phường, thị trấn, đến hết ngày 30/6/2025."),
    lists: { units },
  };
}

const unitOf = (unit: OldDistrict | OldCommune, kind: "district" | "commune"): Entry => ({
  id: oldId(unit),
  name: unit.name,
  kind,
  code: unit.code,
});

function newTree({ districts, communes }: Facts, heirs: Tree["heirs"]): InventoryFile {
  const units = communes.map(
    (commune): Entry => ({
      id: newId(commune),
      name: commune.name,
      kind: "commune",
      parent: province,
      code: commune.code,
      from: merge,
    }),
  );
  const successions = districts
    .flatMap(({ communes: old }) => old)
    .flatMap((commune) => {
      const into = heirs.get(commune.code) ?? [];
      const share = into.length === 1 ? "whole" : "part";
      return into.map((heir): Entry => ({ from: oldId(commune), to: newId(heir), share, on: merge }));
    });
  return {
    name: "don-vi-tu-2025-07.yaml",
    about: about("54 xã, phường, đặc khu từ ngày 1/7/2025, và các đơn vị cũ trở thành gì."),
    lists: { units, successions },
  };
}

/** The new commune an old one's office belongs to: the one that kept its code, else the first it went into. */
function heirOf({ heirs }: Tree, { code }: OldCommune): NewCommune {
  const into = heirs.get(code) ?? [];
  const heir = into.find((one) => one.code === code) ?? into[0];
  if (heir === undefined) throw new Error(`no unit took over ${code}`);
  return heir;
}

const moves = (before: string, after: string): Value => [{ unit: before }, { unit: after, from: merge }];

function districtFile(
  tree: Tree,
  district: OldDistrict,
  index: number,
  circuits: ReturnType<typeof createCircuits>,
): InventoryFile {
  const lists: SiteLists = emptyLists();
  const name = idOf(district.name);
  const seat = tree.newByCode.get(seats[district.code] ?? "");
  if (seat === undefined) throw new Error(`${district.name} has no seat`);
  const net = `10.${101 + index}`;
  for (const [at, office] of districtOffices.entries()) {
    const plan = {
      id: `${office.id}-${name}`,
      name: `${office.name} ${within(district.name)}`,
      unit: moves(oldId(district), newId(seat)),
      net: `${net}.${at + 1}`,
      cir: "100M",
      videoRooms: office.id === "ubnd" ? ["Phòng họp"] : [],
      wifi: office.id === "hcc",
    };
    // an island: the cable has a microwave link beside it
    const isIsland = district.code === "207" && office.id === "ubnd";
    addSite(lists, { ...plan, ...(isIsland ? { backupCir: "20M" } : {}) }, circuits);
  }
  for (const [at, commune] of district.communes.entries()) {
    const heir = heirOf(tree, commune);
    const plan = {
      id: `mot-cua-${oldId(commune)}`,
      name: `Bộ phận Một cửa ${within(commune.name)}`,
      unit: moves(oldId(commune), newId(heir)),
      net: `${net}.${101 + at}`,
      coordinates: tree.facts.middles.get(heir.code),
      cir: "50M",
      videoRooms: ["Phòng họp"],
      wifi: commune.kind !== "commune" || ["203", "207"].includes(district.code),
    };
    addSite(lists, plan, circuits);
  }
  return {
    name: `khu-vuc-${name}.yaml`,
    about: about(
      `${district.name} trước ngày 1/7/2025: cơ quan cấp huyện và trụ sở ${district.communes.length} xã, phường (${net}.0.0/16).`,
      "Mỗi trụ sở giữ nguyên mã và đường truyền; từ ngày sắp xếp chỉ đổi đơn vị.",
    ),
    lists: { ...lists },
  };
}

/** What runs at night and says how it went. */
const nightly: readonly Entry[] = [
  {
    ...{ id: "sao-luu-csdl", name: "Sao lưu cơ sở dữ liệu hằng đêm", site: "trung-tam-du-lieu" },
    ...{ at: ["02:00"], withinS: 7200, graceS: 3600 },
  },
];

const stationCount = 86;

/** One in each new commune, and further ones in old communes until there are all. */
function stations(tree: Tree): InventoryFile {
  const old = tree.facts.districts.flatMap(({ communes }) => communes);
  const seen = new Map<string, number>();
  const ranked = old.map((commune) => {
    const heir = heirOf(tree, commune);
    const rank = seen.get(heir.code) ?? 0;
    seen.set(heir.code, rank + 1);
    return { commune, heir, rank };
  });
  const chosen = ranked.toSorted((a, b) => a.rank - b.rank).slice(0, stationCount);
  const lists = emptyLists();
  const heartbeats: Entry[] = [];
  for (const [at, { commune, heir }] of chosen.entries()) {
    const id = `quan-trac-${oldId(commune)}`;
    const name = `Trạm quan trắc môi trường ${within(commune.name)}`;
    lists.sites.push({ id, name, unit: moves(oldId(commune), newId(heir)) });
    heartbeats.push({ id, name: `Số liệu ${name}`, site: id, intervalS: 600, graceS: 600 });
    lists.devices.push({ id, name: `Bộ ghi ${name}`, site: id, address: `10.23.${at + 1}.1` });
  }
  return {
    name: "quan-trac.yaml",
    about: about(
      "86 trạm quan trắc môi trường: không có đường truyền riêng, bộ ghi dùng mạng di động (10.23.0.0/16).",
      "Mỗi trạm tự báo mười phút một lần (heartbeats); im lặng quá hai mươi phút là mất số liệu.",
    ),
    lists: { sites: lists.sites, devices: lists.devices, heartbeats },
  };
}
