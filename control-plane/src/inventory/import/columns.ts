import type { SheetKind } from "@haidang/contract/inventory-api.ts";
import { type Language, searchKey } from "@haidang/contract/text.ts";

type Titles = Readonly<Record<Language, string>>;
/** What a cell means: `unit` and `site` are names of such. */
export type Meaning = "text" | "rate" | "day" | "number" | "unit" | "site" | "carrier" | "choice";

export interface Column {
  field: string;
  titles: Titles;
  /** What else people write as its header. */
  also: readonly string[];
  as: Meaning;
  required?: true;
  /** For `choice`: what is written for each value. */
  choices?: ReadonlyArray<{ value: string; titles: Titles }>;
  example: string;
}

const text = (field: string, titles: Titles, also: readonly string[], example: string): Column => ({
  ...{ field, titles, also, as: "text", example },
});
const required = (column: Column): Column => ({ ...column, required: true });

const id = text("id", { vi: "Mã", en: "Id" }, ["ma dinh danh", "code id"], "");
const name = required(
  text("name", { vi: "Tên", en: "Name" }, ["ten don vi ket noi", "ten goi", "ten tru so"], "Trụ sở UBND"),
);
const address = required(
  text("address", { vi: "Địa chỉ IP", en: "IP address" }, ["ip", "dia chi", "address"], "10.20.30.1"),
);
const unit: Column = {
  ...text("unit", { vi: "Đơn vị", en: "Unit" }, ["thuoc don vi", "co quan", "xa phuong", "office"], ""),
  ...{ as: "unit", required: true },
};
const parent: Column = {
  ...text("parent", { vi: "Đơn vị cấp trên", en: "Parent" }, ["cap tren", "truc thuoc"], ""),
  as: "unit",
};
const site: Column = {
  ...text("site", { vi: "Trụ sở", en: "Site" }, ["dia diem", "diem", "noi dat"], ""),
  ...{ as: "site", required: true },
};
const from: Column = {
  ...text("from", { vi: "Từ ngày", en: "From" }, ["ngay bat dau"], "01/07/2025"),
  as: "day",
};
const to: Column = { ...text("to", { vi: "Đến ngày", en: "To" }, ["ngay ket thuc"], ""), as: "day" };
const place: readonly Column[] = [
  {
    ...text("longitude", { vi: "Kinh độ", en: "Longitude" }, ["long", "lng", "lon"], "107.36"),
    as: "number",
  },
  { ...text("latitude", { vi: "Vĩ độ", en: "Latitude" }, ["lat"], "21.53"), as: "number" },
];
const circuitColumns: readonly Column[] = [
  address,
  {
    ...text(
      "carrier",
      { vi: "Nhà mạng", en: "Carrier" },
      ["nha cung cap", "isp", "don vi cung cap"],
      "Nhà mạng A",
    ),
    as: "carrier",
  },
  text(
    "circuit",
    { vi: "Số hiệu kênh", en: "Circuit" },
    ["ma kenh", "so thue bao", "circuit id", "ma duong truyen"],
    "MAU-0001",
  ),
  {
    ...text("cir", { vi: "CIR", en: "CIR" }, ["toc do", "bang thong", "bandwidth", "toc do cam ket"], "50M"),
    as: "rate",
  },
  {
    ...text("role", { vi: "Vai trò", en: "Role" }, ["loai kenh"], "Chính"),
    as: "choice",
    choices: [
      { value: "primary", titles: { vi: "Chính", en: "primary" } },
      { value: "backup", titles: { vi: "Dự phòng", en: "backup" } },
    ],
  },
];
const unitKind: Column = {
  ...text("kind", { vi: "Loại", en: "Kind" }, ["cap", "loai don vi"], "Xã, phường"),
  as: "choice",
  choices: [
    { value: "province", titles: { vi: "Tỉnh", en: "province" } },
    { value: "department", titles: { vi: "Sở, ngành", en: "department" } },
    { value: "district", titles: { vi: "Huyện", en: "district" } },
    { value: "commune", titles: { vi: "Xã, phường", en: "commune" } },
    { value: "centre", titles: { vi: "Trung tâm", en: "centre" } },
    { value: "office", titles: { vi: "Cơ quan", en: "office" } },
    { value: "other", titles: { vi: "Khác", en: "other" } },
  ],
};
const calls: Column = {
  ...text("calls", { vi: "Giao thức", en: "Protocol" }, ["bao hieu", "signalling"], "SIP"),
  as: "choice",
  required: true,
  choices: [
    { value: "sip", titles: { vi: "SIP", en: "SIP" } },
    { value: "h323", titles: { vi: "H.323", en: "H.323" } },
    { value: "both", titles: { vi: "SIP và H.323", en: "SIP and H.323" } },
  ],
};

/** What a sheet of each kind lists, in the order its template has. */
export const sheetColumns: Readonly<Record<SheetKind, readonly Column[]>> = {
  networkUnits: [id, name, unit, from, ...place, ...circuitColumns],
  units: [
    ...[id, name, unitKind, parent],
    ...[text("code", { vi: "Mã hành chính", en: "Code" }, ["ma don vi", "ma dvhc"], "06649"), from, to],
  ],
  sites: [id, name, unit, from, ...place],
  links: [id, name, site, ...circuitColumns],
  devices: [id, name, site, address],
  videoPoints: [id, name, site, address, calls],
};

export const sheetTitles: Readonly<Record<SheetKind, Titles>> = {
  networkUnits: { vi: "Đơn vị kết nối mạng", en: "Network units" },
  units: { vi: "Đơn vị", en: "Units" },
  sites: { vi: "Trụ sở", en: "Sites" },
  links: { vi: "Đường truyền", en: "Links" },
  devices: { vi: "Thiết bị", en: "Devices" },
  videoPoints: { vi: "Điểm cầu", en: "Video points" },
};

/** A header as compared: without diacritics, marks, and what stands in brackets. */
export function headerKey(header: string): string {
  return searchKey(header.replace(/\([^)]*\)/g, " ").replace(/[*:._-]/g, " "));
}

/** The column of a kind that a header most likely means. */
export function columnOf(kind: SheetKind, header: string): Column | undefined {
  const key = headerKey(header);
  if (key === "") return undefined;
  return sheetColumns[kind].find(
    ({ field, titles, also }) =>
      headerKey(field) === key ||
      headerKey(titles.vi) === key ||
      headerKey(titles.en) === key ||
      also.includes(key),
  );
}

/** bit/s for a plain number below such a header, e.g. `Tốc độ (Mbps)`; undefined where it names no unit. */
export function rateScale(header: string): number | undefined {
  const unit = /\(\s*([kmg])(?:b|bit|bps|bit\/s|b\/s)?[^)]*\)/i.exec(header)?.[1]?.toLowerCase();
  return unit === "k" ? 1e3 : unit === "m" ? 1e6 : unit === "g" ? 1e9 : undefined;
}
