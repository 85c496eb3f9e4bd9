import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "topic.heartbeat": "What reports to us: stations, loggers, nightly jobs",
  "heartbeat.list.summary": "List heartbeats, worst first",
  "heartbeat.list.description":
    "When each reported last and when its next report is awaited. Late is degraded; silent beyond its grace is down, from when it should have come.",
  "heartbeat.list.example.all": "All heartbeats",
  "heartbeat.list.example.filter": "Only those that are silent",
  "heartbeat.show.summary": "Show one heartbeat with its last day and its uptime",
  "heartbeat.show.description": "Finds it by id, by name (with or without diacritics) or by their beginning.",
  "heartbeat.show.example.id": "By id",
  "heartbeat.show.example.name": "By a part of its name",
  "heartbeat.address.summary": "Show where a heartbeat reports to",
  "heartbeat.address.description":
    "An address with a token in it: asking for it is a report. ?status=fail, ?exit=<code>, ?status=start, ?message= and ?durationS= say more. Who asked for it is in the audit.",
  "heartbeat.address.example.id": "What to put at the end of a nightly job",
} as const;

const vi: Record<keyof typeof en, string> = {
  "topic.heartbeat": "Những gì tự báo về: trạm đo, bộ ghi, công việc hằng đêm",
  "heartbeat.list.summary": "Liệt kê tín hiệu định kỳ, xấu nhất trước",
  "heartbeat.list.description":
    "Mỗi tín hiệu báo lần cuối khi nào và hạn báo tiếp theo. Trễ hạn là suy giảm; im lặng quá thời gian cho phép là mất, tính từ lúc lẽ ra phải báo.",
  "heartbeat.list.example.all": "Mọi tín hiệu định kỳ",
  "heartbeat.list.example.filter": "Chỉ những tín hiệu đã im lặng",
  "heartbeat.show.summary": "Xem một tín hiệu định kỳ, ngày vừa qua và độ khả dụng",
  "heartbeat.show.description": "Tìm theo mã, theo tên (có dấu hay không dấu) hoặc phần đầu của chúng.",
  "heartbeat.show.example.id": "Theo mã",
  "heartbeat.show.example.name": "Theo một phần của tên",
  "heartbeat.address.summary": "Xem địa chỉ để một tín hiệu báo về",
  "heartbeat.address.description":
    "Một địa chỉ có sẵn token: gọi địa chỉ đó là báo về. ?status=fail, ?exit=<mã>, ?status=start, ?message= và ?durationS= nói thêm. Ai đã xem được ghi vào nhật ký.",
  "heartbeat.address.example.id": "Dòng để đặt ở cuối một công việc hằng đêm",
};

export const heartbeatHelp: Catalogue<keyof typeof en> = { en, vi };
