import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.revision": "revision",
  "column.applied": "in force since",
  "column.inForce": "now",
  "revision.inForce": "in force",
  "revision.head": "Revision {revision}, put in force {time} by {by}; against revision {against}:",
  "revision.none": "No inventory was put in force yet.",
  "inventory.against": "Against revision {revision}. To apply exactly this: --if-revision {revision}",
  "inventory.secretChanged": "changed (a secret, not shown)",
  "inventory.stale":
    "revision {inForce} is in force now: somebody changed the inventory meanwhile; nothing was changed",
  "inventory.staleHint": "look at the difference again: haidang inventory diff",
  "inventory.removesMuch":
    "this would remove {removed} of {total} entries, more than {most} %; nothing was changed",
  "inventory.removesMuchHint":
    "an inventory is taken whole: what the files do not name is removed. If that is meant: {command} --yes",
  "export.done": "Revision {revision}: {files} {files|file|files} in {folder}.",
  "export.withheld":
    "{count} secrets stand in the inventory in plain and were left out: each file names them as {sample}. Set them with haidang secret set, or export with --with-secrets.",
  "export.foreign": "{path} was not written by an export",
  "export.foreignHint": "choose a new folder, or one that only an export has written into",
  "template.done": "Written: {path}. Fill it, then: haidang inventory import {path}",
  "template.exists": "{path} is there already",
  "template.existsHint": "choose another name with --file",
  "import.read": "{sheet}: {rows} {rows|row|rows} read as {kind}.",
  "import.column": "  {header} = {field}",
  "import.unused": "  {header}: not used",
  "import.large": "{path} is larger than {most} MB",
  "import.largeHint": "keep one list in it, without pictures",
  "import.map": '"{text}" does not say which column is which',
  "import.mapHint": 'write --map "Column=field"',
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.revision": "bản",
  "column.applied": "hiệu lực từ",
  "column.inForce": "hiện tại",
  "revision.inForce": "đang hiệu lực",
  "revision.head": "Bản {revision}, {by} áp dụng lúc {time}; so với bản {against}:",
  "revision.none": "Chưa có danh mục nào được áp dụng.",
  "inventory.against": "So với bản {revision}. Để áp dụng đúng thay đổi này: --if-revision {revision}",
  "inventory.secretChanged": "đã đổi (bí mật, không hiện ra)",
  "inventory.stale": "bản đang hiệu lực là {inForce}: có người vừa sửa danh mục; chưa có gì thay đổi",
  "inventory.staleHint": "xem lại khác biệt: haidang inventory diff",
  "inventory.removesMuch": "việc này sẽ xóa {removed} trong {total} mục, quá {most} %; chưa có gì thay đổi",
  "inventory.removesMuchHint":
    "danh mục được lấy trọn vẹn: cái gì các tệp không nêu sẽ bị xóa. Nếu đúng ý: {command} --yes",
  "export.done": "Bản {revision}: {files} tệp trong {folder}.",
  "export.withheld":
    "{count} bí mật đang ghi thẳng trong danh mục nên không xuất ra: các tệp nêu tên chúng, như {sample}. Đặt bằng haidang secret set, hoặc xuất với --with-secrets.",
  "export.foreign": "{path} không phải do lệnh xuất ghi ra",
  "export.foreignHint": "chọn thư mục mới, hoặc thư mục chỉ có tệp do lệnh xuất ghi",
  "template.done": "Đã ghi {path}. Điền vào rồi chạy: haidang inventory import {path}",
  "template.exists": "đã có {path}",
  "template.existsHint": "chọn tên khác bằng --file",
  "import.read": "{sheet}: đọc {rows} dòng là {kind}.",
  "import.column": "  {header} = {field}",
  "import.unused": "  {header}: không dùng",
  "import.large": "{path} lớn hơn {most} MB",
  "import.largeHint": "chỉ giữ một danh sách trong đó, không kèm hình",
  "import.map": '"{text}" không nói cột nào là gì',
  "import.mapHint": 'viết --map "Cột=field"',
};

/** What is said of inventories that are compared, exported, and read from spreadsheets. */
export const importWords: Catalogue<keyof typeof en> = { en, vi };
