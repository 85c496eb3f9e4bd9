import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "arg.geojson": "a GeoJSON file: a FeatureCollection of polygons",
  "flag.mapCentre": "id of the site where links begin that name no other near end",
  "map.set.summary": "Set the outlines of the units that the overview draws",
  "map.set.description":
    "Each feature says whose outline it is by the property id or code of a unit. Sites are drawn where their coordinates are, links between them. A file without features takes the map away.",
  "map.set.example.province": "The map of the reference province",
} as const;

const vi: Record<keyof typeof en, string> = {
  "arg.geojson": "tệp GeoJSON: một FeatureCollection gồm các đa giác",
  "flag.mapCentre": "id trụ sở là đầu gần của các đường truyền không ghi đầu gần",
  "map.set.summary": "Đặt đường bao các đơn vị để vẽ bản đồ ở trang tổng quan",
  "map.set.description":
    "Mỗi feature cho biết là của đơn vị nào bằng thuộc tính id hoặc code. Trụ sở vẽ theo tọa độ của nó, đường truyền vẽ giữa các trụ sở. Tệp không có feature nào thì bỏ bản đồ.",
  "map.set.example.province": "Bản đồ của tỉnh mẫu",
};

/** Help of the commands about the map. */
export const mapHelp: Catalogue<keyof typeof en> = { en, vi };
