import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.feed": "feed",
  "column.drawing": "devices",
  "column.alone": "on it alone",
  "column.load": "load",
  "column.loadMax": "may carry",
  "column.loadPct": "load %",
  "column.nowPct": "now %",
  "column.afterPct": "after %",
  "feed.none": "No device of the inventory says that it carries a feed (supplies).",
  "feed.more": "and {count} more",
  "feed.dies": "Would die:",
  "feed.follows": "Would no longer be reached:",
  "feed.burdens": "What is left would carry (limit {limit} %):",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.feed": "nguồn",
  "column.drawing": "thiết bị",
  "column.alone": "chỉ nguồn này",
  "column.load": "tải",
  "column.loadMax": "tải cho phép",
  "column.loadPct": "tải %",
  "column.nowPct": "hiện nay %",
  "column.afterPct": "sau đó %",
  "feed.none": "Chưa thiết bị nào trong danh mục ghi là nó cấp nguồn (supplies).",
  "feed.more": "và {count} mục nữa",
  "feed.dies": "Sẽ tắt:",
  "feed.follows": "Sẽ mất đường tới:",
  "feed.burdens": "Phần còn lại sẽ tải (giới hạn {limit} %):",
};

/** What is said of feeds. */
export const powerWords: Catalogue<keyof typeof en> = { en, vi };
