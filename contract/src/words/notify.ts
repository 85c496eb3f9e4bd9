import type { NotificationPurpose, NotificationState } from "../notify.ts";
import type { Catalogue } from "./words.ts";

/** Why there was nobody to tell, or nothing left to say. */
export const missingReasons = [
  "no_route",
  "no_channel",
  "nobody_on_call",
  "no_address",
  "own_channel",
  "not_told",
] as const;
export type MissingReason = (typeof missingReasons)[number];

type NotifyKey =
  | `purpose.${NotificationPurpose}`
  | `notification.${NotificationState}`
  | `missing.${MissingReason}`;

/** Words of notifications: why they are sent, what became of them, why nobody was told. */
export const notifyWords: Catalogue<NotifyKey> = {
  en: {
    "purpose.open": "new incident",
    "purpose.update": "news of it",
    "purpose.resolved": "resolved",
    "purpose.escalation": "escalation",
    "purpose.reminder": "reminder",
    "purpose.digest": "digest",
    "purpose.group": "several incidents",
    "purpose.letter": "message",
    "purpose.report": "monthly report",
    "purpose.test": "test",
    "notification.waiting": "waiting",
    "notification.delivered": "delivered",
    "notification.failed": "not delivered",
    "notification.nobody": "nobody was told",
    "missing.no_route": "no route takes this incident",
    "missing.no_channel": "the channel is not in the inventory any more",
    "missing.nobody_on_call": "nobody is on call",
    "missing.no_address": "the contact has no address for this channel",
    "missing.own_channel": "it would go through the very channel that does not deliver",
    "missing.not_told": "the recipient had not heard of it",
  },
  vi: {
    "purpose.open": "sự cố mới",
    "purpose.update": "tin mới về sự cố",
    "purpose.resolved": "đã khắc phục",
    "purpose.escalation": "báo lên cấp tiếp theo",
    "purpose.reminder": "nhắc lại",
    "purpose.digest": "tóm tắt",
    "purpose.group": "nhiều sự cố",
    "purpose.letter": "tin báo",
    "purpose.report": "báo cáo tháng",
    "purpose.test": "thử kênh",
    "notification.waiting": "đang chờ gửi",
    "notification.delivered": "đã gửi",
    "notification.failed": "không gửi được",
    "notification.nobody": "chưa báo được cho ai",
    "missing.no_route": "không tuyến thông báo nào nhận sự cố này",
    "missing.no_channel": "kênh không còn trong danh mục",
    "missing.nobody_on_call": "không có ai trực",
    "missing.no_address": "người nhận chưa có địa chỉ cho kênh này",
    "missing.own_channel": "chỉ có thể báo qua chính kênh đang không gửi được",
    "missing.not_told": "người nhận chưa được báo về sự cố này",
  },
};
