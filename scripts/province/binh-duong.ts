import { idOf, within } from "./name.ts";
import { addSite, createCircuits, emptyLists, siteDefaults } from "./site.ts";
import type { Entry, InventoryFile } from "./yaml.ts";

const province = "binh-duong";

/** Its districts with their connection points: 160, and 24 of the province's own make 184. */
const districts: ReadonlyArray<readonly [name: string, points: number]> = [
  ["Thành phố Thủ Dầu Một", 26],
  ["Thành phố Thuận An", 20],
  ["Thành phố Dĩ An", 18],
  ["Thành phố Tân Uyên", 20],
  ["Thành phố Bến Cát", 17],
  ["Huyện Bàu Bàng", 14],
  ["Huyện Bắc Tân Uyên", 15],
  ["Huyện Dầu Tiếng", 16],
  ["Huyện Phú Giáo", 14],
];
const ownPoints = 24;

/** A province of another make: no merge, no communes by name, two kinds of places. */
export function binhDuong(): InventoryFile[] {
  const circuits = createCircuits("BD");
  const lists = emptyLists();
  const add = (of: { id: string; name: string; unit: string }, net: string, cir: string, rooms: string[]) =>
    addSite(lists, { ...of, net, cir, videoRooms: rooms, wifi: false }, circuits);
  add({ id: "ioc", name: "Trung tâm điều hành thông minh", unit: "ioc" }, "10.74.1", "1G", [
    "Phòng điều hành",
  ]);
  for (let at = 2; at <= ownPoints; at++) {
    const number = String(at).padStart(2, "0");
    const point = { id: `tinh-${number}`, name: `Điểm kết nối cấp tỉnh ${number}`, unit: province };
    add(point, `10.74.${at}`, "200M", []);
  }
  for (const [index, [name, points]] of districts.entries()) {
    for (let at = 1; at <= points; at++) {
      const number = String(at).padStart(2, "0");
      const point = {
        id: `${idOf(name)}-${number}`,
        name: `Điểm kết nối ${number} ${within(name)}`,
        unit: idOf(name),
      };
      add(point, `10.${75 + index}.${at}`, "50M", at === 1 ? ["Phòng họp"] : []);
    }
  }
  const units: Entry[] = [
    { id: province, name: "Tỉnh Bình Dương", kind: "province" },
    { id: "ioc", name: "Trung tâm điều hành thông minh", kind: "centre", parent: province },
    ...districts.map(([name]) => ({ id: idOf(name), name, kind: "district", parent: province })),
  ];
  const services: Entry[] = [
    {
      id: "ioc",
      name: "Trung tâm điều hành (IOC)",
      unit: "ioc",
      http: { url: "https://ioc.binh-duong.example/" },
    },
  ];
  return [
    {
      name: "binh-duong.yaml",
      about: ["184 điểm kết nối và trung tâm điều hành. Do scripts/province.ts tạo ra."],
      defaults: siteDefaults,
      lists: { units, ...lists, services },
    },
  ];
}
