import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "store.backedUp":
    "Backed up into {folder}: measurements and records. To restore: haidang restore {folder} --data <new folder>",
  "store.backedUpRecords":
    "Backed up into {folder}: records only. Measurements are on a server of their own: back it up its own way.",
  "migrate.progress": "{pct} %  {measurement} {day}  {rate} samples/s, about {left} min left",
  "migrate.resuming": "{pct} %  {measurement} {day}  moved before",
  "migrate.nothing": "there is nothing to move",
  "migrate.would": "{count} {count|sample|samples} would be moved; nothing was written",
  "migrate.done":
    "{count} {count|sample is|samples are} in the new store; every measurement and day was counted there",
  "migrate.short": "days that hold fewer samples in the new store than were moved: {count}",
  "migrate.since": "--since {text} is not a day: write it like 2026-10-01",
  "migrate.broke": "the mover ended without a result: {why}",
} as const;

const vi: Record<keyof typeof en, string> = {
  "store.backedUp":
    "Đã sao lưu vào {folder}: số liệu đo và hồ sơ. Để khôi phục: haidang restore {folder} --data <thư mục mới>",
  "store.backedUpRecords":
    "Đã sao lưu vào {folder}: chỉ hồ sơ. Số liệu đo nằm trên máy chủ riêng: hãy sao lưu máy chủ đó theo cách của nó.",
  "migrate.progress": "{pct} %  {measurement} {day}  {rate} mẫu/giây, còn khoảng {left} phút",
  "migrate.resuming": "{pct} %  {measurement} {day}  đã chuyển từ trước",
  "migrate.nothing": "không có gì để chuyển",
  "migrate.would": "sẽ chuyển {count} mẫu; chưa ghi gì cả",
  "migrate.done": "{count} mẫu đã ở kho mới; đã đếm lại ở đó từng phép đo, từng ngày",
  "migrate.short": "số ngày mà kho mới có ít mẫu hơn số đã chuyển: {count}",
  "migrate.since": "--since {text} không phải là ngày: hãy viết như 2026-10-01",
  "migrate.broke": "tiến trình chuyển kho dừng mà không có kết quả: {why}",
};

/** The store of measurements: backups and moves. */
export const storeWords: Catalogue<keyof typeof en> = { en, vi };
