import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "flag.if-revision": "only if this revision is in force",
  "flag.removeYes": "though it removes more than a tenth of the entries",
  "flag.inventoryDryRun": "say what would change, and change nothing",
  "flag.exportBy": "one file a list, or one a unit",
  "flag.exportRevision": "an older revision",
  "flag.with-secrets": "with secrets the inventory holds in plain; the audit tells of it",
  "flag.sheetKind": "what the rows are; without it told from the headers",
  "flag.templateKind": "what the rows are to be",
  "flag.templateFile": "file to write",
  "flag.sheet": "name of the sheet; without it the first",
  "flag.map": "which field a column fills",
  "flag.new-carrier": "a carrier of its own, though it looks like a slip of a known one",
  "flag.trim": "take away spaces around texts",
  "flag.revisionLimit": "how many",
  "arg.revision": "number of the revision",
  "arg.sheetFile": "spreadsheet, .xlsx or .csv",
  "arg.exportFolder": "folder to write into",
  "inventory.diff.summary": "What files would change against the inventory in force",
  "inventory.diff.description":
    "Reads the files as validate does and tells every entry added, changed or removed, of those changed each value before and after. Secrets are told as changed, never shown. Nothing is changed.",
  "inventory.diff.example.folder": "A folder against what is in force",
  "inventory.diff.example.json": "For a program",
  "inventory.apply.example.dry": "Only say what would change",
  "inventory.apply.example.revision": "Only if nobody changed anything since",
  "inventory.history.summary": "Who put which inventory in force when",
  "inventory.history.description":
    "Lists the revisions of the inventory, the newest first, with how much each changed.",
  "inventory.history.example.all": "The last 20",
  "inventory.show.summary": "What a revision of the inventory changed",
  "inventory.show.description":
    "Shows who put a revision in force and what it changed against the one before.",
  "inventory.show.example.one": "Revision 12",
  "inventory.revert.summary": "Puts an older inventory in force again",
  "inventory.revert.description":
    "Puts the inventory of a revision in force again, as a new revision: nothing is forgotten. It is checked by today's rules first.",
  "inventory.revert.example.one": "Back to revision 12",
  "inventory.export.summary": "Writes the inventory in force into YAML files",
  "inventory.export.description":
    "Writes files that apply takes back without a difference. A secret in plain is left out: { secret: name } stands in its place, and apply refuses until haidang secret set has set it. Files of an earlier export in the folder are replaced.",
  "inventory.export.example.list": "One file a list",
  "inventory.export.example.unit": "One file a unit",
  "inventory.template.summary": "Makes a spreadsheet to fill",
  "inventory.template.description":
    "Writes an .xlsx file with headers, an example row, a sheet that explains them, and units, sites and carriers to choose from.",
  "inventory.template.example.links": "For links of sites that are known",
  "inventory.template.example.units": "For sites with their links, in English",
  "inventory.import.summary": "Adds what a spreadsheet lists",
  "inventory.import.description":
    "Reads .xlsx and .csv files: columns are known by their headers, units and sites by their names, with or without diacritics. Either every fault is told by cell and nothing changes, or the difference is shown and put in force. What is in the inventory already is changed; nothing is removed.",
  "inventory.import.example.dry": "Only say what would change",
  "inventory.import.example.map": "Tell what a column is",
} as const;

