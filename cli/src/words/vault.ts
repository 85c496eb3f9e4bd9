import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.secret": "secret",
  "column.changed": "set",
  "column.setBy": "by",
  "column.usedBy": "used by",
  "secret.none": "There is no secret yet. Set one with: haidang secret set <name>",
  "secret.ask": "Secret {name} (not shown): ",
  "secret.nothing": "no secret was given",
  "secret.nothingHint": "type it where you are asked, or pass it: haidang secret set {name} < file",
  "secret.set": "The secret {name} is set. In the inventory it stands as: { secret: {name} }",
  "secret.removed": "The secret {name} is forgotten.",
  "secret.rotated": "The vault has a new key; {count} secrets and all inventories are sealed with it.",
  "certificate.plain":
    "Plain HTTP on loopback: there is no certificate. HAIDANG_LISTEN=0.0.0.0:8700 brings TLS.",
  "certificate.at": "Address      {url}",
  "certificate.hosts": "Good for     {hosts}",
  "certificate.until": "Until        {at}",
  "certificate.own": "Made by      the control plane's own authority",
  "certificate.given": "Made by      others: given in HAIDANG_TLS_CERT",
  "certificate.pin": "Fingerprint  {pin}",
  "certificate.next": "Next         {pin}",
  "certificate.unaware": "Agents that do not know the next key yet: {agents}",
  "certificate.ready": "All agents know the next key. Use it with: haidang certificate rotate --finish",
  "http.untrusted":
    "{url} does not prove to be the control plane: its certificate is not one this machine trusts ({reason})",
  "http.untrustedHint":
    "set HAIDANG_CA to the fingerprint that haidang certificate show prints on the control plane's machine",
  "ca.unusable": "HAIDANG_CA is neither a fingerprint (sha256:…) nor a file with a certificate: {why}",
  "ca.unusableHint":
    "set it to the fingerprint that haidang certificate show prints on the control plane's machine",
  "restore.running": "the data folder {folder} is not empty",
  "restore.runningHint": "restore into a new folder: haidang restore <backup> --data <folder>",
  "restore.none": "{folder} is no backup: it has no records.db",
  "restore.noneHint": "name the folder that haidang store backup wrote",
  "restore.noKey":
    "the backup has no keys, and without vault.key nobody can read its inventories and secrets",
  "restore.noKeyHint": "name the key of the installation it was made of: --vault-key <file>",
  "restore.noFolder": "name the folder to restore into with --data",
  "restore.done": "Restored {files} files into {folder}. Start it with: HAIDANG_DATA={folder} npm start",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.secret": "bí mật",
  "column.changed": "đặt lúc",
  "column.setBy": "người đặt",
  "column.usedBy": "dùng ở",
  "secret.none": "Chưa có bí mật nào. Đặt bằng: haidang secret set <tên>",
  "secret.ask": "Bí mật {name} (không hiện ra): ",
  "secret.nothing": "chưa nhập bí mật",
  "secret.nothingHint": "gõ vào khi được hỏi, hoặc đưa từ tệp: haidang secret set {name} < tệp",
  "secret.set": "Đã đặt bí mật {name}. Trong tệp kiểm kê viết là: { secret: {name} }",
  "secret.removed": "Đã xóa bí mật {name}.",
  "secret.rotated": "Kho bí mật có khóa mới; {count} bí mật và mọi bản kiểm kê đã được niêm phong lại.",
  "certificate.plain":
    "HTTP thường trên loopback: không có chứng thư. HAIDANG_LISTEN=0.0.0.0:8700 sẽ bật TLS.",
  "certificate.at": "Địa chỉ      {url}",
  "certificate.hosts": "Dùng cho     {hosts}",
  "certificate.until": "Hết hạn      {at}",
  "certificate.own": "Do           trung tâm tự cấp",
  "certificate.given": "Do           nơi khác cấp, đặt ở HAIDANG_TLS_CERT",
  "certificate.pin": "Vân tay khóa {pin}",
  "certificate.next": "Khóa kế tiếp {pin}",
  "certificate.unaware": "Tác tử chưa biết khóa kế tiếp: {agents}",
  "certificate.ready": "Mọi tác tử đã biết khóa kế tiếp. Dùng nó bằng: haidang certificate rotate --finish",
  "http.untrusted": "{url} không chứng minh được là trung tâm: máy này không tin chứng thư của nó ({reason})",
  "http.untrustedHint": "đặt HAIDANG_CA bằng vân tay mà haidang certificate show in ra trên máy trung tâm",
  "ca.unusable": "HAIDANG_CA không phải vân tay khóa (sha256:…) cũng không phải tệp chứng thư: {why}",
  "ca.unusableHint": "đặt bằng vân tay mà haidang certificate show in ra trên máy trung tâm",
  "restore.running": "thư mục dữ liệu {folder} không trống",
  "restore.runningHint": "hãy phục hồi vào thư mục mới: haidang restore <bản sao lưu> --data <thư mục>",
  "restore.none": "{folder} không phải bản sao lưu: không có records.db",
  "restore.noneHint": "hãy chỉ thư mục mà haidang store backup đã ghi",
  "restore.noKey":
    "bản sao lưu không kèm khóa, và thiếu vault.key thì không ai đọc được kiểm kê và bí mật trong đó",
  "restore.noKeyHint": "hãy chỉ khóa của hệ thống đã sao lưu: --vault-key <tệp>",
  "restore.noFolder": "hãy chỉ thư mục cần phục hồi vào bằng --data",
  "restore.done": "Đã phục hồi {files} tệp vào {folder}. Khởi động bằng: HAIDANG_DATA={folder} npm start",
};

/** What is said of secrets, certificates and restoring. */
export const vaultWords: Catalogue<keyof typeof en> = { en, vi };
