import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "agent.pending": "waits for approval",
  "agent.revoked": "revoked",
  "agent.outdated": "old configuration",
  "agent.refusing": "refuses checks",
  "agent.newest": "newest",
  "agent.offered": "a new one is offered",
  "agent.refused": "Refused of its configuration",
  "column.oldestUnsent": "oldest unsent",
  "column.droppedRange": "dropped of",
  "column.configuration": "configuration",
  "column.credential": "credential",
  "invite.file": "The same is in {path}: there run  sudo haidang-agent enrol --file <path>",
  "invite.long": "It is good for longer than a day: whoever finds it may use it until then.",
  "invite.approval": "The machine then waits until it is let in: haidang agent approve <id>",
} as const;

const vi: Record<keyof typeof en, string> = {
  "agent.pending": "chờ duyệt",
  "agent.revoked": "đã thu hồi",
  "agent.outdated": "cấu hình cũ",
  "agent.refusing": "bỏ qua phép kiểm tra",
  "agent.newest": "mới nhất",
  "agent.offered": "đã cấp mới, chờ dùng",
  "agent.refused": "Phần cấu hình bị bỏ qua",
  "column.oldestUnsent": "chưa gửi lâu nhất",
  "column.droppedRange": "đã bỏ của",
  "column.configuration": "cấu hình",
  "column.credential": "xác thực",
  "invite.file": "Lời mời cũng ở {path}: trên máy kia chạy  sudo haidang-agent enrol --file <đường dẫn>",
  "invite.long": "Mã có hiệu lực hơn một ngày: ai nhặt được đều dùng được đến lúc đó.",
  "invite.approval": "Máy sẽ chờ đến khi được duyệt: haidang agent approve <id>",
};

/** What is said of agents from their invitation to their end. */
export const fleetWords: Catalogue<keyof typeof en> = { en, vi };
