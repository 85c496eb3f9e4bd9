import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "map.title": "Map of the province",
  "map.label": "Map of {places} places, {unwell} of them not well",
  "map.many": "{name}: {state}, {alike} of {sites} sites",
  "map.sites": "{count} sites",
  "grid.title": "{count} sites by unit",
  "grid.up": "{count} working",
  "palette.title": "Search",
  "palette.found": "Found",
  "trouble.namesMore": "{names} and {count} more",
  "page.partFailed": "This part of the page could not be fetched.",
} as const;

const vi: Record<keyof typeof en, string> = {
  "map.title": "Bản đồ tỉnh",
  "map.label": "Bản đồ {places} nơi, {unwell} nơi có vấn đề",
  "map.many": "{name}: {state}, {alike}/{sites} trụ sở",
  "map.sites": "{count} trụ sở",
  "grid.title": "{count} trụ sở theo đơn vị",
  "grid.up": "{count} hoạt động",
  "palette.title": "Tìm kiếm",
  "palette.found": "Kết quả",
  "trouble.namesMore": "{names} và {count} mục nữa",
  "page.partFailed": "Không tải được phần này của trang.",
};

/** Words of the wall: the map and the grid of sites. */
export const wallWords: Catalogue<keyof typeof en> = { vi, en };
