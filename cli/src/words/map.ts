import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "map.set": "The map has {outlines} outlines, {matched} of units of the inventory.",
  "map.removed": "There is no map any more; the page shows its units as a grid.",
  "map.unmatched": "No unit has the id or code of: {names}.",
  "map.notJson": "{path} is not JSON",
  "map.notJsonHint": "outlines are written as GeoJSON: a FeatureCollection of polygons",
  "column.outlines": "outlines",
  "column.matched": "of units",
  "column.positions": "positions",
} as const;

const vi: Record<keyof typeof en, string> = {
  "map.set": "Bản đồ có {outlines} đường bao, {matched} là của đơn vị trong danh mục.",
  "map.removed": "Không còn bản đồ; trang chỉ hiện lưới đơn vị.",
  "map.unmatched": "Không đơn vị nào có id hoặc mã: {names}.",
  "map.notJson": "{path} không phải JSON",
  "map.notJsonHint": "đường bao viết theo GeoJSON: một FeatureCollection gồm các đa giác",
  "column.outlines": "đường bao",
  "column.matched": "của đơn vị",
  "column.positions": "số điểm",
};

/** What is said of the map. */
export const mapWords: Catalogue<keyof typeof en> = { en, vi };
