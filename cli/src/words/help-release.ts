import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "arg.bundle": "the bundle npm run package makes: agent.cjs",
  "release.add.summary": "Sign a new version of the agent and keep it",
  "release.add.description":
    "The control plane signs it with a key of its vault. Agents take nothing else, and nothing older than what they ran. It is offered to nobody yet: agent upgrade does that.",
  "release.add.example.file": "The one just made",
  "release.list.summary": "List versions of the agent, newest first",
  "release.list.description": "What was signed here, by whom and when. agent list shows who runs what.",
  "release.list.example.all": "All versions",
  "agent.upgrade.summary": "Offer agents a newer version of themselves",
  "agent.upgrade.description":
    "They fetch it at once and begin with it at the time given. One that does not reach the control plane within ten minutes is given up, and the former version goes on; agent list tells.",
  "agent.upgrade.example.one": "One agent, now",
  "agent.upgrade.example.all": "All of them, at two in the morning",
  "arg.agents": "ids of agents, as haidang agent list shows them",
  "flag.upgrade-all": "every agent of ours",
  "flag.upgrade-at": "when to begin with it, e.g. 02:00 or 02:00 25/11; without this at once",
  "flag.upgrade-version": "which version; without this the newest",
} as const;

const vi: Record<keyof typeof en, string> = {
  "arg.bundle": "tệp mã do npm run package tạo ra: agent.cjs",
  "release.add.summary": "Ký và giữ một phiên bản mới của tác tử",
  "release.add.description":
    "Trung tâm ký bằng khóa trong kho bí mật. Tác tử không nhận gì khác, cũng không nhận bản cũ hơn bản đã chạy. Chưa tác tử nào được đề nghị: dùng agent upgrade.",
  "release.add.example.file": "Bản vừa tạo",
  "release.list.summary": "Liệt kê các phiên bản của tác tử, mới nhất trước",
  "release.list.description":
    "Bản nào đã ký ở đây, ai ký, lúc nào. agent list cho biết tác tử nào chạy bản nào.",
  "release.list.example.all": "Mọi phiên bản",
  "agent.upgrade.summary": "Đề nghị tác tử dùng phiên bản mới hơn",
  "agent.upgrade.description":
    "Tác tử tải về ngay và chạy vào giờ đã định. Bản nào không tới được trung tâm trong mười phút thì bị bỏ, bản cũ chạy tiếp; agent list cho biết.",
  "agent.upgrade.example.one": "Một tác tử, ngay bây giờ",
  "agent.upgrade.example.all": "Tất cả, vào hai giờ sáng",
  "arg.agents": "mã các tác tử, như haidang agent list hiển thị",
  "flag.upgrade-all": "mọi tác tử của ta",
  "flag.upgrade-at": "giờ bắt đầu chạy, ví dụ 02:00 hoặc 02:00 25/11; không ghi là chạy ngay",
  "flag.upgrade-version": "phiên bản nào; không ghi là bản mới nhất",
};

export const releaseHelp: Catalogue<keyof typeof en> = { en, vi };
