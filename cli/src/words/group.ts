import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.room": "room",
  "column.heightU": "height (U)",
  "column.u": "U",
  "detail.mounted": "Mounted",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.room": "phòng máy",
  "column.heightU": "chiều cao (U)",
  "column.u": "U",
  "detail.mounted": "Vị trí lắp",
};

/** What is said of racks and of groups of objects. */
export const groupWords: Catalogue<keyof typeof en> = { en, vi };
