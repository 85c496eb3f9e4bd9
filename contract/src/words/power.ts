import type { Catalogue } from "./words.ts";

const en = {
  "failover.yes": "Feed {feed} may be taken down now.",
  "failover.no": "Feed {feed} must not be taken down.",
  "failover.unknown": "Nobody can say whether feed {feed} may be taken down.",
  "failover.dies": "devices with no other feed: {count}",
  "failover.over_limit": "racks or UPS that would carry too much: {count}",
  "failover.other_on_battery": "UPS of the other feed on battery: {count}",
  "failover.no_other_feed": "there is no other feed",
  "failover.state_unknown": "parts of the other feed whose state is unknown: {count}",
  "failover.no_reading": "racks or UPS that do not tell their load: {count}",
  "failover.no_limit": "racks or UPS of which it is not written what they may carry: {count}",
} as const;

const vi: Record<keyof typeof en, string> = {
  "failover.yes": "Có thể ngắt nguồn {feed} lúc này.",
  "failover.no": "Không được ngắt nguồn {feed}.",
  "failover.unknown": "Chưa thể biết có ngắt được nguồn {feed} hay không.",
  "failover.dies": "thiết bị không có nguồn khác: {count}",
  "failover.over_limit": "tủ hoặc UPS sẽ quá tải: {count}",
  "failover.other_on_battery": "UPS nguồn kia đang chạy ắc quy: {count}",
  "failover.no_other_feed": "không có nguồn khác",
  "failover.state_unknown": "phần của nguồn kia không rõ trạng thái: {count}",
  "failover.no_reading": "tủ hoặc UPS không cho biết tải: {count}",
  "failover.no_limit": "tủ hoặc UPS chưa ghi tải cho phép: {count}",
};

/** Whether a feed may be taken down, and why not. */
export const powerWords: Catalogue<keyof typeof en> = { en, vi };
