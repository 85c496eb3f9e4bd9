import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "arg.agent": "the agent's id, as haidang agent list shows it",
  "flag.invite-site": "the site it is to measure at; without a word in the inventory it is that site's agent",
  "flag.invite-approve": "it measures as soon as it has enrolled; without this it waits for approval",
  "flag.invite-file": "also write the invitation to this file or folder, to carry on a stick",
  "agent.invite.example.site": "For the machine at a site, also as a file",
  "agent.approve.summary": "Let an agent in that waits for approval",
  "agent.approve.description":
    "A machine that has enrolled waits unless its invitation said --approve. Look at its name and address with agent show first.",
  "agent.approve.example.id": "The machine just set up at a site",
  "agent.revoke.summary": "Refuse an agent from now on",
  "agent.revoke.description":
    "Its credential is refused at once, on every way, and its invitations are void. What it measured stays. To take it back: agent invite --name.",
  "agent.revoke.example.id": "A machine that was stolen or retired",
  "agent.rotate.summary": "Give an agent a new credential",
  "agent.rotate.description":
    "It comes to the agent with its configuration; the old one is good until the new one is used. By itself this happens every 30 days.",
  "agent.rotate.example.id": "After somebody may have read its disk",
} as const;

const vi: Record<keyof typeof en, string> = {
  "arg.agent": "mã tác tử, như haidang agent list hiển thị",
  "flag.invite-site": "trụ sở tác tử sẽ đo; không cần khai trong danh mục, nó là tác tử của trụ sở đó",
  "flag.invite-approve": "đo ngay sau khi đăng ký; nếu không, phải chờ duyệt",
  "flag.invite-file": "ghi thêm lời mời vào tệp hoặc thư mục này, để mang bằng USB",
  "agent.invite.example.site": "Cho máy ở một trụ sở, kèm tệp",
  "agent.approve.summary": "Duyệt một tác tử đang chờ",
  "agent.approve.description":
    "Máy đã đăng ký phải chờ, trừ khi lời mời có --approve. Hãy xem tên và địa chỉ bằng agent show trước.",
  "agent.approve.example.id": "Máy vừa lắp ở một trụ sở",
  "agent.revoke.summary": "Từ chối một tác tử kể từ bây giờ",
  "agent.revoke.description":
    "Thông tin xác thực bị từ chối ngay ở mọi đường, các lời mời cho nó hết hiệu lực. Số liệu đã đo vẫn giữ. Muốn nhận lại: agent invite --name.",
  "agent.revoke.example.id": "Máy bị mất hoặc thôi dùng",
  "agent.rotate.summary": "Cấp thông tin xác thực mới cho một tác tử",
  "agent.rotate.description":
    "Tác tử nhận cùng với cấu hình; bản cũ còn dùng được đến khi bản mới được dùng. Việc này tự diễn ra 30 ngày một lần.",
  "agent.rotate.example.id": "Khi có thể ai đó đã đọc đĩa của máy",
};

export const fleetHelp: Catalogue<keyof typeof en> = { en, vi };
