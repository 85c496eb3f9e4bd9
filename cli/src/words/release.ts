import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.release": "newer version",
  "column.sequence": "no.",
  "column.bytes": "size",
  "column.sha256": "SHA-256",
  "column.added": "added",
  "release.offered": "{version} offered for {at}",
  "release.fetched": "{version} fetched, begins {at}",
  "release.applied": "{version} applied",
  "release.returned": "{version} given up: {why}",
  "release.refused": "{version} refused: {why}",
  "release.none": "{path} is no bundle of the agent.",
  "release.unreadable": "{path} cannot be read.",
  "release.hint": "npm run package makes one: dist/haidang-agent/usr/lib/haidang-agent/agent.cjs",
  "release.empty": "There is no version of the agent here yet: haidang release add <file>",
  "release.added":
    "Version {version} is signed and kept. Offer it with: haidang agent upgrade --all --at 02:00",
  "upgrade.one": "Version {version} is offered to 1 agent, to begin with from {at} on.",
  "upgrade.many": "Version {version} is offered to {count} agents, to begin with from {at} on.",
  "upgrade.nobody": "Nobody is to be offered version {version}: all run it already.",
  "upgrade.who": "Name agents, or say --all.",
  "upgrade.whoHint": "haidang agent list shows them",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.release": "bản mới",
  "column.sequence": "số",
  "column.bytes": "cỡ",
  "column.sha256": "SHA-256",
  "column.added": "thêm lúc",
  "release.offered": "đã đề nghị {version}, chạy lúc {at}",
  "release.fetched": "đã tải {version}, chạy lúc {at}",
  "release.applied": "đã chạy {version}",
  "release.returned": "đã bỏ {version}: {why}",
  "release.refused": "không nhận {version}: {why}",
  "release.none": "{path} không phải là gói mã của tác tử.",
  "release.unreadable": "Không đọc được {path}.",
  "release.hint": "npm run package tạo ra tệp này: dist/haidang-agent/usr/lib/haidang-agent/agent.cjs",
  "release.empty": "Chưa có phiên bản nào của tác tử: haidang release add <tệp>",
  "release.added":
    "Đã ký và giữ phiên bản {version}. Đề nghị các tác tử dùng: haidang agent upgrade --all --at 02:00",
  "upgrade.one": "Đã đề nghị 1 tác tử dùng phiên bản {version}, chạy từ {at}.",
  "upgrade.many": "Đã đề nghị {count} tác tử dùng phiên bản {version}, chạy từ {at}.",
  "upgrade.nobody": "Không tác tử nào cần phiên bản {version}: đều đang chạy.",
  "upgrade.who": "Hãy nêu tên tác tử, hoặc dùng --all.",
  "upgrade.whoHint": "haidang agent list liệt kê các tác tử",
};

/** What is said of new versions of the agent. */
export const releaseWords: Catalogue<keyof typeof en> = { en, vi };
