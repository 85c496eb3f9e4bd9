import { delivery } from "@haidang/contract/words/delivery.ts";
import { notifyWords as shared } from "@haidang/contract/words/notify.ts";
import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  ...shared.en,
  ...delivery.en,
  "column.channel": "channel",
  "column.recipient": "recipient",
  "column.incidents": "incidents",
  "column.route": "route",
  "column.attempts": "attempts",
  "column.next": "next attempt",
  "column.detail": "detail",
  "column.waitingMessages": "waiting",
  "column.delivered": "last delivered",
  "column.roster": "roster",
  "column.onCall": "on call",
  "column.until": "until",
  "notification.none": "No notification was made.",
  "channel.none":
    "The inventory has no channel: nobody is told of incidents. docs/alerting.md shows how to add one.",
  "channel.well": "working",
  "channel.unused": "not used yet",
  "channel.failing": "failing since {time}",
  "channel.testOk": "Delivered over {channel} in {seconds} s. {detail}",
  "channel.testFailed": "Not delivered over {channel}: {reason}. {detail}",
  "oncall.none": "The inventory has no roster.",
  "oncall.nobody": "NOBODY",
  "doctor.alive": "the control plane at {url} is alive and well inside",
  "doctor.notAlive": "the control plane at {url} is not well: {why}",
} as const;

const vi: Record<keyof typeof en, string> = {
  ...shared.vi,
  ...delivery.vi,
  "column.channel": "kênh",
  "column.recipient": "người nhận",
  "column.incidents": "sự cố",
  "column.route": "tuyến",
  "column.attempts": "số lần gửi",
  "column.next": "lần gửi tới",
  "column.detail": "chi tiết",
  "column.waitingMessages": "đang chờ",
  "column.delivered": "gửi được lần cuối",
  "column.roster": "lịch trực",
  "column.onCall": "đang trực",
  "column.until": "đến",
  "notification.none": "Chưa có thông báo nào.",
  "channel.none":
    "Danh mục chưa có kênh nào: không ai được báo khi có sự cố. Xem docs/alerting.md để thêm kênh.",
  "channel.well": "hoạt động tốt",
  "channel.unused": "chưa dùng",
  "channel.failing": "lỗi từ {time}",
  "channel.testOk": "Đã gửi qua {channel} trong {seconds} giây. {detail}",
  "channel.testFailed": "Không gửi được qua {channel}: {reason}. {detail}",
  "oncall.none": "Danh mục chưa có lịch trực.",
  "oncall.nobody": "KHÔNG CÓ AI",
  "doctor.alive": "trung tâm tại {url} đang chạy và mọi phần bên trong đều tốt",
  "doctor.notAlive": "trung tâm tại {url} không ổn: {why}",
};

/** Words of notifications, channels and rosters. */
export const notifyWords: Catalogue<keyof typeof en> = { en, vi };

const sayable: Readonly<Record<string, string>> = en;

/** The key of why a message did not arrive; undefined for a reason of a newer server. */
export function whyKey(reason: string): keyof typeof en | undefined {
  return [`delivery.${reason}`, `missing.${reason}`].find((key): key is keyof typeof en =>
    Object.hasOwn(sayable, key),
  );
}
