import type { Catalogue } from "./words.ts";

const en = {
  "event.opened": "opened",
  "event.reopened": "came back",
  "event.severity_changed": "severity {from} → {to}",
  "event.verdict_changed": "verdict {from} → {to} ({confidencePct}%)",
  "event.overruled": "judged by hand as {to} (worked out: {from}): {reason}",
  "event.child_joined": "{count} more go by it: {names}",
  "event.child_left": "{count} have a cause of their own: {names}",
  "event.merged": "goes by {into}, {root}",
  "event.acknowledged": "acknowledged",
  "event.unacknowledged": "no longer acknowledged",
  "event.assigned": "assigned to {to}",
  "event.noted": "{text}",
  "event.muted": "muted: {mute}, {reason}",
  "event.unmuted": "no longer muted",
  "event.notified": "told {who} ({purpose})",
  "event.notification_failed": "could not tell {who} ({purpose}): {why}",
  "event.toldNobody": "nobody was told: {why}",
  "event.toldBy": "{name} by {channel}",
  "event.escalated": "escalated",
  "event.resolved": "resolved after {duration}",
  "event.digest": "{agent} was cut off {from} – {to}; inside, {outages} {outages|outage|outages}",
} as const;

const vi: Record<keyof typeof en, string> = {
  "event.opened": "mở sự cố",
  "event.reopened": "tái diễn",
  "event.severity_changed": "mức độ {from} → {to}",
  "event.verdict_changed": "kết luận {from} → {to} ({confidencePct}%)",
  "event.overruled": "người xác định: {to} (máy: {from}): {reason}",
  "event.child_joined": "thêm {count} mục kéo theo: {names}",
  "event.child_left": "{count} mục có nguyên nhân riêng: {names}",
  "event.merged": "gộp vào {into}, {root}",
  "event.acknowledged": "đã tiếp nhận",
  "event.unacknowledged": "thôi tiếp nhận",
  "event.assigned": "phân công cho {to}",
  "event.noted": "{text}",
  "event.muted": "tạm ẩn: {mute}, {reason}",
  "event.unmuted": "hết ẩn",
  "event.notified": "đã báo {who} ({purpose})",
  "event.notification_failed": "không báo được {who} ({purpose}): {why}",
  "event.toldNobody": "chưa báo được cho ai: {why}",
  "event.toldBy": "{name} qua {channel}",
  "event.escalated": "đã báo lên cấp trên",
  "event.resolved": "đã khắc phục sau {duration}",
  "event.digest": "{agent} mất liên lạc {from} – {to}; trong đó có {outages} lần gián đoạn",
};

export type EventKey = keyof typeof en;
/** What became of an incident, an entry of its timeline at a time. */
export const eventWords: Catalogue<EventKey> = { vi, en };
