import { type Catalogue, fill } from "@haidang/contract/words/words.ts";
import { language } from "../setting.ts";

const en = {
  "inventory.title": "Inventory",
  "inventory.list": "List",
  "inventory.find": "Find an entry, with diacritics or without",
  "inventory.entries": "{count|entry|entries}",
  "inventory.more": "and {count} more: type a part of the name",
  "inventory.none": "No entry matches.",
  "inventory.new": "New entry",
  "inventory.newId": "Id of the new entry",
  "inventory.choose": "Choose an entry, or make a new one.",
  "inventory.text": "{id}, as YAML",
  "inventory.save": "Put in force",
  "inventory.saving": "checking…",
  "inventory.remove": "Remove",
  "inventory.reallyRemove": "Really remove",
  "inventory.saved": "In force as revision {revision}.",
  "inventory.same": "Nothing is otherwise.",
  "inventory.notMapping": "An entry is a mapping: name: value, one a line.",
  "inventory.faults": "Not put in force: {count|fault|faults}",
  "inventory.was": "was",
  "inventory.secret": "secret",
  "inventory.kept": "••• is a secret that stays as it is.",
  "inventory.revisions": "Who changed it",
  "inventory.revision": "Revision",
  "inventory.inForce": "in force",
  "inventory.when": "When",
  "inventory.who": "Who",
  "inventory.change": "Changed",
  "inventory.back": "Go back to it",
  "inventory.reallyBack": "Really go back",
  "inventory.first": "No inventory is in force yet.",
} as const;

const vi: Record<keyof typeof en, string> = {
  "inventory.title": "Danh mục",
  "inventory.list": "Danh sách",
  "inventory.find": "Tìm mục, có dấu hoặc không dấu",
  "inventory.entries": "{count} mục",
  "inventory.more": "và {count} mục nữa: gõ một phần tên",
  "inventory.none": "Không có mục nào khớp.",
  "inventory.new": "Mục mới",
  "inventory.newId": "Mã của mục mới",
  "inventory.choose": "Chọn một mục, hoặc tạo mục mới.",
  "inventory.text": "{id}, dạng YAML",
  "inventory.save": "Áp dụng",
  "inventory.saving": "đang kiểm tra…",
  "inventory.remove": "Xóa",
  "inventory.reallyRemove": "Xóa thật",
  "inventory.saved": "Đã có hiệu lực, bản {revision}.",
  "inventory.same": "Không có gì khác.",
  "inventory.notMapping": "Mỗi mục gồm các dòng tên: giá trị.",
  "inventory.faults": "Chưa áp dụng: {count} lỗi",
  "inventory.was": "trước đây",
  "inventory.secret": "bí mật",
  "inventory.kept": "••• là bí mật, giữ nguyên.",
  "inventory.revisions": "Ai đã sửa",
  "inventory.revision": "Bản",
  "inventory.inForce": "đang hiệu lực",
  "inventory.when": "Lúc",
  "inventory.who": "Ai",
  "inventory.change": "Thay đổi",
  "inventory.back": "Quay về bản này",
  "inventory.reallyBack": "Quay về thật",
  "inventory.first": "Chưa có danh mục nào có hiệu lực.",
};

/** Words of the inventory's page alone: they come with it. */
export const inventoryPageWords: Catalogue<keyof typeof en> = { vi, en };

export function ti(word: keyof typeof en, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(inventoryPageWords[language.value][word], values);
}
