import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "flag.notificationState": "only those waiting, delivered, failed, or for which nobody was there",
  "flag.notificationIncident": "only those about this incident, e.g. SC-1024",
  "flag.notificationChannel": "only those of this channel",
  "flag.notificationLimit": "how many, newest first",
  "flag.oncallAt": "another time than now",
  "flag.testTo": "the contact it goes to, by id; personal channels need one",
  "flag.alive": "only whether it is alive and well inside, without a key: exit status 0 or 1, for cron",
  "arg.channel": "id of the channel, as channel list shows it",
  "channel.list.summary": "Ways notifications go out, and how they fare",
  "channel.list.description":
    "Lists the channels of the inventory: when something last got through, since when nothing does and why, and how many messages wait.",
  "channel.list.example.all": "All channels",
  "channel.list.example.failing": "Those that fail",
  "channel.test.summary": "Send a test message over a channel, now",
  "channel.test.description":
    "Sends one message that says it is a test and tells what became of it. Exit status 1 when it did not get through.",
  "channel.test.example.place": "A channel that is a place itself",
  "channel.test.example.person": "A text message to one contact",
  "notification.list.summary": "Who was told of what, what waits, what failed",
  "notification.list.description":
    "Lists messages to recipients, newest first: waiting, delivered, not delivered with the reason; and each time somebody should have been told and nobody was there.",
  "notification.list.example.all": "The newest",
  "notification.list.example.incident": "Who was told of one incident",
  "notification.list.example.failed": "What did not arrive",
  "oncall.summary": "Who is on call",
  "oncall.description": "By each roster of the inventory: who is on call, and until when.",
  "oncall.example.now": "Now",
  "oncall.example.at": "On a night to come",
  "doctor.example.alive": "For cron on another machine: tells when the control plane is not well",
} as const;

const vi: Record<keyof typeof en, string> = {
  "flag.notificationState": "chỉ loại đang chờ, đã gửi, không gửi được, hoặc không có ai để báo",
  "flag.notificationIncident": "chỉ thông báo về sự cố này, ví dụ SC-1024",
  "flag.notificationChannel": "chỉ thông báo qua kênh này",
  "flag.notificationLimit": "bao nhiêu dòng, mới nhất trước",
  "flag.oncallAt": "một lúc khác bây giờ",
  "flag.testTo": "người nhận, theo mã; kênh cá nhân phải có",
  "flag.alive":
    "chỉ hỏi còn sống và bên trong có tốt không, không cần khóa: mã thoát 0 hoặc 1, dùng cho cron",
  "arg.channel": "mã kênh, như channel list ghi",
  "channel.list.summary": "Các kênh gửi thông báo và tình trạng",
  "channel.list.description":
    "Liệt kê các kênh trong danh mục: lần cuối gửi được, lỗi từ khi nào và vì sao, bao nhiêu tin đang chờ.",
  "channel.list.example.all": "Mọi kênh",
  "channel.list.example.failing": "Những kênh đang lỗi",
  "channel.test.summary": "Gửi ngay một tin thử qua một kênh",
  "channel.test.description":
    "Gửi một tin nói rõ là tin thử và cho biết kết quả. Mã thoát 1 khi không gửi được.",
  "channel.test.example.place": "Kênh tự nó là nơi nhận",
  "channel.test.example.person": "Tin nhắn cho một người nhận",
  "notification.list.summary": "Đã báo cho ai về việc gì, tin nào đang chờ, tin nào lỗi",
  "notification.list.description":
    "Liệt kê tin gửi tới từng người nhận, mới nhất trước: đang chờ, đã gửi, không gửi được và vì sao; và những lần đáng lẽ phải báo mà không có ai.",
  "notification.list.example.all": "Mới nhất",
  "notification.list.example.incident": "Đã báo cho ai về một sự cố",
  "notification.list.example.failed": "Những tin không tới nơi",
  "oncall.summary": "Ai đang trực",
  "oncall.description": "Theo từng lịch trực trong danh mục: ai đang trực, đến khi nào.",
  "oncall.example.now": "Bây giờ",
  "oncall.example.at": "Một đêm sắp tới",
  "doctor.example.alive": "Cho cron trên máy khác: báo khi trung tâm không ổn",
};

export const notifyHelp: Catalogue<keyof typeof en> = { en, vi };
