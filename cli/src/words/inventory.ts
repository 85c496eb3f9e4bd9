import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "inventory.applied": "Applied as revision {revision}: {counts}.",
  "inventory.valid": "The inventory is valid: {counts}.",
  "inventory.same": "Nothing changes.",
  "inventory.summary": "{added} added, {changed} changed, {removed} removed",
  "inventory.added": "added",
  "inventory.changed": "changed",
  "inventory.removed": "removed",
  "inventory.mend": "mend: {mend}",
  "inventory.invalid": "the inventory is not valid, nothing was changed; faults: {count}",
  "inventory.noFile": "there is no file or folder {path}",
  "inventory.unreadable": "cannot read {path} ({why})",
  "inventory.pathHint": "give a folder of YAML files, or the files",
  "inventory.emptyFolder": "there is no .yaml or .yml file in {path}",
  "inventory.emptyFolderHint":
    "an inventory is one or more YAML files with units, sites, links, devices, services, videoPoints, racks",
  "inventory.tooMany": "{count} files are more than the {most} that can be sent at once",
  "inventory.tooLarge": "{path} is larger than {most} MB",
  "inventory.tooManyHint": "is that the right folder?",
  "inventory.encoding": "{path} is not UTF-8 text",
  "inventory.encodingHint": "save it as UTF-8",
} as const;

const vi: Record<keyof typeof en, string> = {
  "inventory.applied": "Đã áp dụng, bản {revision}: {counts}.",
  "inventory.valid": "Danh mục hợp lệ: {counts}.",
  "inventory.same": "Không có thay đổi.",
  "inventory.summary": "thêm {added}, sửa {changed}, bỏ {removed}",
  "inventory.added": "thêm",
  "inventory.changed": "sửa",
  "inventory.removed": "bỏ",
  "inventory.mend": "cách sửa: {mend}",
  "inventory.invalid": "danh mục không hợp lệ, chưa thay đổi gì; số lỗi: {count}",
  "inventory.noFile": "không có tệp hay thư mục {path}",
  "inventory.unreadable": "không đọc được {path} ({why})",
  "inventory.pathHint": "hãy nêu một thư mục chứa tệp YAML, hoặc các tệp",
  "inventory.emptyFolder": "không có tệp .yaml hay .yml nào trong {path}",
  "inventory.emptyFolderHint":
    "danh mục gồm một hay nhiều tệp YAML có units, sites, links, devices, services, videoPoints, racks",
  "inventory.tooMany": "{count} tệp vượt quá {most} tệp mỗi lần gửi",
  "inventory.tooLarge": "{path} lớn hơn {most} MB",
  "inventory.tooManyHint": "có đúng thư mục không?",
  "inventory.encoding": "{path} không phải văn bản UTF-8",
  "inventory.encodingHint": "hãy lưu lại bằng mã UTF-8",
};

/** Reading and applying inventories. */
export const inventoryWords: Catalogue<keyof typeof en> = { en, vi };
