import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "token.ingest": "sending measurements",
  "token.read": "reading",
  "token.viewer": "viewing",
  "token.operator": "operating",
  "token.admin": "administering",
  "token.never": "no end",
  "token.over": "over since {at}",
  "token.made": "Token {id} ({name}), good until: {expires}",
  "token.once": "Copy it now: it is kept only as a hash and is not shown again.",
  "token.none": "There is no token. Make one with: haidang token create --scope ingest",
  "token.revoked": "Token {id} ({name}) is revoked.",
} as const;

const vi: Record<keyof typeof en, string> = {
  "token.ingest": "gửi số đo",
  "token.read": "đọc",
  "token.viewer": "xem",
  "token.operator": "vận hành",
  "token.admin": "quản trị",
  "token.never": "không thời hạn",
  "token.over": "hết hạn từ {at}",
  "token.made": "Token {id} ({name}), có hiệu lực đến: {expires}",
  "token.once": "Hãy chép lại ngay: hệ thống chỉ giữ mã băm, không hiện lại được.",
  "token.none": "Chưa có token nào. Tạo bằng: haidang token create --scope ingest",
  "token.revoked": "Đã thu hồi token {id} ({name}).",
};

/** What is said of tokens. */
export const tokenWords: Catalogue<keyof typeof en> = { en, vi };