const vi: Record<keyof typeof en, string> = {
  "flag.if-revision": "chỉ khi bản này đang hiệu lực",
  "flag.removeYes": "dù xóa quá một phần mười số mục",
  "flag.inventoryDryRun": "chỉ cho biết sẽ thay đổi gì, không thay đổi",
  "flag.exportBy": "mỗi danh sách một tệp, hoặc mỗi đơn vị một tệp",
  "flag.exportRevision": "một bản cũ",
  "flag.with-secrets": "kèm bí mật ghi thẳng trong danh mục; nhật ký kiểm tra có ghi lại",
  "flag.sheetKind": "các dòng là gì; không ghi thì nhận theo tiêu đề cột",
  "flag.templateKind": "các dòng sẽ là gì",
  "flag.templateFile": "tệp cần ghi",
  "flag.sheet": "tên trang tính; không ghi thì trang đầu",
  "flag.map": "cột nào là trường nào",
  "flag.new-carrier": "đúng là nhà mạng khác, dù giống tên một nhà mạng đã biết",
  "flag.trim": "bỏ dấu cách thừa ở đầu và cuối",
  "flag.revisionLimit": "bao nhiêu bản",
  "arg.revision": "số của bản",
  "arg.sheetFile": "bảng tính .xlsx hoặc .csv",
  "arg.exportFolder": "thư mục để ghi vào",
  "inventory.diff.summary": "Các tệp sẽ thay đổi gì so với danh mục đang hiệu lực",
  "inventory.diff.description":
    "Đọc các tệp như lệnh validate và cho biết từng mục được thêm, sửa, xóa; mục bị sửa thì nêu từng giá trị trước và sau. Bí mật chỉ báo là đã đổi, không hiện ra. Không thay đổi gì.",
  "inventory.diff.example.folder": "Một thư mục so với bản đang hiệu lực",
  "inventory.diff.example.json": "Cho chương trình đọc",
  "inventory.apply.example.dry": "Chỉ cho biết sẽ thay đổi gì",
  "inventory.apply.example.revision": "Chỉ khi chưa ai sửa gì từ đó",
  "inventory.history.summary": "Ai đã áp dụng danh mục nào, khi nào",
  "inventory.history.description": "Liệt kê các bản danh mục, mới nhất trước, kèm số thay đổi của mỗi bản.",
  "inventory.history.example.all": "20 bản gần nhất",
  "inventory.show.summary": "Một bản danh mục đã thay đổi gì",
  "inventory.show.description": "Cho biết ai áp dụng một bản và nó thay đổi gì so với bản trước.",
  "inventory.show.example.one": "Bản 12",
  "inventory.revert.summary": "Áp dụng lại một danh mục cũ",
  "inventory.revert.description":
    "Áp dụng lại danh mục của một bản, thành một bản mới: không có gì bị quên. Danh mục được kiểm tra theo quy tắc hiện nay trước.",
  "inventory.revert.example.one": "Trở về bản 12",
  "inventory.export.summary": "Ghi danh mục đang hiệu lực ra tệp YAML",
  "inventory.export.description":
    "Ghi các tệp mà apply đọc lại không có khác biệt. Bí mật ghi thẳng không được xuất: chỗ đó là { secret: tên }, và apply từ chối cho tới khi đặt bằng haidang secret set. Tệp của lần xuất trước trong thư mục được thay.",
  "inventory.export.example.list": "Mỗi danh sách một tệp",
  "inventory.export.example.unit": "Mỗi đơn vị một tệp",
  "inventory.template.summary": "Tạo bảng tính mẫu để điền",
  "inventory.template.description":
    "Ghi tệp .xlsx có tiêu đề cột, dòng ví dụ, trang giải thích, và danh sách đơn vị, trụ sở, nhà mạng để chọn.",
  "inventory.template.example.links": "Cho đường truyền của các trụ sở đã có",
  "inventory.template.example.units": "Cho trụ sở kèm đường truyền, tiếng Anh",
  "inventory.import.summary": "Thêm những gì bảng tính liệt kê",
  "inventory.import.description":
    "Đọc tệp .xlsx và .csv: nhận cột theo tiêu đề, nhận đơn vị và trụ sở theo tên, có dấu hoặc không dấu. Hoặc mọi lỗi được báo theo từng ô và không có gì thay đổi, hoặc khác biệt được hiện ra rồi áp dụng. Mục đã có thì được sửa; không xóa gì.",
  "inventory.import.example.dry": "Chỉ cho biết sẽ thay đổi gì",
  "inventory.import.example.map": "Chỉ rõ một cột là gì",
};

export const importHelp: Catalogue<keyof typeof en> = { en, vi };
